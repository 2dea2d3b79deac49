package dev.puna.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  // The bytes at which some range of the definition begins or ends.
  private static final int[] EDGES = {
    0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
    0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
  };

  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

  @Test
  void agreesWithTheDecoderOnAllShortSequences() {
    for (int a = 0; a < 256; a++) {
      assertAgrees(a);
      for (int b = 0; b < 256; b++) {
        assertAgrees(a, b);
      }
    }
  }

  @Test
  void agreesWithTheDecoderAtTheEdgesOfLongSequences() {
    for (int a : EDGES) {
      for (int b : EDGES) {
        for (int c : EDGES) {
          assertAgrees(a, b, c);
          for (int d : EDGES) {
            assertAgrees(a, b, c, d);
          }
        }
      }
    }
  }

  @Test
  void agreesWithTheDecoderOnTextWithAnError() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      int[] characters = random.ints(12, 0, 0x110000).map(c -> c >> c % 17).toArray();
      for (int k = 0; k < characters.length; k++) {
        characters[k] = characters[k] >= 0xD800 && characters[k] < 0xE000 ? 'a' : characters[k];
      }
      byte[] text = new String(characters, 0, 12).getBytes(StandardCharsets.UTF_8);
      text[random.nextInt(text.length)] = (byte) random.nextInt(256);
      assertAgrees(text);
    }
  }

  private void assertAgrees(int... sequence) {
    byte[] bytes = new byte[sequence.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) sequence[i];
    }
    assertAgrees(bytes);
  }

  private void assertAgrees(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.reset().decode(in, out, true);
    int expected = result.isError() ? in.position() : -1;
    assertEquals(expected, Utf8.firstInvalid(bytes, 0, bytes.length));
  }
}
