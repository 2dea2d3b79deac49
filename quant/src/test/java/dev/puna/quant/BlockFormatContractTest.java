package dev.puna.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link BlockFormat} promises. */
class BlockFormatContractTest {
  private static final float GUARD = 12345.75f;
  private static final byte GUARD_BYTE = 0x5A;

  /** Row lengths with every remainder of the dot product's four sums and its chunks of 256. */
  private static int[] counts(BlockFormat format) {
    int block = format.type().blockLength();
    int[] blocks =
        block == 1
            ? new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 17, 63, 255, 256, 257, 511, 513, 1023}
            : new int[] {0, 1, 2, 3, 5, 7, 8, 9, 11, 17};
    return Arrays.stream(blocks).map(count -> count * block).toArray();
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#all")
  void constantsAgreeWithTheTypeAndFieldsLieInTheBlock(BlockFormat format) throws Exception {
    Class<?> type = format.getClass();
    int blockBytes = type.getField("BLOCK_BYTES").getInt(null);
    assertEquals(format.type() + "Format", type.getSimpleName());
    assertEquals(format.type().blockLength(), type.getField("BLOCK_LENGTH").getInt(null));
    assertEquals(format.type().blockBytes(), blockBytes);
    int first = blockBytes;
    for (var field : type.getFields()) {
      if (field.getName().endsWith("_OFFSET")) {
        int offset = field.getInt(null);
        assertTrue(offset >= 0 && offset < blockBytes, field::toString);
        first = Math.min(first, offset);
      }
    }
    assertEquals(format.type().blockLength() == 1 ? blockBytes : 0, first);
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#all")
  void dotIsThatOfTheDequantisedRow(BlockFormat format) {
    for (int count : counts(format)) {
      byte[] blocks = Formats.quantise(format, Formats.gaussian(count, count));
      float[] w = Formats.dequantise(format, blocks);
      float[] x = Formats.gaussian(~count, count + 3);

      float dot = format.dot(MemorySegment.ofArray(blocks), 0, x, 3, count);

      double expected = 0;
      double magnitude = 0;
      for (int i = 0; i < count; i++) {
        expected += (double) w[i] * x[3 + i];
        magnitude += Math.abs((double) w[i] * x[3 + i]);
      }
      // Within the last rounding to F32, half a unit, plus that of the F64 sums.
      double bound = 0.5 * Math.ulp((float) expected) + 1e-13 * magnitude;
      assertEquals(expected, dot, bound, () -> format.type() + " of " + count);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#all")
  void resultsDependNeitherOnPlaceNorOnSegmentKind(BlockFormat format) {
    for (int count : counts(format)) {
      byte[] blocks = Formats.quantise(format, Formats.gaussian(count, count));
      float[] expected = Formats.dequantise(format, blocks);
      float[] x = Formats.gaussian(~count, count);
      float dot = format.dot(MemorySegment.ofArray(blocks), 0, x, 0, count);
      try (Arena arena = Arena.ofConfined()) {
        for (int offset : new int[] {1, 2, 7, 64}) {
          MemorySegment segment = arena.allocate(offset + blocks.length);
          MemorySegment.copy(MemorySegment.ofArray(blocks), 0, segment, offset, blocks.length);
          float[] y = new float[count + offset];
          format.dequantise(segment, offset, y, offset, count);
          assertArrayEquals(expected, Arrays.copyOfRange(y, offset, y.length), 0f);
          float[] shifted = new float[count + offset];
          System.arraycopy(x, 0, shifted, offset, count);
          assertEquals(dot, format.dot(segment, offset, shifted, offset, count));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#all")
  void neighboursStayUntouched(BlockFormat format) {
    for (int count : counts(format)) {
      float[] y = new float[count + 9];
      Arrays.fill(y, GUARD);
      byte[] blocks = Formats.quantise(format, Formats.gaussian(count, count));
      format.dequantise(MemorySegment.ofArray(blocks), 0, y, 4, count);
      for (int i = 0; i < y.length; i++) {
        if (i < 4 || i >= 4 + count) {
          assertEquals(GUARD, y[i], "element " + i + " around a row of " + count);
        }
      }

      byte[] target = new byte[blocks.length + 9];
      Arrays.fill(target, GUARD_BYTE);
      float[] source = Formats.gaussian(count, count);
      format.quantise(source, 0, MemorySegment.ofArray(target), 5, count);
      assertArrayEquals(Formats.gaussian(count, count), source);
      assertArrayEquals(blocks, Arrays.copyOfRange(target, 5, 5 + blocks.length));
      for (int i = 0; i < target.length; i++) {
        if (i < 5 || i >= 5 + blocks.length) {
          assertEquals(GUARD_BYTE, target[i], "byte " + i + " around a row of " + count);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#all")
  void countsMustBeWholeBlocks(BlockFormat format) {
    MemorySegment segment = MemorySegment.ofArray(new byte[4096]);
    float[] x = new float[1024];
    int block = format.type().blockLength();
    int[] wrong = block == 1 ? new int[] {-1} : new int[] {-block, -1, 1, block - 1, block + 1};
    for (int count : wrong) {
      assertAllThrow(IllegalArgumentException.class, format, segment, 0, x, 0, count);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#all")
  void rangesMustLieInSegmentAndArray(BlockFormat format) {
    int count = 2 * format.type().blockLength();
    long bytes = format.type().byteSize(count);
    MemorySegment segment = MemorySegment.ofArray(new byte[(int) bytes + 5]);
    float[] x = new float[count + 5];
    for (long offset : new long[] {-1, 6, bytes + 6, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertAllThrow(IndexOutOfBoundsException.class, format, segment, offset, x, 0, count);
    }
    for (int at : new int[] {-1, 6, count + 6, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertAllThrow(IndexOutOfBoundsException.class, format, segment, 0, x, at, count);
    }
    int huge = Integer.MAX_VALUE - 255;
    assertAllThrow(IndexOutOfBoundsException.class, format, segment, 0, x, 0, huge);
  }

  private static void assertAllThrow(
      Class<? extends Exception> expected,
      BlockFormat format,
      MemorySegment segment,
      long offset,
      float[] x,
      int at,
      int count) {
    byte[] bytes = segment.toArray(ValueLayout.JAVA_BYTE);
    float[] elements = x.clone();
    assertThrows(expected, () -> format.dequantise(segment, offset, x, at, count));
    assertThrows(expected, () -> format.quantise(x, at, segment, offset, count));
    assertThrows(expected, () -> format.dot(segment, offset, x, at, count));
    assertArrayEquals(bytes, segment.toArray(ValueLayout.JAVA_BYTE));
    assertArrayEquals(elements, x);
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#all")
  void anyBytesAreValidBlocks(BlockFormat format) {
    Random random = new Random(7);
    int count = 4 * format.type().blockLength();
    byte[] blocks = new byte[(int) format.type().byteSize(count)];
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    for (int round = 0; round < 500; round++) {
      random.nextBytes(blocks);
      float[] y = Formats.dequantise(format, blocks);
      double sum = 0;
      for (float element : y) {
        sum += element;
      }
      float dot = format.dot(MemorySegment.ofArray(blocks), 0, ones, 0, count);
      assertEquals(Double.isFinite(sum), Float.isFinite(dot) || Math.abs(sum) > Float.MAX_VALUE);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#all")
  void equalBytesGiveEqualElements(BlockFormat format) {
    int count = 3 * format.type().blockLength();
    for (int value : new int[] {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
      byte[] blocks = new byte[(int) format.type().byteSize(count)];
      Arrays.fill(blocks, (byte) value);
      float[] y = Formats.dequantise(format, blocks);
      for (int i = 0; i < count; i++) {
        float first = y[i % format.type().blockLength()];
        assertEquals(Float.floatToIntBits(first), Float.floatToIntBits(y[i]));
      }
    }
  }
}
