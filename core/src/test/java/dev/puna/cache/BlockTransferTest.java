package dev.puna.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.spi.CacheLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BlockTransferTest {
  private static final int B = CacheLayout.BLOCK_TOKENS;
  private static final int BLOCKS = 8;

  private final TokenMemory memory = new TokenMemory(BLOCKS);
  private final BlockPool pool = new BlockPool(memory.layout());
  private final PrefixCache cache = new PrefixCache(pool, memory);
  private final BlockTransfer transfer = new BlockTransfer(cache, pool, memory);
  private final MemorySegment saved =
      Arena.ofAuto().allocate(BLOCKS * memory.layout().blockBytes(), 64);

  private static int[] range(int from, int count) {
    int[] tokens = new int[count];
    Arrays.setAll(tokens, i -> from + i);
    return tokens;
  }

  private void runAndKeep(int[] tokens) {
    Sequence sequence = running(tokens);
    cache.keep(sequence, true);
    sequence.truncate(0);
  }

  private Sequence running(int[] tokens) {
    Sequence sequence = new Sequence(pool);
    sequence.reserve(tokens.length);
    memory.run(sequence, tokens);
    return sequence;
  }

  /** What a sequence finds of some tokens. */
  private void assertFinds(int[] tokens, int count) {
    Sequence sequence = new Sequence(pool);
    cache.extend(sequence, tokens, count / B * B);
    assertTrue(count % B == 0 || cache.makeFree(1));
    sequence.reserve(count);
    cache.extend(sequence, tokens, count);
    assertEquals(count, sequence.length());
    memory.assertHolds(sequence, Arrays.copyOf(tokens, count));
    sequence.truncate(0);
  }

  @Test
  void whatWasReadCanBeWrittenAgain() {
    int[] tokens = range(0, 3 * B + 7);
    runAndKeep(tokens);
    assertEquals(3 * B + 7, transfer.known(tokens, tokens.length));
    assertEquals(2 * B + 3, transfer.known(tokens, 2 * B + 3));
    assertEquals(4, transfer.read(tokens, tokens.length, 0, 4, saved));
    cache.clear();
    assertEquals(0, transfer.known(tokens, tokens.length));
    for (int[] block : memory.blocks) {
      Arrays.fill(block, -1);
    }
    assertEquals(1, transfer.write(tokens, tokens.length, 0, 1, saved));
    assertEquals(B, transfer.known(tokens, tokens.length));
    MemorySegment rest = saved.asSlice(memory.layout().blockBytes());
    assertEquals(3, transfer.write(tokens, tokens.length, 1, 3, rest));
    assertEquals(3 * B + 7, transfer.known(tokens, tokens.length));
    assertFinds(tokens, 3 * B + 7);
    assertEquals(BLOCKS - 4, pool.free());
  }

  @Test
  void readingEndsWhereABlockWasGivenUp() {
    int[] tokens = range(0, 3 * B);
    runAndKeep(tokens);
    assertTrue(cache.makeFree(BLOCKS - 1));
    assertEquals(1, transfer.read(tokens, 3 * B, 0, 3, saved));
    assertEquals(0, transfer.read(tokens, 3 * B, 1, 2, saved));
  }

  @Test
  void writingTakesOnlyWhatNobodyUses() {
    int[] tokens = range(0, 4 * B);
    runAndKeep(tokens);
    transfer.read(tokens, 4 * B, 0, 4, saved);
    cache.clear();
    runAndKeep(range(500, B));
    Sequence others = running(range(1000, 5 * B));
    assertEquals(3, transfer.write(tokens, 4 * B, 0, 4, saved), "two were free, one unused");
    assertEquals(3 * B, transfer.known(tokens, 4 * B));
    assertFinds(tokens, 3 * B);
    memory.assertHolds(others, range(1000, 5 * B));
    others.truncate(0);
    assertTrue(cache.makeFree(BLOCKS));
  }

  @Test
  void blocksWhoseBeginningIsGoneAreLeftOut() {
    int[] tokens = range(0, 3 * B);
    runAndKeep(tokens);
    transfer.read(tokens, 3 * B, 0, 3, saved);
    cache.clear();
    assertEquals(0, transfer.write(tokens, 3 * B, 1, 2, saved));
    assertEquals(BLOCKS, pool.free());
  }

  @Test
  void whatIsKnownIsNotTakenTwice() {
    int[] tokens = range(0, 2 * B + 9);
    runAndKeep(tokens);
    transfer.read(tokens, tokens.length, 0, 3, saved);
    assertTrue(cache.makeFree(BLOCKS - 2));
    runAndKeep(range(0, 2 * B + 4));
    assertEquals(BLOCKS - 3, pool.free());
    assertEquals(3, transfer.write(tokens, tokens.length, 0, 3, saved));
    assertEquals(BLOCKS - 3, pool.free(), "the last replaces its beginning");
    assertFinds(tokens, tokens.length);
  }
}
