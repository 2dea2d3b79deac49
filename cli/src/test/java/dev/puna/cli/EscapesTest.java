package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EscapesTest {
  @Test
  void plainTextStaysAsItIs() {
    assertEquals("Grüße, 世界 😀 \"x\" \\", Escapes.line("Grüße, 世界 😀 \"x\" \\"));
  }

  @Test
  void charactersThatMoveTheCursorAreShown() {
    assertEquals("a\\nb\\r\\t\\u001B[31m\\u0007", Escapes.line("a\nb\r\t\u001B[31m\u0007"));
  }

  @Test
  void charactersThatDisguiseTextAreShown() {
    assertEquals("\\u202Ex\\u200B\\uFEFF\\u2028", Escapes.line("\u202Ex\u200B\uFEFF\u2028"));
    assertEquals("\\U000E0041 \\uD800", Escapes.line("\uDB40\uDC41 \uD800"));
  }

  @Test
  void longLinesAreCut() {
    assertEquals("x".repeat(2000) + "...", Escapes.line("x".repeat(5000)));
  }

  @Test
  void bytesOutsideUtf8AreShownInHexadecimal() {
    assertEquals("\"\\xC3\"", Escapes.bytes(new byte[] {(byte) 0xC3}));
    assertEquals(
        "\"a\\xFFé\\xE2\\x82b\"",
        Escapes.bytes(
            new byte[] {
              'a', (byte) 0xFF, (byte) 0xC3, (byte) 0xA9, (byte) 0xE2, (byte) 0x82, 'b'
            }));
  }

  @Test
  void quotesAndBackslashesInBytesAreEscaped() {
    assertEquals("\"\\\\ \\\" \\n\"", Escapes.bytes("\\ \" \n".getBytes(StandardCharsets.UTF_8)));
    assertEquals("\"\"", Escapes.bytes(new byte[0]));
  }
}
