package dev.puna.tokenizer;

/**
 * Splits text into the words that byte-level BPE encodes one by one. Each step splits every piece
 * that the steps before it left into its matches and what lies between them.
 */
final class Splitter {
  /** Takes the words in order. */
  interface Sink {
    /** A word: {@code text[from, to)}, not empty. */
    void word(byte[] text, int from, int to);
  }

  private final SplitStep[] steps;

  Splitter(SplitStep... steps) {
    this.steps = steps;
  }

  void split(byte[] text, int from, int to, Sink sink) {
    split(0, text, from, to, sink);
  }

  private void split(int step, byte[] text, int from, int to, Sink sink) {
    if (step == steps.length) {
      sink.word(text, from, to);
      return;
    }
    int at = from;
    while (at < to) {
      long match = steps[step].find(text, at, to);
      int start = match == SplitStep.NONE ? to : (int) (match >>> 32);
      if (start > at) {
        split(step + 1, text, at, start, sink);
      }
      at = start;
      if (match != SplitStep.NONE) {
        at = (int) match;
        split(step + 1, text, start, at, sink);
      }
    }
  }
}
