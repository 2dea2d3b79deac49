package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The weights of {@link Tile#ROWS} rows, decoded for the products of one thread with many tokens;
 * lanes are rows.
 *
 * <p>Some types are decoded to scaled quants at once. Others leave quants, four of a strand in an
 * int, and their scales and terms apart, and are scaled then.
 */
final class Panel {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  /** Floats of a strand's sums with the tokens of a tile. */
  private static final int TILE_SUMS = Tile.TOKENS * Tile.ROWS;

  /** Tiles of tokens that a strand is multiplied with as soon as it is scaled: it stays in L1. */
  private static final int FEW_TILES = 5;

  /** Scaled quants and terms, {@code [strand, step, row]}; of one strand where tiles are few. */
  private final NativeFloats values = new NativeFloats();

  private int stride;

  /**
   * The address of four quants in an int, the first in its highest byte, {@code [strand, int,
   * row]}.
   */
  long quants;

  private final NativeFloats quantMemory = new NativeFloats();

  /** From strand to strand of quants, and from class to class of scales. */
  int quantStride;

  /**
   * That of their scales, {@code [class, int, row]}, see {@link #scalesOf}; or {@code [step, row]},
   * where a step has one for all strands.
   */
  long scales;

  private final NativeFloats scaleMemory = new NativeFloats();

  /** And of the terms that go with them, {@code [strand, step, row]}. */
  long terms;

  private final NativeFloats termMemory = new NativeFloats();

  private int termStride;

  /** Scratch memory of those who decode. */
  final Words words = new Words();

  /**
   * Sums of the tiles' strands, {@code [tile, strand, token, row]}; in the end those of the first
   * strand are all.
   */
  final float[] sums = new float[sumElements()];

  private WeightRows rows = new F32Rows();
  private int columns;
  private int columnSteps;
  private int termSteps;
  private boolean few;

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
    return FEW_TILES * Strands.COUNT * TILE_SUMS;
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
    if (rows.scales()) {
      values.ensure((long) Strands.COUNT * stride);
      return;
    }
    quantStride = quantStride(columns);
    termStride = termStride(groups);
    quants = quantMemory.ensure((long) Strands.COUNT * quantStride);
    scales = scaleMemory.ensure(scaleElements(rows, columns));
    terms = termMemory.ensure((long) Strands.COUNT * termStride);
  }

  /** The address of the value of a position of the first row. */
  long valueAt(int position) {
    long strand = (long) position % Strands.COUNT * stride;
    return values.address + 4 * (strand + (long) position / Strands.COUNT * Tile.ROWS);
  }

  /** Bytes from strand to strand. */
  long strandBytes() {
    return 4L * stride;
  }

  /** Floats that are taken now. */
  long elements() {
    return sums.length
        + values.length()
        + quantMemory.length()
        + scaleMemory.length()
        + termMemory.length();
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
      long at = terms + 4L * termAt(t);
      FloatVector.zero(F32).intoMemorySegment(ALL, at, Lanes.ORDER);
      FloatVector.zero(F32).intoMemorySegment(ALL, at + Lanes.BYTES, Lanes.ORDER);
    }
  }

  /**
   * Makes ready for some tokens: scales what is decoded, for a few tiles of them strand after
   * strand, and multiplies each with all.
   */
  void prepare(Activations x, int first, int end) {
    int tiles = Math.ceilDiv(end, Tile.TOKENS) - first / Tile.TOKENS;
    few = !rows.scales() && tiles <= FEW_TILES;
    if (rows.scales()) {
      return;
    }
    values.ensure(few ? stride : (long) Strands.COUNT * stride);
    for (int strand = 0; strand < Strands.COUNT; strand++) {
      long place = few ? 0 : (long) strand * stride;
      scale(
          quants + 4L * strand * quantStride,
          scales + 4L * scalesOf(strand),
          values.address + 4 * place);
      long behind = values.address + 4 * (place + (long) columnSteps * Tile.ROWS);
      Bytes.copy(terms + 4L * strand * termStride, behind, termSteps * Tile.ROWS);
      int at = strand * TILE_SUMS;
      for (int t = first; few && t < end; t = nextTile(t)) {
        multiply(x, t, end, strand, values.address, at);
        at += Strands.COUNT * TILE_SUMS;
      }
    }
  }

  private static int nextTile(int token) {
    return (token / Tile.TOKENS + 1) * Tile.TOKENS;
  }

  private void multiply(Activations x, int token, int end, int strand, long w, int at) {
    int steps = rows.scales() ? Strands.steps(columns, strand) : columnSteps + termSteps;
    int from = x.tileAt(token) + strand * x.strandStride;
    int tokens = Math.min(end, nextTile(token)) - token / Tile.TOKENS * Tile.TOKENS;
    Tile.multiply(w, x.tiles, from, steps, tokens, sums, at);
  }

  /**
   * The place of the sums {@code [token, row]} of the tile of a token among {@link #sums}.
   *
   * @param first the first token of those that it is made ready for, and so on
   */
  int sumsOf(Activations x, int token, int first, int end) {
    int at = 0;
    if (few) {
      at = (token / Tile.TOKENS - first / Tile.TOKENS) * Strands.COUNT * TILE_SUMS;
    } else {
      for (int strand = 0; strand < Strands.COUNT; strand++) {
        long w = values.address + 4L * strand * stride;
        multiply(x, token, end, strand, w, strand * TILE_SUMS);
      }
    }
    LaneSums.addParts(sums, at, TILE_SUMS, Strands.COUNT);
    return at;
  }

  /** Scales the quants of a strand. */
  private void scale(long from, long scaleFrom, long to) {
    long end = to + columnSteps * Lanes.BYTES * 2;
    long stepScales = 4L * stepScales();
    long intScales = 2 * Lanes.BYTES - stepScales;
    long at = to;
    long f = scaleFrom;
    long p = from;
    while (at != end) {
      IntVector u = IntVector.fromMemorySegment(I32, ALL, p & RANGE, Lanes.ORDER);
      IntVector v = IntVector.fromMemorySegment(I32, ALL, (p & RANGE) + Lanes.BYTES, Lanes.ORDER);
      for (int bytes = 0b1111; bytes != 0; bytes >>= 1) {
        FloatVector a = (FloatVector) u.lanewise(ASHR, 24).convertShape(I2F, F32, 0);
        a.mul(FloatVector.fromMemorySegment(F32, ALL, f & RANGE, Lanes.ORDER))
            .intoMemorySegment(ALL, at & RANGE, Lanes.ORDER);
        FloatVector b = (FloatVector) v.lanewise(ASHR, 24).convertShape(I2F, F32, 0);
        b.mul(FloatVector.fromMemorySegment(F32, ALL, (f & RANGE) + Lanes.BYTES, Lanes.ORDER))
            .intoMemorySegment(ALL, (at & RANGE) + Lanes.BYTES, Lanes.ORDER);
        u = u.lanewise(LSHL, 8);
        v = v.lanewise(LSHL, 8);
        f += stepScales;
        at += 2 * Lanes.BYTES;
      }
      p += 2 * Lanes.BYTES;
      f += intScales;
    }
  }
}
