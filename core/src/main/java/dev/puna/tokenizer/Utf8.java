package dev.puna.tokenizer;

/**
 * Reads code points straight from UTF-8. A byte that begins no well-formed character is a character
 * of its own: one byte long, with the code point U+FFFD. So any bytes can be tokenized, and keep
 * their identity.
 */
final class Utf8 {
  static final int REPLACEMENT = 0xFFFD;

  private Utf8() {}

  /** The code point at {@code at < to}. */
  static int codePoint(byte[] text, int at, int to) {
    int lead = text[at];
    if (lead >= 0) {
      return lead;
    }
    return switch (length(text, at, to)) {
      case 2 -> (lead & 0x1F) << 6 | text[at + 1] & 0x3F;
      case 3 -> (lead & 0x0F) << 12 | (text[at + 1] & 0x3F) << 6 | text[at + 2] & 0x3F;
      case 4 ->
          (lead & 0x07) << 18
              | (text[at + 1] & 0x3F) << 12
              | (text[at + 2] & 0x3F) << 6
              | text[at + 3] & 0x3F;
      default -> REPLACEMENT;
    };
  }

  /** Bytes of the character at {@code at < to}. */
  static int length(byte[] text, int at, int to) {
    int lead = text[at] & 0xFF;
    if (lead < 0xC2 || lead > 0xF4) {
      return 1;
    }
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    // The second byte's range excludes overlong forms, surrogates and what lies past U+10FFFF.
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    int second = at + 1 < to ? text[at + 1] & 0xFF : 0;
    if (second < least || second > most) {
      return 1;
    }
    for (int i = 2; i < length; i++) {
      if (at + i >= to || (text[at + i] & 0xC0) != 0x80) {
        return 1;
      }
    }
    return length;
  }
}
