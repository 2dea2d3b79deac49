package dev.puna.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.graph.Graph;
import dev.puna.graph.GraphBuilder;
import dev.puna.graph.Operation;
import dev.puna.graph.Rows;
import dev.puna.graph.Value;
import dev.puna.spi.Backend;
import dev.puna.spi.CacheType;
import java.util.List;
import java.util.function.Function;

/**
 * A backend and the one that it is measured by.
 *
 * @param tested the backend that is tested
 * @param reference the reference backend
 */
public record BackendPair(Backend tested, Backend reference) implements AutoCloseable {
  /** Token ids of the graphs: rows of the tables that they begin with. */
  static final int VOCABULARY = 101;

  /**
   * Sequences in chunks and single steps; 70 tokens and more in one run, 260 positions and more.
   */
  private static final Scenario SCENARIO =
      new Scenario(
          1,
          List.of(
              List.of(new Scenario.Piece(0, 70), new Scenario.Piece(1, 3)),
              List.of(new Scenario.Piece(1, 1)),
              List.of(
                  new Scenario.Piece(2, 40), new Scenario.Piece(0, 1), new Scenario.Piece(1, 1)),
              List.of(
                  new Scenario.Piece(1, 30),
                  new Scenario.Piece(3, 1),
                  new Scenario.Piece(2, 1),
                  new Scenario.Piece(0, 5)),
              List.of(new Scenario.Piece(0, 190)),
              List.of(new Scenario.Piece(0, 1)),
              List.of(new Scenario.Piece(3, 1), new Scenario.Piece(2, 23))));

  /** For what does not depend on sequences: 70 tokens, one, and a few. */
  private static final Scenario SHORT =
      new Scenario(
          2,
          List.of(
              List.of(new Scenario.Piece(0, 70)),
              List.of(new Scenario.Piece(1, 1)),
              List.of(new Scenario.Piece(1, 2), new Scenario.Piece(0, 1))));

  /** Checks that the last values of a graph with this operation are the same on both. */
  void check(String what, double tolerance, Function<GraphBuilder, Value> operation) {
    check(what, tolerance, CacheType.F32, operation);
  }

  /** The same with a cache of this type. */
  void check(
      String what, double tolerance, CacheType cacheType, Function<GraphBuilder, Value> operation) {
    Graph graph = graph(operation);
    for (Operation each : graph.operations()) {
      assertTrue(tested.supports(each), what + " is supported");
    }
    Scenario scenario = graph.attentionLayers().isEmpty() ? SHORT : SCENARIO;
    float[][][] want = scenario.run(reference, graph, VOCABULARY, cacheType);
    float[][][] got = scenario.run(tested, graph, VOCABULARY, cacheType);
    Comparison.assertClose(want, got, tolerance, what);
  }

  /** A graph whose result is that of this operation. */
  static Graph graph(Function<GraphBuilder, Value> operation) {
    GraphBuilder builder = new GraphBuilder();
    Value result = operation.apply(builder);
    if (result.rows() == Rows.TOKENS) {
      result = builder.selectOutputs(result);
    }
    return builder.build(result, result);
  }

  @Override
  public void close() {
    tested.close();
    reference.close();
  }
}
