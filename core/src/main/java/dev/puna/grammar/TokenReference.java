package dev.puna.grammar;

/**
 * A token that a grammar names.
 *
 * @param id its id; -1 where it is named by its text
 * @param name as the grammar has it: its text, {@code <think>}, or its id, {@code <[1000]>}
 */
record TokenReference(int id, String name) {
  /**
   * The token's id.
   *
   * @throws GrammarException if there is no such token, or if it ends generation
   */
  int resolve(TokenTable table) {
    int token = id >= 0 ? id : table.tokenOf(name);
    if (token < 0 || token >= table.size()) {
      throw new GrammarException("the grammar names the token " + name + ", which the model lacks");
    }
    if (table.endsGeneration(token)) {
      throw new GrammarException(
          "the grammar names the token "
              + name
              + ", which ends generation; it may come where the grammar is complete, and nowhere"
              + " else");
    }
    return token;
  }
}
