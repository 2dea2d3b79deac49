package dev.puna.simd.linear;

import dev.puna.graph.Weight;
import dev.puna.quant.BlockFormat;
import dev.puna.simd.vector.Lanes;
import java.util.Objects;

/**
 * The plain form of {@link DecodingMatMul} for types whose weights have no offset: a scaled quant
 * is what the format's own code decodes. Sums are formed in the same order, so that bits are the
 * same.
 */
final class PlainMatMul implements MatMul {
  private static final int LANES = Lanes.F32.length();

  private final Weight weight;
  private final Activations x;
  private final BlockFormat format;
  private final int vectorColumns;
  private final long vectorBytes;
  private final Workspace[] workspaces;

  PlainMatMul(Weight weight, Activations x, Workspace[] workspaces) {
    this.weight = weight;
    this.x = x;
    this.workspaces = workspaces;
    format = weight.type().format().orElseThrow();
    vectorColumns = weight.columns() - weight.columns() % LANES;
    vectorBytes = weight.type().byteSize(vectorColumns);
  }

  @Override
  public Activations activations() {
    return x;
  }

  @Override
  public void multiply(
      int fromRow,
      int toRow,
      int first,
      int count,
      float[] out,
      int outOffset,
      int outStride,
      int worker) {
    Objects.checkFromToIndex(fromRow, toRow, weight.rows());
    x.check(ActivationOrder.NATURAL, first, count, weight.columns());
    Workspace work = workspaces[worker];
    work.weights = Workspace.atLeast(work.weights, vectorColumns);
    float[] row = work.weights;
    work.lanes = Workspace.atLeast(work.lanes, Strands.COUNT);
    float[] sums = work.lanes;
    int rest = weight.columns() - vectorColumns;
    for (int r = fromRow; r < toRow; r++) {
      long offset = r * weight.rowBytes();
      format.dequantise(weight.data(), offset, row, 0, vectorColumns);
      for (int t = 0; t < count; t++) {
        int at = x.at + (first + t) * x.stride;
        dot(row, x.values, at, sums);
        float sum = Lanes.sum(sums, 0);
        if (rest > 0) {
          int from = at + vectorColumns;
          sum += format.dot(weight.data(), offset + vectorBytes, x.values, from, rest);
        }
        out[outOffset + t * outStride + r] = sum;
      }
    }
  }

  /** A sum for each lane, four of them side by side. */
  private void dot(float[] row, float[] x, int at, float[] sums) {
    for (int lane = 0; lane < LANES; lane += 4) {
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      for (int i = lane; i < vectorColumns; i += LANES) {
        s0 = Math.fma(row[i], x[at + i], s0);
        s1 = Math.fma(row[i + 1], x[at + i + 1], s1);
        s2 = Math.fma(row[i + 2], x[at + i + 2], s2);
        s3 = Math.fma(row[i + 3], x[at + i + 3], s3);
      }
      sums[lane] = s0;
      sums[lane + 1] = s1;
      sums[lane + 2] = s2;
      sums[lane + 3] = s3;
    }
  }
}
