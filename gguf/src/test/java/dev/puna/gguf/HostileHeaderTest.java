package dev.puna.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged or made to do harm, up to and including their keys and values. */
class HostileHeaderTest {
  /** Offset of the first key's length: magic, version, two counts. */
  private static final int FIRST_KEY = 24;

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void refusesEveryTruncation(int version) {
    byte[] whole = CraftedFile.everything(version).bytes();
    for (int length = 0; length < whole.length; length++) {
      MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(whole, length));
      String message = Refusal.message(GgufFormatException.class, () -> GgufFile.of(cut));
      assertTrue(message.contains("offset "), message);
      assertTrue(message.contains("the file"), message);
    }
  }

  @Test
  void refusesOtherFiles() {
    assertRefused(
        new CraftedFile().raw("version https://git-lfs"),
        "header, offset 0: this is no GGUF file: it starts with the bytes 76657273 (\"vers\"),"
            + " not with 47475546 (\"GGUF\")");
  }

  @Test
  void refusesVersion1() {
    assertRefused(
        CraftedFile.header(1, 0, 0),
        "header, offset 4: version 1 is not supported, versions 2 and 3 are; convert the model"
            + " again");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 65_536, -1})
  void refusesUnknownVersions(int version) {
    assertRefused(
        CraftedFile.header(version, 0, 0),
        "version " + Integer.toUnsignedString(version) + " is not supported");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void refusesBigEndianFiles(int version) {
    assertRefused(
        CraftedFile.header(Integer.reverseBytes(version), 0, 0),
        "header, offset 4: the file is big-endian (version " + version + "); only little-endian");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 1})
  void refusesMoreKeysThanTheFileCanHold(long count) {
    assertRefused(
        CraftedFile.header(0, count),
        "header, offset 24: number of keys is "
            + Long.toUnsignedString(count)
            + ", but the 0 bytes left in the file hold 0 at most");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 1})
  void refusesMoreTensorsThanTheFileCanHold(long count) {
    assertRefused(
        CraftedFile.header(count, 0),
        "number of tensors is " + Long.toUnsignedString(count) + ", but the 8 bytes left");
  }

  @Test
  void refusesMoreKeysThanTheLimit() {
    assertRefused(
        CraftedFile.header(0, 65_537).zeros(65_537 * 14),
        "number of keys is 65537, the limit is 65536");
  }

  @Test
  void refusesMoreTensorsThanTheLimit() {
    assertRefused(
        CraftedFile.header(262_145, 0).zeros(262_145 * 33),
        "number of tensors is 262145, the limit is 262144");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 65_536, 0})
  void refusesKeyLengthsOutOfRange(long length) {
    assertRefused(
        CraftedFile.header(0, 1).int64(length).zeros(70_000),
        "key number 0, offset 24: key has a length of "
            + Long.toUnsignedString(length)
            + " bytes, allowed are 1 to 65535");
  }

  @Test
  void acceptsTheLongestKey() {
    String key = "k".repeat(65_535);

    GgufFile file = CraftedFile.header(0, 1).key(key, CraftedFile.BOOL).int8(1).open();

    assertTrue(file.metadata().bool(key).orElseThrow());
  }

  @Test
  void refusesAKeyLongerThanTheFile() {
    assertRefused(
        CraftedFile.header(0, 1).int64(1000).zeros(20),
        "key number 0, offset 32: key needs 1000 bytes, but only 20 are left in the file");
  }

  @Test
  void refusesAKeyThatIsNotUtf8() {
    assertRefused(
        CraftedFile.header(0, 1).string((byte) 'a', (byte) 0xFF).int32(7).int8(1),
        "key number 0, offset 33: key is not UTF-8: byte 0xFF is not valid here");
  }

  @Test
  void refusesTheSameKeyTwice() {
    CraftedFile file = CraftedFile.header(0, 2);
    file.key("twin", CraftedFile.BOOL).int8(1);
    int second = file.size();
    file.key("twin", CraftedFile.BOOL).int8(1);

    assertRefused(file, "key \"twin\", offset " + second + ": the key occurs twice");
  }

  @ParameterizedTest
  @CsvSource({"13, 13", "-1, 4294967295", "65536, 65536"})
  void refusesUnknownValueTypes(int type, String shown) {
    assertRefused(
        CraftedFile.header(0, 1).key("k", type).zeros(20),
        "key \"k\", offset 33: unknown value type " + shown + ", known are 0 to 12");
  }

  @Test
  void refusesUnknownElementTypes() {
    assertRefused(
        CraftedFile.header(0, 1).key("k", CraftedFile.ARRAY).array(13, 1).zeros(20),
        "key \"k\", offset 37: unknown array element type 13, known are 0 to 12");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 21})
  void refusesAStringLongerThanTheFile(long length) {
    assertRefused(
        CraftedFile.header(0, 1).key("k", CraftedFile.STRING).int64(length).zeros(20),
        "key \"k\", offset 45: string needs "
            + Long.toUnsignedString(length)
            + " bytes, but only 20 are left in the file");
  }

  @Test
  void refusesAStringThatIsNotUtf8() {
    assertRefused(
        CraftedFile.header(0, 1).key("k", CraftedFile.STRING).string((byte) 0xC3, (byte) '('),
        "key \"k\", offset 45: string is not UTF-8: byte 0xC3 is not valid here");
  }

  @Test
  void refusesAnElementThatIsNotUtf8() {
    CraftedFile file = CraftedFile.header(0, 1).key("k", CraftedFile.ARRAY);
    file.array(CraftedFile.STRING, 3).string("ok").string("ok");
    int offset = file.size() + 8;
    file.string((byte) 0xED, (byte) 0xA0, (byte) 0x80);

    assertRefused(file, "key \"k\", element 2, offset " + offset + ": string is not UTF-8");
  }

  @Test
  void refusesAnElementLongerThanTheFile() {
    CraftedFile file = CraftedFile.header(0, 1).key("k", CraftedFile.ARRAY);
    file.array(CraftedFile.STRING, 2).string("ok").int64(-1);

    assertRefused(
        file,
        "key \"k\", element 1, offset "
            + file.size()
            + ": string needs 18446744073709551615 bytes, but only 0 are left in the file");
  }

  @ParameterizedTest
  @CsvSource({"0, 24", "2, 12", "5, 6", "8, 3", "9, 2", "10, 3"})
  void refusesAnArrayLongerThanTheFile(int elementType, long most) {
    for (long count : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 61, most + 1}) {
      CraftedFile file = CraftedFile.header(0, 1).key("k", CraftedFile.ARRAY);
      file.array(elementType, count).zeros(24);
      assertRefused(
          file,
          "key \"k\", offset 49: array length is "
              + Long.toUnsignedString(count)
              + ", but the 24 bytes left in the file hold "
              + most
              + " at most");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 128, 255})
  void refusesOtherTruthValuesThan0And1(int value) {
    assertRefused(
        CraftedFile.header(0, 1).key("k", CraftedFile.BOOL).int8(value),
        "key \"k\", offset 37: a bool is stored as " + value + ", allowed are 0 and 1");
    assertRefused(
        CraftedFile.header(0, 1)
            .key("k", CraftedFile.ARRAY)
            .array(CraftedFile.BOOL, 2)
            .int8(1)
            .int8(value),
        "key \"k\", element 1, offset 50: a bool is stored as " + value);
  }

  @Test
  void boundsTheNestingOfArrays() {
    assertEquals(1, nested(8).open().metadata().keys().size());
    assertRefused(nested(9), "key \"k\", element 0, offset ", "deeper than the limit of 8");
    assertRefused(nested(100_000), "key \"k\", element 0, offset ", "deeper than the limit of 8");
  }

  private static CraftedFile nested(int depth) {
    CraftedFile file = CraftedFile.header(0, 1).key("k", CraftedFile.ARRAY);
    for (int i = 1; i < depth; i++) {
      file.array(CraftedFile.ARRAY, 1);
    }
    return file.array(CraftedFile.UINT8, 1).int8(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 12, 33, 1 << 21, -1, Integer.MIN_VALUE})
  void refusesAlignmentsThatAreNone(int alignment) {
    assertRefused(
        CraftedFile.header(0, 1).key("general.alignment", CraftedFile.UINT32).int32(alignment),
        "key \"general.alignment\", offset 53: "
            + Integer.toUnsignedString(alignment)
            + " is no alignment, allowed are powers of two from 8 to 1048576");
  }

  @Test
  void refusesAnAlignmentThatIsNoInteger() {
    assertRefused(
        CraftedFile.header(0, 1).key("general.alignment", CraftedFile.STRING).string("32"),
        "key \"general.alignment\", offset 53: the value is STRING, expected is an integer");
  }

  @Test
  void messagesAreShortAndWithoutControlCharacters() {
    String key = "\u001B[2J\r\n\u202Ek\"\\\uD83D\uDE00".repeat(4000);

    CraftedFile file = CraftedFile.header(0, 1).key(key, 99);

    String message = Refusal.message(GgufFormatException.class, file::open);

    assertTrue(message.startsWith("GGUF in memory: "), message);

    assertTrue(message.length() < 700, message);
    assertTrue(message.chars().allMatch(c -> c >= ' ' && c < 127), message);
    assertTrue(message.contains("key \"\\u001B[2J\\u000D\\u000A\\u202Ek\\\"\\\\"), message);
    assertTrue(message.contains("... (" + key.length() + " characters)"), message);
  }

  @Test
  void offsetsAreThoseOfTheFile() {
    assertEquals(FIRST_KEY, CraftedFile.header(0, 0).size());
  }

  static void assertRefused(CraftedFile file, String... parts) {
    Refusal.assertRefused(GgufFormatException.class, file::open, parts);
  }
}
