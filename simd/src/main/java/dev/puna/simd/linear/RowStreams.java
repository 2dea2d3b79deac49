package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;

import dev.puna.quant.TensorType;
import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * Multiplies some rows with one token, in the memory of one thread.
 *
 * <p>A stretch of one row is taken after that of another, far away, so that memory is read in
 * several streams: the processor fetches ahead in each. (Q4_0, two threads of an Intel Xeon: 13 to
 * 16 G weights/s, and 7 for one row after the other.) Strands wait in memory meanwhile.
 */
final class RowStreams {
  /** Rows at a time, lanes or more. */
  static final int ROWS = 64;

  private static final int LANES = Lanes.F32.length();

  private static final int STREAMS = 4;

  /** Columns of a stretch: a multiple of any block, and of the strands. */
  private static final int STRETCH = 1024;

  /** The fewest columns that have a term or a scale. */
  private static final int GROUP = 16;

  /** The sums of the rows; before, a vector for each. */
  final float[] sums = new float[ROWS * LANES];

  /** Places of the scales of a stretch. */
  private static final int SCALES = STRETCH / GROUP + Strands.COUNT;

  /** Scales, strands of each stream, terms of each stream. */
  private final NativeFloats scratch = new NativeFloats();

  /** Activations {@code [tokens, xStride]}, and the sums of their groups. */
  private final NativeFloats values = new NativeFloats();

  private final NativeFloats groups = new NativeFloats();
  private int xStride;
  private int groupStride;

  /** Floats that are taken now. */
  long elements() {
    return sums.length + scratch.length() + values.length() + groups.length();
  }

  /** Floats that rows of so many columns and groups take in all. */
  static long elements(int columns, int groups) {
    long token = stride(columns) + (long) groups;
    return (long) ROWS * LANES + scratchElements(groups) + Activations.FEW * token;
  }

  /** Floats from token to token: whole lines of the cache. */
  private static int stride(int columns) {
    return Math.ceilDiv(columns, 16) * 16;
  }

  private static long scratchElements(int groups) {
    return SCALES + STREAMS * (Strands.COUNT + (long) termStride(groups));
  }

  /** Terms of a row, and behind them room for what is written in passing. */
  private static int termStride(int groups) {
    return groups + Strands.COUNT;
  }

  /** Takes tokens, at most {@link Activations#FEW}, to where vectors are whole lines. */
  void load(Activations x, int first, int count, int columns) {
    xStride = stride(columns);
    groupStride = x.sumsStride;
    values.ensure((long) count * xStride);
    groups.ensure((long) count * groupStride);
    for (int t = 0; t < count; t++) {
      values.copy(x.values, x.at + (first + t) * x.stride, (long) t * xStride, columns);
      groups.copy(x.sums, (first + t) * groupStride, (long) t * groupStride, groupStride);
    }
  }

  /**
   * Leaves the sums of rows with a token that was loaded.
   *
   * @param from the address of the first row
   * @param rowBytes bytes from row to row
   * @param count rows, at most {@link #ROWS}
   * @param columns those that fill whole vectors
   * @param stretchBytes {@link #stretchBytes} of the rows' type
   */
  void multiply(
      WeightRows rows,
      long from,
      long rowBytes,
      int count,
      int columns,
      long stretchBytes,
      int token) {
    scratch.ensure(scratchElements(groupStride));
    int apart = count / STREAMS;
    int streamed = apart * STREAMS;
    for (int row = 0; row < apart; row++) {
      long p = from + row * rowBytes;
      strands(rows, p, apart * rowBytes, STREAMS, columns, stretchBytes, token);
      for (int s = 0; s < STREAMS; s++) {
        sum(rows, s, columns, token, row + s * apart);
      }
    }
    for (int row = streamed; row < count; row++) {
      strands(rows, from + row * rowBytes, 0, 1, columns, stretchBytes, token);
      sum(rows, 0, columns, token, row);
    }
    LaneSums.ofVectors(sums, Math.ceilDiv(count, LANES) * LANES);
  }

  /** The strands and the terms of one row in each stream, or of the first alone. */
  private void strands(
      WeightRows rows,
      long from,
      long apart,
      int streams,
      int columns,
      long stretchBytes,
      int token) {
    long scales = scratch.address;
    long strands = scales + 4L * SCALES;
    long end = strands + 4L * STREAMS * Strands.COUNT;
    for (long p = strands; p < end; p += Lanes.BYTES) {
      FloatVector.zero(Lanes.F32).intoMemorySegment(ALL, p, Lanes.ORDER);
    }
    int step = rows.rowsAtOnce();
    long p = from;
    for (int c = 0; c < columns; c += STRETCH) {
      int length = Math.min(STRETCH, columns - c);
      long x = values.address + 4L * (token * xStride + c);
      for (int s = 0; s < streams; s += step) {
        long q = p + s * apart;
        rows.heads(q, length, termsAt(s) + 4L * rows.order.sumsOf(c), scales);
        rows.dot(q, apart, length, x, scales, strands + 4L * s * Strands.COUNT);
      }
      p += stretchBytes;
    }
  }

  private long termsAt(int stream) {
    long place = SCALES + STREAMS * Strands.COUNT + stream * (long) termStride(groupStride);
    return scratch.address + 4 * place;
  }

  /** Adds up the strands and the terms of the row of a stream. */
  private void sum(WeightRows rows, int stream, int columns, int token, int row) {
    Terms.multiply(
        termsAt(stream),
        rows.order.sumsOf(columns),
        groups.address + 4L * token * groupStride,
        scratch.address + 4L * (SCALES + stream * Strands.COUNT),
        sums,
        row * LANES);
  }

  /** Bytes of a stretch of a row. */
  static long stretchBytes(TensorType type) {
    return type.byteSize(STRETCH);
  }
}
