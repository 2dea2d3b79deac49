package dev.puna.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text without its marks: no control token begins where one was.
 *
 * @param text as UTF-8
 * @param places before which byte of it each mark was, in order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GuardMarks(byte[] text, int[] places) {
  private static final char MARK = '\uFDD0';
  private static final byte[] BYTES = {(byte) 0xEF, (byte) 0xB7, (byte) 0x90};
  private static final int[] NONE = {};

  /** A text as it is. */
  static GuardMarks none(byte[] text) {
    return new GuardMarks(text, NONE);
  }

  /** A text that may have marks. */
  static GuardMarks of(byte[] marked) {
    int first = find(marked, 0);
    if (first < 0) {
      return none(marked);
    }
    byte[] text = new byte[marked.length];
    IntList places = new IntList();
    int length = 0;
    int from = 0;
    for (int mark = first; mark >= 0; mark = find(marked, from)) {
      System.arraycopy(marked, from, text, length, mark - from);
      length += mark - from;
      places.add(length);
      from = mark + BYTES.length;
    }
    System.arraycopy(marked, from, text, length, marked.length - from);
    length += marked.length - from;
    return new GuardMarks(Arrays.copyOf(text, length), places.toArray());
  }

  private static int find(byte[] text, int from) {
    for (int i = from; i <= text.length - BYTES.length; i++) {
      if (text[i] == BYTES[0] && text[i + 1] == BYTES[1] && text[i + 2] == BYTES[2]) {
        return i;
      }
    }
    return -1;
  }

  /** A text with a mark before each control token. */
  static String add(String text, SpecialPieces specials) {
    String plain = text.indexOf(MARK) < 0 ? text : text.replace(String.valueOf(MARK), "");
    byte[] utf8 = plain.getBytes(StandardCharsets.UTF_8);
    StringBuilder marked = new StringBuilder(plain.length());
    int at = 0;
    for (int i = 0; i < plain.length(); ) {
      if (specials.beginsControl(utf8, at)) {
        marked.append(MARK);
      }
      int codePoint = plain.codePointAt(i);
      marked.appendCodePoint(codePoint);
      i += Character.charCount(codePoint);
      at += bytes(codePoint);
    }
    return marked.toString();
  }

  /** Bytes of a character; half a surrogate pair is a question mark. */
  private static int bytes(int codePoint) {
    boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return codePoint < 0x80 || half ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
}
