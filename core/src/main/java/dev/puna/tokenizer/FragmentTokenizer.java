package dev.puna.tokenizer;

/**
 * What all tokenizers do alike: cut the text at control and user-defined tokens, hand what lies
 * between to an encoder, and put BOS and EOS around it.
 */
abstract class FragmentTokenizer implements Tokenizer {
  /** Encodes text that has no such tokens; used for one call. */
  interface Encoder {
    /** Appends the tokens of {@code text[from, to)}, which is not empty. */
    void encode(byte[] text, int from, int to);
  }

  private final Vocabulary vocabulary;
  private final SpecialPieces specials;

  FragmentTokenizer(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.specials = new SpecialPieces(vocabulary);
  }

  /** An encoder that appends to a list. */
  abstract Encoder encoder(IntList tokens);

  /** Appends the token for what no piece stands for, where there is one. */
  final void addUnknown(IntList tokens) {
    if (vocabulary.unknown().isPresent()) {
      tokens.add(vocabulary.unknown().getAsInt());
    }
  }

  @Override
  public final Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public final String guard(String text) {
    return GuardMarks.add(text, specials);
  }

  @Override
  public final int[] encode(byte[] utf8, boolean addSpecial, boolean parseSpecial) {
    GuardMarks guarded = parseSpecial ? GuardMarks.of(utf8) : GuardMarks.none(utf8);
    return encode(guarded, addSpecial, parseSpecial);
  }

  private int[] encode(GuardMarks guarded, boolean addSpecial, boolean parseSpecial) {
    byte[] utf8 = guarded.text();
    IntList tokens = new IntList();
    if (addSpecial && vocabulary.addsBos() && vocabulary.bos().isPresent()) {
      tokens.add(vocabulary.bos().getAsInt());
    }
    Encoder encoder = encoder(tokens);
    int plain = 0;
    int at = 0;
    int mark = 0;
    int[] places = guarded.places();
    while (at < utf8.length) {
      while (mark < places.length && places[mark] < at) {
        mark++;
      }
      boolean isMarked = mark < places.length && places[mark] == at;
      int special = specials.find(utf8, at, utf8.length, parseSpecial && !isMarked);
      if (special == SpecialPieces.NONE) {
        at++;
        continue;
      }
      if (plain < at) {
        encoder.encode(utf8, plain, at);
      }
      tokens.add(special);
      at += vocabulary.pieces().length(special);
      if (vocabulary.takesSpaceAfter(special)) {
        at = Scan.asciiSpaces(utf8, at, utf8.length);
      }
      plain = at;
    }
    if (plain < utf8.length) {
      encoder.encode(utf8, plain, utf8.length);
    }
    if (addSpecial && vocabulary.addsEos() && vocabulary.eos().isPresent()) {
      tokens.add(vocabulary.eos().getAsInt());
    }
    return tokens.toArray();
  }
}
