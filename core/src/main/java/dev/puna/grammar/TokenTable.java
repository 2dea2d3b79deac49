package dev.puna.grammar;

import dev.puna.tokenizer.TokenType;
import dev.puna.tokenizer.Tokenizer;
import dev.puna.tokenizer.Vocabulary;

/**
 * What the tokens of a tokenizer stand for, arranged for {@link GrammarConstraint}. To be built
 * once for a tokenizer; immutable and thread-safe.
 *
 * <p>Control tokens stand for nothing, so that no grammar allows them; tokens that end generation
 * are allowed where the text is complete.
 */
public final class TokenTable {
  private static final byte[] NOTHING = {};

  private final Tokenizer tokenizer;
  private final byte[][] bytes;
  private final int[] ends;

  /** All tokens that do not end generation. */
  private final long[] others;

  private final TokenTrie trie;
  private final TokenTrie longTrie;

  private TokenTable(Tokenizer tokenizer, byte[][] bytes, int[] ends) {
    this.tokenizer = tokenizer;
    this.bytes = bytes;
    this.ends = ends;
    others = new long[words()];
    for (int id = 0; id < bytes.length; id++) {
      others[id >> 6] |= 1L << id;
    }
    for (int end : ends) {
      others[end >> 6] &= ~(1L << end);
    }
    byte[][] shorts = bytes.clone();
    byte[][] longs = bytes.clone();
    for (int id = 0; id < bytes.length; id++) {
      (bytes[id].length <= Automaton.HORIZON ? longs : shorts)[id] = NOTHING;
    }
    trie = new TokenTrie(shorts);
    longTrie = new TokenTrie(longs);
  }

  /** The table of a tokenizer. Takes some tenths of a second for 128,000 tokens. */
  public static TokenTable of(Tokenizer tokenizer) {
    Vocabulary vocabulary = tokenizer.vocabulary();
    byte[][] bytes = new byte[vocabulary.size()][];
    for (int id = 0; id < bytes.length; id++) {
      TokenType type = vocabulary.type(id);
      boolean shown = type != TokenType.CONTROL && type != TokenType.UNKNOWN;
      byte[] piece = shown ? tokenizer.pieceBytes(id) : NOTHING;
      bytes[id] = isOfText(piece) ? piece : NOTHING;
    }
    int[] ends = vocabulary.endOfGeneration();
    for (int id : ends) {
      bytes[id] = NOTHING;
    }
    return new TokenTable(tokenizer, bytes, ends);
  }

  /** Whether bytes may be part of a text: the highest are in no character. */
  private static boolean isOfText(byte[] bytes) {
    for (byte value : bytes) {
      if ((value & 0xFF) >= 0xF8) {
        return false;
      }
    }
    return true;
  }

  /** How many tokens there are. */
  public int size() {
    return bytes.length;
  }

  /** The bytes of a token; none where it is no text. */
  byte[] bytes(int token) {
    return token >= 0 && token < bytes.length ? bytes[token] : NOTHING;
  }

  /** The token whose text this is; -1 where there is none. */
  int tokenOf(String text) {
    int[] ids = tokenizer.encode(text, false, true);
    return ids.length == 1 ? ids[0] : -1;
  }

  boolean endsGeneration(int token) {
    for (int end : ends) {
      if (end == token) {
        return true;
      }
    }
    return false;
  }

  /** Adds the tokens that end generation to a set of tokens. */
  void addEnds(long[] tokens) {
    for (int end : ends) {
      tokens[end >> 6] |= 1L << end;
    }
  }

  /** Adds all tokens but one, and but those that end generation. */
  void addAllBut(int token, long[] tokens) {
    boolean had = (tokens[token >> 6] >>> token & 1) != 0;
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] |= others[i];
    }
    if (!had) {
      tokens[token >> 6] &= ~(1L << token);
    }
  }

  /** Whether any token ends generation. */
  boolean hasEnds() {
    return ends.length > 0;
  }

  /** Words of a set of tokens, one bit a token. */
  int words() {
    return (bytes.length + 63) / 64;
  }

  /** The tokens of more than {@link Automaton#HORIZON} bytes. */
  TokenTrie longTrie() {
    return longTrie;
  }

  /** The tokens of at most {@link Automaton#HORIZON} bytes: nearly all. */
  TokenTrie trie() {
    return trie;
  }
}
