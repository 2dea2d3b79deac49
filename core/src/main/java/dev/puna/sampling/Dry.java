package dev.puna.sampling;

import java.util.function.IntFunction;

/**
 * Makes tokens less likely that would lengthen a repetition; see {@link DryOptions}. Linear time in
 * the window.
 */
final class Dry implements SamplerStage {
  private final DryOptions options;
  private final TokenWindow window;
  private final SequenceBreakers breakers;

  /** Tokens after the last one in which a breaker ended. */
  private int sinceBreaker;

  /** The window backwards: the last token is at 0. */
  private int[] recent = new int[0];

  /** How many tokens of recent from each place on equal those from 0 on. */
  private int[] repeats = new int[0];

  /** The longest repetition that a token would lengthen, plus 1; all zero between calls. */
  private int[] lengths = new int[0];

  Dry(DryOptions options, IntFunction<byte[]> pieces) {
    this.options = options;
    window = new TokenWindow(options.window());
    breakers = new SequenceBreakers(options.sequenceBreakers(), pieces);
  }

  @Override
  public void accept(int token) {
    window.add(token);
    sinceBreaker = breakers.accept(token) ? 0 : sinceBreaker + 1;
  }

  @Override
  public void apply(Candidates candidates) {
    int size = window.size();
    int longest = Math.min(size, sinceBreaker);
    if (size <= options.allowedLength() || longest < options.allowedLength()) {
      return;
    }
    int vocabulary = candidates.vocabulary();
    grow(size, vocabulary);
    findRepeats(size);
    for (int i = 1; i < size; i++) {
      int repeated = Math.min(repeats[i], longest);
      int token = recent[i - 1];
      if (repeated >= options.allowedLength() && token < vocabulary) {
        lengths[token] = Math.max(lengths[token], repeated + 1);
      }
    }
    for (int i = 1; i < size; i++) {
      int token = recent[i - 1];
      if (token < vocabulary && lengths[token] > 0) {
        penalise(candidates, token, lengths[token] - 1);
        lengths[token] = 0;
      }
    }
  }

  private void grow(int size, int vocabulary) {
    if (recent.length < size) {
      int capacity = Math.max(size, 2 * recent.length);
      recent = new int[capacity];
      repeats = new int[capacity];
    }
    if (lengths.length < vocabulary) {
      lengths = new int[vocabulary];
    }
    breakers.remember(vocabulary);
  }

  /** The Z-algorithm, over the reversed window: what repeats are the ends of the text so far. */
  private void findRepeats(int size) {
    for (int i = 0; i < size; i++) {
      recent[i] = window.fromEnd(i);
    }
    // The repetition found so far that reaches farthest: recent[start, end) equals the beginning.
    int start = 0;
    int end = 0;
    for (int i = 1; i < size; i++) {
      int length = i < end ? Math.min(repeats[i - start], end - i) : 0;
      while (i + length < size && recent[length] == recent[i + length]) {
        length++;
      }
      repeats[i] = length;
      if (i + length > end) {
        start = i;
        end = i + length;
      }
    }
  }

  private void penalise(Candidates candidates, int token, int repeated) {
    int candidate = candidates.find(token);
    if (candidate < 0 || breakers.isIn(token)) {
      return;
    }
    float logit = candidates.logit(candidate);
    double excess = Power.of(options.base(), repeated - options.allowedLength());
    double lowered = logit - options.multiplier() * excess;
    // Never forbidden by that alone: then no token might be left.
    candidates.setLogit(candidate, (float) Math.max(lowered, Math.min(logit, -Float.MAX_VALUE)));
  }
}
