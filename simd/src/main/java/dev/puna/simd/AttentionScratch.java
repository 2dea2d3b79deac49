package dev.puna.simd;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.host.HostKvCache;
import dev.puna.simd.linear.Tile;
import dev.puna.simd.vector.Lanes;
import dev.puna.spi.CacheLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What one worker needs to attend, in the layer that needs most; shared by all layers of a plan.
 */
final class AttentionScratch {
  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;
  private static final int LANES = Lanes.F32.length();

  /** Positions whose scores become weights together. */
  static final int STEP = 4 * BLOCK;

  /**
   * Queries of a tile, where the heads of one row are not more: keys and values are read once for
   * all. (Intel Xeon, prompt of 512 after 4,096, one thread: 64 queries 35 GMAC/s, 128 40, 256 44.)
   */
  private static final int TILE_QUERIES = 256;

  private static final long SCALES_BYTES = 4L * BLOCK;

  /** A head's keys of a block {@code [keyLength][BLOCK]}, as F32. */
  final MemorySegment decodedKeys;

  /** A head's values of a step {@code [STEP][valueLength]}, as F32. */
  final MemorySegment decodedValues;

  /** Scales of one Q8_0 block of all positions, as F32. */
  final MemorySegment scales;

  /** Keys and values for plain code, in the same order. */
  final float[] keys;

  final float[] values;

  // For each query of the tile, whose number is rounded up to a multiple of eight.
  final float[] queries; // [queries / 8][keyLength][8], scaled
  final MemorySegment vectorQueries; // the same, for vectors
  final float[] scores; // [queries][STEP]: scores of a step, then their weights
  final float[] highest; // [queries]
  final float[] rescale; // [queries]: factor on what was summed before
  final float[] sums; // [queries][LANES]: sums of the weights
  final float[] mixed; // [queries][mixedLength]: sums of weighted values

  /** A step's weighted values: of some elements of eight queries, or of one query. */
  final float[] stepMixed;

  /** Memory for a graph's layers. */
  AttentionScratch(Graph graph) {
    Sizes sizes = Sizes.of(graph);
    keys = new float[sizes.keys];
    values = new float[sizes.values];
    decodedKeys = Arena.ofAuto().allocate(sizes.decodedBytes(sizes.keys), 64);
    decodedValues = Arena.ofAuto().allocate(sizes.decodedBytes(sizes.values), 64);
    scales = Arena.ofAuto().allocate(SCALES_BYTES, 64);
    queries = new float[sizes.queries];
    vectorQueries = Arena.ofAuto().allocate(4L * sizes.queries, 64);
    scores = new float[sizes.rows * STEP];
    highest = new float[sizes.rows];
    rescale = new float[sizes.rows];
    sums = new float[sizes.rows * LANES];
    mixed = new float[sizes.mixed];
    stepMixed = new float[sizes.stepMixed()];
  }

  /** Bytes that each worker needs. */
  static long bytes(Graph graph) {
    return Sizes.of(graph).bytes();
  }

  /** Elements of the arrays that differ between graphs; {@code rows} is the tile's queries. */
  private record Sizes(int rows, int keys, int values, int queries, int mixed) {
    static Sizes of(Graph graph) {
      int rows = 0;
      int keyLength = 0;
      int valueLength = 0;
      int queries = 0;
      int mixed = 0;
      for (AttentionSpec spec : graph.attentionLayers()) {
        int most = Math.ceilDiv(tileRows(spec) * group(spec), Tile.TOKENS) * Tile.TOKENS;
        rows = Math.max(rows, most);
        keyLength = Math.max(keyLength, spec.keyLength());
        valueLength = Math.max(valueLength, spec.valueLength());
        queries = Math.max(queries, most * spec.keyLength());
        mixed = Math.max(mixed, most * mixedLength(spec));
      }
      return new Sizes(rows, BLOCK * keyLength, STEP * valueLength, queries, mixed);
    }

    long decodedBytes(int elements) {
      return 4L * elements + HostKvCache.PADDING;
    }

    int stepMixed() {
      return Math.max(Tile.TOKENS * VectorAttention.ELEMENTS, values / STEP);
    }

    long bytes() {
      long floats = keys + values + 2L * queries + (long) rows * (STEP + 2 + LANES) + mixed;
      return 4 * (floats + stepMixed()) + decodedBytes(keys) + decodedBytes(values) + SCALES_BYTES;
    }
  }

  /** Query heads that share a key head. */
  static int group(AttentionSpec spec) {
    return spec.heads() / spec.kvHeads();
  }

  /** The most rows of a tile. */
  static int tileRows(AttentionSpec spec) {
    return Math.max(1, TILE_QUERIES / group(spec));
  }

  /** Elements of a value head, rounded up to a multiple of two vectors. */
  static int mixedLength(AttentionSpec spec) {
    return Math.ceilDiv(spec.valueLength(), VectorAttention.ELEMENTS) * VectorAttention.ELEMENTS;
  }
}
