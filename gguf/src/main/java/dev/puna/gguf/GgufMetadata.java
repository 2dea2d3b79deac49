package dev.puna.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key-value pairs of a GGUF file, in the file's order. They stay readable after the file is
 * closed. Immutable and thread-safe.
 *
 * <p>A getter is empty where the key is missing, and throws {@link GgufFormatException} naming the
 * key where its value has another type.
 */
public final class GgufMetadata {
  private final String source;
  private final byte[] header;
  private final Map<String, StoredValue> values;

  GgufMetadata(String source, byte[] header, Map<String, StoredValue> values) {
    this.source = source;
    this.header = header;
    this.values = Collections.unmodifiableMap(values);
  }

  /** The keys, in the file's order. */
  public Set<String> keys() {
    return values.keySet();
  }

  /** Whether the key is there. */
  public boolean contains(String key) {
    return values.containsKey(key);
  }

  /**
   * The type of a value.
   *
   * @throws IllegalArgumentException if there is no such key
   */
  public GgufValueType type(String key) {
    return present(key).type();
  }

  /**
   * The value as a Java object: {@code Boolean}, {@code Byte}, {@code Short}, {@code Integer},
   * {@code Long}, {@code Float}, {@code Double}, {@code String} or {@link GgufArray}. An unsigned
   * integer keeps its bits in the Java type of the same width.
   *
   * @throws IllegalArgumentException if there is no such key
   */
  public Object value(String key) {
    return decode(present(key));
  }

  /** A string. */
  public Optional<String> string(String key) {
    StoredValue value = find(key, GgufValueType.STRING);
    return value == null ? Optional.empty() : Optional.of((String) decode(value));
  }

  /** A truth value. */
  public Optional<Boolean> bool(String key) {
    StoredValue value = find(key, GgufValueType.BOOL);
    return value == null ? Optional.empty() : Optional.of((Boolean) decode(value));
  }

  /**
   * An integer of any integer type, unsigned ones widened. A {@code UINT64} of 2^63 or more is
   * refused.
   */
  public OptionalLong integer(String key) {
    StoredValue value = values.get(key);
    return value == null
        ? OptionalLong.empty()
        : OptionalLong.of(integer(key, value.type(), value.offset()));
  }

