package dev.puna.simd.linear;

import dev.puna.graph.Weight;
import dev.puna.quant.BlockFormat;
import dev.puna.simd.vector.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/**
 * A product that decodes weights on their way.
 *
 * <p>For one token four rows are decoded and multiplied in registers, for more a panel of rows is
 * decoded to scratch memory and multiplied there. The sum of a row and a token is formed in the
 * same order either way: a vector of sums takes the columns in turn, as many at a time as it has
 * lanes, and then the terms; then lanes are added in halves; columns beyond the last whole vector
 * follow one by one.
 */
final class DecodingMatMul implements MatMul {
  private static final int LANES = Lanes.F32.length();

  /**
   * How often four rows are multiplied before their sums are finished, as many together as there
   * are lanes or more; memory rests meanwhile.
   */
  private static final int FOURS = 4;

  /** Columns that are multiplied at once: those of a tile's rows and tokens fit the L1 cache. */
  private static final int TILE_COLUMNS = 512;

  /** A panel of weights; its sums with {@link #BLOCK_TOKENS} tokens fit the L2 cache. */
  private static final Panel PANEL = new Panel(32, TILE_COLUMNS);

  /**
   * A panel for few tokens. Weights then come from memory most of the time, which is read faster
   * where long rows that follow one another are decoded before the first is multiplied.
   */
  private static final Panel LONG_PANEL = new Panel(16, 2_048);

  /** Tokens up to which there are few. */
  private static final int FEW_TOKENS = 16;

  /** Tokens up to which it is faster to decode weights for each anew. */
  private static final int SINGLE_TOKENS = 2;

  /** Tokens that one decoding of a panel serves. */
  private static final int BLOCK_TOKENS = 128;

  /** Weights that are decoded together. */
  private record Panel(int rows, int columns) {
    /** From row to row: not a power of two, so that rows do not meet in the same sets. */
    int stride() {
      return columns + Activations.PADDING;
    }

    int elements() {
      return rows * stride();
    }
  }

  private final WeightRows rows;
  private final Activations x;
  private final MemorySegment data;
  private final int rowCount;
  private final int columns;
  private final long rowBytes;
  private final BlockFormat format;
  private final Workspace[] workspaces;

  /** Columns that fill whole vectors. */
  private final int vectorColumns;

  private final long vectorBytes;

  /** Terms of a row, in whole vectors. */
  private final int groups;

  DecodingMatMul(Weight weight, WeightRows rows, Activations x, Workspace[] workspaces) {
    this.rows = rows;
    this.x = x;
    this.workspaces = workspaces;
    data = weight.data().isNative() ? weight.data() : nativeCopy(weight.data());
    format = weight.type().format().orElseThrow();
    rowCount = weight.rows();
    columns = weight.columns();
    rowBytes = weight.rowBytes();
    vectorColumns = columns - columns % LANES;
    vectorBytes = weight.type().byteSize(vectorColumns);
    groups = Activations.sumsOf(rows.order, columns);
  }

  /** Floats of a thread's {@link Workspace} for products of such rows. */
  static long workspaceElements(ActivationOrder order, int columns) {
    long terms = (long) PANEL.rows * Activations.sumsOf(order, columns);
    long plain = Math.max(columns, Math.max(PANEL.elements(), LONG_PANEL.elements()));
    return plain + terms + (long) PANEL.rows * BLOCK_TOKENS * LANES;
  }

  /** Kernels that met heap and native memory both would be slow with either. */
  private static MemorySegment nativeCopy(MemorySegment heap) {
    return Arena.ofAuto().allocate(heap.byteSize()).copyFrom(heap);
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
    Objects.checkFromToIndex(fromRow, toRow, rowCount);
    x.check(rows.order, first, count, columns);
    if (fromRow == toRow || count == 0) {
      return;
    }
    Activations.checkRows(outOffset, outStride, count, toRow, out.length);
    Workspace work = workspaces[worker];
    for (int t = 0; t < count; t += BLOCK_TOKENS) {
      int tokens = Math.min(BLOCK_TOKENS, count - t);
      int outAt = outOffset + t * outStride;
      if (tokens <= SINGLE_TOKENS) {
        single(fromRow, toRow, first + t, tokens, out, outAt, outStride, work);
      } else {
        Panel panel = tokens <= FEW_TOKENS ? LONG_PANEL : PANEL;
        many(panel, fromRow, toRow, first + t, tokens, out, outAt, outStride, work);
      }
    }
  }

