package dev.puna.engine;

/** The tokens that are drafted for a task in a step, and how its drafts have fared so far. */
final class Draft {
  /** What the last token that was checked counts in {@link #acceptance}. */
  private static final double WEIGHT = 1.0 / 12;

  private static final int LEAST_PATIENCE = 16;
  private static final int MOST_PATIENCE = 256;

  /** Tokens that are drafted to see whether drafts pay by now. */
  private static final int PROBE = 2;

  private int[] tokens = {};
  private int count;
  private int wanted;

  private int drafted;
  private int accepted;

  /** Below 0 before there is a first guess. */
  private double acceptance = -1;

  /** Steps since something was drafted last, and after how many it is tried again. */
  private int idle;

  private int patience = LEAST_PATIENCE;

  /** Begins a draft of up to {@code most} tokens. */
  void begin(int most) {
    count = 0;
    wanted = most;
    if (tokens.length < most) {
      tokens = new int[most];
    }
  }

  /** Whether it wants more tokens. */
  boolean isOpen() {
    return count < wanted;
  }

  /** Nothing more is added. */
  void close() {
    wanted = count;
  }

  int count() {
    return count;
  }

  int token(int index) {
    return tokens[index];
  }

  void add(int token) {
    tokens[count++] = token;
  }

  /** Drops what is more than {@code most} tokens. */
  void limit(int most) {
    count = Math.min(count, most);
  }

  /**
   * The draft was checked, as far as the answer went on; it is empty now.
   *
   * @param right how many tokens were those that the model chose
   * @param wrong whether the next was not
   */
  void checked(int right, boolean wrong) {
    drafted += count;
    accepted += right;
    for (int i = 0; i < right; i++) {
      acceptance += WEIGHT * (1 - acceptance);
    }
    if (wrong) {
      acceptance -= WEIGHT * acceptance;
    }
    begin(0);
  }

  /** Tokens that the model has checked so far. */
  int drafted() {
    return drafted;
  }

  /** How many of them were those that it chose. */
  int accepted() {
    return accepted;
  }

  /**
   * How likely a drafted token is the one that the model chooses, given that those before it were.
   *
   * @param first the answer as long as there is nothing to tell it from
   */
  double acceptance(double first) {
    if (acceptance < 0) {
      acceptance = first;
    }
    return acceptance;
  }

  /**
   * How many tokens to draft where {@code planned} seem best: where that is none for long, a few
   * once in a while, to see whether that is still so. It is seen ever more seldom.
   */
  int probing(int planned, int most) {
    if (planned > 0) {
      idle = 0;
      patience = LEAST_PATIENCE;
      return planned;
    }
    if (++idle < patience) {
      return 0;
    }
    idle = 0;
    patience = Math.min(MOST_PATIENCE, 2 * patience);
    return Math.min(PROBE, most);
  }
}
