package dev.puna.simd;

import static dev.puna.host.CacheHeads.UNIT_BYTES;
import static dev.puna.host.CacheHeads.UNIT_QUANTS;
import static dev.puna.quant.Q8_0Format.BLOCK_BYTES;
import static dev.puna.quant.Q8_0Format.BLOCK_LENGTH;
import static dev.puna.quant.Q8_0Format.D_OFFSET;
import static dev.puna.quant.Q8_0Format.QS_OFFSET;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.puna.spi.CacheLayout;
import java.lang.foreign.MemorySegment;

/** The plain form of {@link VectorQuants}. */
final class PlainQuants {
  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;

  private PlainQuants() {}

  /** Decodes a head's keys to {@code [length][BLOCK]}. */
  static void keys(MemorySegment source, long from, int length, float[] keys) {
    long unit = from;
    for (int i = 0; i < length; i += BLOCK_LENGTH) {
      int count = Math.min(BLOCK_LENGTH, length - i);
      for (int p = 0; p < BLOCK; p++) {
        float scale = Float.float16ToFloat(source.get(JAVA_SHORT, unit + 2L * p));
        long quants = unit + UNIT_QUANTS + p;
        for (int j = 0; j < count; j++) {
          keys[(i + j) * BLOCK + p] = scale * source.get(JAVA_BYTE, quants + (long) j * BLOCK);
        }
      }
      unit += UNIT_BYTES;
    }
  }

  /** Decodes a head's values to {@code [BLOCK][length]} from {@code valuesAt} on. */
  static void values(MemorySegment source, long from, int length, float[] values, int valuesAt) {
    long at = from;
    for (int p = 0; p < BLOCK; p++) {
      for (int i = 0; i < length; i += BLOCK_LENGTH) {
        float scale = Float.float16ToFloat(source.get(JAVA_SHORT, at + D_OFFSET));
        int count = Math.min(BLOCK_LENGTH, length - i);
        for (int j = 0; j < count; j++) {
          values[valuesAt + p * length + i + j] = scale * source.get(JAVA_BYTE, at + QS_OFFSET + j);
        }
        at += BLOCK_BYTES;
      }
    }
  }
}
