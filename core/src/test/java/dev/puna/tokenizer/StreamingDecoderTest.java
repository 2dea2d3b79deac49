package dev.puna.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamingDecoderTest {
  /** Every byte is a token of its own, 256 ends a turn. */
  private final Tokenizer bytes =
      TestVocabulary.byteLevel("gpt-2")
          .piece("<|im_end|>", TokenType.CONTROL, 0)
          .merges()
          .tokenizer();

  @Test
  void returnsACharacterWhenItIsComplete() {
    StreamingDecoder decoder = new StreamingDecoder(bytes);
    byte[] utf8 = "aé€😀".getBytes(StandardCharsets.UTF_8);
    String[] expected = {"a", "", "é", "", "", "€", "", "", "", "😀"};
    for (int i = 0; i < utf8.length; i++) {
      assertEquals(expected[i], decoder.accept(utf8[i] & 0xFF));
    }
    assertEquals("", decoder.flush());
  }

  @Test
  void replacesWhatBecomesNoCharacter() {
    StreamingDecoder decoder = new StreamingDecoder(bytes);
    assertEquals("\uFFFD", decoder.accept(0xFF));
    assertEquals("", decoder.accept(0xE2));
    assertEquals("\uFFFDa", decoder.accept('a'));
    assertEquals("", decoder.accept(0xF0));
    assertEquals("", decoder.accept(0x9F));
    assertEquals("\uFFFD", decoder.flush());
    assertEquals("b", decoder.accept('b'));
  }

  @Test
  void agreesWithDecodingAllAtOnce() {
    Random random = new Random(6);
    for (int i = 0; i < 5_000; i++) {
      byte[] text = new byte[random.nextInt(12)];
      for (int j = 0; j < text.length; j++) {
        text[j] = (byte) (random.nextInt(4) == 0 ? 'x' : 0x80 + random.nextInt(128));
      }
      StreamingDecoder decoder = new StreamingDecoder(bytes);
      StringBuilder streamed = new StringBuilder();
      for (byte value : text) {
        String part = decoder.accept(value & 0xFF);
        assertFalse(!part.isEmpty() && Character.isHighSurrogate(part.charAt(part.length() - 1)));
        streamed.append(part);
      }
      streamed.append(decoder.flush());
      assertEquals(new String(text, StandardCharsets.UTF_8), streamed.toString());
    }
  }

  @Test
  void showsControlTokensOnlyWhenAskedTo() {
    assertEquals("", new StreamingDecoder(bytes).accept(256));
    assertEquals("<|im_end|>", new StreamingDecoder(bytes, true, true).accept(256));
  }

  @Test
  void takesAwayTheSpaceBeforeATextOnly() {
    Tokenizer tokenizer =
        TestVocabulary.sentencePiece().piece("▁a").piece("▁").piece("▁▁").tokenizer();
    int word = tokenizer.vocabulary().find("▁a").orElseThrow();
    int space = tokenizer.vocabulary().find("▁").orElseThrow();

    StreamingDecoder start = new StreamingDecoder(tokenizer);
    assertEquals("", start.accept(tokenizer.vocabulary().bos().orElseThrow()));
    assertEquals("a", start.accept(word));
    assertEquals(" a", start.accept(word));

    StreamingDecoder spaces = new StreamingDecoder(tokenizer);
    assertEquals("", spaces.accept(space));
    assertEquals(" a", spaces.accept(word));

    StreamingDecoder middle = new StreamingDecoder(tokenizer, false, false);
    assertEquals(" a", middle.accept(word));
    assertEquals("  ", new StreamingDecoder(tokenizer, false, false).accept(space + 1));
    assertEquals(" ", new StreamingDecoder(tokenizer).accept(space + 1));
  }

  @Test
  void bytePiecesBuildCharacters() {
    Tokenizer tokenizer = TestVocabulary.sentencePiece().piece("▁").tokenizer();
    StreamingDecoder decoder = new StreamingDecoder(tokenizer);
    assertEquals("", decoder.accept(3 + 0xC3));
    assertEquals("é", decoder.accept(3 + 0xA9));
    assertTrue(decoder.flush().isEmpty());
  }
}