  /** Each token by itself: a quarter of the rows, another and so on are read side by side. */
  private void single(
      int fromRow,
      int toRow,
      int first,
      int tokens,
      float[] out,
      int outAt,
      int outStride,
      Workspace work) {
    work.ensure(4 * FOURS, 0, 1, groups);
    int quarter = (toRow - fromRow) / 4;
    for (int row = 0; row < quarter; row += FOURS) {
      int end = Math.min(FOURS, quarter - row);
      for (int t = 0; t < tokens; t++) {
        for (int i = 0; i < end; i++) {
          int a = fromRow + row + i;
          dot(a, a + quarter, a + 2 * quarter, a + 3 * quarter, first + t, work, i);
        }
        finish(work, first + t);
        for (int k = 0; k < 4; k++) {
          for (int i = 0; i < end; i++) {
            int r = fromRow + k * quarter + row + i;
            out[outAt + t * outStride + r] = work.sums[4 * i + k] + tail(r, first + t);
          }
        }
      }
    }
    int last = toRow - 1;
    for (int row = fromRow + 4 * quarter; row < toRow; row++) {
      for (int t = 0; t < tokens; t++) {
        dot(row, Math.min(row + 1, last), Math.min(row + 2, last), last, first + t, work, 0);
        finish(work, first + t);
        out[outAt + t * outStride + row] = work.sums[0] + tail(row, first + t);
      }
    }
  }

  private void dot(int a, int b, int c, int d, int token, Workspace work, int four) {
    work.starts[0] = a * rowBytes;
    work.starts[1] = b * rowBytes;
    work.starts[2] = c * rowBytes;
    work.starts[3] = d * rowBytes;
    int sumsAt = four * 4 * LANES;
    Arrays.fill(work.sums, sumsAt, sumsAt + 4 * LANES, 0);
    rows.dot(
        data,
        work.starts,
        vectorColumns,
        x.values,
        x.at + token * x.stride,
        work.terms,
        four * 4 * groups,
        groups,
        work.sums,
        sumsAt);
  }

  /** Makes the vectors of sums of some rows with one token, and their terms, to sums. */
  private void finish(Workspace work, int token) {
    for (int i = 0; groups > 0 && i < 4 * FOURS; i++) {
      int sumsAt = token * x.sumsStride;
      LaneSums.addProducts(work.sums, i * LANES, work.terms, i * groups, x.sums, sumsAt, groups);
    }
    LaneSums.ofVectors(work.sums, 4 * FOURS);
  }

  /** Several tokens: panels of rows are decoded and multiplied. */
  private void many(
      Panel panel,
      int fromRow,
      int toRow,
      int first,
      int tokens,
      float[] out,
      int outAt,
      int outStride,
      Workspace work) {
    int paddedTokens = Tile.padded(tokens);
    work.ensure(panel.rows, panel.stride(), paddedTokens, groups);
    int xAt = x.at + first * x.stride;
    int sumsAt = first * x.sumsStride;
    for (int row = fromRow; row < toRow; row += panel.rows) {
      int count = Math.min(panel.rows, toRow - row);
      int padded = Tile.padded(count);
      Arrays.fill(work.sums, 0, padded * paddedTokens * LANES, 0);
      for (int column = 0; column < vectorColumns; column += panel.columns) {
        int length = Math.min(panel.columns, vectorColumns - column);
        decode(panel, row, count, column, length, work);
        for (int i = 0; i < length; i += TILE_COLUMNS) {
          int n = Math.min(TILE_COLUMNS, length - i);
          int at = xAt + column + i;
          tiles(work, work.weights, i, panel.stride(), padded, x.values, at, x.stride, tokens, n);
        }
      }
      tiles(work, work.terms, 0, groups, padded, x.sums, sumsAt, groups, tokens, groups);
      LaneSums.ofVectors(work.sums, padded * paddedTokens);
      for (int i = 0; i < count; i++) {
        for (int t = 0; t < tokens; t++) {
          float sum = work.sums[t * padded + i];
          out[outAt + t * outStride + row + i] = sum + tail(row + i, first + t);
        }
      }
    }
  }

  /** Decodes columns of some rows to a panel. */
  private void decode(Panel panel, int row, int count, int column, int length, Workspace work) {
    long from = row * rowBytes + format.type().byteSize(column);
    int terms = column / rows.order.block * rows.order.sums;
    for (int i = 0; i < count; i++) {
      int at = i * panel.stride();
      rows.decode(data, from, length, work.weights, at, work.terms, terms + i * groups);
      from += rowBytes;
    }
  }

  /** Multiplies padded rows with tokens. */
  private static void tiles(
      Workspace work,
      float[] w,
      int wAt,
      int wStride,
      int rows,
      float[] x,
      int xAt,
      int xStride,
      int tokens,
      int length) {
    int last = xAt + (tokens - 1) * xStride;
    for (int t = 0; t < tokens; t += Tile.SIDE) {
      int x0 = xAt + t * xStride;
      int x1 = Math.min(x0 + xStride, last);
      int x2 = Math.min(x1 + xStride, last);
      int x3 = Math.min(x2 + xStride, last);
      for (int r = 0; r < rows; r += Tile.SIDE) {
        int sumsAt = (t * rows + r) * LANES;
        int rowAt = wAt + r * wStride;
        Tile.multiply(
            w, rowAt, wStride, x, x0, x1, x2, x3, length, work.sums, sumsAt, rows * LANES);
      }
    }
  }

  /** The columns beyond the last whole vector; only types without blocks have any. */
  private float tail(int row, int token) {
    int count = columns - vectorColumns;
    return count == 0
        ? 0
        : format.dot(
            data,
            row * rowBytes + vectorBytes,
            x.values,
            x.at + token * x.stride + vectorColumns,
            count);
  }
}
