package dev.puna.cli.synth;

/**
 * A tensor to be made.
 *
 * @param name its name in the file
 * @param layer from 0; 0 also where it belongs to none
 * @param columns elements in a row (inputs)
 * @param rows rows of a matrix (outputs); 1 for a vector
 * @param slices matrices (experts); 1 where there is one
 */
record TensorSpec(String name, Role role, int layer, int columns, int rows, int slices) {
  /** Its shape as the file has it: the fastest dimension first. */
  long[] shape() {
    if (slices > 1) {
      return new long[] {columns, rows, slices};
    }
    return rows > 1 ? new long[] {columns, rows} : new long[] {columns};
  }

  /** Elements in all. */
  long elements() {
    return (long) columns * rows * slices;
  }
}
