package dev.puna.simd.linear;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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

  /** Sums of a strand. */
  private static final int SUMS = Tile.TOKENS * Tile.ROWS;

  private static final long STRAND_BYTES = 4L * SUMS;
  private static final MemorySegment ZEROS = aligned(SUMS);

  /** Tokens up to which quants are scaled for each tile anew. */
  private static final int FEW_TOKENS = 32;

  /** Scaled quants and terms, {@code [strand, step, row]}. */
  MemorySegment values = MemorySegment.NULL;

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
  MemorySegment terms = MemorySegment.NULL;

  private int termStride;

  /** Scratch memory of those who decode. */
  final Words words = new Words();

  /**
   * Sums {@code [token, row]} of a fourth of a tile's strands, each with the three that are added
   * to it; behind them those of the four on their way. In the end, the first are those of the tile.
   */
  final MemorySegment sums = aligned(sumElements());

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
    return (Strands.COUNT / 4 + 4) * SUMS;
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
      values = atLeast(values, Strands.COUNT * stride);
      return;
    }
    quantStride = quantStride(columns);
    termStride = termStride(groups);
    if (quants.length < Strands.COUNT * quantStride) {
      quants = new int[Strands.COUNT * quantStride];
    }
    scales = Workspace.atLeast(scales, scaleElements(rows, columns));
    terms = atLeast(terms, Strands.COUNT * termStride);
  }

  /** The byte at which a position of a row is among {@link #values}. */
  long at(int position, int row) {
    return 4L * (position % Strands.COUNT * stride + position / Strands.COUNT * Tile.ROWS + row);
  }

  /** The byte at which a term of a row is among {@link #terms}. */
  long termAt(int term, int row) {
    return 4L * (term % Strands.COUNT * termStride + term / Strands.COUNT * Tile.ROWS + row);
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
      terms.asSlice(termAt(t, 0), 4L * Tile.ROWS).fill((byte) 0);
    }
  }

  /** Makes ready for so many tokens. */
  void prepare(int tokens) {
    if (!scaled && tokens > FEW_TOKENS) {
      scaled = true;
      values = atLeast(values, Strands.COUNT * stride);
      for (int strand = 0; strand < Strands.COUNT; strand++) {
        int at = strand * stride;
        scale(strand * quantStride, scalesOf(strand), at);
        int end = at + columnSteps * Tile.ROWS;
        long from = 4L * strand * termStride;
        MemorySegment.copy(terms, from, values, 4L * end, 4L * termSteps * Tile.ROWS);
      }
    }
  }

  /** Scales the quants of a strand. */
  private void scale(int from, int scaleFrom, int to) {
    long end = 4L * (to + columnSteps * Tile.ROWS);
    int stepScales = stepScales();
    int intScales = Tile.ROWS - stepScales;
    long at = 4L * to;
    int f = scaleFrom;
    int p = from;
    while (at != end) {
      IntVector u = IntVector.fromArray(I32, quants, p);
      IntVector v = IntVector.fromArray(I32, quants, p + LANES);
      for (int bytes = 0b1111; bytes != 0; bytes >>= 1) {
        FloatVector a = (FloatVector) u.lanewise(ASHR, 24).convertShape(I2F, F32, 0);
        a.mul(FloatVector.fromArray(F32, scales, f)).intoMemorySegment(values, at, Bytes.ORDER);
        FloatVector b = (FloatVector) v.lanewise(ASHR, 24).convertShape(I2F, F32, 0);
        b.mul(FloatVector.fromArray(F32, scales, f + LANES))
            .intoMemorySegment(values, at + 4L * LANES, Bytes.ORDER);
        u = u.lanewise(LSHL, 8);
        v = v.lanewise(LSHL, 8);
        f += stepScales;
        at += 4L * Tile.ROWS;
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
    int quarter = Strands.COUNT / 4;
    for (int s = 0; s < quarter; s++) {
      for (int k = 0; k < 4; k++) {
        int strand = s + k * quarter;
        multiply(strand, x, xAt + strand * xStride, tokens, (quarter + k) * STRAND_BYTES);
      }
      addQuarters(quarter * STRAND_BYTES, STRAND_BYTES, s * STRAND_BYTES);
    }
    int strands = quarter;
    for (; strands >= 4; strands /= 4) {
      addQuarters(0, strands / 4 * STRAND_BYTES, 0);
    }
    if (strands == 2) {
      addHalves(STRAND_BYTES);
    }
  }

  private void multiply(int strand, float[] x, int xAt, int tokens, long to) {
    if (scaled) {
      int steps = rows.scales() ? Strands.steps(columns, strand) : columnSteps + termSteps;
      Tile.multiply(values, 4L * strand * stride, x, xAt, steps, tokens, ZEROS, 0, sums, to);
      return;
    }
    int w = strand * quantStride;
    int f = scalesOf(strand);
    QuantTile.multiply(quants, w, scales, f, stepScales(), x, xAt, columnSteps, tokens, sums, to);
    if (termSteps > 0) {
      int xTerms = xAt + columnSteps * Tile.TOKENS;
      long t = 4L * strand * termStride;
      Tile.multiply(terms, t, x, xTerms, termSteps, tokens, sums, to, sums, to);
    }
  }

  /**
   * Adds the second half of some sums to the first, and then of these: four parts become one, that
   * at {@code to}.
   *
   * @param quarter bytes of a part
   */
  private void addQuarters(long from, long quarter, long to) {
    long i = from;
    long end = from + quarter;
    long target = to;
    while (i != end) {
      FloatVector a = FloatVector.fromMemorySegment(F32, sums, i, Bytes.ORDER);
      FloatVector b = FloatVector.fromMemorySegment(F32, sums, i + quarter, Bytes.ORDER);
      FloatVector c = FloatVector.fromMemorySegment(F32, sums, i + 2 * quarter, Bytes.ORDER);
      FloatVector d = FloatVector.fromMemorySegment(F32, sums, i + 3 * quarter, Bytes.ORDER);
      a.add(c).add(b.add(d)).intoMemorySegment(sums, target, Bytes.ORDER);
      i += 4L * LANES;
      target += 4L * LANES;
    }
  }

  private void addHalves(long half) {
    long i = 0;
    while (i != half) {
      FloatVector a = FloatVector.fromMemorySegment(F32, sums, i, Bytes.ORDER);
      FloatVector b = FloatVector.fromMemorySegment(F32, sums, i + half, Bytes.ORDER);
      a.add(b).intoMemorySegment(sums, i, Bytes.ORDER);
      i += 4L * LANES;
    }
  }

  /** Copies the sums of the first rows with a token of the tile. */
  void copySums(int token, float[] out, int outAt, int rows) {
    long from = 4L * token * Tile.ROWS;
    if (rows < Tile.ROWS) {
      MemorySegment.copy(sums, Bytes.F32, from, out, outAt, rows);
      return;
    }
    FloatVector.fromMemorySegment(F32, sums, from, Bytes.ORDER).intoArray(out, outAt);
    FloatVector.fromMemorySegment(F32, sums, from + 4L * LANES, Bytes.ORDER)
        .intoArray(out, outAt + LANES);
  }

  /**
   * Floats at the beginning of a line of the cache, as arrays are not; vectors cross none then.
   * (From the second cache of an Intel Xeon: 77 GMAC/s a thread, and 70 with an array.)
   */
  private static MemorySegment aligned(int floats) {
    return Arena.ofAuto().allocate(4L * floats, 64);
  }

  private static MemorySegment atLeast(MemorySegment memory, int floats) {
    return memory.byteSize() >= 4L * floats ? memory : aligned(floats);
  }
}
