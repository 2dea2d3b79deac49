package dev.puna.cli;

import dev.puna.gguf.GgufArray;
import dev.puna.gguf.GgufMetadata;
import dev.puna.gguf.GgufValueType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Metadata of a GGUF file as JSON knows values, whatever their type in the file. */
final class MetadataValues {
  private MetadataValues() {}

  /** A value: a string, number, boolean or list; null where the key is missing. */
  static @Nullable Object of(GgufMetadata metadata, String key) {
    return metadata.contains(key) ? widened(metadata.type(key), metadata.value(key)) : null;
  }

  /** Unsigned integers keep their bits in Java's signed types; this gives their value. */
  private static Object widened(GgufValueType type, Object value) {
    return switch (type) {
      case UINT8 -> Byte.toUnsignedInt((Byte) value);
      case UINT16 -> Short.toUnsignedInt((Short) value);
      case UINT32 -> Integer.toUnsignedLong((Integer) value);
      case UINT64 -> new BigInteger(Long.toUnsignedString((Long) value));
      case ARRAY -> widened((GgufArray) value);
      default -> value;
    };
  }

  private static List<Object> widened(GgufArray array) {
    List<Object> values = new ArrayList<>(array.elements().size());
    for (Object element : array.elements()) {
      values.add(widened(array.elementType(), element));
    }
    return values;
  }
}
