package dev.puna;

import java.util.ArrayList;
import java.util.List;

/** The log probabilities of an answer's tokens, and where in its text each token begins. */
final class ProbabilityLog {
  private record Entry(TokenProbability token, int start) {}

  private final List<Entry> entries = new ArrayList<>();
  private int taken;

  /** Adds the next token, whose text begins {@code start} characters into the answer's. */
  void add(TokenProbability token, int start) {
    entries.add(new Entry(token, start));
  }

  /** Those not yet taken of the tokens that begin before {@code end}. */
  List<TokenProbability> take(int end) {
    int from = taken;
    taken += before(end, from);
    return tokens(from, taken);
  }

  /** All tokens that begin before {@code end}. */
  List<TokenProbability> all(int end) {
    return tokens(0, before(end, 0));
  }

  /** How many from {@code from} on begin before {@code end}. */
  private int before(int end, int from) {
    int count = 0;
    while (from + count < entries.size() && entries.get(from + count).start < end) {
      count++;
    }
    return count;
  }

  private List<TokenProbability> tokens(int from, int to) {
    return entries.subList(from, to).stream().map(Entry::token).toList();
  }
}
