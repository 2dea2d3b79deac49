package dev.puna.tokenizer;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Seeded texts of what tokenizers get wrong. */
final class RandomText {
  private static final String[] ATOMS = {
    "a",
    "b",
    "Z",
    "s",
    "the",
    " the",
    "Hello",
    "'s",
    "'S",
    "'t",
    "'RE",
    "'Ve",
    "'ll",
    "'d",
    "'x",
    "'",
    " ",
    "  ",
    "   ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    " \n",
    "0",
    "12",
    "333",
    "4567890",
    "½",
    "²",
    "Ⅷ",
    "٣",
    "१",
    "é",
    "e\u0301",
    "\u0301",
    "ß",
    "ſ",
    "\u212A",
    "Ж",
    "нет",
    "α",
    "ა",
    "Ꭰ",
    "Ḁ",
    "ἀ",
    "中",
    "我想",
    "の",
    "カ",
    "ー",
    "한글",
    "ㄱ",
    "ไทย",
    "កាន់",
    "हिन्दी",
    "😀",
    "👨\u200D👩",
    "€",
    "$",
    "+",
    "=",
    "<",
    ">",
    "<|",
    "|>",
    "^",
    "`",
    "~",
    "|",
    "!!",
    "?",
    "...",
    ",",
    ";",
    "-",
    "_",
    "(",
    "]",
    "{",
    "\\",
    "/",
    "#",
    "@",
    "%",
    "&",
    "*",
    "\"",
    "“",
    "’",
    "—",
    "、",
    "。",
    "「",
    "！",
    "～",
    "\u00A0",
    "\u2003",
    "\u3000",
    "\u200B",
    "\u0000",
    "\u0001",
    "\u007F",
    "\u0085",
    "\uFFFD",
    "\uE000",
    "\u2028",
    "\u1680",
    "ø",
    "ÿ",
    "ǅ",
    "ʔ",
    "ª",
    "ﬁ",
    "Ａ",
    "１",
    "𐐀",
    "𝐀",
    "𠜎",
    "\uDBFF\uDFFF"
  };

  private RandomText() {}

  /** Up to {@code most} atoms in a row. */
  static String text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(ATOMS[random.nextInt(ATOMS.length)]);
    }
    return text.toString();
  }

  /** Bytes, most of which are no UTF-8. */
  static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** What tokens stand for, one after the other. */
  static byte[] concatenate(Tokenizer tokenizer, int[] ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      bytes.writeBytes(tokenizer.pieceBytes(id));
    }
    return bytes.toByteArray();
  }
}
