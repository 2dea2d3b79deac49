package dev.puna.simd.linear;

import dev.puna.graph.Weight;
import dev.puna.quant.BlockFormat;
import dev.puna.quant.TensorType;
import dev.puna.simd.vector.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A product that decodes weights on their way.
 *
 * <p>For few tokens a stretch of some rows is decoded and multiplied at once; for more, rows are
 * decoded to a panel. Sums are formed in the order of {@link Strands} either way; columns beyond
 * the last whole vector follow one by one.
 */
final class DecodingMatMul implements MatMul {
  private static final int LANES = Lanes.F32.length();

  /**
   * Activations that are multiplied with one panel after the other: about 4 MiB, which the L3 cache
   * keeps (512 tokens of 8,192 columns at once: 106 GMAC/s with two threads of a Zen 5, and 165
   * so).
   */
  private static final int BLOCK_ACTIVATIONS = 1 << 20;

  private final WeightRows rows;
  private final Activations x;
  private final MemorySegment data;
  private final long address;
  private final int rowCount;
  private final int columns;
  private final long rowBytes;
  private final BlockFormat format;
  private final Workspace[] workspaces;

  /** Columns that fill whole vectors. */
  private final int vectorColumns;

  private final long vectorBytes;

  private final TensorType type;

  /** Places for the terms of a row. */
  private final int groups;

  DecodingMatMul(Weight weight, WeightRows rows, Activations x, Workspace[] workspaces) {
    this.rows = rows;
    this.x = x;
    this.workspaces = workspaces;
    data = weight.data().isNative() ? weight.data() : nativeCopy(weight.data());
    address = data.address();
    format = weight.type().format().orElseThrow();
    rowCount = weight.rows();
    columns = weight.columns();
    rowBytes = weight.rowBytes();
    vectorColumns = columns - columns % LANES;
    vectorBytes = weight.type().byteSize(vectorColumns);
    type = weight.type();
    groups = Activations.sumsOf(rows.order, columns);
  }

  /** Floats of a thread's {@link Workspace} for products of such rows. */
  static long workspaceElements(WeightRows rows, int columns) {
    int groups = Activations.sumsOf(rows.order, columns);
    return columns + RowStreams.elements(columns, groups) + Panel.elements(columns, groups);
  }

  /** Kernels read native memory by its address. */
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
    checkAlive();
    x.check(rows.order, first, count, columns);
    if (fromRow == toRow || count == 0) {
      return;
    }
    Activations.checkRows(outOffset, outStride, count, toRow, out.length);
    Workspace work = workspaces[worker];
    if (count <= Activations.FEW) {
      few(fromRow, toRow, first, count, out, outOffset, outStride, work.streams);
      return;
    }
    int block = block(count);
    for (int t = 0; t < count; t += block) {
      int tokens = Math.min(block, count - t);
      int outAt = outOffset + t * outStride;
      many(fromRow, toRow, first + t, tokens, out, outAt, outStride, work.panel);
    }
  }

  /**
   * Tokens for one panel: about as many as the cache keeps, and no small rest, for which a panel
   * would be decoded as for all. (144 tokens of 8,192 columns at once are 1.11 to 1.19 times as
   * fast as 128 and 16; one thread of an Intel Xeon.)
   */
  private int block(int count) {
    int blocks = Math.max(1, Math.round((float) count * columns / BLOCK_ACTIVATIONS));
    return Math.ceilDiv(Math.ceilDiv(count, blocks), Tile.TOKENS) * Tile.TOKENS;
  }

  /** Memory that is read by its address must be there; a model's is until it is closed. */
  private void checkAlive() {
    if (!data.scope().isAlive()) {
      throw new IllegalStateException("the model is closed: its weights are no longer there");
    }
  }

  /** Few tokens: some rows at a time are decoded, a stretch after the other, and multiplied. */
  private void few(
      int fromRow,
      int toRow,
      int first,
      int count,
      float[] out,
      int outOffset,
      int outStride,
      RowStreams streams) {
    streams.load(x, first, count, vectorColumns);
    for (int row = fromRow; row < toRow; row += RowStreams.ROWS) {
      int rowsHere = Math.min(RowStreams.ROWS, toRow - row);
      long from = address + row * rowBytes;
      int outAt = outOffset + row;
      streams.multiply(rows, type, from, rowBytes, rowsHere, out, outAt, outStride);
      for (int t = 0; t < count && vectorColumns < columns; t++) {
        for (int i = 0; i < rowsHere; i++) {
          out[outAt + t * outStride + i] += tail(row + i, first + t);
        }
      }
    }
  }

  /** Many tokens: rows are decoded to a panel, which is multiplied with tile after tile. */
  private void many(
      int fromRow,
      int toRow,
      int first,
      int count,
      float[] out,
      int outOffset,
      int outStride,
      Panel panel) {
    int end = first + count;
    for (int row = fromRow; row < toRow; row += Tile.ROWS) {
      int rowsHere = Math.min(Tile.ROWS, toRow - row);
      panel.decode(rows, type, address + row * rowBytes, rowBytes, rowsHere, vectorColumns, groups);
      for (int t = first; t < end; ) {
        int tile = t / Tile.TOKENS * Tile.TOKENS;
        int tileEnd = Math.min(end, tile + Tile.TOKENS);
        panel.multiply(x, t, tileEnd - tile);
        for (; t < tileEnd; t++) {
          int outAt = outOffset + (t - first) * outStride + row;
          System.arraycopy(panel.sums, (t - tile) * Tile.ROWS, out, outAt, rowsHere);
          for (int i = 0; i < rowsHere && vectorColumns < columns; i++) {
            out[outAt + i] += tail(row + i, t);
          }
        }
      }
    }
  }

  /** The columns beyond the last whole vector; only types without blocks have any. */
  private float tail(int row, int token) {
    return format.dot(
        data,
        row * rowBytes + vectorBytes,
        x.values,
        x.at + token * x.stride + vectorColumns,
        columns - vectorColumns);
  }
}
