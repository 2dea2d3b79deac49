package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;

import dev.puna.simd.vector.Lanes;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of activations in the order that some products take them. Written once, they serve any
 * number of products and threads.
 *
 * <p>More than {@link #FEW} are also turned: eight rows are a tile, which has the same position of
 * all eight side by side, one {@linkplain Strands strand} behind the other.
 */
public final class Activations {
  /**
   * Rows up to which products take them as rows. (As tiles, one thread of an Intel Xeon, 512 and
   * 256 bits, 48 tokens: Q4_K with 2,048 columns 0.95 and 0.84 times as fast, Q6_K with 8,192
   * columns 1.02 and 1.02; 64 tokens: 1.08 and 0.94, 1.5 and 1.28, as rows of 2 MiB do not stay in
   * the second cache.)
   */
  static final int FEW = 48;

  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  /** Floats between rows, so that they do not meet in the same sets of a cache. */
  private static final int PADDING = 32;

  private final ActivationOrder order;
  private final Workspace[] workspaces;
  private float[] own = {};
  private float[] x = own;
  private int xAt;
  private int xStride;

  /** Activations; row {@code t} begins at {@code at + t * stride}. */
  float[] values = own;

  int at;
  int stride;

  /** Sums of groups; those of row {@code t} begin at {@code t * sumsStride}, zeros behind them. */
  float[] sums = {};

  /** As many for each strand. */
  int sumsStride;

  /** Tiles {@code [tile, strand, step, row]}; rows beyond the last are zero. */
  final NativeFloats tiles = new NativeFloats();

  private int tileStride;

  /** From strand to strand of a tile. */
  int strandStride;

  private int columns;
  private int count;

  /** Another one after each {@link #begin}. */
  long version;

  Activations(ActivationOrder order, Workspace[] workspaces) {
    this.order = order;
    this.workspaces = workspaces;
  }

  /**
   * Makes room for {@code count} rows of {@code columns} activations that lie {@code xStride}
   * behind each other in {@code x}. Then each of {@link #units} has to be written, by any thread.
   *
   * @throws IndexOutOfBoundsException if the rows leave {@code x}
   */
  public void begin(float[] x, int xAt, int xStride, int columns, int count) {
    checkRows(xAt, xStride, count, columns, x.length);
    this.x = x;
    this.xAt = xAt;
    this.xStride = xStride;
    this.columns = columns;
    this.count = count;
    version++;
    sumsStride = sumsOf(order, columns);
    if (order.isNatural()) {
      values = x;
      at = xAt;
      stride = xStride;
    } else {
      stride = columns + PADDING;
      own = Workspace.atLeast(own, count * stride);
      values = own;
      sums = Workspace.atLeast(sums, count * sumsStride);
    }
    if (count > FEW) {
      strandStride = strandStride(order, columns);
      tileStride = Strands.COUNT * strandStride;
      tiles.ensure((long) Math.ceilDiv(count, Tile.TOKENS) * tileStride);
    }
  }

  /** Whole vectors are written, so that there may be a step too many. */
  private static int strandStride(ActivationOrder order, int columns) {
    int terms = sumsOf(order, columns) / Strands.COUNT;
    return Strands.stride(columns / Strands.COUNT + terms + 1, Tile.TOKENS);
  }

  /** Checks that rows of {@code width} floats lie in an array of {@code length}. */
  static void checkRows(int offset, int stride, int count, int width, int length) {
    long size = count == 0 ? 0 : (count - 1L) * stride + width;
    if (stride < 0 || offset < 0 || offset + size > length) {
      throw new IndexOutOfBoundsException(
          count + " rows, " + stride + " apart from " + offset + ", in an array of " + length);
    }
  }

  /** The places of the sums of {@code columns} activations, a whole number for each strand. */
  static int sumsOf(ActivationOrder order, int columns) {
    return Math.ceilDiv(order.sumsOf(columns), Strands.COUNT) * Strands.COUNT;
  }

  /** Floats that so many rows of {@code columns} activations take at most. */
  static long elements(ActivationOrder order, int columns, long rows) {
    long tile = (long) Strands.COUNT * strandStride(order, columns);
    long elements = rows > FEW ? Math.ceilDiv(rows, Tile.TOKENS) * tile : 0;
    if (!order.isNatural()) {
      elements += rows * (columns + PADDING + sumsOf(order, columns));
    }
    return elements;
  }

  /** Parts that can be written one by one; none where rows are taken from where they are. */
  public int units() {
    return count > FEW ? Math.ceilDiv(count, Tile.TOKENS) : order.isNatural() ? 0 : count;
  }

  /**
   * Writes a part.
   *
   * @param worker which of the caller's threads this is
   */
  public void write(int unit, int worker) {
    if (count <= FEW) {
      writeRow(unit);
      return;
    }
    long square = workspaces[worker].square.ensure((long) LANES * LANES);
    int first = unit * Tile.TOKENS;
    int rows = Math.min(Tile.TOKENS, count - first);
    int target = unit * tileStride;
    for (int t = first; t < first + rows && !order.isNatural(); t++) {
      writeRow(t);
    }
    int vectorColumns = columns - columns % LANES;
    int steps = vectorColumns / Strands.COUNT;
    int from = at + first * stride;
    turn(square, values, from, stride, rows, vectorColumns, steps, target);
    target += steps * Tile.TOKENS;
    steps = sumsStride / Strands.COUNT;
    turn(square, sums, first * sumsStride, sumsStride, rows, sumsStride, steps, target);
  }

  private void writeRow(int t) {
    order.write(x, xAt + t * xStride, columns, values, t * stride, sums, t * sumsStride);
  }

  /**
   * Turns positions of some rows, and zeros for the rest of a tile, to a tile's strands: at a time
   * as many steps of all rows as fill a vector.
   */
  private void turn(
      long square,
      float[] from,
      int fromAt,
      int fromStride,
      int rows,
      int length,
      int steps,
      int target) {
    for (int end = 0; end < steps * Tile.TOKENS; end += LANES) {
      for (int i = 0; i < LANES; i++) {
        int row = (end + i) % Tile.TOKENS;
        int position = (end + i) / Tile.TOKENS * Strands.COUNT;
        FloatVector v =
            row < rows && position < length
                ? FloatVector.fromArray(F32, from, fromAt + row * fromStride + position)
                : FloatVector.zero(F32);
        v.intoMemorySegment(ALL, square + i * Lanes.BYTES & RANGE, Lanes.ORDER);
      }
      long to = tiles.address + 4L * (target + end);
      Square.transpose(square, Quad.STEP, 1, to, 4L * strandStride, 0);
    }
  }

  /** Where the tile of a row begins. */
  int tileAt(int row) {
    return row / Tile.TOKENS * tileStride;
  }

  /** Checks that rows {@code first} and so on are there, and have so many columns. */
  void check(ActivationOrder asked, int first, int rows, int width) {
    Objects.checkFromIndexSize(first, rows, count);
    if (asked != order || width != columns) {
      throw new IllegalArgumentException("activations of another product");
    }
  }
}
