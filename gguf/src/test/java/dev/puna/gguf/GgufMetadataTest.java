package dev.puna.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.RandomAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class GgufMetadataTest {
  private final GgufMetadata metadata = CraftedFile.everything(3).open().metadata();

  @Test
  void keepsTheOrderOfKeys() {
    List<String> keys = List.copyOf(metadata.keys());

    assertEquals("general.architecture", keys.get(0));
    assertEquals("uint8", keys.get(1));
    assertEquals("nested", keys.get(19));
    assertThrows(UnsupportedOperationException.class, () -> metadata.keys().remove("uint8"));
  }

  @Test
  void widensIntegersOfEveryType() {
    assertEquals(200, metadata.integer("uint8").getAsLong());
    assertEquals(-100, metadata.integer("int8").getAsLong());
    assertEquals(60_000, metadata.integer("uint16").getAsLong());
    assertEquals(-30_000, metadata.integer("int16").getAsLong());
    assertEquals(4_000_000_000L, metadata.integer("uint32").getAsLong());
    assertEquals(-2_000_000_000, metadata.integer("int32").getAsLong());
    assertEquals(Long.MAX_VALUE, metadata.integer("uint64").getAsLong());
    assertEquals(Long.MIN_VALUE, metadata.integer("int64").getAsLong());
  }

  @Test
  void keepsTheBitsOfUnsignedValues() {
    assertEquals((byte) 200, metadata.value("uint8"));
    assertEquals((short) 60_000, metadata.value("uint16"));
    assertEquals((int) 4_000_000_000L, metadata.value("uint32"));
    assertEquals(GgufValueType.UINT32, metadata.type("uint32"));
  }

  @Test
  void readsNumbersAsReal() {
    assertEquals(0.1f, metadata.real("float32").getAsDouble());
    assertEquals(0.1, metadata.real("float64").getAsDouble());
    assertEquals(4e9, metadata.real("uint32").getAsDouble());
  }

  @Test
  void readsStringsAndTruthValues() {
    assertEquals("Grüße, 世界 \uD83D\uDE00", metadata.string("string").orElseThrow());
    assertEquals("", metadata.string("empty").orElseThrow());
    assertTrue(metadata.bool("true").orElseThrow());
    assertFalse(metadata.bool("false").orElseThrow());
  }

  @Test
  void readsArrays() {
    assertArrayEquals(new int[] {1, -2, 3}, metadata.ints("ints").orElseThrow());
    assertArrayEquals(new float[] {1.5f, -2.5f}, metadata.floats("floats").orElseThrow());
    assertArrayEquals(new boolean[] {true, false, true}, metadata.bools("bools").orElseThrow());
    List<String> strings = metadata.strings("strings").orElseThrow();
    assertEquals(List.of("a", "", "Ġb"), strings);
    assertInstanceOf(RandomAccess.class, strings);
    Utf8Strings utf8 = metadata.utf8("strings").orElseThrow();
    assertArrayEquals("aĠb".getBytes(StandardCharsets.UTF_8), utf8.bytes());
    assertArrayEquals(new int[] {0, 1, 1, 4}, utf8.offsets());
    assertThrows(IndexOutOfBoundsException.class, () -> strings.get(3));
    assertThrows(IndexOutOfBoundsException.class, () -> strings.get(-1));
  }

  @Test
  void readsNestedArrays() {
    GgufArray expected =
        new GgufArray(
            GgufValueType.ARRAY,
            List.of(
                new GgufArray(GgufValueType.STRING, List.of("x", "yz")),
                new GgufArray(
                    GgufValueType.ARRAY,
                    List.of(
                        new GgufArray(GgufValueType.UINT8, List.of((byte) 7, (byte) 255)),
                        new GgufArray(GgufValueType.INT64, List.of())))));

    assertEquals(expected, metadata.array("nested").orElseThrow());
    assertEquals(expected, metadata.value("nested"));
  }

  @Test
  void readsIntegerArraysOfEveryType() {
    CraftedFile file = CraftedFile.header(0, 8);
    file.key("0", CraftedFile.ARRAY).array(CraftedFile.UINT8, 1).int8(200);
    file.key("1", CraftedFile.ARRAY).array(CraftedFile.INT8, 1).int8(-56);
    file.key("2", CraftedFile.ARRAY).array(CraftedFile.UINT16, 1).int16(60_000);
    file.key("3", CraftedFile.ARRAY).array(CraftedFile.INT16, 1).int16(-5536);
    file.key("4", CraftedFile.ARRAY).array(CraftedFile.UINT32, 1).int32(Integer.MAX_VALUE);
    file.key("5", CraftedFile.ARRAY).array(CraftedFile.INT32, 1).int32(Integer.MIN_VALUE);
    file.key("6", CraftedFile.ARRAY).array(CraftedFile.UINT64, 1).int64(5);
    file.key("7", CraftedFile.ARRAY).array(CraftedFile.INT64, 1).int64(-5);
    GgufMetadata integers = file.open().metadata();
    int[] expected = {200, -56, 60_000, -5536, Integer.MAX_VALUE, Integer.MIN_VALUE, 5, -5};

    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(new int[] {expected[i]}, integers.ints("" + i).orElseThrow());
    }
  }

  @Test
  void roundsDoublesToFloats() {
    CraftedFile file = CraftedFile.header(0, 1);
    file.key("k", CraftedFile.ARRAY).array(CraftedFile.FLOAT64, 1).float64(0.1);

    assertArrayEquals(new float[] {0.1f}, file.open().metadata().floats("k").orElseThrow());
  }

  @Test
  void isEmptyWhereAKeyIsMissing() {
    assertFalse(metadata.contains("missing"));
    assertTrue(metadata.string("missing").isEmpty());
    assertTrue(metadata.bool("missing").isEmpty());
    assertTrue(metadata.integer("missing").isEmpty());
    assertTrue(metadata.real("missing").isEmpty());
    assertTrue(metadata.strings("missing").isEmpty());
    assertTrue(metadata.utf8("missing").isEmpty());
    assertTrue(metadata.ints("missing").isEmpty());
    assertTrue(metadata.floats("missing").isEmpty());
    assertTrue(metadata.bools("missing").isEmpty());
    assertTrue(metadata.array("missing").isEmpty());
    assertThrows(IllegalArgumentException.class, () -> metadata.type("missing"));
    assertThrows(IllegalArgumentException.class, () -> metadata.value("missing"));
  }

  @Test
  void namesTheKeyThatHasAnotherType() {
    assertRefused(
        "\"int8\"", "the value is INT8, expected is STRING", () -> metadata.string("int8"));
    assertRefused("\"int8\"", "INT8, expected is BOOL", () -> metadata.bool("int8"));
    assertRefused(
        "\"float32\"", "FLOAT32, expected is an integer", () -> metadata.integer("float32"));
    assertRefused("\"true\"", "BOOL, expected is an integer", () -> metadata.integer("true"));
    assertRefused("\"string\"", "STRING, expected is a number", () -> metadata.real("string"));
    assertRefused("\"string\"", "STRING, expected is ARRAY", () -> metadata.strings("string"));
    assertRefused(
        "\"ints\"",
        "an array of INT32, expected is an array of STRING",
        () -> metadata.strings("ints"));
    assertRefused("\"floats\"", "an array of FLOAT32", () -> metadata.ints("floats"));
    assertRefused("\"ints\"", "an array of INT32", () -> metadata.floats("ints"));
    assertRefused("\"ints\"", "an array of INT32", () -> metadata.bools("ints"));
    assertRefused("\"string\"", "STRING, expected is ARRAY", () -> metadata.array("string"));
  }

  @Test
  void namesTheIntegerThatIsTooLarge() {
    CraftedFile file = CraftedFile.header(0, 2);
    file.key("big", CraftedFile.UINT64).int64(-1);
    file.key("ints", CraftedFile.ARRAY).array(CraftedFile.UINT32, 2).int32(0).int32(-1);
    GgufMetadata large = file.open().metadata();

    assertRefused(
        "\"big\"",
        "18446744073709551615 is more than the limit of 9223372036854775807",
        () -> large.integer("big"));
    assertRefused("\"big\"", "18446744073709551615 is more", () -> large.real("big"));
    assertRefused(
        "\"ints\"",
        "element 1 is 4294967295, which is no 32-bit integer",
        () -> large.ints("ints"));
  }

  private static void assertRefused(String key, String problem, Executable getter) {
    Refusal.assertRefused(GgufFormatException.class, getter, "key " + key + ", offset ", problem);
  }
}
