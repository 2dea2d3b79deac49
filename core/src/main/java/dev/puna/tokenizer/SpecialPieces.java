package dev.puna.tokenizer;

import dev.puna.PunaException;

/**
 * Finds control and user-defined tokens in text: a trie of their texts, the longest match at the
 * leftmost place first.
 */
final class SpecialPieces {
  /** What {@link #find} returns where there is none. */
  static final int NONE = -1;

  /** Longer ones are not looked for: this bounds the time that a byte of text can take. */
  private static final int LONGEST = 256;

  /** More than ten times what large vocabularies need; bounds the memory of the trie. */
  private static final int MOST_NODES = 1 << 20;

  private final Vocabulary vocabulary;

  /** Node and byte to the next node; the root is 0. */
  private final LongIntTable children = new LongIntTable(64);

  /** The piece that ends at a node. */
  private final LongIntTable ends = new LongIntTable(64);

  private final boolean[] isFirst = new boolean[256];
  private final boolean hasUserDefined;

  SpecialPieces(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    PieceTable pieces = vocabulary.pieces();
    int nodes = 1;
    boolean userDefined = false;
    for (int id = 0; id < pieces.size(); id++) {
      TokenType type = vocabulary.type(id);
      int length = pieces.length(id);
      if (!type.isSpecial() && type != TokenType.USER_DEFINED || length == 0 || length > LONGEST) {
        continue;
      }
      userDefined |= type == TokenType.USER_DEFINED;
      isFirst[pieces.at(id, 0) & 0xFF] = true;
      int node = 0;
      for (int i = 0; i < length; i++) {
        long edge = edge(node, pieces.at(id, i));
        int child = children.get(edge);
        if (child < 0) {
          child = nodes++;
          if (nodes > MOST_NODES) {
            throw new PunaException(
                "the vocabulary is damaged: its control and user-defined tokens have more than "
                    + MOST_NODES
                    + " characters");
          }
          children.putIfAbsent(edge, child);
        }
        node = child;
      }
      ends.putIfAbsent(node, id);
    }
    hasUserDefined = userDefined;
  }

  /**
   * The longest of these tokens that {@code text[from, to)} begins with, or {@link #NONE}.
   *
   * @param parseSpecial whether control tokens count
   */
  int find(byte[] text, int from, int to, boolean parseSpecial) {
    if (!parseSpecial && !hasUserDefined || !isFirst[text[from] & 0xFF]) {
      return NONE;
    }
    int found = NONE;
    int node = 0;
    for (int i = from; i < to; i++) {
      node = children.get(edge(node, text[i]));
      if (node < 0) {
        break;
      }
      int id = ends.get(node);
      if (id >= 0 && (parseSpecial || !vocabulary.type(id).isSpecial())) {
        found = id;
      }
    }
    return found;
  }

  /**
   * Whether the text from {@code from} on begins with any control token: also one that {@link
   * #find} would pass over for a longer token, of which a template may cut off the rest.
   */
  boolean beginsControl(byte[] text, int from) {
    int node = isFirst[text[from] & 0xFF] ? 0 : NONE;
    for (int i = from; i < text.length && node >= 0; i++) {
      node = children.get(edge(node, text[i]));
      int id = node < 0 ? NONE : ends.get(node);
      if (id >= 0 && vocabulary.type(id).isSpecial()) {
        return true;
      }
    }
    return false;
  }

  private static long edge(int node, byte value) {
    return (long) node << 8 | value & 0xFF;
  }
}
