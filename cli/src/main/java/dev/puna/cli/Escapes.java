package dev.puna.cli;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Makes text from files and models safe to show in a line. */
final class Escapes {
  /** A message longer than this says nothing more. */
  private static final int MAX_CHARACTERS = 2000;

  private Escapes() {}

  /** The text as one line, cut after {@value #MAX_CHARACTERS} characters. */
  static String line(String text) {
    return text.length() <= MAX_CHARACTERS
        ? all(text)
        : all(text.substring(0, MAX_CHARACTERS)) + "...";
  }

  /** The text without characters that move the cursor or disguise other text. */
  static String all(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(escaped, c));
    return escaped.toString();
  }

  /** Bytes as text in quotes: bytes that are no UTF-8 as {@code \\xFF}, quotes escaped too. */
  static String bytes(byte[] bytes) {
    CharBuffer text = CharBuffer.allocate(bytes.length);
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    StringBuilder escaped = new StringBuilder("\"");
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    while (rest.hasRemaining()) {
      CoderResult result = decoder.reset().decode(rest, text, true);
      String plain = text.flip().toString().replace("\\", "\\\\").replace("\"", "\\\"");
      escaped.append(all(plain));
      text.clear();
      for (int i = 0; result.isError() && i < result.length(); i++) {
        escaped.append("\\x%02X".formatted(rest.get()));
      }
    }
    return escaped.append('"').toString();
  }

  private static void append(StringBuilder escaped, int c) {
    switch (c) {
      case '\n' -> escaped.append("\\n");
      case '\r' -> escaped.append("\\r");
      case '\t' -> escaped.append("\\t");
      default -> {
        if (isPlain(c)) {
          escaped.appendCodePoint(c);
        } else {
          escaped.append(c <= 0xFFFF ? "\\u%04X".formatted(c) : "\\U%08X".formatted(c));
        }
      }
    }
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
