package dev.puna.simd.linear;

/**
 * The product of one matrix of weights with activations.
 *
 * <p>A product belongs to the threads of one plan: calls with different workers may run at the same
 * time, calls with the same worker may not.
 *
 * <p>The sum of one output is formed in an order that depends on the length of the row and the
 * width of a vector alone. How rows are split between calls, and how many input rows a call has,
 * changes no bit of any output.
 */
public interface MatMul {

  /** Where the product takes its activations from; other products of the plan may share it. */
  Activations activations();

  /**
   * Multiplies the weight's rows {@code fromRow} (inclusive) to {@code toRow} (exclusive) with
   * {@code count} rows of {@link #activations}, from row {@code first} on: {@code out[outOffset + t
   * * outStride + row]} becomes the dot product of weight row {@code row} and activations {@code
   * first + t}, for {@code t} in 0 to {@code count - 1}.
   *
   * @param worker which of the caller's threads this is; each has scratch memory of its own
   * @throws IndexOutOfBoundsException if a row is not the weight's, or a range leaves its array
   */
  void multiply(
      int fromRow,
      int toRow,
      int first,
      int count,
      float[] out,
      int outOffset,
      int outStride,
      int worker);
}
