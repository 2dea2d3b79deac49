package dev.puna.gguf;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and validates the key-value pairs of a header. */
final class MetadataReader {
  /** Arrays in arrays, this deep at most. */
  static final int MAX_ARRAY_DEPTH = 8;

  /** Most keys accepted; known models have under 200. */
  static final int MAX_KEYS = 1 << 16;

  // Key length, one character, value type, one byte of value.
  private static final int LEAST_PAIR_BYTES = 8 + 1 + 4 + 1;

  private final HeaderReader reader;

  MetadataReader(HeaderReader reader) {
    this.reader = reader;
  }

  /** Reads {@code count} pairs from the reader's position on. */
  GgufMetadata read(long count) {
    reader.requireRoom(count, LEAST_PAIR_BYTES, "number of keys");
    if (count > MAX_KEYS) {
      throw reader.failure("number of keys is %d, the limit is %d", count, MAX_KEYS);
    }
    Map<String, StoredValue> values = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      reader.enter("key", i);
      int start = reader.position();
      String key = reader.name("key");
      reader.enter("key", key);
      GgufValueType type = valueType("value type");
      if (values.put(key, new StoredValue(type, reader.position())) != null) {
        throw reader.failureAt(start, "the key occurs twice");
      }
      skipValue(type, 0);
    }
    return new GgufMetadata(reader.source(), reader.consumed(), values);
  }

  private GgufValueType valueType(String what) {
    int id = reader.int32(what);
    GgufValueType type = GgufValueType.find(id);
    if (type == null) {
      throw reader.failureAt(
          reader.position() - 4,
          "unknown %s %s, known are 0 to 12",
          what,
          Integer.toUnsignedString(id));
    }
    return type;
  }

  private void skipValue(GgufValueType type, int depth) {
    switch (type) {
      case BOOL -> skipBool();
      case STRING -> reader.skipString("string");
      case ARRAY -> skipArray(depth + 1);
      default -> reader.skip(type.leastBytes(), "value");
    }
  }

  private void skipBool() {
    int value = reader.uint8("value");
    if (value > 1) {
      throw reader.failureAt(
          reader.position() - 1, "a bool is stored as %d, allowed are 0 and 1", value);
    }
  }

  private void skipArray(int depth) {
    if (depth > MAX_ARRAY_DEPTH) {
      throw reader.failure("arrays nest deeper than the limit of %d", MAX_ARRAY_DEPTH);
    }
    GgufValueType type = valueType("array element type");
    long count = reader.int64("array length");
    reader.requireRoom(count, type.leastBytes(), "array length");
    if (type == GgufValueType.STRING) {
      reader.skipStrings(count);
      return;
    }
    if (type.isFixedSize() && type != GgufValueType.BOOL) {
      reader.skip(count * type.leastBytes(), "array");
      return;
    }
    for (long i = 0; i < count; i++) {
      reader.enterElement(i);
      skipValue(type, depth);
    }
    reader.enterElement(-1);
  }
}