  /** A number of type {@code FLOAT32}, {@code FLOAT64} or any integer type. */
  public OptionalDouble real(String key) {
    StoredValue value = values.get(key);
    if (value == null) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        switch (value.type()) {
          case FLOAT32, FLOAT64 -> ((Number) decode(value)).doubleValue();
          case BOOL, STRING, ARRAY -> throw wrongType(key, value.type().toString(), "a number");
          default -> integer(key, value.type(), value.offset());
        });
  }

  /** An array of any type, nested ones too; its elements are decoded when they are asked for. */
  public Optional<GgufArray> array(String key) {
    StoredValue value = find(key, GgufValueType.ARRAY);
    return value == null ? Optional.empty() : Optional.of((GgufArray) decode(value));
  }

  /**
   * An array of strings; each is decoded when it is asked for. The list has random access; finding
   * where its elements lie takes one pass over them, so keep the list.
   */
  @SuppressWarnings("unchecked") // the element type was checked
  public Optional<List<String>> strings(String key) {
    StoredArray array = storedArray(key, GgufValueType.STRING);
    return array == null ? Optional.empty() : Optional.of((List<String>) (List<?>) array);
  }

  /** An array of strings, as a copy of their bytes. */
  public Optional<Utf8Strings> utf8(String key) {
    StoredArray array = storedArray(key, GgufValueType.STRING);
    return array == null ? Optional.empty() : Optional.of(array.utf8());
  }

  /** An array of any integer type; an element that does not fit an {@code int} is refused. */
  public Optional<int[]> ints(String key) {
    StoredArray array = storedArray(key);
    if (array == null) {
      return Optional.empty();
    }
    GgufValueType type = array.elementType();
    if (!type.isInteger()) {
      throw wrongType(key, "an array of " + type, "an array of integers");
    }
    int[] ints = new int[array.size()];
    if (type == GgufValueType.INT32) {
      littleEndian(array).asIntBuffer().get(ints);
      return Optional.of(ints);
    }
    for (int i = 0; i < ints.length; i++) {
      long element = integer(key, type, array.offset(i));
      ints[i] = (int) element;
      if (ints[i] != element) {
        throw failure(key, "element " + i + " is " + element + ", which is no 32-bit integer");
      }
    }
    return Optional.of(ints);
  }

  /** An array of {@code FLOAT32}, or of {@code FLOAT64} rounded to {@code float}. */
  public Optional<float[]> floats(String key) {
    StoredArray array = storedArray(key);
    if (array == null) {
      return Optional.empty();
    }
    boolean single = array.elementType() == GgufValueType.FLOAT32;
    if (!single && array.elementType() != GgufValueType.FLOAT64) {
      throw wrongType(key, "an array of " + array.elementType(), "an array of FLOAT32");
    }
    float[] floats = new float[array.size()];
    if (single) {
      littleEndian(array).asFloatBuffer().get(floats);
      return Optional.of(floats);
    }
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) Double.longBitsToDouble(LittleEndian.int64(header, array.offset(i)));
    }
    return Optional.of(floats);
  }

  /** An array of truth values. */
  public Optional<boolean[]> bools(String key) {
    StoredArray array = storedArray(key, GgufValueType.BOOL);
    if (array == null) {
      return Optional.empty();
    }
    boolean[] bools = new boolean[array.size()];
    for (int i = 0; i < bools.length; i++) {
      bools[i] = header[array.offset(i)] != 0;
    }
    return Optional.of(bools);
  }

  private ByteBuffer littleEndian(StoredArray array) {
    return ByteBuffer.wrap(header, array.offset(0), array.byteSize())
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private long integer(String key, GgufValueType type, int offset) {
    return switch (type) {
      case UINT8 -> header[offset] & 0xFF;
      case INT8 -> header[offset];
      case UINT16 -> LittleEndian.int16(header, offset) & 0xFFFF;
      case INT16 -> LittleEndian.int16(header, offset);
      case UINT32 -> LittleEndian.int32(header, offset) & 0xFFFFFFFFL;
      case INT32 -> LittleEndian.int32(header, offset);
      case INT64 -> LittleEndian.int64(header, offset);
      case UINT64 -> {
        long bits = LittleEndian.int64(header, offset);
        if (bits < 0) {
          throw failure(
              key, Long.toUnsignedString(bits) + " is more than the limit of " + Long.MAX_VALUE);
        }
        yield bits;
      }
      default -> throw wrongType(key, type.toString(), "an integer");
    };
  }

  private Object decode(StoredValue value) {
    return ValueDecoder.decode(header, value.type(), value.offset());
  }

  private StoredValue present(String key) {
    StoredValue value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(source + ": there is no key " + Quoted.of(key));
    }
    return value;
  }

  private @Nullable StoredValue find(String key, GgufValueType type) {
    StoredValue value = values.get(key);
    if (value != null && value.type() != type) {
      throw wrongType(key, value.type().toString(), type.toString());
    }
    return value;
  }

  private @Nullable StoredArray storedArray(String key) {
    StoredValue value = find(key, GgufValueType.ARRAY);
    return value == null ? null : ValueDecoder.array(header, value.offset());
  }

  private @Nullable StoredArray storedArray(String key, GgufValueType elementType) {
    StoredArray array = storedArray(key);
    if (array != null && array.elementType() != elementType) {
      throw wrongType(key, "an array of " + array.elementType(), "an array of " + elementType);
    }
    return array;
  }

  private GgufFormatException wrongType(String key, String actual, String expected) {
    return failure(key, "the value is " + actual + ", expected is " + expected);
  }

  /** An exception that names the file, the key and where its value is. */
  GgufFormatException failure(String key, String problem) {
    StoredValue value = values.get(key);
    String place = value == null ? "" : ", offset " + value.offset();
    return new GgufFormatException(source + ": key " + Quoted.of(key) + place + ": " + problem);
  }
}
