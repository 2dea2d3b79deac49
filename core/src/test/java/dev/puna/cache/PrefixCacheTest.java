package dev.puna.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.spi.CacheLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {
  private static final int B = CacheLayout.BLOCK_TOKENS;
  private static final int BLOCKS = 24;

  private final TokenMemory memory = new TokenMemory(BLOCKS);
  private final BlockPool pool = new BlockPool(memory.layout());
  private final PrefixCache cache = new PrefixCache(pool, memory);

  /** Runs what is not cached of some tokens; says how many were. */
  private int run(Sequence sequence, int[] tokens) {
    sequence.reserve(tokens.length);
    cache.extend(sequence, tokens, tokens.length);
    int cached = sequence.length();
    memory.run(sequence, tokens);
    memory.assertHolds(sequence, tokens);
    return cached;
  }

  private int runAndKeep(int... tokens) {
    Sequence sequence = new Sequence(pool);
    int cached = run(sequence, tokens);
    cache.keep(sequence, true);
    sequence.truncate(0);
    return cached;
  }

  private static int[] range(int from, int count) {
    int[] tokens = new int[count];
    Arrays.setAll(tokens, i -> from + i);
    return tokens;
  }

  @Test
  void whatBeginsAlikeIsFoundToTheToken() {
    assertEquals(0, runAndKeep(range(0, 3 * B + 7)));
    assertEquals(3 * B + 7, runAndKeep(range(0, 3 * B + 9)));
    int[] other = range(0, 3 * B);
    other[B + 5] = -1;
    assertEquals(B + 5, runAndKeep(other));
    assertEquals(0, runAndKeep(range(1, B)));
    assertEquals(3 * B, runAndKeep(Arrays.copyOf(other, 3 * B)));
  }

  @Test
  void sequencesThatRunTogetherShareBlocks() {
    runAndKeep(range(0, 4 * B));
    Sequence a = new Sequence(pool);
    Sequence b = new Sequence(pool);
    assertEquals(4 * B, run(a, range(0, 4 * B + 1)));
    assertEquals(4 * B, run(b, range(0, 4 * B + 1)));
    assertEquals(BLOCKS - 6, pool.free());
    a.truncate(0);
    b.truncate(0);
    assertTrue(cache.makeFree(BLOCKS));
    assertEquals(0, cache.size());
  }

  @Test
  void aSequenceIsLengthenedWhileItReads() {
    int[] tokens = range(0, 3 * B);
    Sequence late = new Sequence(pool);
    late.reserve(3 * B);
    int free = pool.free();
    runAndKeep(tokens);
    cache.extend(late, tokens, 3 * B - 1);
    assertEquals(3 * B - 1, late.length());
    memory.assertHolds(late, Arrays.copyOf(tokens, 3 * B - 1));
    assertEquals(3, late.blockCount());
    assertEquals(free - 1, pool.free(), "two blocks are shared now, and one is a copy");
  }

  @Test
  void aSequenceGoesOnInABlockThatIsKeptInPart() {
    int[] prompt = range(0, B + 5);
    Sequence first = new Sequence(pool);
    run(first, prompt);
    cache.keep(first, true);
    int[] answer = Arrays.copyOf(prompt, B + 9);
    memory.run(first, answer);
    int[] other = Arrays.copyOf(prompt, B + 9);
    other[B + 5] = 77;
    assertEquals(B + 5, runAndKeep(other));
    cache.keep(first, true);
    first.truncate(0);
    assertEquals(B + 9, runAndKeep(answer));
    assertEquals(B + 9, runAndKeep(other));
    assertEquals(BLOCKS - 3, pool.free());
  }

  @Test
  void equalTokensThatWereRunTwiceAreKeptOnce() {
    Sequence a = new Sequence(pool);
    Sequence b = new Sequence(pool);
    run(a, range(0, 2 * B));
    run(b, range(0, 2 * B));
    cache.keep(a, false);
    cache.keep(b, false);
    assertEquals(BLOCKS - 2, pool.free());
    memory.assertHolds(b, range(0, 2 * B));
  }

  @Test
  void theLongestUnusedIsGivenUpFirstAndNothingThatIsInUse() {
    runAndKeep(range(0, 2 * B));
    runAndKeep(range(1000, 2 * B));
    Sequence inUse = new Sequence(pool);
    run(inUse, range(2000, 2 * B));
    cache.keep(inUse, false);
    assertEquals(2 * B, runAndKeep(range(0, 2 * B)));
    assertTrue(cache.makeFree(BLOCKS - 4));
    assertEquals(2 * B, runAndKeep(range(0, 2 * B)), "used last");
    assertFalse(cache.makeFree(BLOCKS - 1));
    assertEquals(2 * B, runAndKeep(range(0, 2 * B)), "nothing is given up in vain");
    assertTrue(cache.makeFree(BLOCKS - 2));
    memory.assertHolds(inUse, range(2000, 2 * B));
    assertEquals(0, runAndKeep(range(1000, 2 * B)));
  }

  @Test
  void noBlockIsLostOrChangedInRandomUse() {
    Random random = new Random(7);
    List<int[]> seen = new ArrayList<>();
    List<Sequence> running = new ArrayList<>();
    List<int[]> theirs = new ArrayList<>();
    for (int n = 0; n < 20_000; n++) {
      int[] start = seen.isEmpty() ? new int[0] : seen.get(random.nextInt(seen.size()));
      int[] tokens = Arrays.copyOf(start, 1 + random.nextInt(4 * B));
      int changed = random.nextInt(tokens.length);
      for (int i = Math.min(changed, start.length); i < tokens.length; i++) {
        tokens[i] = random.nextInt(2);
      }
      if (running.size() > 2) {
        int leaving = random.nextInt(running.size());
        Sequence sequence = running.remove(leaving);
        memory.assertHolds(sequence, theirs.remove(leaving));
        cache.keep(sequence, random.nextBoolean());
        sequence.truncate(0);
      }
      if (cache.makeFree(CacheLayout.blocksFor(tokens.length))) {
        Sequence sequence = new Sequence(pool);
        run(sequence, tokens);
        running.add(sequence);
        theirs.add(tokens);
        if (random.nextBoolean()) {
          cache.keep(sequence, false);
          memory.assertHolds(sequence, tokens);
        }
      }
      seen.add(tokens);
      if (seen.size() > 8) {
        seen.remove(random.nextInt(seen.size()));
      }
    }
    running.forEach(sequence -> sequence.truncate(0));
    assertTrue(cache.makeFree(BLOCKS));
    assertEquals(BLOCKS, pool.free());
  }
}
