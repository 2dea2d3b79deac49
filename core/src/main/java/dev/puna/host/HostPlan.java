package dev.puna.host;

import dev.puna.graph.Graph;
import dev.puna.graph.Operation;
import dev.puna.graph.Value;
import dev.puna.graph.Weight;
import dev.puna.spi.BackendException;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.ExecutionPlan;
import dev.puna.spi.PlanLimits;
import dev.puna.spi.Step;
import java.util.List;

/**
 * A plan that runs a kernel for each operation, in order, and is done when {@link #run} returns.
 */
public final class HostPlan implements ExecutionPlan, Step {
  private final PlanLimits limits;
  private final HostKvCache cache;
  private final Kernel[] kernels;

  /** Kernels to run for the hidden state alone. */
  private final int hiddenKernels;

  private final int vocabulary;
  private final int width;
  private final float[] logits;
  private final float[] hidden;
  private int outputs;
  private boolean hasLogits;

  /**
   * Binds each operation to its kernel.
   *
   * @throws BackendException naming the first operation that the backend does not support
   */
  public HostPlan(
      String backend, KernelFactory factory, Graph graph, HostKvCache cache, PlanLimits limits) {
    this.limits = limits;
    this.cache = cache;
    List<Operation> operations = graph.operations();
    int upToHidden = operations.size();
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      if (!factory.supports(operation)) {
        throw new BackendException(refusal(backend, operation));
      }
      if (operation.out().id() == graph.hidden().id()) {
        upToHidden = i + 1;
      }
    }
    hiddenKernels = upToHidden;
    Buffers buffers = Buffers.allocate(graph, limits);
    kernels = factory.create(graph, buffers, cache, limits).toArray(new Kernel[0]);
    Value scores = graph.logits();
    vocabulary = scores == null ? 0 : scores.width();
    logits = scores == null ? new float[0] : buffers.of(scores);
    width = graph.hidden().width();
    hidden = buffers.of(graph.hidden());
  }

  private static String refusal(String backend, Operation operation) {
    StringBuilder message =
        new StringBuilder("backend '" + backend + "' can not compute ")
            .append(operation.getClass().getSimpleName());
    for (Weight weight : operation.weights()) {
      message.append(" with ").append(weight.name()).append(" of type ").append(weight.type());
    }
    return message.toString();
  }

  @Override
  public Step run(Batch batch) {
    if (batch.tokenCount() > limits.tokens() || batch.outputCount() > limits.outputs()) {
      throw new IllegalArgumentException(
          "a batch of "
              + batch.tokenCount()
              + " tokens and "
              + batch.outputCount()
              + " outputs is larger than the plan's "
              + limits);
    }
    reserveBlocks(batch);
    outputs = batch.outputCount();
    hasLogits = batch.result() == Batch.Result.LOGITS && vocabulary > 0;
    int count = hasLogits ? kernels.length : hiddenKernels;
    for (int i = 0; i < count; i++) {
      kernels[i].run(batch);
    }
    return this;
  }

  private void reserveBlocks(Batch batch) {
    for (int s = 0; s < batch.sequenceCount(); s++) {
      int first = batch.firstRow(s);
      int end = batch.firstRow(s + 1);
      if (first < end) {
        int from = batch.position(first) / CacheLayout.BLOCK_TOKENS;
        int to = batch.position(end - 1) / CacheLayout.BLOCK_TOKENS;
        for (int b = from; b <= to; b++) {
          cache.reserve(batch.block(s, b * CacheLayout.BLOCK_TOKENS));
        }
      }
    }
  }

  @Override
  public void logits(int output, float[] target, int offset) {
    checkLogits(output);
    System.arraycopy(logits, output * vocabulary, target, offset, vocabulary);
  }

  @Override
  public int argmax(int output) {
    checkLogits(output);
    int from = output * vocabulary;
    int best = 0;
    for (int i = 1; i < vocabulary; i++) {
      if (logits[from + i] > logits[from + best]) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public void hidden(int output, float[] target, int offset) {
    if (output < 0 || output >= outputs) {
      throw new IndexOutOfBoundsException("output " + output + " of " + outputs);
    }
    System.arraycopy(hidden, output * width, target, offset, width);
  }

  private void checkLogits(int output) {
    if (!hasLogits) {
      throw new IllegalStateException("the batch did not ask for logits");
    }
    if (output < 0 || output >= outputs) {
      throw new IndexOutOfBoundsException("output " + output + " of " + outputs);
    }
  }

  /** The arrays go with the plan. */
  @Override
  public void close() {}

  /** Elements of the value {@code value} for a batch. */
  public static int rows(Value value, Batch batch) {
    return switch (value.rows()) {
      case TOKENS -> batch.tokenCount();
      case OUTPUTS -> batch.outputCount();
    };
  }
}
