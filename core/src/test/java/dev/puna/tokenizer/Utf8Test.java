package dev.puna.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

  @Test
  void readsEveryCodePoint() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        byte[] text = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        assertEquals(codePoint, Utf8.codePoint(text, 0, text.length));
        assertEquals(text.length, Utf8.length(text, 0, text.length));
      }
    }
  }

  @Test
  void takesAByteThatBeginsNoCharacterAlone() {
    Random random = new Random(11);
    byte[] interesting = {
      'a',
      (byte) 0x80,
      (byte) 0x8F,
      (byte) 0x90,
      (byte) 0x9F,
      (byte) 0xA0,
      (byte) 0xBF,
      (byte) 0xC0,
      (byte) 0xC1,
      (byte) 0xC2,
      (byte) 0xDF,
      (byte) 0xE0,
      (byte) 0xE1,
      (byte) 0xED,
      (byte) 0xEF,
      (byte) 0xF0,
      (byte) 0xF3,
      (byte) 0xF4,
      (byte) 0xF5,
      (byte) 0xFF
    };
    byte[] text = new byte[4];
    for (int i = 0; i < 30_000; i++) {
      for (int j = 0; j < text.length; j++) {
        text[j] = interesting[random.nextInt(interesting.length)];
      }
      int to = 1 + random.nextInt(text.length);
      int expected = wellFormedLength(text, to);
      assertEquals(Math.max(expected, 1), Utf8.length(text, 0, to));
      if (expected == 0) {
        assertEquals(Utf8.REPLACEMENT, Utf8.codePoint(text, 0, to));
      }
    }
  }

  /** Bytes of the character that the text begins with, by the JDK's decoder; 0 if there is none. */
  private static int wellFormedLength(byte[] text, int to) {
    for (int length = 1; length <= to; length++) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, 0, length));
        return length;
      } catch (CharacterCodingException e) {
        // no character yet
      }
    }
    return 0;
  }
}
