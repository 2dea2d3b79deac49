package dev.puna.gguf;

/**
 * Little-endian numbers in a byte array.
 *
 * <p>By shifts and not through a {@code VarHandle}: the first use of one costs more than opening a
 * whole file, and start-up counts here.
 */
final class LittleEndian {
  private LittleEndian() {}

  static short int16(byte[] bytes, int offset) {
    return (short) (bytes[offset] & 0xFF | bytes[offset + 1] << 8);
  }

  static int int32(byte[] bytes, int offset) {
    return bytes[offset] & 0xFF
        | (bytes[offset + 1] & 0xFF) << 8
        | (bytes[offset + 2] & 0xFF) << 16
        | bytes[offset + 3] << 24;
  }

  static long int64(byte[] bytes, int offset) {
    return int32(bytes, offset) & 0xFFFFFFFFL | (long) int32(bytes, offset + 4) << 32;
  }
}
