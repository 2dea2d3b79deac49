package dev.puna.host;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.puna.graph.AttentionSpec;
import dev.puna.quant.BlockFormat;
import dev.puna.quant.Q8_0Format;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Writes and reads the keys and values of one layer, one head at one position: plain, and the
 * oracle of what is faster. A position is given as its place in its block. Not thread-safe.
 */
public final class CacheHeads {
  /** The same Q8_0 block of all positions of a cache block: scales, then quants. */
  public static final int UNIT_BYTES = CacheLayout.BLOCK_TOKENS * Q8_0Format.BLOCK_BYTES;

  /** Where in it the quants begin. */
  public static final int UNIT_QUANTS = CacheLayout.BLOCK_TOKENS * Short.BYTES;

  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;
  private static final int LENGTH = Q8_0Format.BLOCK_LENGTH;

  /** Up to here the scale of a Q8_0 block is finite. */
  private static final float LARGEST = 127 * 65504f;

  private static final short NAN = Float.floatToFloat16(Float.NaN);

  private final CacheType type;
  private final BlockFormat format;
  private final int keyLength;
  private final int valueLength;
  private final long keyOffset;
  private final long valueOffset;
  private final long keyHeadBytes;
  private final long valueHeadBytes;

  // One head, for Q8_0: its elements and zeros up to a whole block, and the blocks.
  private final float[] padded;
  private final MemorySegment packed;

  /** The heads of a layer of this cache. */
  public CacheHeads(HostKvCache cache, int layer) {
    AttentionSpec spec = cache.layout().layers().get(layer);
    type = cache.layout().type();
    format = type.tensorType().format().orElseThrow();
    keyLength = spec.keyLength();
    valueLength = spec.valueLength();
    keyOffset = cache.keyOffset(layer);
    valueOffset = cache.valueOffset(layer);
    keyHeadBytes = cache.headBytes(keyLength);
    valueHeadBytes = cache.headBytes(valueLength);
    int longest = Math.max(keyLength, valueLength);
    padded = new float[type.paddedLength(longest)];
    packed = Arena.ofAuto().allocate(type.headBytes(longest), Long.BYTES);
  }

  /** Stores the key {@code source[from..]} of a head at a position. */
  public void storeKey(MemorySegment block, int head, int slot, float[] source, int from) {
    long at = keyOffset + head * keyHeadBytes;
    switch (type) {
      case F32 -> {
        for (int i = 0; i < keyLength; i++) {
          block.set(JAVA_FLOAT, at + 4L * (i * BLOCK + slot), source[from + i]);
        }
      }
      case F16 -> {
        for (int i = 0; i < keyLength; i++) {
          short half = Float.floatToFloat16(source[from + i]);
          block.set(JAVA_SHORT, at + 2L * (i * BLOCK + slot), half);
        }
      }
      case Q8_0 -> {
        pack(source, from, keyLength, packed, 0);
        for (int i = 0; i < keyLength; i += LENGTH) {
          long unit = at + (long) (i / LENGTH) * UNIT_BYTES;
          long row = (long) (i / LENGTH) * Q8_0Format.BLOCK_BYTES;
          short scale = packed.get(JAVA_SHORT, row + Q8_0Format.D_OFFSET);
          block.set(JAVA_SHORT, unit + 2L * slot, scale);
          for (int j = 0; j < LENGTH; j++) {
            byte quant = packed.get(JAVA_BYTE, row + Q8_0Format.QS_OFFSET + j);
            block.set(JAVA_BYTE, unit + UNIT_QUANTS + (long) j * BLOCK + slot, quant);
          }
        }
      }
    }
  }

  /** Stores the value {@code source[from..]} of a head at a position. */
  public void storeValue(MemorySegment block, int head, int slot, float[] source, int from) {
    long at = valueOffset + head * valueHeadBytes + slot * type.headBytes(valueLength);
    if (type == CacheType.Q8_0) {
      pack(source, from, valueLength, block, at);
    } else {
      format.quantise(source, from, block, at, valueLength);
    }
  }

  /** Reads the key of a head at a position. */
  public void loadKey(MemorySegment block, int head, int slot, float[] target) {
    long at = keyOffset + head * keyHeadBytes;
    switch (type) {
      case F32 -> {
        for (int i = 0; i < keyLength; i++) {
          target[i] = block.get(JAVA_FLOAT, at + 4L * (i * BLOCK + slot));
        }
      }
      case F16 -> {
        for (int i = 0; i < keyLength; i++) {
          short half = block.get(JAVA_SHORT, at + 2L * (i * BLOCK + slot));
          target[i] = Float.float16ToFloat(half);
        }
      }
      case Q8_0 -> {
        for (int i = 0; i < keyLength; i += LENGTH) {
          long unit = at + (long) (i / LENGTH) * UNIT_BYTES;
          long row = (long) (i / LENGTH) * Q8_0Format.BLOCK_BYTES;
          short scale = block.get(JAVA_SHORT, unit + 2L * slot);
          packed.set(JAVA_SHORT, row + Q8_0Format.D_OFFSET, scale);
          for (int j = 0; j < LENGTH; j++) {
            byte quant = block.get(JAVA_BYTE, unit + UNIT_QUANTS + (long) j * BLOCK + slot);
            packed.set(JAVA_BYTE, row + Q8_0Format.QS_OFFSET + j, quant);
          }
        }
        unpack(packed, 0, target, keyLength);
      }
    }
  }

  /** Reads the value of a head at a position. */
  public void loadValue(MemorySegment block, int head, int slot, float[] target) {
    long at = valueOffset + head * valueHeadBytes + slot * type.headBytes(valueLength);
    unpack(block, at, target, valueLength);
  }

  private void pack(float[] source, int from, int length, MemorySegment target, long at) {
    int end = type.paddedLength(length);
    System.arraycopy(source, from, padded, 0, length);
    Arrays.fill(padded, length, end, 0);
    for (int i = 0; i < end; i += LENGTH) {
      long row = at + (long) (i / LENGTH) * Q8_0Format.BLOCK_BYTES;
      if (isStorable(i)) {
        format.quantise(padded, i, target, row, LENGTH);
      } else {
        // As in a cache of floats the sequence comes to nothing, and those beside it go on.
        target.set(JAVA_SHORT, row + Q8_0Format.D_OFFSET, NAN);
      }
    }
  }

  private boolean isStorable(int at) {
    for (int i = at; i < at + LENGTH; i++) {
      if (!(Math.abs(padded[i]) <= LARGEST)) {
        return false;
      }
    }
    return true;
  }

  private void unpack(MemorySegment source, long at, float[] target, int length) {
    int count = type.paddedLength(length);
    format.dequantise(source, at, padded, 0, count);
    System.arraycopy(padded, 0, target, 0, length);
  }
}
