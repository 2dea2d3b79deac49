package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;

import dev.puna.graph.Weight;
import dev.puna.quant.BlockFormat;
import dev.puna.simd.vector.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A product that decodes weights on their way.
 *
 * <p>For one token a row is decoded and multiplied in registers; for more, rows are decoded to a
 * panel and multiplied there. Sums are formed in the order of {@link Strands} either way; columns
 * beyond the last whole vector follow one by one.
 */
final class DecodingMatMul implements MatMul {
  private static final int LANES = Lanes.F32.length();

  /**
   * Activations that are multiplied with one panel after the other: 4 MiB, which the L3 cache keeps
   * (512 tokens of 8,192 columns at once: 106 GMAC/s with two threads of a Zen 5, and 165 so).
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

  private final long stretchBytes;

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
    stretchBytes = RowStreams.stretchBytes(weight.type());
    groups = Activations.sumsOf(rows.order, columns);
  }

  /** Floats of a thread's {@link Workspace} for products of such rows. */
  static long workspaceElements(WeightRows rows, int columns) {
    long panel = Panel.elements(rows, columns);
    return columns + RowStreams.elements(columns, Activations.sumsOf(rows.order, columns)) + panel;
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
      single(fromRow, toRow, first, count, out, outOffset, outStride, work.streams);
      return;
    }
    int block = Math.max(1, BLOCK_ACTIVATIONS / columns / Tile.TOKENS) * Tile.TOKENS;
    for (int t = 0; t < count; t += block) {
      int tokens = Math.min(block, count - t);
      int outAt = outOffset + t * outStride;
      many(fromRow, toRow, first + t, tokens, out, outAt, outStride, work.panel);
    }
  }

  /** Memory that is read by its address must be there; a model's is until it is closed. */
  private void checkAlive() {
    if (!data.scope().isAlive()) {
      throw new IllegalStateException("the model is closed: its weights are no longer there");
    }
  }

  /** Each token by itself, some rows at a time. */
  private void single(
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
      for (int t = 0; t < count; t++) {
        long from = address + row * rowBytes;
        streams.multiply(rows, from, rowBytes, rowsHere, vectorColumns, stretchBytes, t);
        for (int i = 0; i < rowsHere; i++) {
          out[outOffset + t * outStride + row + i] = streams.sums[i] + tail(row + i, first + t);
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
      decode(row, rowsHere, panel);
      panel.prepare(x, first, end);
      for (int t = first; t < end; ) {
        int tile = t / Tile.TOKENS * Tile.TOKENS;
        int tileEnd = Math.min(end, tile + Tile.TOKENS);
        int sums = panel.sumsOf(x, t, first, end);
        for (; t < tileEnd; t++) {
          int outAt = outOffset + (t - first) * outStride + row;
          System.arraycopy(panel.sums, sums + (t - tile) * Tile.ROWS, out, outAt, rowsHere);
          for (int i = 0; i < rowsHere && vectorColumns < columns; i++) {
            out[outAt + i] += tail(row + i, t);
          }
        }
      }
    }
  }

  /**
   * Reads one word of each line of the cache, one after the other, which memory is read fastest by;
   * sixteen rows side by side are not. (Llama 3.2 1B in Q4_K_M, 16 sequences, two threads of a Zen
   * 5: 71 and 76 tokens/s without, 78 and 85 with it.)
   *
   * @return what keeps the compiler from leaving it out
   */
  private long touch(long from, long to) {
    long sum = 0;
    for (long p = from; p <= to - Long.BYTES; p += 64) {
      sum += ALL.get(Bytes.I64, p);
    }
    return sum;
  }

  private void decode(int row, int count, Panel panel) {
    panel.begin(rows, vectorColumns, groups);
    long from = address + row * rowBytes;
    panel.touched = touch(from, from + count * rowBytes);
    for (int i = 0; i < count; i += LANES) {
      int last = Math.min(LANES, count - i) - 1;
      rows.decode(from + i * rowBytes, rowBytes, last, vectorColumns, panel, i);
    }
    panel.clearTerms(rows.order.sumsOf(vectorColumns));
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
