package dev.puna.gguf;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The types of metadata values: numeric id in files and bytes a value takes.
 *
 * <p>Source: the GGUF specification ({@code gguf_metadata_value_type}).
 */
public enum GgufValueType {
  /** Unsigned 8-bit integer. */
  UINT8(0, 1),
  /** Signed 8-bit integer. */
  INT8(1, 1),
  /** Unsigned 16-bit integer. */
  UINT16(2, 2),
  /** Signed 16-bit integer. */
  INT16(3, 2),
  /** Unsigned 32-bit integer. */
  UINT32(4, 4),
  /** Signed 32-bit integer. */
  INT32(5, 4),
  /** IEEE 754 binary32. */
  FLOAT32(6, 4),
  /** One byte, 0 or 1. */
  BOOL(7, 1),
  /** UTF-8 with a 64-bit length before it, not terminated. */
  STRING(8, 8),
  /** Element type (32 bits), count (64 bits), then the elements; arrays nest. */
  ARRAY(9, 12),
  /** Unsigned 64-bit integer. */
  UINT64(10, 8),
  /** Signed 64-bit integer. */
  INT64(11, 8),
  /** IEEE 754 binary64. */
  FLOAT64(12, 8);

  private static final GgufValueType[] BY_ID = values();

  private final int id;
  private final int leastBytes;

  GgufValueType(int id, int leastBytes) {
    this.id = id;
    this.leastBytes = leastBytes;
  }

  /** The type with this id in files, or empty where there is none. */
  public static Optional<GgufValueType> ofId(int id) {
    return Optional.ofNullable(find(id));
  }

  static @Nullable GgufValueType find(int id) {
    return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
  }

  /** The numeric id in GGUF files. */
  public int id() {
    return id;
  }

  /** Whether this is one of the eight integer types. */
  public boolean isInteger() {
    return switch (this) {
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
      default -> false;
    };
  }

  /** Whether all values take the same number of bytes: every type but strings and arrays. */
  boolean isFixedSize() {
    return this != STRING && this != ARRAY;
  }

  /** Bytes that a value takes at least; exactly, for a type of fixed size. */
  int leastBytes() {
    return leastBytes;
  }
}
