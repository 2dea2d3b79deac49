package dev.puna.tokenizer;

import java.util.Arrays;

/**
 * Byte-pair encoding: merges two neighbouring symbols of a text as long as any two can be merged,
 * each time the pair that is first in the order, the leftmost among equals. Takes n log n steps for
 * n symbols.
 */
abstract class PairMerger {
  /** What {@link #pair} returns for two symbols that do not merge. */
  static final long NONE = -1;

  private static final int END = -1;

  private byte[] text = new byte[0];
  private int end;

  /** Of each symbol: its piece or -1, where its text begins, and its neighbours. */
  private int[] pieces = new int[64];

  private int[] starts = new int[64];
  private int[] previous = new int[64];
  private int[] next = new int[64];

  /** What the symbol and its next one merge to, as {@link #pair} gave it. */
  private long[] pairs = new long[64];

  private int count;

  /** Order and left symbol of all pairs that could be merged at some time. */
  private final LongHeap queue = new LongHeap();

  /**
   * Whether {@code text[from, middle)} and {@code text[middle, to)} can be merged.
   *
   * @return their place in the order, lowest first, in the upper half, and the piece that they make
   *     in the lower; or {@link #NONE}
   */
  abstract long pair(byte[] text, int from, int middle, int to);

  /** Starts anew with {@code text[0, end)}. */
  final void begin(byte[] text, int end) {
    this.text = text;
    this.end = end;
    count = 0;
  }

  /** Appends a symbol: its piece, or -1, and where its text begins. */
  final void add(int piece, int start) {
    if (count == pieces.length) {
      pieces = Arrays.copyOf(pieces, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count);
      previous = Arrays.copyOf(previous, 2 * count);
      next = Arrays.copyOf(next, 2 * count);
      pairs = Arrays.copyOf(pairs, 2 * count);
    }
    pieces[count] = piece;
    starts[count] = start;
    count++;
  }

  /** Merges what can be merged. There must be a symbol; the first one, 0, stays the first. */
  final void merge() {
    for (int i = 0; i < count; i++) {
      previous[i] = i - 1;
      next[i] = i + 1;
    }
    next[count - 1] = END;
    for (int i = 0; i < count; i++) {
      offer(i);
    }
    while (!queue.isEmpty()) {
      long first = queue.remove();
      int left = (int) first;
      if (pairs[left] == NONE || pairs[left] >> 32 != first >> 32) {
        continue; // one of the two has been merged into something else
      }
      int right = next[left];
      pieces[left] = (int) pairs[left];
      pairs[right] = NONE;
      next[left] = next[right];
      if (next[left] != END) {
        previous[next[left]] = left;
      }
      offer(left);
      if (left > 0) {
        offer(previous[left]);
      }
    }
  }

  /** The symbol after this one, or -1. */
  final int next(int symbol) {
    return next[symbol];
  }

  /** The piece of a symbol, or -1. */
  final int piece(int symbol) {
    return pieces[symbol];
  }

  /** Where the text of a symbol begins. */
  final int start(int symbol) {
    return starts[symbol];
  }

  /** Where the text of a symbol ends. */
  final int end(int symbol) {
    return next[symbol] == END ? end : starts[next[symbol]];
  }

  private void offer(int left) {
    int right = next[left];
    long pair = right == END ? NONE : pair(text, starts[left], starts[right], end(right));
    pairs[left] = pair;
    if (pair != NONE) {
      queue.add(pair & 0xFFFFFFFF00000000L | left);
    }
  }
}
