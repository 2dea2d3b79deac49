package dev.puna.benchmarks;

import dev.puna.graph.Graph;
import dev.puna.graph.GraphBuilder;
import dev.puna.graph.Value;
import dev.puna.spi.CacheType;
import dev.puna.spi.Step;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Runs one kind of operation, built into a small graph, on a backend by its name. Nothing here
 * knows how a backend computes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public abstract class KernelBenchmark {
  /** The backend. */
  @Param({"reference", "simd"})
  public String backend = "";

  /** Threads to compute with; 0 for the backend's own choice. */
  @Param("0")
  public int threads;

  /** Tokens in a run: up to 16 sequences of one token each, or one prompt. */
  @Param({"1", "4", "16", "128"})
  public int tokens;

  private GraphRun run;
  private long operations;
  private long bytes;

  /** Beside runs in a second. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Work {
    /** Multiply-adds of products, elements of everything else. */
    public long operations;

    /** Bytes of weights, each counted once a run. */
    public long bytes;
  }

  /** Builds the graph and places it on the backend. */
  @Setup
  public void open() {
    GraphBuilder builder = new GraphBuilder();
    Graph graph = finish(builder, build(builder));
    run = new GraphRun(backend, threads, graph, filler(graph), cacheType(), tokens, depth());
    operations = tokens * operationsPerToken();
    bytes = graph.weightBytes();
  }

  /** Frees all memory. */
  @TearDown
  public void close() {
    run.close();
  }

  /** One run. */
  @Benchmark
  public Step run(Work work) {
    work.operations += operations;
    work.bytes += bytes;
    return run.run();
  }

  /** Appends the operations to measure; the result is what comes out last. */
  abstract Value build(GraphBuilder builder);

  /** Multiply-adds or elements for each token. */
  abstract long operationsPerToken();

  /** Positions in the cache before the run. */
  int depth() {
    return 0;
  }

  /** How keys and values are kept. */
  CacheType cacheType() {
    return CacheType.F32;
  }

  /** What fills the cache to the depth. */
  Graph filler(Graph graph) {
    return graph;
  }

  static Graph finish(GraphBuilder builder, Value last) {
    Value hidden = builder.selectOutputs(last);
    return builder.build(hidden, hidden).withoutLogits();
  }
}
