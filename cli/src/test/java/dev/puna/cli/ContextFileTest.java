package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.PunaException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextFileTest {
  @Test
  void valuesKeepTheirKind() throws IOException {
    Map<String, Object> context =
        read(
            "{\"i\": 1, \"l\": 10000000000, \"b\": 100000000000000000000, \"d\": 1.0, \"e\": 1e2,"
                + " \"t\": true, \"s\": \"ä\\u00e4\", \"a\": [1, [], {}], \"n\": null}");
    assertEquals(1, context.get("i"));
    assertEquals(10000000000L, context.get("l"));
    assertEquals(new BigInteger("100000000000000000000"), context.get("b"));
    assertEquals(1.0, context.get("d"));
    assertEquals(100.0, context.get("e"));
    assertEquals(true, context.get("t"));
    assertEquals("ää", context.get("s"));
    assertEquals(List.of(1, List.of(), Map.of()), context.get("a"));
    assertTrue(context.containsKey("n"));
  }

  @Test
  void orderOfKeysIsKept() throws IOException {
    Map<String, Object> context = read("{\"z\": {\"y\": 1, \"b\": 2, \"x\": 3}, \"a\": 4}");
    assertEquals("{z={y=1, b=2, x=3}, a=4}", context.toString());
  }

  @Test
  void lastOfEqualKeysCounts() throws IOException {
    assertEquals(Map.of("a", 2), read("{\"a\": 1, \"a\": 2}"));
  }

  @Test
  void fileIsRead(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("c.json"), "{\"a\": 1}\n");
    assertEquals(Map.of("a", 1), ContextFile.read(file.toString(), InputStream.nullInputStream()));
    assertThrows(
        NoSuchFileException.class,
        () -> ContextFile.read(folder.resolve("d").toString(), InputStream.nullInputStream()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1] | standard input: a JSON object {...} is expected",
        "`` | standard input: a JSON object {...} is expected",
        "{} {} | standard input: there is something after the JSON object",
        "{\"a\": [} | standard input, line 1, column 8: Unexpected close marker '}': expected ']'",
        "{\"a\": 01} | standard input, line 1, column 8: Invalid numeric value",
        "{\"a\": 1 | standard input, line 1, column 8: Unexpected end-of-input",
      })
  void whatIsNoObjectIsRefusedWithItsPlace(String json, String message) {
    PunaException e = assertThrows(PunaException.class, () -> read(json));
    String text = String.valueOf(e.getMessage());
    assertTrue(text.startsWith(message), text);
  }

  @Test
  void deepNestingIsRefused() {
    String json = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    PunaException e = assertThrows(PunaException.class, () -> read(json));
    String text = String.valueOf(e.getMessage());
    assertTrue(text.contains("nesting depth"), text);
  }

  @Test
  void promptNeedsMessages() {
    PunaException e = assertThrows(PunaException.class, () -> prompt("{\"messages\": 1}"));
    assertEquals("standard input: there is no list \"messages\" in it", e.getMessage());
  }

  private static Map<String, Object> read(String json) throws IOException {
    return ContextFile.read("-", stream(json));
  }

  private static void prompt(String json) throws IOException {
    ContextFile.prompt("-", stream(json));
  }

  private static InputStream stream(String json) {
    return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
  }
}
