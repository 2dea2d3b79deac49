package dev.puna.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Operation;
import dev.puna.host.HostKvCache;
import dev.puna.simd.vector.HalfFloats;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import java.lang.foreign.MemorySegment;

/** Brings one head's keys and values of a block to where they can be computed with, as F32. */
final class CacheReader {
  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;

  /** The address of a block's keys, {@code [keyLength][BLOCK]}, for vectors. */
  long keys;

  /** The addresses of values, {@code [BLOCK][valueLength]}, of a step's blocks, for vectors. */
  final long[] values = new long[AttentionScratch.STEP / BLOCK];

  private final CacheType type;
  private final AttentionScratch work;
  private final long keyOffset;
  private final long valueOffset;
  private final long keyHeadBytes;
  private final long valueHeadBytes;
  private final int keyLength;
  private final int valueLength;

  /** A reader of this layer. */
  CacheReader(Operation.Attention op, HostKvCache cache, AttentionScratch work) {
    this.work = work;
    AttentionSpec spec = op.spec();
    type = cache.layout().type();
    keyOffset = cache.keyOffset(op.layer());
    valueOffset = cache.valueOffset(op.layer());
    keyLength = spec.keyLength();
    valueLength = spec.valueLength();
    keyHeadBytes = cache.headBytes(keyLength);
    valueHeadBytes = cache.headBytes(valueLength);
  }

  /** Reads the keys of a block, until the next are read; for plain code to the scratch memory. */
  void loadKeys(MemorySegment block, int kvHead, boolean vectors) {
    long at = keyOffset + keyHeadBytes * kvHead;
    int elements = keyLength * BLOCK;
    if (!vectors) {
      switch (type) {
        case F32 -> MemorySegment.copy(block, JAVA_FLOAT, at, work.keys, 0, elements);
        case F16 -> halves(block, at, work.keys, 0, elements);
        case Q8_0 -> PlainQuants.keys(block, at, keyLength, work.keys);
      }
      return;
    }
    long from = block.address() + at;
    keys = type == CacheType.F32 ? from : work.decodedKeys.address();
    switch (type) {
      case F32 -> {}
      case F16 -> HalfFloats.decode(from, keys, elements);
      case Q8_0 -> VectorQuants.keys(from, keyLength, work.scales.address(), keys);
    }
  }

  /**
   * Reads the values of a block, until those of the next step are read; for plain code to the
   * scratch memory. A step's blocks are read in their order.
   *
   * @param position its first, in the step
   */
  void loadValues(MemorySegment block, int kvHead, int position, boolean vectors) {
    long at = valueOffset + valueHeadBytes * kvHead;
    int elements = valueLength * BLOCK;
    int to = position * valueLength;
    if (!vectors) {
      switch (type) {
        case F32 -> MemorySegment.copy(block, JAVA_FLOAT, at, work.values, to, elements);
        case F16 -> halves(block, at, work.values, to, elements);
        case Q8_0 -> PlainQuants.values(block, at, valueLength, work.values, to);
      }
      return;
    }
    long from = block.address() + at;
    long decoded = type == CacheType.F32 ? from : work.decodedValues.address() + 4L * to;
    switch (type) {
      case F32 -> {}
      case F16 -> HalfFloats.decode(from, decoded, elements);
      case Q8_0 -> VectorQuants.values(from, valueLength, decoded);
    }
    values[position / BLOCK] = decoded;
  }

  private static void halves(MemorySegment from, long offset, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] = Float.float16ToFloat(from.get(JAVA_SHORT, offset + 2L * i));
    }
  }
}
