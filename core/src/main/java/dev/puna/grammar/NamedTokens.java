package dev.puna.grammar;

/** The tokens that a grammar names, in one vocabulary. */
final class NamedTokens {
  private final ParseStates states;
  private final TokenTable table;

  /** In the order of the automaton. */
  private final int[] ids;

  /**
   * Looks the tokens up.
   *
   * @throws GrammarException if one is not there
   */
  NamedTokens(ParseStates states, TokenTable table) {
    this.states = states;
    this.table = table;
    ids = states.automaton().tokens.stream().mapToInt(token -> token.resolve(table)).toArray();
  }

  /** Adds the tokens that may follow a state, as what is named or as any other. */
  void add(ParseState state, long[] tokens) {
    ParseState named = states.next(state, Automaton.TOKEN);
    ParseState others = states.next(state, Automaton.OTHER_TOKEN);
    for (int i = 0; i < ids.length; i++) {
      if (follows(others, i) != ParseState.DEAD) {
        table.addAllBut(ids[i], tokens);
      }
    }
    for (int i = 0; i < ids.length; i++) {
      if (follows(named, i) != ParseState.DEAD) {
        tokens[ids[i] >> 6] |= 1L << ids[i];
      }
    }
  }

  /** The state after a token, read as what is named or as any other. */
  ParseState after(ParseState state, int token) {
    ParseState named = states.next(state, Automaton.TOKEN);
    ParseState others = states.next(state, Automaton.OTHER_TOKEN);
    ParseState after = ParseState.DEAD;
    for (int i = 0; i < ids.length; i++) {
      after = states.either(after, follows(token == ids[i] ? named : others, i));
    }
    return after;
  }

  private ParseState follows(ParseState marked, int index) {
    return marked == ParseState.DEAD ? marked : states.next(marked, (byte) index);
  }
}
