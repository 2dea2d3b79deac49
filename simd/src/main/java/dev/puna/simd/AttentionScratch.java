package dev.puna.simd;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.host.HostKvCache;
import dev.puna.simd.vector.Lanes;
import dev.puna.spi.CacheLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What one worker needs to attend, in the layer that needs most; shared by all layers of a plan.
 */
final class AttentionScratch {
  /** Queries of a tile, where the heads of one row are not more: keys are read once for all. */
  private static final int TILE_QUERIES = 32;

  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;
  private static final int LANES = Lanes.F32.length();
  private static final long SCALES_BYTES = 4L * BLOCK;

  /** One head's keys {@code [keyLength][BLOCK]} and values {@code [BLOCK][valueLength]}, as F32. */
  final MemorySegment decoded;

  /** Scales of one Q8_0 block of all positions, as F32. */
  final MemorySegment scales;

  /** The same for plain code. */
  final float[] keys;

  final float[] values;

  // For each query of the tile, whose number is rounded up to a multiple of four.
  final float[] queries; // [queries][keyLength], scaled
  final float[] scores; // [queries][BLOCK]: scores of a block, then their weights
  final float[] highest; // [queries]
  final float[] rescale; // [queries]: factor on what was summed before
  final float[] sums; // [queries][LANES]: sums of the weights
  final float[] mixed; // [queries][mixedLength]: sums of weighted values

  /** Memory for a graph's layers. */
  AttentionScratch(Graph graph) {
    Sizes sizes = Sizes.of(graph);
    keys = new float[sizes.keys];
    values = new float[sizes.values];
    decoded = Arena.ofAuto().allocate(sizes.decodedBytes(), 64);
    scales = Arena.ofAuto().allocate(SCALES_BYTES, 64);
    queries = new float[sizes.queries];
    scores = new float[sizes.rows * BLOCK];
    highest = new float[sizes.rows];
    rescale = new float[sizes.rows];
    sums = new float[sizes.rows * LANES];
    mixed = new float[sizes.mixed];
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
        int most = Math.ceilDiv(tileRows(spec) * group(spec), 4) * 4;
        rows = Math.max(rows, most);
        keyLength = Math.max(keyLength, spec.keyLength());
        valueLength = Math.max(valueLength, spec.valueLength());
        queries = Math.max(queries, most * spec.keyLength());
        mixed = Math.max(mixed, most * mixedLength(spec));
      }
      return new Sizes(rows, BLOCK * keyLength, BLOCK * valueLength, queries, mixed);
    }

    long decodedBytes() {
      return 4L * (keys + values) + HostKvCache.PADDING;
    }

    long bytes() {
      long floats = keys + values + queries + (long) rows * (BLOCK + 2 + LANES) + mixed;
      return 4 * floats + decodedBytes() + SCALES_BYTES;
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
    return Math.ceilDiv(spec.valueLength(), 2 * LANES) * 2 * LANES;
  }
}
