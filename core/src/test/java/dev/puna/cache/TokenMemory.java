package dev.puna.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.puna.graph.AttentionSpec;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import dev.puna.spi.KvCache;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/** A cache whose blocks hold the tokens themselves in place of their keys and values. */
final class TokenMemory implements KvCache {
  private static final int B = CacheLayout.BLOCK_TOKENS;

  final int[][] blocks;

  TokenMemory(int count) {
    blocks = new int[count][B];
  }

  @Override
  public CacheLayout layout() {
    AttentionSpec layer = new AttentionSpec(1, 1, 1, 1, 1, 0, 0);
    return new CacheLayout(List.of(layer), CacheType.F16, blocks.length);
  }

  @Override
  public String format() {
    return "tokens";
  }

  @Override
  public void copy(int from, int to) {
    blocks[to] = blocks[from].clone();
  }

  @Override
  public void read(int block, int tokens, MemorySegment target) {
    int[] some = Arrays.copyOf(Arrays.copyOf(blocks[block], tokens), B);
    MemorySegment.copy(some, 0, target, ValueLayout.JAVA_INT, 0, B);
  }

  @Override
  public void write(int block, MemorySegment source) {
    MemorySegment.copy(source, ValueLayout.JAVA_INT, 0, blocks[block], 0, B);
  }

  @Override
  public void close() {}

  /** Writes the tokens of a sequence from its length on. */
  void run(Sequence sequence, int[] tokens) {
    while (sequence.length() < tokens.length) {
      int at = sequence.length();
      blocks[sequence.blocks()[at / B]][at % B] = tokens[at];
      sequence.append(tokens[at]);
    }
  }

  void assertHolds(Sequence sequence, int[] tokens) {
    int[] held = new int[tokens.length];
    for (int i = 0; i < held.length; i++) {
      held[i] = blocks[sequence.blocks()[i / B]][i % B];
    }
    assertArrayEquals(tokens, held);
  }
}
