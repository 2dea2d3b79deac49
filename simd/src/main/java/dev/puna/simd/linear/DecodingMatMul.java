package dev.puna.simd.linear;

import dev.puna.graph.Weight;
import dev.puna.quant.BlockFormat;
import dev.puna.simd.vector.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A product that decodes weights on their way.
 *
 * <p>For one token four rows are decoded and multiplied in registers, for more a panel of rows is
 * decoded to scratch memory and multiplied there. The sum of a row and a token is formed in the
 * same order either way: a vector of sums takes the columns in turn, as many at a time as it has
 * lanes; then the groups' offsets; then lanes are added in halves; columns beyond the last whole
 * vector follow one by one.
 */
final class DecodingMatMul implements MatMul {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  /** Columns of a panel: those of a tile's rows and tokens fit the L1 cache. */
  private static final int PANEL_COLUMNS = 512;

  /** Rows of a panel; their sums with {@link #BLOCK_TOKENS} tokens fit the L2 cache. */
  private static final int PANEL_ROWS = 32;

  /** Rows of a panel for few tokens: weights come from memory, four rows side by side. */
  private static final int FEW_ROWS = 8;

  /** Tokens up to which there are few. */
  private static final int FEW_TOKENS = 16;

  /** Tokens that one decoding of a panel serves. */
  private static final int BLOCK_TOKENS = 128;

  private final WeightRows rows;
  private final MemorySegment data;
  private final int rowCount;
  private final int columns;
  private final long rowBytes;
  private final BlockFormat format;
  private final Workspace[] workspaces;

  /** Columns that fill whole vectors. */
  private final int vectorColumns;

  private final long vectorBytes;

  /** The last row and {@link Bytes#BEYOND} bytes; the weight itself where there are none. */
  private final MemorySegment lastRow;

  /** Where the last row begins in {@link #lastRow}. */
  private final long lastRowAt;

  /** Groups of a row, in whole vectors. */
  private final int groups;

  DecodingMatMul(Weight weight, WeightRows rows, Workspace[] workspaces) {
    this.rows = rows;
    this.workspaces = workspaces;
    data = weight.data().isNative() ? weight.data() : nativeCopy(weight.data());
    format = weight.type().format().orElseThrow();
    rowCount = weight.rows();
    columns = weight.columns();
    rowBytes = weight.rowBytes();
    vectorColumns = columns - columns % LANES;
    vectorBytes = weight.type().byteSize(vectorColumns);
    boolean beyond = weight.type().blockLength() > 1 && Bytes.BEYOND > 0;
    long last = (rowCount - 1) * rowBytes;
    lastRow = beyond ? paddedCopy(data.asSlice(last)) : data;
    lastRowAt = beyond ? 0 : last;
    int length = rows.groupLength;
    groups = length == 0 ? 0 : Math.ceilDiv(columns / length, LANES) * LANES;
  }

  /** Kernels that met heap and native memory both would be slow with either. */
  private static MemorySegment nativeCopy(MemorySegment heap) {
    return Arena.ofAuto().allocate(heap.byteSize()).copyFrom(heap);
  }

  private static MemorySegment paddedCopy(MemorySegment row) {
    return Arena.ofAuto().allocate(row.byteSize() + Bytes.BEYOND).copyFrom(row);
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
    Objects.checkFromToIndex(fromRow, toRow, rowCount);
    if (fromRow == toRow || count == 0) {
      return;
    }
    check(xOffset, xStride, count, columns, x.length);
    check(outOffset, outStride, count, toRow, out.length);
    Workspace work = workspaces[worker];
    for (int t = 0; t < count; t += BLOCK_TOKENS) {
      int tokens = Math.min(BLOCK_TOKENS, count - t);
      int xAt = xOffset + t * xStride;
      int outAt = outOffset + t * outStride;
      if (tokens == 1) {
        one(fromRow, toRow, x, xAt, out, outAt, work);
      } else {
        many(fromRow, toRow, x, xAt, xStride, tokens, out, outAt, outStride, work);
      }
    }
  }

  private static void check(int offset, int stride, int count, int width, int length) {
    Objects.checkIndex(offset, length);
    long end = offset + (long) (count - 1) * stride + width;
    if (stride < 0 || end > length) {
      throw new IndexOutOfBoundsException(
          count + " rows, " + stride + " apart from " + offset + ", in an array of " + length);
    }
  }

  /** One token: a quarter of the rows, another and so on are read side by side. */
  private void one(
      int fromRow, int toRow, float[] x, int xAt, float[] out, int outAt, Workspace work) {
    work.ensure(4, 0, 1, groups, 0);
    sumGroups(x, xAt, work.groupSums, 0);
    clearOffsets(4, work);
    boolean last = toRow == rowCount;
    int end = last ? toRow - 1 : toRow;
    int quarter = (end - fromRow) / 4;
    for (int row = fromRow; row < fromRow + quarter; row++) {
      dot(row, row + quarter, row + 2 * quarter, row + 3 * quarter, x, xAt, work);
      for (int i = 0; i < 4; i++) {
        int r = row + i * quarter;
        out[outAt + r] = sum(work, i) + tail(r, x, xAt);
      }
    }
    for (int row = fromRow + 4 * quarter; row < end; row += 4) {
      int d = end - 1;
      dot(row, Math.min(row + 1, d), Math.min(row + 2, d), Math.min(row + 3, d), x, xAt, work);
      for (int r = row; r < Math.min(row + 4, end); r++) {
        out[outAt + r] = sum(work, r - row) + tail(r, x, xAt);
      }
    }
    if (last) {
      Arrays.fill(work.starts, lastRowAt);
      rows.dot(lastRow, vectorColumns, x, xAt, groups, work);
      out[outAt + toRow - 1] = sum(work, 0) + tail(toRow - 1, x, xAt);
    }
  }

