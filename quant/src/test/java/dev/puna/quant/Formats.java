package dev.puna.quant;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** What the tests of formats share. */
final class Formats {
  private Formats() {}

  /** Every format there is: what {@code @MethodSource} names. */
  static Stream<BlockFormat> all() {
    return Arrays.stream(TensorType.values()).map(TensorType::format).flatMap(Optional::stream);
  }

  /** The formats with blocks of many elements. */
  static Stream<BlockFormat> blocked() {
    return all().filter(format -> format.type().blockLength() > 1);
  }

  static byte[] quantise(BlockFormat format, float[] x) {
    byte[] blocks = new byte[(int) format.type().byteSize(x.length)];
    format.quantise(x, 0, MemorySegment.ofArray(blocks), 0, x.length);
    return blocks;
  }

  static float[] dequantise(BlockFormat format, byte[] blocks) {
    float[] y = new float[blocks.length / format.type().blockBytes() * format.type().blockLength()];
    format.dequantise(MemorySegment.ofArray(blocks), 0, y, 0, y.length);
    return y;
  }

  /** The elements as they are after a way through the format. */
  static float[] roundTrip(BlockFormat format, float[] x) {
    return dequantise(format, quantise(format, x));
  }

  static float[] gaussian(long seed, int length) {
    Random random = new Random(seed);
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  /** {@code sqrt(sum((a - b)^2) / sum(a^2))}. */
  static double relativeError(float[] a, float[] b) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < a.length; i++) {
      difference += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
      norm += (double) a[i] * a[i];
    }
    return Math.sqrt(difference / norm);
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream stream = Formats.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IOException("test resource " + name + " is missing");
      }
      return stream.readAllBytes();
    }
  }

  /** A resource of little-endian F32. */
  static float[] floats(String name) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(resource(name)).order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(floats);
    return floats;
  }
}
