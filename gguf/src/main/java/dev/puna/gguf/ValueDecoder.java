package dev.puna.gguf;

import java.nio.charset.StandardCharsets;

/** Decodes values at an offset in a header that was validated. */
final class ValueDecoder {
  private ValueDecoder() {}

  /** The value as a Java object; unsigned integers keep their bits, arrays are lazy. */
  static Object decode(byte[] header, GgufValueType type, int offset) {
    return switch (type) {
      case UINT8, INT8 -> header[offset];
      case UINT16, INT16 -> LittleEndian.int16(header, offset);
      case UINT32, INT32 -> LittleEndian.int32(header, offset);
      case UINT64, INT64 -> LittleEndian.int64(header, offset);
      case FLOAT32 -> Float.intBitsToFloat(LittleEndian.int32(header, offset));
      case FLOAT64 -> Double.longBitsToDouble(LittleEndian.int64(header, offset));
      case BOOL -> header[offset] != 0;
      case STRING ->
          new String(
              header, offset + 8, LittleEndian.int32(header, offset), StandardCharsets.UTF_8);
      case ARRAY -> {
        StoredArray array = array(header, offset);
        yield new GgufArray(array.elementType(), array);
      }
    };
  }

  /** The elements of an array. */
  static StoredArray array(byte[] header, int offset) {
    GgufValueType elementType = GgufValueType.find(LittleEndian.int32(header, offset));
    if (elementType == null) {
      throw new AssertionError("the header was validated");
    }
    int size = LittleEndian.int32(header, offset + 4);
    return new StoredArray(header, elementType, size, offset + GgufValueType.ARRAY.leastBytes());
  }

  /** Bytes that a value takes. */
  static int byteSize(byte[] header, GgufValueType type, int offset) {
    return switch (type) {
      case STRING -> 8 + LittleEndian.int32(header, offset);
      case ARRAY -> GgufValueType.ARRAY.leastBytes() + array(header, offset).byteSize();
      default -> type.leastBytes();
    };
  }
}
