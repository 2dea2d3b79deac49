package dev.puna.simd.linear;

import java.util.Objects;

/**
 * Rows of activations in the order that some products take them. Written once, they serve any
 * number of products and threads.
 */
public final class Activations {
  /** Floats between rows, so that they do not meet in the same sets of a cache. */
  static final int PADDING = 32;

  private final ActivationOrder order;
  private float[] own = {};

  /** Activations; row {@code t} begins at {@code at + t * stride}. */
  float[] values = own;

  int at;
  int stride;

  /** Sums of groups; those of row {@code t} begin at {@code t * sumsStride}, zeros behind them. */
  float[] sums = {};

  /** Whole vectors. */
  int sumsStride;

  private int columns;
  private int count;

  Activations(ActivationOrder order) {
    this.order = order;
  }

  /**
   * Makes room for {@code count} rows of {@code columns} activations that lie {@code xStride}
   * behind each other in {@code x}. Each has to be written then, by any thread; where {@link
   * #isWritten} no row has to.
   *
   * @throws IndexOutOfBoundsException if the rows leave {@code x}
   */
  public void begin(float[] x, int xAt, int xStride, int columns, int count) {
    checkRows(xAt, xStride, count, columns, x.length);
    this.columns = columns;
    this.count = count;
    if (order.isNatural()) {
      values = x;
      at = xAt;
      stride = xStride;
      sumsStride = 0;
      return;
    }
    stride = columns + PADDING;
    sumsStride = sumsOf(order, columns);
    if (own.length < count * stride) {
      own = new float[count * stride];
    }
    if (sums.length < count * sumsStride) {
      sums = new float[count * sumsStride];
    }
    values = own;
  }

  /** Checks that rows of {@code width} floats lie in an array of {@code length}. */
  static void checkRows(int offset, int stride, int count, int width, int length) {
    long size = count == 0 ? 0 : (count - 1L) * stride + width;
    if (stride < 0 || offset < 0 || offset + size > length) {
      throw new IndexOutOfBoundsException(
          count + " rows, " + stride + " apart from " + offset + ", in an array of " + length);
    }
  }

  /** The places of the sums of {@code columns} activations, in whole vectors. */
  static int sumsOf(ActivationOrder order, int columns) {
    return LaneSums.wholeVectors(columns / order.block * order.sums);
  }

  /** Floats that a row of {@code columns} activations takes, its sums included. */
  static long rowElements(ActivationOrder order, int columns) {
    return (long) columns + PADDING + sumsOf(order, columns);
  }

  /** Whether the rows are taken from where they are. */
  public boolean isWritten() {
    return order.isNatural();
  }

  /** Writes row {@code t} from {@code x[xAt]} on. */
  public void write(float[] x, int xAt, int t) {
    order.write(x, xAt, columns, values, t * stride, sums, t * sumsStride);
  }

  /** Checks that rows {@code first} and so on are there, and have so many columns. */
  void check(ActivationOrder asked, int first, int rows, int width) {
    Objects.checkFromIndexSize(first, rows, count);
    if (asked != order || width != columns) {
      throw new IllegalArgumentException("activations of another product");
    }
  }
}
