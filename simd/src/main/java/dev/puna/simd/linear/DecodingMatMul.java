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
 * <p>For one token a row is decoded and multiplied in registers, for more a panel of rows is
 * decoded to scratch memory and multiplied there. The sum of a row and a token is formed in the
 * same order either way: one vector of sums takes the even vectors of columns in turn, another the
 * odd ones, for one alone would have to wait for each addition; so it goes on with the terms. Then
 * the two are added, and lanes in halves; columns beyond the last whole vector follow one by one.
 */
final class DecodingMatMul implements MatMul {
  private static final int LANES = Lanes.F32.length();

  /** Rows that one token is multiplied with before their sums are finished, lanes or more. */
  private static final int ROWS = 16;

  /** Columns that are multiplied at once: every other vector of a tile's rows fits the L1 cache. */
  private static final int TILE_COLUMNS = 1_024;

  /** A panel of weights; its sums with {@link #BLOCK_TOKENS} tokens fit the L2 cache. */
  private static final Panel PANEL = new Panel(16, TILE_COLUMNS);

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
    return plain + terms + 2L * PANEL.rows * BLOCK_TOKENS * LANES;
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

  /** Each token by itself, row after row: one stream, of which the processor fetches far ahead. */
  private void single(
      int fromRow,
      int toRow,
      int first,
      int tokens,
      float[] out,
      int outAt,
      int outStride,
      Workspace work) {
    work.ensure(ROWS, 0, 1, groups);
    for (int row = fromRow; row < toRow; row += ROWS) {
      int count = Math.min(ROWS, toRow - row);
      for (int t = 0; t < tokens; t++) {
        for (int i = 0; i < count; i++) {
          dot(row + i, first + t, work, i);
        }
        finish(work, first + t);
        for (int i = 0; i < count; i++) {
          out[outAt + t * outStride + row + i] = work.sums[i] + tail(row + i, first + t);
        }
      }
    }
  }

  /** Multiplies a row with a token; its sums are those numbered {@code sum}. */
  private void dot(int row, int token, Workspace work, int sum) {
    rows.dot(
        data,
        row * rowBytes,
        vectorColumns,
        x.values,
        x.at + token * x.stride,
        work.terms,
        sum * groups,
        work.sums,
        sum * LANES,
        (ROWS + sum) * LANES);
  }

  /** Makes the vectors of sums of some rows with one token, and their terms, to sums. */
  private void finish(Workspace work, int token) {
    for (int i = 0; groups > 0 && i < ROWS; i++) {
      int even = i * LANES;
      int odd = (ROWS + i) * LANES;
      int sumsAt = token * x.sumsStride;
      LaneSums.addProducts(work.sums, even, odd, work.terms, i * groups, x.sums, sumsAt, groups);
    }
    LaneSums.addHalves(work.sums, ROWS * LANES);
    LaneSums.ofVectors(work.sums, ROWS);
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
      Arrays.fill(work.sums, 0, 2 * padded * paddedTokens * LANES, 0);
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
      LaneSums.addHalves(work.sums, padded * paddedTokens * LANES);
      LaneSums.ofVectors(work.sums, padded * paddedTokens);
      for (int t = 0; t < tokens; t++) {
        for (int i = 0; i < count; i++) {
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
    int odd = rows * Tile.padded(tokens) * LANES;
    for (int t = 0; t < tokens; t += Tile.SIDE) {
      int x0 = xAt + t * xStride;
      int x1 = Math.min(x0 + xStride, last);
      int x2 = Math.min(x1 + xStride, last);
      int x3 = Math.min(x2 + xStride, last);
      for (int r = 0; r < rows; r += Tile.SIDE) {
        for (int i = 0; i < 2 * LANES; i += LANES) {
          Tile.multiply(
              w,
              wAt + r * wStride + i,
              wStride,
              x,
              x0 + i,
              x1 + i,
              x2 + i,
              x3 + i,
              length - i,
              work.sums,
              (t * rows + r) * LANES + i / LANES * odd,
              rows * LANES);
        }
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
