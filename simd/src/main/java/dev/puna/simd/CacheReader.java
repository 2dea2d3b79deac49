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
  /** The address of the keys, {@code [keyLength][BLOCK]}, for vectors. */
  long keys;

  /** The address of the values, {@code [BLOCK][valueLength]}, for vectors. */
  long values;

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

  /** Reads a head; for plain code to the scratch memory's arrays. */
  void load(MemorySegment from, int kvHead, boolean vectors) {
    long keysAt = keyOffset + keyHeadBytes * kvHead;
    long valuesAt = valueOffset + valueHeadBytes * kvHead;
    int keyElements = keyLength * CacheLayout.BLOCK_TOKENS;
    int valueElements = valueLength * CacheLayout.BLOCK_TOKENS;
    if (!vectors) {
      copy(from, keysAt, keyElements, valuesAt, valueElements);
      return;
    }
    keys = from.address() + keysAt;
    values = from.address() + valuesAt;
    if (type != CacheType.F32) {
      long keysTo = work.decoded.address();
      long valuesTo = keysTo + 4L * keyElements;
      if (type == CacheType.F16) {
        HalfFloats.decode(keys, keysTo, keyElements);
        HalfFloats.decode(values, valuesTo, valueElements);
      } else {
        VectorQuants.keys(keys, keyLength, work.scales.address(), keysTo);
        VectorQuants.values(values, valueLength, valuesTo);
      }
      keys = keysTo;
      values = valuesTo;
    }
  }

  private void copy(
      MemorySegment from, long keysAt, int keyElements, long valuesAt, int valueElements) {
    switch (type) {
      case F32 -> {
        MemorySegment.copy(from, JAVA_FLOAT, keysAt, work.keys, 0, keyElements);
        MemorySegment.copy(from, JAVA_FLOAT, valuesAt, work.values, 0, valueElements);
      }
      case F16 -> {
        halves(from, keysAt, work.keys, keyElements);
        halves(from, valuesAt, work.values, valueElements);
      }
      case Q8_0 -> {
        PlainQuants.keys(from, keysAt, keyLength, work.keys);
        PlainQuants.values(from, valuesAt, valueLength, work.values);
      }
    }
  }

  private static void halves(MemorySegment from, long offset, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = Float.float16ToFloat(from.get(JAVA_SHORT, offset + 2L * i));
    }
  }
}
