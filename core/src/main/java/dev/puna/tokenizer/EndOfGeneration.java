package dev.puna.tokenizer;

import java.util.Set;

/**
 * Finds the tokens at which generation ends. Files name one or two of them; the others, such as the
 * end of a turn beside the end of a text, are known by how they are written.
 */
final class EndOfGeneration {
  /** Ends of a turn, the most specific first. */
  private static final String[] TURN_ENDS = {
    "<|eot_id|>",
    "<|im_end|>",
    "<|end|>",
    "<end_of_turn>",
    "<EOT>",
    "_<EOT>",
    "▁<EOT>",
    "[EOT]",
    "<end_of_utterance>",
    "<|endoftext|>",
    "<|end_of_text|>",
    "<｜end▁of▁sentence｜>"
  };

  /** Further ends: of a text, a message, a call, a file. */
  private static final Set<String> OTHER_ENDS =
      Set.of(
          "<|eom_id|>",
          "<|return|>",
          "<|call|>",
          "<|calls|>",
          "<|flush|>",
          "<eos>",
          "[EOS]",
          "<turn|>",
          "<|tool_response>",
          "[e~[",
          "<|fim_pad|>",
          "<fim-pad>",
          "<fim_pad>",
          "<PAD>",
          "[PAD]",
          "<|fim_repo|>",
          "<|repo_name|>",
          "<fim-repo>",
          "<REPO>",
          "<reponame>",
          "<|file_sep|>");

  /** Ends a text where it is a control token; else it is markup. */
  private static final String CLOSING_S = "</s>";

  private EndOfGeneration() {}

  /** The end of a turn, by how it is written, or -1. */
  static int turnEnd(PieceTable pieces) {
    for (String name : TURN_ENDS) {
      int id = pieces.find(name);
      if (id >= 0) {
        return id;
      }
    }
    return -1;
  }

  /**
   * All tokens that end generation, ascending. Those found by how they are written become control
   * tokens, whatever the file says.
   *
   * @param types of each piece; changed
   * @param named ids that the file names; -1 is ignored
   */
  static int[] find(PieceTable pieces, byte[] types, int... named) {
    IntList ends = new IntList();
    boolean returns = false;
    boolean calls = false;
    boolean flushes = false;
    for (int id = 0; id < pieces.size(); id++) {
      if (!looksLikeName(pieces, id)) {
        continue;
      }
      String text = pieces.text(id);
      if (isEnd(text) || text.equals(CLOSING_S) && types[id] != TokenType.NORMAL.ordinal()) {
        ends.add(id);
        types[id] = (byte) TokenType.CONTROL.ordinal();
      }
      returns |= text.equals("<|return|>");
      calls |= text.equals("<|call|>") || text.equals("<|calls|>");
      flushes |= text.equals("<|flush|>");
    }
    for (int id : named) {
      if (id >= 0) {
        ends.insertAscending(id);
      }
    }
    // Vocabularies with these tokens write <|end|> after each part of an answer.
    if (calls && (returns || flushes)) {
      ends.remove(pieces.find("<|end|>"));
    }
    return ends.toArray();
  }

  /** Cheap test that most pieces fail. */
  private static boolean looksLikeName(PieceTable pieces, int id) {
    int length = pieces.length(id);
    if (length < 4) {
      return false;
    }
    byte last = pieces.at(id, length - 1);
    return last == '>' || last == ']' || last == '[';
  }

  private static boolean isEnd(String text) {
    if (OTHER_ENDS.contains(text)) {
      return true;
    }
    for (String name : TURN_ENDS) {
      if (name.equals(text)) {
        return true;
      }
    }
    return false;
  }
}
