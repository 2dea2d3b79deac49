package dev.puna.benchmarks;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.graph.GraphBuilder;
import dev.puna.graph.Value;
import dev.puna.spi.CacheType;
import org.openjdk.jmh.annotations.Param;

/** Attention of new tokens over what their sequences have in the cache; heads share keys. */
public class AttentionBenchmark extends KernelBenchmark {
  /** Positions in the cache before. */
  @Param({"512", "4096"})
  public int depth;

  /** How keys and values are kept. */
  @Param({"F32", "F16"})
  public CacheType cache = CacheType.F32;

  /** Query heads. */
  @Param("32")
  public int heads;

  /** Key and value heads. */
  @Param("8")
  public int kvHeads;

  /** Elements of a head. */
  @Param("64")
  public int headLength;

  /** For JMH. */
  public AttentionBenchmark() {}

  @Override
  Value build(GraphBuilder builder) {
    return attention(builder, 0);
  }

  /** Writes the same keys and values, but looks at the last one alone. */
  @Override
  Graph filler(Graph graph) {
    GraphBuilder builder = new GraphBuilder();
    return finish(builder, attention(builder, 1));
  }

  private Value attention(GraphBuilder builder, int window) {
    float scale = (float) (1 / Math.sqrt(headLength));
    AttentionSpec spec =
        new AttentionSpec(heads, kvHeads, headLength, headLength, scale, 0, window);
    return builder.attention(
        builder.embed(RandomWeight.table(spec.queryWidth(), 0)),
        builder.embed(RandomWeight.table(spec.keyWidth(), 0)),
        builder.embed(RandomWeight.table(spec.valueWidth(), 0)),
        spec);
  }

  /** Of scores and of values, up to the depth. */
  @Override
  long operationsPerToken() {
    return 2L * heads * headLength * depth;
  }

  @Override
  int depth() {
    return depth;
  }

  @Override
  CacheType cacheType() {
    return cache;
  }
}
