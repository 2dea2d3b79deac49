package dev.puna.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.graph.Weight;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import dev.puna.spi.ExecutionPlan;
import dev.puna.spi.KvCache;
import dev.puna.spi.PlanLimits;
import dev.puna.spi.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks of the cache that leave their place. */
public interface CacheContract extends BackendContract {
  /** Positions of the sequence: a block and a part of one. */
  int TOKENS = CacheLayout.BLOCK_TOKENS + 8;

  @ParameterizedTest
  @EnumSource
  default void blocksGoToAnotherCacheAndBack(CacheType type) {
    Graph graph = graph();
    PlanLimits limits = new PlanLimits(TOKENS, 1, 1);
    CacheLayout layout = new CacheLayout(graph.attentionLayers(), type, 4);
    try (KvCache one = backends().tested().allocateCache(layout);
        KvCache other = backends().tested().allocateCache(layout);
        ExecutionPlan onOne = backends().tested().compile(graph, one, limits);
        ExecutionPlan onOther = backends().tested().compile(graph, other, limits);
        Arena arena = Arena.ofConfined()) {
      assertEquals(one.format(), other.format());
      Batch batch = new Batch(limits, 2);
      run(onOne, batch, 0, TOKENS, 0, 2, 0);
      MemorySegment full = arena.allocate(layout.blockBytes(), 64);
      MemorySegment part = arena.allocate(layout.blockBytes(), 64);
      one.read(2, CacheLayout.BLOCK_TOKENS, full);
      one.read(0, TOKENS - CacheLayout.BLOCK_TOKENS, part);
      other.write(1, full);
      other.write(3, part);
      one.copy(2, 3);
      float[] want = run(onOne, batch, 50, 1, TOKENS, 2, 0);
      float[] got = run(onOther, batch, 50, 1, TOKENS, 1, 3);
      float[] copied = run(onOne, batch, 50, 1, TOKENS, 3, 0);
      Comparison.assertSame(new float[][][] {{want}}, new float[][][] {{got}}, "in another cache");
      Comparison.assertSame(new float[][][] {{want}}, new float[][][] {{copied}}, "a copy");
    }
  }

  @ParameterizedTest
  @EnumSource
  default void readingGivesNothingOfWhoHadTheBlockBefore(CacheType type) {
    Graph graph = graph();
    PlanLimits limits = new PlanLimits(TOKENS, 1, 1);
    CacheLayout layout = new CacheLayout(graph.attentionLayers(), type, 2);
    try (KvCache fresh = backends().tested().allocateCache(layout);
        KvCache used = backends().tested().allocateCache(layout);
        ExecutionPlan onFresh = backends().tested().compile(graph, fresh, limits);
        ExecutionPlan onUsed = backends().tested().compile(graph, used, limits);
        Arena arena = Arena.ofConfined()) {
      Batch batch = new Batch(limits, 2);
      run(onUsed, batch, 40, TOKENS, 0, 0, 1);
      run(onUsed, batch, 0, 5, 0, 0, 1);
      run(onFresh, batch, 0, 5, 0, 0, 1);
      MemorySegment want = arena.allocate(layout.blockBytes(), 64);
      MemorySegment got = arena.allocate(layout.blockBytes(), 64).fill((byte) 1);
      fresh.read(0, 5, want);
      used.read(0, 5, got);
      assertEquals(-1, want.mismatch(got));
    }
  }

  private static Graph graph() {
    AttentionSpec spec = new AttentionSpec(4, 2, 33, 20, 0.2f, 0, 0);
    Weight query = new RandomWeights(12).table(4 * 33, BackendPair.VOCABULARY, 1);
    Weight key = new RandomWeights(13).table(2 * 33, BackendPair.VOCABULARY, 1);
    Weight value = new RandomWeights(14).table(2 * 20, BackendPair.VOCABULARY, 1);
    return BackendPair.graph(
        builder ->
            builder.attention(
                builder.embed(query), builder.embed(key), builder.embed(value), spec));
  }

  /** Runs tokens and gives the result of the last. */
  private static float[] run(
      ExecutionPlan plan, Batch batch, int token, int count, int position, int... blocks) {
    batch.clear(Batch.Result.HIDDEN);
    batch.sequence(blocks, blocks.length);
    for (int i = 0; i < count; i++) {
      batch.token(token + i, position + i, i == count - 1);
    }
    Step step = plan.run(batch);
    float[] result = new float[4 * 20];
    step.hidden(0, result, 0);
    return result;
  }
}
