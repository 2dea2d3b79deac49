package dev.puna.tokenizer;

/** What a piece of a vocabulary is for; numbered as in {@code tokenizer.ggml.token_type}. */
public enum TokenType {
  /** The file does not say; treated as {@link #NORMAL}. */
  UNDEFINED,
  /** Ordinary text. */
  NORMAL,
  /** Stands for text that the vocabulary can not express. */
  UNKNOWN,
  /** Steers the model: begin and end of a text, of a turn. Its text is a name, not content. */
  CONTROL,
  /** Text that is always one token, wherever it occurs. */
  USER_DEFINED,
  /** Reserved; treated as {@link #NORMAL}. */
  UNUSED,
  /** A single byte, written {@code <0x41>}. */
  BYTE;

  private static final TokenType[] TYPES = values();

  /** The type with a number of the file's; {@link #UNDEFINED} for a number that means nothing. */
  static TokenType of(int number) {
    return number >= 0 && number < TYPES.length ? TYPES[number] : UNDEFINED;
  }

  /** Whether its text is a name that never stands for itself in a text. */
  boolean isSpecial() {
    return this == CONTROL || this == UNKNOWN;
  }

  /** Whether plain text may become such a piece by merging. */
  boolean isText() {
    return !isSpecial() && this != BYTE;
  }
}
