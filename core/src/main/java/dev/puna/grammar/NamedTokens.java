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
    for (int i = 0; i < ids.length; i++) {
      if (next(state, Automaton.OTHER_TOKEN, i) != ParseState.DEAD) {
        table.addAllBut(ids[i], tokens);
      }
    }
    for (int i = 0; i < ids.length; i++) {
      if (next(state, Automaton.TOKEN, i) != ParseState.DEAD) {
        tokens[ids[i] >> 6] |= 1L << ids[i];
      }
    }
  }

  /** The state after a token, read as what is named or as any other. */
  ParseState after(ParseState state, int token) {
    ParseState after = ParseState.DEAD;
    for (int i = 0; i < ids.length; i++) {
      byte marker = token == ids[i] ? Automaton.TOKEN : Automaton.OTHER_TOKEN;
      after = states.either(after, next(state, marker, i));
    }
    return after;
  }

  private ParseState next(ParseState state, byte marker, int index) {
    ParseState marked = states.next(state, marker);
    return marked == ParseState.DEAD ? marked : states.next(marked, (byte) index);
  }
}
