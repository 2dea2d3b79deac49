package dev.puna.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** Encodes numbers, strings and metadata values as they stand in a GGUF header. */
final class HeaderEncoder {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** The bytes encoded so far. */
  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  HeaderEncoder bytes(byte[] encoded) {
    bytes.writeBytes(encoded);
    return this;
  }

  HeaderEncoder int32(int value) {
    return littleEndian(value, Integer.BYTES);
  }

  HeaderEncoder int64(long value) {
    return littleEndian(value, Long.BYTES);
  }

  private HeaderEncoder littleEndian(long value, int count) {
    for (int i = 0; i < count; i++) {
      bytes.write((int) (value >>> 8 * i));
    }
    return this;
  }

  /** A string with its length before it. */
  HeaderEncoder string(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] utf8 = new byte[encoded.remaining()];
      encoded.get(utf8);
      return int64(utf8.length).bytes(utf8);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          Quoted.of(text) + " has an unpaired surrogate and is no Unicode text", e);
    }
  }

  /** A key or tensor name. */
  HeaderEncoder name(String name) {
    int start = bytes.size() + 8;
    string(name);
    int length = bytes.size() - start;
    if (length < 1 || length > HeaderReader.MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          Quoted.of(name)
              + " has "
              + length
              + " bytes, allowed are 1 to "
              + HeaderReader.MAX_NAME_BYTES);
    }
    return this;
  }

  /** A value with its type before it. */
  HeaderEncoder typedValue(GgufValueType type, Object value) {
    return int32(type.id()).value(type, value, 0);
  }

  private HeaderEncoder value(GgufValueType type, Object value, int depth) {
    try {
      return switch (type) {
        case UINT8, INT8 -> littleEndian((Byte) value, Byte.BYTES);
        case UINT16, INT16 -> littleEndian((Short) value, Short.BYTES);
        case UINT32, INT32 -> int32((Integer) value);
        case UINT64, INT64 -> int64((Long) value);
        case FLOAT32 -> int32(Float.floatToRawIntBits((Float) value));
        case FLOAT64 -> int64(Double.doubleToRawLongBits((Double) value));
        case BOOL -> littleEndian((Boolean) value ? 1 : 0, Byte.BYTES);
        case STRING -> string((String) value);
        case ARRAY -> array((GgufArray) value, depth + 1);
      };
    } catch (ClassCastException e) {
      throw new IllegalArgumentException(
          "a value of type " + type + " can not be a " + value.getClass().getName(), e);
    }
  }

  private HeaderEncoder array(GgufArray array, int depth) {
    if (depth > MetadataReader.MAX_ARRAY_DEPTH) {
      throw new IllegalArgumentException(
          "arrays nest deeper than the limit of " + MetadataReader.MAX_ARRAY_DEPTH);
    }
    Collection<?> elements = array.elements();
    int32(array.elementType().id()).int64(elements.size());
    for (Object element : elements) {
      value(array.elementType(), element, depth);
    }
    return this;
  }
}
