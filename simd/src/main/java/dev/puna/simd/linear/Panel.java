package dev.puna.simd.linear;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

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

  /** Four quants in an int, the first in its highest byte, {@code [strand, int, row]}. */
  int[] quants = {};

  /** From strand to strand of quants, and from class to class of scales. */
  int quantStride;

  /**
   * Their scales, {@code [class, int, row]}, see {@link #scalesOf}; or {@code [step, row]}, where a
   * step has one for all strands.
   */
  float[] scales = {};

  /** The terms that go with them, {@code [strand, step, row]}. */
  float[] terms = {};

  private int termStride;

  /** Scratch memory of those who decode. */
  final Words words = new Words();

  /** Sums of a tile's strands, {@code [strand, token, row]}; in the end those of the first. */
  final float[] sums = new float[sumElements()];

  private WeightRows rows = new F32Rows();
  private int columns;
  private int columnSteps;
  private int termSteps;
  private boolean scaled;

  /** Nobody asks for it. */
  long touched;

  /** Floats that a panel takes for such rows. */
  static long elements(WeightRows rows, int columns) {
    int groups = Activations.sumsOf(rows.order, columns);
    long elements = (long) Strands.COUNT * valueStride(columns, groups) + sumElements();
    if (!rows.scales()) {
      elements += (long) Strands.COUNT * quantStride(columns) + scaleElements(rows, columns);
      elements += (long) Strands.COUNT * termStride(groups);
    }
    return elements;
  }

  private static int valueStride(int columns, int groups) {
    return Strands.stride(Strands.columnSteps(columns) + groups / Strands.COUNT, Tile.ROWS);
  }

  private static int sumElements() {
    return Strands.COUNT * Tile.TOKENS * Tile.ROWS;
  }

  private static int quantStride(int columns) {
    return Strands.stride(Strands.columnSteps(columns) / 4, Tile.ROWS);
  }

  private static int scaleElements(WeightRows rows, int columns) {
    return (rows.groupWords == 0 ? 4 : classes(rows)) * quantStride(columns);
  }

  private static int termStride(int groups) {
    return Strands.stride(groups / Strands.COUNT, Tile.ROWS);
  }

  private static int classes(WeightRows rows) {
    return 2 * Math.max(1, LANES / rows.groupWords);
  }

  /** Makes room for such rows; what was decoded is gone. */
  void begin(WeightRows newRows, int columns, int groups) {
    rows = newRows;
    this.columns = columns;
    columnSteps = Strands.columnSteps(columns);
    termSteps = groups / Strands.COUNT;
    stride = valueStride(columns, groups);
    scaled = rows.scales();
    if (scaled) {
      values = Workspace.atLeast(values, Strands.COUNT * stride);
      return;
    }
    quantStride = quantStride(columns);
    termStride = termStride(groups);
    if (quants.length < Strands.COUNT * quantStride) {
      quants = new int[Strands.COUNT * quantStride];
    }
    scales = Workspace.atLeast(scales, scaleElements(rows, columns));
    terms = Workspace.atLeast(terms, Strands.COUNT * termStride);
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
    return classes(rows);
  }

  /**
   * Where the scales of a strand are. Strands of one class have the same: those whose quants lie in
   * neighbouring words of one group, and have the same parity.
   */
  private int scalesOf(int strand) {
    int words = rows.groupWords;
    return words == 0 ? 0 : (strand % LANES / words * 2 + strand / LANES) * quantStride;
  }

  private int stepScales() {
    return rows.groupWords == 0 ? Tile.ROWS : 0;
  }

  /** Makes terms from {@code from} on zero in all rows. */
  void clearTerms(int from) {
    for (int t = from; t < termSteps * Strands.COUNT; t++) {
      Arrays.fill(terms, termAt(t), termAt(t) + Tile.ROWS, 0);
    }
  }

  /** Makes ready for so many tokens. */
  void prepare(int tokens) {
    if (!scaled && tokens > FEW_TOKENS) {
      scaled = true;
      values = Workspace.atLeast(values, Strands.COUNT * stride);
      for (int strand = 0; strand < Strands.COUNT; strand++) {
        int at = strand * stride;
        scale(strand * quantStride, scalesOf(strand), at);
        int end = at + columnSteps * Tile.ROWS;
        System.arraycopy(terms, strand * termStride, values, end, termSteps * Tile.ROWS);
      }
    }
  }

  /** Scales the quants of a strand. */
  private void scale(int from, int scaleFrom, int to) {
    int end = to + columnSteps * Tile.ROWS;
    int stepScales = stepScales();
    int intScales = Tile.ROWS - stepScales;
    int at = to;
    int f = scaleFrom;
    int p = from;
    while (at != end) {
      IntVector u = IntVector.fromArray(I32, quants, p);
      IntVector v = IntVector.fromArray(I32, quants, p + LANES);
      for (int bytes = 0b1111; bytes != 0; bytes >>= 1) {
        FloatVector a = (FloatVector) u.lanewise(ASHR, 24).convertShape(I2F, F32, 0);
        a.mul(FloatVector.fromArray(F32, scales, f)).intoArray(values, at);
        FloatVector b = (FloatVector) v.lanewise(ASHR, 24).convertShape(I2F, F32, 0);
        b.mul(FloatVector.fromArray(F32, scales, f + LANES)).intoArray(values, at + LANES);
        u = u.lanewise(LSHL, 8);
        v = v.lanewise(LSHL, 8);
        f += stepScales;
        at += Tile.ROWS;
      }
      p += Tile.ROWS;
      f += intScales;
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
        int steps = rows.scales() ? Strands.steps(columns, s) : columnSteps + termSteps;
        Tile.multiply(values, s * stride, x, from, steps, tokens, ZEROS, 0, sums, at);
        continue;
      }
      int w = s * quantStride;
      QuantTile.multiply(
          quants, w, scales, scalesOf(s), stepScales(), x, from, columnSteps, tokens, sums, at);
      if (termSteps > 0) {
        from += columnSteps * Tile.TOKENS;
        Tile.multiply(terms, s * termStride, x, from, termSteps, tokens, sums, at, sums, at);
      }
    }
    for (int strands = Strands.COUNT / 2; strands > 0; strands /= 2) {
      LaneSums.addHalves(sums, strands * size);
    }
  }
}
