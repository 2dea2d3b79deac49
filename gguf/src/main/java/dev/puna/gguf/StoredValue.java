package dev.puna.gguf;

import java.nio.charset.StandardCharsets;

/**
 * Where a validated value lies in the header, and how it is decoded.
 *
 * @param offset of the value's first byte, in bytes from the header's start
 */
record StoredValue(GgufValueType type, int offset) {

  /** The value as a Java object; unsigned integers keep their bits, arrays are lazy. */
  Object decode(byte[] header) {
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
              header,
              offset + 8,
              LittleEndian.int32(header, offset),
              StandardCharsets.UTF_8);
      case ARRAY -> {
        StoredArray array = array(header);
        yield new GgufArray(array.elementType(), array);
      }
    };
  }

  /** The elements of this array. */
  StoredArray array(byte[] header) {
    return new StoredArray(
        header,
        elementType(header),
        LittleEndian.int32(header, offset + 4),
        offset + GgufValueType.ARRAY.leastBytes());
  }

  private GgufValueType elementType(byte[] header) {
    GgufValueType elementType = GgufValueType.find(LittleEndian.int32(header, offset));
    if (elementType == null) {
      throw new AssertionError("the header was validated");
    }
    return elementType;
  }

  /** Bytes that the value takes in the header. */
  int byteSize(byte[] header) {
    return switch (type) {
      case STRING -> 8 + LittleEndian.int32(header, offset);
      case ARRAY -> GgufValueType.ARRAY.leastBytes() + array(header).byteSize();
      default -> type.leastBytes();
    };
  }
}
