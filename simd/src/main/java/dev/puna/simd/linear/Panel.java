package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;

import dev.puna.quant.TensorType;
import dev.puna.simd.vector.Lanes;

/**
 * The weights of {@link Tile#ROWS} rows, decoded and turned for the products of one thread with
 * many tokens; lanes are rows.
 *
 * <p>A stretch of all rows is turned before the next, so that neighbouring lines of the cache are
 * written together. (144 tokens of Q4_K with 8,192 columns, one thread of an Intel Xeon: 1.02 to
 * 1.1 times as fast as half of the rows after the other.)
 */
final class Panel {
  private static final int LANES = Lanes.F32.length();

  /** Floats of a strand's sums with the tokens of a tile. */
  private static final int TILE_SUMS = Tile.TOKENS * Tile.ROWS;

  /** Columns that are decoded of as many rows as there are lanes, and turned: a K block. */
  private static final int STRETCH = 256;

  /** Scaled quants and terms, {@code [strand, step, row]}. */
  private final NativeFloats values = new NativeFloats();

  private int stride;

  /** Stretches of rows, four and four as {@link Quad} has them; their scales, and their terms. */
  private final NativeFloats scratch = new NativeFloats();

  private float[] spare = {};

  /**
   * Sums of a tile's strands, {@code [strand, token, row]}; in the end those of the first strand
   * are all.
   */
  final float[] sums = new float[Strands.COUNT * TILE_SUMS];

  private int columns;
  private int groups;

  /** Nobody asks for it. */
  long touched;

  /** Floats that a panel takes for rows of so many columns and groups. */
  static long elements(int columns, int groups) {
    long sums = (long) Strands.COUNT * TILE_SUMS;
    return Strands.COUNT * (long) stride(columns, groups)
        + sums
        + scratchElements(groups)
        + STRETCH;
  }

  /** Floats that are taken now. */
  long elements() {
    return sums.length + values.length() + scratch.length() + spare.length;
  }

  private static int stride(int columns, int groups) {
    return Strands.stride(columns / Strands.COUNT + groups / Strands.COUNT, Tile.ROWS);
  }

  private static long scratchElements(int groups) {
    return LANES * (long) STRETCH
        + Tile.ROWS * (long) Terms.stride(groups)
        + Quad.SIZE * Terms.ROW_BYTES / 4;
  }

  /**
   * Decodes rows.
   *
   * @param from the address of the first
   * @param rowBytes bytes from row to row
   * @param count how many there are; the last once more in place of those that a panel has beyond
   * @param columns those that fill whole vectors
   * @param groups places for the terms of a row
   */
  void decode(
      WeightRows rows,
      TensorType type,
      long from,
      long rowBytes,
      int count,
      int columns,
      int groups) {
    this.columns = columns;
    this.groups = groups;
    stride = stride(columns, groups);
    values.ensure((long) Strands.COUNT * stride);
    scratch.ensure(scratchElements(groups));
    spare = Workspace.atLeast(spare, STRETCH);
    touched = touch(from, from + count * rowBytes);
    long stretchBytes = type.byteSize(STRETCH);
    long offset = 0;
    for (int c = 0; c < columns; c += STRETCH) {
      int length = Math.min(STRETCH, columns - c);
      int term = rows.order.sumsOf(c);
      for (int lane = 0; lane < count; lane += LANES) {
        for (int r = lane; r < lane + LANES; r += Quad.SIZE) {
          decodeFour(rows, from + offset, rowBytes, count, r, length, term);
        }
        turn(length, c / Strands.COUNT, lane);
      }
      offset += stretchBytes;
    }
    int used = rows.order.sumsOf(columns);
    for (int lane = 0; lane < count && groups > 0; lane += LANES) {
      for (int r = lane; r < lane + LANES; r++) {
        Bytes.clear(termsAt(r) + 4L * used);
      }
      for (int g = 0; g < groups; g += STRETCH) {
        int length = Math.min(STRETCH, groups - g);
        for (int r = lane; r < lane + LANES; r++) {
          Bytes.spread(termsAt(r) + 4L * g, length, decodedAt(r - lane), Quad.STEP);
        }
        turn(length, columns / Strands.COUNT + g / Strands.COUNT, lane);
      }
    }
  }

  /** Decodes a stretch of four rows from {@code row} on, whose terms begin at {@code term}. */
  private void decodeFour(
      WeightRows rows, long from, long rowBytes, int count, int row, int length, int term) {
    long scales = termsAt(Tile.ROWS);
    long terms = termsAt(row) + 4L * term;
    long termsApart = termsAt(1) - termsAt(0);
    boolean all = row + Quad.SIZE <= count;
    if (all) {
      rows.headsOfFour(from + row * rowBytes, rowBytes, length, terms, termsApart, scales);
    }
    for (int r = 0; r < Quad.SIZE; r++) {
      long p = from + Math.min(row + r, count - 1) * rowBytes;
      long rowScales = scales + r * Terms.ROW_BYTES;
      if (!all) {
        rows.heads(p, length, terms + r * termsApart, rowScales);
      }
      rows.decode(p, length, rowScales, decodedAt(row % LANES + r), spare);
    }
  }

  private long decodedAt(int row) {
    long quad = (long) row / Quad.SIZE * Quad.SIZE * STRETCH;
    return scratch.address + 4 * (quad + (long) row % Quad.SIZE * LANES);
  }

  private long termsAt(int row) {
    long decoded = (long) LANES * STRETCH;
    return scratch.address + 4 * (decoded + (long) row * Terms.stride(groups));
  }

  /** Turns what is decoded: a vector of each row to one of each strand, from {@code step} on. */
  private void turn(int length, int step, int lane) {
    long quadBytes = decodedAt(Quad.SIZE) - decodedAt(0);
    long to = valueAt(step, lane);
    Square.transpose(decodedAt(0), quadBytes, length / LANES, to, 4L * stride, 4L * Tile.ROWS);
  }

  /** The address of a value of the first strand. */
  private long valueAt(int step, int row) {
    return values.address + 4 * ((long) step * Tile.ROWS + row);
  }

  /**
   * Leaves the sums {@code [token, row]} with the tile of a token.
   *
   * @param tokens how many of them are asked for
   */
  void multiply(Activations x, int token, int tokens) {
    int steps = columns / Strands.COUNT + groups / Strands.COUNT;
    long tile = x.tiles.address + 4L * x.tileAt(token);
    for (int strand = 0; strand < Strands.COUNT; strand++) {
      Tile.multiply(
          values.address + 4L * strand * stride,
          4L * Tile.ROWS,
          tile + 4L * strand * x.strandStride,
          steps,
          tokens,
          sums,
          strand * TILE_SUMS,
          Tile.ROWS);
    }
    LaneSums.addParts(sums, 0, TILE_SUMS, Strands.COUNT);
  }

  /**
   * Reads one word of each line of the cache, one after the other, which memory is read fastest by;
   * sixteen rows side by side are not. (Llama 3.2 1B in Q4_K_M, 16 sequences, two threads of a Zen
   * 5: 71 and 76 tokens/s without, 78 and 85 with it.)
   *
   * @return what keeps the compiler from leaving it out
   */
  private static long touch(long from, long to) {
    long sum = 0;
    for (long p = from; p <= to - Long.BYTES; p += 64) {
      sum += ALL.get(Bytes.I64, p);
    }
    return sum;
  }
}