  private void dot(int a, int b, int c, int d, float[] x, int xAt, Workspace work) {
    work.starts[0] = a * rowBytes;
    work.starts[1] = b * rowBytes;
    work.starts[2] = c * rowBytes;
    work.starts[3] = d * rowBytes;
    rows.dot(data, vectorColumns, x, xAt, groups, work);
  }

  /** Several tokens: panels of rows are decoded and multiplied. */
  private void many(
      int fromRow,
      int toRow,
      float[] x,
      int xAt,
      int xStride,
      int tokens,
      float[] out,
      int outAt,
      int outStride,
      Workspace work) {
    int panelRows = tokens <= FEW_TOKENS ? FEW_ROWS : PANEL_ROWS;
    int paddedTokens = Math.ceilDiv(tokens, Tile.SIDE) * Tile.SIDE;
    boolean reordered = rows.ways > 1;
    work.ensure(panelRows, PANEL_COLUMNS, paddedTokens, groups, reordered ? vectorColumns : 0);
    for (int t = 0; t < tokens; t++) {
      sumGroups(x, xAt + t * xStride, work.groupSums, t * groups);
      if (reordered) {
        reorder(x, xAt + t * xStride, work.activations, t * vectorColumns);
      }
    }
    float[] y = reordered ? work.activations : x;
    int yAt = reordered ? 0 : xAt;
    int yStride = reordered ? vectorColumns : xStride;
    clearOffsets(panelRows, work);
    for (int row = fromRow; row < toRow; row += panelRows) {
      int count = Math.min(panelRows, toRow - row);
      int padded = Math.ceilDiv(count, Tile.SIDE) * Tile.SIDE;
      Arrays.fill(work.sums, 0, padded * paddedTokens * LANES, 0);
      for (int column = 0; column < vectorColumns; column += PANEL_COLUMNS) {
        int length = Math.min(PANEL_COLUMNS, vectorColumns - column);
        decode(row, count, column, length, work);
        tiles(work.weights, PANEL_COLUMNS, padded, y, yAt + column, yStride, tokens, length, work);
      }
      tiles(work.offsets, groups, padded, work.groupSums, 0, groups, tokens, groups, work);
      for (int t = 0; t < tokens; t++) {
        for (int i = 0; i < count; i++) {
          float sum = Lanes.sum(FloatVector.fromArray(F32, work.sums, (t * padded + i) * LANES));
          out[outAt + t * outStride + row + i] = sum + tail(row + i, x, xAt + t * xStride);
        }
      }
    }
  }

  private void decode(int row, int count, int column, int length, Workspace work) {
    int group = groups == 0 ? 0 : column / rows.groupLength;
    long skip = format.type().byteSize(column);
    for (int i = 0; i < count; i++) {
      boolean last = row + i == rowCount - 1;
      MemorySegment source = last ? lastRow : data;
      long from = (last ? lastRowAt : (row + i) * rowBytes) + skip;
      int at = i * PANEL_COLUMNS;
      rows.decode(source, from, length, work.weights, at, work.offsets, i * groups + group, work);
    }
  }

  private static void tiles(
      float[] w,
      int wStride,
      int rows,
      float[] x,
      int xAt,
      int xStride,
      int tokens,
      int length,
      Workspace work) {
    int last = xAt + (tokens - 1) * xStride;
    for (int t = 0; t < tokens; t += Tile.SIDE) {
      int x0 = xAt + t * xStride;
      int x1 = Math.min(x0 + xStride, last);
      int x2 = Math.min(x1 + xStride, last);
      int x3 = Math.min(x2 + xStride, last);
      for (int r = 0; r < rows; r += Tile.SIDE) {
        int sumsAt = (t * rows + r) * LANES;
        Tile.multiply(
            w, r * wStride, wStride, x, x0, x1, x2, x3, length, work.sums, sumsAt, rows * LANES);
      }
    }
  }

  /** Brings vectors of activations into the order of sums. */
  private void reorder(float[] x, int xAt, float[] target, int at) {
    int span = rows.span;
    int block = span * rows.ways;
    for (int i = 0; i < vectorColumns; i += block) {
      for (int l = 0; l < span; l += LANES) {
        for (int j = l; j < block; j += span) {
          FloatVector.fromArray(F32, x, xAt + i + j).intoArray(target, at);
          at += LANES;
        }
      }
    }
  }

  /** The offsets behind a row's last group are zero; those of all groups are written later. */
  private void clearOffsets(int rowCount, Workspace work) {
    Arrays.fill(work.offsets, 0, rowCount * groups, 0);
  }

  private void sumGroups(float[] x, int xAt, float[] target, int at) {
    if (groups > 0) {
      GroupSums.write(x, xAt, columns, rows.groupLength, target, at);
      Arrays.fill(target, at + columns / rows.groupLength, at + groups, 0);
    }
  }

  /** The sum of one of four rows with one token: its vector of sums, and its offsets. */
  private float sum(Workspace work, int index) {
    FloatVector sum = FloatVector.fromArray(F32, work.sums, index * LANES);
    for (int g = 0; g < groups; g += LANES) {
      sum =
          FloatVector.fromArray(F32, work.offsets, index * groups + g)
              .fma(FloatVector.fromArray(F32, work.groupSums, g), sum);
    }
    return Lanes.sum(sum);
  }

  /** The columns beyond the last whole vector; only types without blocks have any. */
  private float tail(int row, float[] x, int xAt) {
    int count = columns - vectorColumns;
    return count == 0
        ? 0
        : format.dot(data, row * rowBytes + vectorBytes, x, xAt + vectorColumns, count);
  }
}
