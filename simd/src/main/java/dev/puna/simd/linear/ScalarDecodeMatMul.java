package dev.puna.simd.linear;

import dev.puna.graph.Weight;
import dev.puna.quant.BlockFormat;
import dev.puna.simd.vector.Lanes;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;

/** A product for any format: rows are decoded by the format's own scalar code. */
final class ScalarDecodeMatMul implements MatMul {
  private final Weight weight;
  private final BlockFormat format;
  private final float[][] scratch;

  ScalarDecodeMatMul(Weight weight, int workers) {
    this.weight = weight;
    this.format =
        weight
            .type()
            .format()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        weight.name() + ": no product with type " + weight.type()));
    this.scratch = new float[workers][weight.columns() + Lanes.F32.length()];
  }

  @Override
  public void multiply(
      int fromRow,
      int toRow,
      float[] x,
      int xOffset,
      int xStride,
      int count,
      float[] out,
      int outOffset,
      int outStride,
      int worker) {
    Objects.checkFromToIndex(fromRow, toRow, weight.rows());
    float[] row = scratch[worker];
    int columns = weight.columns();
    for (int r = fromRow; r < toRow; r++) {
      format.dequantise(weight.data(), r * weight.rowBytes(), row, 0, columns);
      for (int t = 0; t < count; t++) {
        out[outOffset + t * outStride + r] = dot(row, x, xOffset + t * xStride, columns);
      }
    }
  }

  private static float dot(float[] row, float[] x, int xOffset, int columns) {
    int lanes = Lanes.F32.length();
    FloatVector sums = FloatVector.zero(Lanes.F32);
    int i = 0;
    for (; i <= columns - lanes; i += lanes) {
      sums =
          FloatVector.fromArray(Lanes.F32, row, i)
              .fma(FloatVector.fromArray(Lanes.F32, x, xOffset + i), sums);
    }
    sums.intoArray(row, columns);
    float sum = 0;
    for (int lane = 0; lane < lanes; lane++) {
      sum += row[columns + lane];
    }
    for (; i < columns; i++) {
      sum = Math.fma(row[i], x[xOffset + i], sum);
    }
    return sum;
  }
}
