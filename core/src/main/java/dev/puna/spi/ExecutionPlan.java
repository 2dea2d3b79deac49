package dev.puna.spi;

/** A graph bound to a device. One run at a time; not thread-safe. */
public interface ExecutionPlan extends AutoCloseable {
  /**
   * Submits a batch. The batch may be changed only when the step is complete; the step's results
   * stand until the next run.
   *
   * @throws IllegalArgumentException if the batch is larger than the plan's limits
   * @throws BackendException if the device fails
   */
  Step run(Batch batch);

  /** Frees scratch memory. */
  @Override
  void close();
}
