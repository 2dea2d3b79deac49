package dev.puna.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over everything before a file's tensor data. Nothing is read or allocated before its
 * length was checked against the bytes that remain.
 *
 * <p>The header's length is not known beforehand, so the bytes are copied to the heap in strides
 * that double. Afterwards values are decoded from that copy: it was validated, and can not change
 * when the file does.
 */
final class HeaderReader {
  /** Longest header accepted, in bytes; a vocabulary of 128,000 tokens takes 8 MiB. */
  static final int MAX_HEADER_BYTES = 1 << 27;

  /** Longest key or tensor name, in bytes (the specification's limit for keys). */
  static final int MAX_NAME_BYTES = (1 << 16) - 1;

  private static final int FIRST_STRIDE = 1 << 18;

  private final MemorySegment file;
  private final String source;
  private byte[] bytes = new byte[0];
  private int position;

  private String kind = "header";
  private @Nullable String name;
  private long number = -1;
  private long element = -1;

  /**
   * Creates a reader at offset 0.
   *
   * @param source what messages call the file
   */
  HeaderReader(MemorySegment file, String source) {
    this.file = file;
    this.source = source;
  }

  String source() {
    return source;
  }

  /** Bytes read so far: the offset of what comes next. */
  int position() {
    return position;
  }

  /** A copy of the bytes before the position. */
  byte[] consumed() {
    return Arrays.copyOf(bytes, position);
  }

  /** Says what is being read, for messages: a kind ("key", "tensor") and which one, from 0 on. */
  void enter(String kind, long number) {
    this.kind = kind;
    this.number = number;
    this.name = null;
    this.element = -1;
  }

  /** Says the name of what is being read, for messages. */
  void enter(String kind, String name) {
    enter(kind, -1);
    this.name = name;
  }

  /** Says which array element is being read, for messages; -1 for none. */
  void enterElement(long element) {
    this.element = element;
  }

  /** Checks that {@code count} bytes remain and loads them. */
  void require(long count, String what) {
    if (Long.compareUnsigned(count, room()) > 0) {
      throw failure(
          "%s needs %s bytes, but only %d are left in the %s",
          what, Long.toUnsignedString(count), room(), limit());
    }
    int end = position + (int) count;
    if (end > bytes.length) {
      load(Math.max(end, Math.max(FIRST_STRIDE, 2 * bytes.length)));
    }
  }

  /** Checks that {@code count} things of at least {@code leastBytes} each can follow. */
  void requireRoom(long count, int leastBytes, String what) {
    long most = room() / leastBytes;
    if (Long.compareUnsigned(count, most) > 0) {
      throw failure(
          "%s is %s, but the %d bytes left in the %s hold %d at most",
          what, Long.toUnsignedString(count), room(), limit(), most);
    }
  }

  /** Bytes that can still be read. */
  private long room() {
    return Math.min(file.byteSize(), MAX_HEADER_BYTES) - position;
  }

  /** What bounds {@link #room}, for messages. */
  private String limit() {
    return file.byteSize() > MAX_HEADER_BYTES
        ? "header, whose limit is " + MAX_HEADER_BYTES + " bytes"
        : "file";
  }

  private void load(int length) {
    int from = bytes.length;
    int most = (int) Math.min(file.byteSize(), MAX_HEADER_BYTES);
    bytes = Arrays.copyOf(bytes, Math.min(length, most));
    MemorySegment.copy(file, from, MemorySegment.ofArray(bytes), from, bytes.length - from);
  }

  int uint8(String what) {
    require(1, what);
    return bytes[position++] & 0xFF;
  }

  int int32(String what) {
    require(4, what);
    int value = LittleEndian.int32(bytes, position);
    position += 4;
    return value;
  }

  long int64(String what) {
    require(8, what);
    long value = LittleEndian.int64(bytes, position);
    position += 8;
    return value;
  }

  void skip(long count, String what) {
    require(count, what);
    position += (int) count;
  }

  /** Passes over a string and checks that it is UTF-8. */
  void skipString(String what) {
    long length = int64(what);
    require(length, what);
    int end = position + (int) length;
    int invalid = Utf8.firstInvalid(bytes, position, end);
    if (invalid >= 0) {
      position = invalid;
      throw failure("%s is not UTF-8: byte 0x%02X is not valid here", what, bytes[invalid]);
    }
    position = end;
  }

  /** Passes over {@code count} strings, the elements of an array. */
  void skipStrings(long count) {
    for (long i = 0; i < count; i++) {
      int end = endOfLoadedString(bytes, position);
      if (end >= 0) {
        position = end;
      } else {
        element = i;
        skipString("string");
      }
    }
    element = -1;
  }

  /**
   * Where a string ends that is loaded and valid, else -1: the short way for vocabularies, which
   * are read by a JVM that has compiled nothing yet.
   */
  private static int endOfLoadedString(byte[] bytes, int start) {
    int text = start + 8;
    if (text > bytes.length) {
      return -1;
    }
    long length = LittleEndian.int64(bytes, start);
    if (length < 0 || length > bytes.length - text) {
      return -1;
    }
    int end = text + (int) length;
    return Utf8.firstInvalid(bytes, text, end) < 0 ? end : -1;
  }

  /** Reads a key or tensor name: 1 to {@value #MAX_NAME_BYTES} bytes of UTF-8. */
  String name(String what) {
    int start = position;
    long length = int64(what);
    if (length == 0 || Long.compareUnsigned(length, MAX_NAME_BYTES) > 0) {
      position = start;
      throw failure(
          "%s has a length of %s bytes, allowed are 1 to %d",
          what, Long.toUnsignedString(length), MAX_NAME_BYTES);
    }
    position = start;
    skipString(what);
    return new String(bytes, start + 8, (int) length, StandardCharsets.UTF_8);
  }

  /** An exception that names the file, what is being read and the offset. */
  GgufFormatException failure(String format, @Nullable Object... arguments) {
    return failureAt(position, format, arguments);
  }

  /** As {@link #failure}, for something at another offset. */
  GgufFormatException failureAt(long offset, String format, @Nullable Object... arguments) {
    StringBuilder message = new StringBuilder(source).append(": ").append(kind);
    if (name != null) {
      message.append(' ').append(Quoted.of(name));
    } else if (number >= 0) {
      message.append(" number ").append(number);
    }
    if (element >= 0) {
      message.append(", element ").append(element);
    }
    message.append(", offset ").append(offset).append(": ");
    return new GgufFormatException(
        message.append(String.format(Locale.ROOT, format, arguments)).toString());
  }
}
