package dev.puna.gguf;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * GGUF files put together byte by byte from the specification, not through the writer, so that they
 * can be wrong and do not share its errors.
 */
final class CraftedFile {
  static final int UINT8 = 0;
  static final int INT8 = 1;
  static final int UINT16 = 2;
  static final int INT16 = 3;
  static final int UINT32 = 4;
  static final int INT32 = 5;
  static final int FLOAT32 = 6;
  static final int BOOL = 7;
  static final int STRING = 8;
  static final int ARRAY = 9;
  static final int UINT64 = 10;
  static final int INT64 = 11;
  static final int FLOAT64 = 12;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A file of version 3 with its two counts. */
  static CraftedFile header(long tensors, long keys) {
    return header(3, tensors, keys);
  }

  static CraftedFile header(int version, long tensors, long keys) {
    return new CraftedFile().raw("GGUF").int32(version).int64(tensors).int64(keys);
  }

  CraftedFile raw(String latin1) {
    return raw(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  CraftedFile raw(byte... raw) {
    bytes.writeBytes(raw);
    return this;
  }

  CraftedFile int8(int value) {
    return raw((byte) value);
  }

  CraftedFile int16(int value) {
    return raw(little(2).putShort((short) value).array());
  }

  CraftedFile int32(int value) {
    return raw(little(4).putInt(value).array());
  }

  CraftedFile int64(long value) {
    return raw(little(8).putLong(value).array());
  }

  CraftedFile float32(float value) {
    return int32(Float.floatToRawIntBits(value));
  }

  CraftedFile float64(double value) {
    return int64(Double.doubleToRawLongBits(value));
  }

  CraftedFile string(String text) {
    return string(text.getBytes(StandardCharsets.UTF_8));
  }

  CraftedFile string(byte... text) {
    return int64(text.length).raw(text);
  }

  /** A key and the type of its value. */
  CraftedFile key(String key, int type) {
    return string(key).int32(type);
  }

  /** The beginning of an array value. */
  CraftedFile array(int elementType, long count) {
    return int32(elementType).int64(count);
  }

  /** A row of the tensor table. */
  CraftedFile tensor(String name, int type, long offset, long... shape) {
    string(name).int32(shape.length);
    for (long length : shape) {
      int64(length);
    }
    return int32(type).int64(offset);
  }

  /** Zeros up to a multiple of {@code alignment}. */
  CraftedFile align(int alignment) {
    while (bytes.size() % alignment != 0) {
      bytes.write(0);
    }
    return this;
  }

  CraftedFile zeros(int count) {
    return raw(new byte[count]);
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  int size() {
    return bytes.size();
  }

  GgufFile open() {
    return GgufFile.of(MemorySegment.ofArray(bytes()));
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A valid file with a value of every type, nested arrays and two tensors. */
  static CraftedFile everything(int version) {
    CraftedFile file = header(version, 2, 20);
    file.key("general.architecture", STRING).string("test");
    file.key("uint8", UINT8).int8(200);
    file.key("int8", INT8).int8(-100);
    file.key("uint16", UINT16).int16(60_000);
    file.key("int16", INT16).int16(-30_000);
    file.key("uint32", UINT32).int32((int) 4_000_000_000L);
    file.key("int32", INT32).int32(-2_000_000_000);
    file.key("uint64", UINT64).int64(Long.MAX_VALUE);
    file.key("int64", INT64).int64(Long.MIN_VALUE);
    file.key("float32", FLOAT32).float32(0.1f);
    file.key("float64", FLOAT64).float64(0.1);
    file.key("true", BOOL).int8(1);
    file.key("false", BOOL).int8(0);
    file.key("string", STRING).string("Grüße, 世界 \uD83D\uDE00");
    file.key("empty", STRING).string("");
    file.key("strings", ARRAY).array(STRING, 3).string("a").string("").string("Ġb");
    file.key("ints", ARRAY).array(INT32, 3).int32(1).int32(-2).int32(3);
    file.key("floats", ARRAY).array(FLOAT32, 2).float32(1.5f).float32(-2.5f);
    file.key("bools", ARRAY).array(BOOL, 3).int8(1).int8(0).int8(1);
    file.key("nested", ARRAY).array(ARRAY, 2);
    file.array(STRING, 2).string("x").string("yz");
    file.array(ARRAY, 2).array(UINT8, 2).int8(7).int8(255).array(INT64, 0);
    file.tensor("matrix", 0, 0, 3, 2);
    file.tensor("quantised", 8, 32, 32);
    file.align(32);
    for (int i = 0; i < 6; i++) {
      file.float32(i);
    }
    return file.align(32).zeros(33).int8(99);
  }
}
