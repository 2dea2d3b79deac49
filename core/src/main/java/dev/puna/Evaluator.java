package dev.puna;

import dev.puna.cache.Sequence;
import dev.puna.engine.CompiledModel;
import dev.puna.graph.Graph;
import dev.puna.spi.Backend;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.PlanLimits;
import dev.puna.spi.Step;

/**
 * Runs token ids and gives what the model computes for each: logits or hidden states. It has a
 * cache and scratch memory of its own. Thread-safe; one call runs at a time.
 */
public final class Evaluator implements AutoCloseable {
  /** The logits of a run take no more, or are those of one token: 128 rows of 128k logits. */
  private static final long MAX_LOGITS_BYTES = 64 << 20;

  private final Model model;
  private final CompiledModel compiled;
  private final Batch batch;
  private final Sequence sequence;
  private boolean closed;

  Evaluator(
      Model model,
      Graph graph,
      Backend backend,
      int contextLength,
      int batchTokens,
      LoadOptions options) {
    this.model = model;
    int vocabulary = graph.logits() == null ? 0 : graph.logits().width();
    int tokens = tokensPerRun(Math.min(batchTokens, contextLength), vocabulary);
    PlanLimits limits = new PlanLimits(tokens, 1, tokens);
    compiled =
        CompiledModel.compile(
            graph, backend, contextLength, limits, 1, options.cacheType(), options.memoryLimit());
    batch = new Batch(limits, CacheLayout.blocksFor(contextLength));
    sequence = new Sequence(compiled.newPool());
  }

  /** How many of {@code tokens} may run together, each with its logits. */
  static int tokensPerRun(int tokens, int vocabulary) {
    long rows = MAX_LOGITS_BYTES / (Float.BYTES * Math.max(1L, vocabulary));
    return (int) Math.min(tokens, Math.max(1, rows));
  }

  /** Receives a row for each token. */
  @FunctionalInterface
  public interface RowConsumer {
    /**
     * The row of a token.
     *
     * @param position the token's position, from 0
     * @param row its values; valid during this call
     */
    void row(int position, float[] row);
  }

  /**
   * Runs tokens from position 0 and gives the logits after each.
   *
   * @param tokens ids of the vocabulary, at most the context's length
   * @throws ContextLengthException if there are more
   */
  public void logits(int[] tokens, RowConsumer consumer) {
    run(tokens, Batch.Result.LOGITS, compiled.vocabulary(), consumer);
  }

  /** Runs tokens from position 0 and gives the final hidden state (after the last norm) of each. */
  public void hidden(int[] tokens, RowConsumer consumer) {
    run(tokens, Batch.Result.HIDDEN, compiled.width(), consumer);
  }

  /** The pooled hidden states of tokens, scaled to length 1. */
  public float[] embed(int[] tokens, Pooling pooling) {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("there are no tokens to embed");
    }
    double[] pooled = new double[compiled.width()];
    hidden(
        tokens,
        (position, row) -> {
          boolean counts =
              switch (pooling) {
                case MEAN -> true;
                case FIRST -> position == 0;
                case LAST -> position == tokens.length - 1;
              };
          for (int i = 0; counts && i < pooled.length; i++) {
            pooled[i] += row[i];
          }
        });
    double squares = 0;
    for (double element : pooled) {
      squares += element * element;
    }
    float[] vector = new float[pooled.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = squares == 0 ? 0 : (float) (pooled[i] / Math.sqrt(squares));
    }
    return vector;
  }

  private synchronized void run(
      int[] tokens, Batch.Result result, int width, RowConsumer consumer) {
    if (closed) {
      throw new PunaException("the evaluator is closed");
    }
    if (tokens.length > compiled.contextLength()) {
      throw new ContextLengthException(tokens.length, compiled.contextLength());
    }
    model.checkedIds(tokens);
    sequence.truncate(0);
    sequence.reserve(tokens.length);
    float[] row = new float[width];
    int step = compiled.limits().tokens();
    for (int from = 0; from < tokens.length; from += step) {
      int to = Math.min(tokens.length, from + step);
      batch.clear(result);
      batch.sequence(sequence.blocks(), sequence.blockCount());
      for (int i = from; i < to; i++) {
        batch.token(tokens[i], i, true);
        sequence.append(tokens[i]);
      }
      Step done = compiled.plan().run(batch);
      for (int i = from; i < to; i++) {
        if (result == Batch.Result.LOGITS) {
          done.logits(i - from, row, 0);
        } else {
          done.hidden(i - from, row, 0);
        }
        consumer.row(i, row);
      }
    }
  }

  /** Frees its memory; waits for a call that is running. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      compiled.close();
      model.forget(this);
    }
  }
}
