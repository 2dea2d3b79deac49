package dev.puna.tokenizer;

/** Byte-level BPE: text is split into words, whose bytes merge in the order of the merges. */
final class BpeTokenizer extends FragmentTokenizer {
  private final Splitter splitter;
  private final boolean ignoresMerges;

  /** The merges, the first to be done first: two pieces with a space between. */
  private final PieceTable merges;

  /** The piece of each single byte, -1 where there is none. */
  private final int[] bytePieces = new int[256];

  BpeTokenizer(Vocabulary vocabulary, PreTokenizer preTokenizer, PieceTable merges) {
    super(vocabulary);
    this.splitter = preTokenizer.splitter();
    this.ignoresMerges = preTokenizer.ignoresMerges();
    this.merges = merges;
    byte[] written = new byte[2];
    for (int value = 0; value < 256; value++) {
      int length = ByteLevel.write((byte) value, written, 0);
      bytePieces[value] = vocabulary.findText(written, 0, length);
    }
  }

  @Override
  Encoder encoder(IntList tokens) {
    return new WordEncoder(tokens);
  }

  @Override
  public byte[] pieceBytes(int id) {
    TokenType type = vocabulary().type(id);
    byte[] piece = vocabulary().pieces().bytes(id);
    if (type == TokenType.BYTE) {
      return BytePieces.read(piece);
    }
    return type.isText() && type != TokenType.USER_DEFINED ? ByteLevel.read(piece) : piece;
  }

  /** Encodes word after word. */
  private final class WordEncoder extends PairMerger implements Encoder, Splitter.Sink {
    private final IntList tokens;

    /** The word in the byte-level alphabet. */
    private byte[] word = new byte[64];

    private byte[] merge = new byte[64];

    WordEncoder(IntList tokens) {
      this.tokens = tokens;
    }

    @Override
    public void encode(byte[] text, int from, int to) {
      splitter.split(text, from, to, this);
    }

    @Override
    public void word(byte[] text, int from, int to) {
      if (word.length < 2L * (to - from)) {
        word = new byte[Math.multiplyExact(2, to - from)];
      }
      int end = 0;
      for (int i = from; i < to; i++) {
        end += ByteLevel.write(text[i], word, end);
      }
      int whole = ignoresMerges ? vocabulary().findText(word, 0, end) : -1;
      if (whole >= 0) {
        tokens.add(whole);
      } else {
        merge(text, from, to, end);
      }
    }

    private void merge(byte[] text, int from, int to, int end) {
      begin(word, end);
      int start = 0;
      for (int i = from; i < to; i++) {
        add(bytePieces[text[i] & 0xFF], start);
        start += ByteLevel.length(text[i]);
      }
      merge();
      for (int symbol = 0; symbol >= 0; symbol = next(symbol)) {
        if (piece(symbol) >= 0) {
          tokens.add(piece(symbol));
        } else {
          addUnknown(tokens);
        }
      }
    }

    @Override
    long pair(byte[] text, int from, int middle, int to) {
      int length = to - from + 1;
      if (length > merges.longest()) {
        return NONE;
      }
      if (merge.length < length) {
        merge = new byte[2 * length];
      }
      System.arraycopy(text, from, merge, 0, middle - from);
      merge[middle - from] = ' ';
      System.arraycopy(text, middle, merge, middle - from + 1, to - middle);
      int rank = merges.find(merge, 0, length);
      int result = rank < 0 ? -1 : vocabulary().findText(text, from, to);
      return result < 0 ? NONE : (long) rank << 32 | result;
    }
  }
}
