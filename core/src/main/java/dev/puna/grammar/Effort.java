package dev.puna.grammar;

/** What may be done to combine the keywords of one schema, which may be hostile: some seconds. */
final class Effort {
  private static final long MOST = 50_000_000;

  private long left = MOST;

  /**
   * Counts steps of some nanoseconds, and words of memory.
   *
   * @throws GrammarException if it becomes too much
   */
  void spend(long steps) {
    left -= steps;
    if (left < 0) {
      throw new GrammarException(
          "this takes too long to combine with other keywords; simplify it or leave it out");
    }
  }
}
