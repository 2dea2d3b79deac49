package dev.puna.simd.linear;

import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The weights of {@link Tile#ROWS} rows, decoded for the products of one thread with many tokens;
 * lanes are rows.
 *
 * <p>Some types are decoded to scaled quants at once. Others leave quants, four of a strand in an
 * int, and their scales and terms apart: few tokens are multiplied with these, for more they are
 * scaled then.
 */
final class Panel {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();
  private static final float[] ZEROS = new float[Tile.TOKENS * Tile.ROWS];

  /** Tokens up to which quants are scaled for each tile anew. */
  private static final int FEW_TOKENS = 32;

  /** Scaled quants and terms, {@code [strand, step, row]}. */
  float[] values = {};

  /** From strand to strand. */
  int stride;

  /** Four quants in an int, {@code [strand, int, row]}. */
  int[] quants = {};

  int quantStride;

  /** Their scales, {@code [class, int, row]}; see {@link #scaleClass}. */
  float[] scales = {};

  int scaleStride;

  /** The terms that go with them, {@code [strand, step, row]}. */
  float[] terms = {};

  private int termStride;

  /** Scratch memory of those who decode. */
  final Words words = new Words();

  /** Sums of a tile's strands, {@code [strand, token, row]}; in the end those of the first. */
  final float[] sums = new float[sumElements()];

  private int positions;
  private int groupWords;
  private int ints;
  private int termSteps;
  private boolean scaled;

  /** Words of four bytes that are about to be read were touched for their sake alone. */
  long touched;

  /** Floats that a panel takes for such rows. */
  static long elements(WeightRows rows, int columns) {
    int groups = Activations.sumsOf(rows.order, columns);
    long elements = valueElements(Strands.positions(rows.order, columns)) + (long) sumElements();
    if (rows.groupWords > 0) {
      elements += (long) Strands.COUNT * strideOf(intsOf(columns));
      elements += (long) classes(rows.groupWords) * strideOf(intsOf(columns));
      elements += (long) Strands.COUNT * strideOf(groups / Strands.COUNT);
    }
    return elements;
  }

  private static int valueElements(int positions) {
    return Strands.COUNT * Strands.stride(positions, Tile.ROWS);
  }

  private static int sumElements() {
    return Strands.COUNT * Tile.TOKENS * Tile.ROWS;
  }

  private static int intsOf(int columns) {
    return columns / (4 * Strands.COUNT);
  }

  private static int strideOf(int steps) {
    return Strands.stride(steps * Strands.COUNT, Tile.ROWS);
  }

  private static int classes(int groupWords) {
    return 2 * Math.max(1, LANES / groupWords);
  }

  /** Makes room for such rows; what was decoded is gone. */
  void begin(WeightRows rows, int columns, int groups) {
    positions = columns + groups;
    groupWords = rows.groupWords;
    scaled = groupWords == 0;
    stride = Strands.stride(positions, Tile.ROWS);
    if (scaled) {
      values = atLeast(values, valueElements(positions));
      return;
    }
    ints = intsOf(columns);
    quantStride = strideOf(ints);
    scaleStride = quantStride;
    termSteps = groups / Strands.COUNT;
    termStride = strideOf(termSteps);
    if (quants.length < Strands.COUNT * quantStride) {
      quants = new int[Strands.COUNT * quantStride];
    }
    scales = atLeast(scales, classes(groupWords) * scaleStride);
    terms = atLeast(terms, Strands.COUNT * termStride);
  }

  private static float[] atLeast(float[] array, int length) {
    return array.length >= length ? array : new float[length];
  }

  /** Where a position of the first row is among {@link #values}. */
  int at(int position) {
    return position % Strands.COUNT * stride + position / Strands.COUNT * Tile.ROWS;
  }

  /** Where a term of the first row is among {@link #terms}. */
  int termAt(int term) {
    return term % Strands.COUNT * termStride + term / Strands.COUNT * Tile.ROWS;
  }

  /** Scales of as many classes are apart. */
  int scaleClasses() {
    return classes(groupWords);
  }

  /**
   * Strands of one class have the same scales: those whose quants lie in neighbouring words of one
   * group, and have the same parity.
   */
  private int scaleClass(int strand) {
    return strand % LANES / groupWords * 2 + strand / LANES;
  }

  /** Makes all terms from {@code from} on zero in all rows. */
  void clear(int from) {
    for (int p = from; p < positions; p++) {
      float[] target = groupWords == 0 ? values : terms;
      int at = groupWords == 0 ? at(p) : termAt(p - 4 * Strands.COUNT * ints);
      Arrays.fill(target, at, at + Tile.ROWS, 0);
    }
  }

  /** Makes ready for so many tokens. */
  void prepare(int tokens) {
    if (!scaled && tokens > FEW_TOKENS) {
      scaled = true;
      values = atLeast(values, valueElements(positions));
      for (int strand = 0; strand < Strands.COUNT; strand++) {
        int at = strand * stride;
        scale(strand * quantStride, scaleClass(strand) * scaleStride, at);
        int end = at + 4 * ints * Tile.ROWS;
        System.arraycopy(terms, strand * termStride, values, end, termSteps * Tile.ROWS);
      }
    }
  }

  /** Scales the quants of a strand. */
  private void scale(int from, int scaleFrom, int to) {
    int end = from + ints * Tile.ROWS;
    int at = to;
    int f = scaleFrom;
    int p = from;
    while (p != end) {
      IntVector u = IntVector.fromArray(I32, quants, p);
      IntVector v = IntVector.fromArray(I32, quants, p + LANES);
      FloatVector scaleU = FloatVector.fromArray(F32, scales, f);
      FloatVector scaleV = FloatVector.fromArray(F32, scales, f + LANES);
      for (int bytes = 0b1111; bytes != 0; bytes >>= 1) {
        FloatVector a = (FloatVector) u.and(0xff).convertShape(I2F, F32, 0);
        a.mul(scaleU).intoArray(values, at);
        FloatVector b = (FloatVector) v.and(0xff).convertShape(I2F, F32, 0);
        b.mul(scaleV).intoArray(values, at + LANES);
        u = u.lanewise(LSHR, 8);
        v = v.lanewise(LSHR, 8);
        at += Tile.ROWS;
      }
      p += Tile.ROWS;
      f += Tile.ROWS;
    }
  }

  /**
   * Leaves the products of all rows with some tokens in {@link #sums}, {@code [token, row]}.
   *
   * @param x activations {@code [strand, step, token]}, strands {@code xStride} apart
   */
  void multiply(float[] x, int xAt, int xStride, int tokens) {
    int size = Tile.TOKENS * Tile.ROWS;
    for (int s = 0; s < Strands.COUNT; s++) {
      int at = s * size;
      int from = xAt + s * xStride;
      if (scaled) {
        int steps = Strands.steps(positions, s);
        Tile.multiply(values, s * stride, x, from, steps, tokens, ZEROS, 0, sums, at);
        continue;
      }
      int f = scaleClass(s) * scaleStride;
      QuantTile.multiply(quants, s * quantStride, scales, f, x, from, ints, tokens, sums, at);
      from += 4 * ints * Tile.TOKENS;
      Tile.multiply(terms, s * termStride, x, from, termSteps, tokens, sums, at, sums, at);
    }
    for (int strands = Strands.COUNT / 2; strands > 0; strands /= 2) {
      LaneSums.addHalves(sums, strands * size);
    }
  }
}
