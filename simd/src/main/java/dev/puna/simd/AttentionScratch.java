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

  /** One head's keys {@code [keyLength][BLOCK]} and values {@code [BLOCK][valueLength]}, as F32. */
  final MemorySegment decoded;

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
    int rows = 0;
    int keyLength = 0;
    int valueLength = 0;
    int queryElements = 0;
    int mixedElements = 0;
    for (AttentionSpec spec : graph.attentionLayers()) {
      int most = Math.ceilDiv(tileRows(spec) * group(spec), 4) * 4;
      rows = Math.max(rows, most);
      keyLength = Math.max(keyLength, spec.keyLength());
      valueLength = Math.max(valueLength, spec.valueLength());
      queryElements = Math.max(queryElements, most * spec.keyLength());
      mixedElements = Math.max(mixedElements, most * mixedLength(spec));
    }
    keys = new float[BLOCK * keyLength];
    values = new float[BLOCK * valueLength];
    long bytes = 4L * (keys.length + values.length) + HostKvCache.PADDING;
    decoded = Arena.ofAuto().allocate(bytes, 64);
    queries = new float[queryElements];
    scores = new float[rows * BLOCK];
    highest = new float[rows];
    rescale = new float[rows];
    sums = new float[rows * LANES];
    mixed = new float[mixedElements];
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
