package dev.puna.grammar;

import java.util.Arrays;

/**
 * A set of stacks of return states, as a tree that is read from the top of the stacks: each top has
 * one set of stacks below it. Equal sets are one object ({@link ParseStates} sees to that), so that
 * sets are compared by identity and share their parts.
 */
final class ReturnStack {
  /** The empty stack alone: the root rule returns to nothing. */
  static final ReturnStack EMPTY = new ReturnStack(true, new int[0], new ReturnStack[0]);

  /** Whether the empty stack is one of the set. */
  final boolean hasEmpty;

  /** The tops: the states to return to, ascending. */
  final int[] returns;

  /** By top: the stacks below it. */
  final ReturnStack[] below;

  /** The height of the highest stack. */
  final int height;

  private final int hash;

  ReturnStack(boolean hasEmpty, int[] returns, ReturnStack[] below) {
    this.hasEmpty = hasEmpty;
    this.returns = returns;
    this.below = below;
    int highest = 0;
    int code = Arrays.hashCode(returns) * 2 + (hasEmpty ? 1 : 0);
    for (ReturnStack stack : below) {
      highest = Math.max(highest, stack.height + 1);
      code = code * 31 + System.identityHashCode(stack);
    }
    height = highest;
    hash = code;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReturnStack that
        && hash == that.hash
        && hasEmpty == that.hasEmpty
        && Arrays.equals(returns, that.returns)
        && sameElements(below, that.below);
  }

  /** Whether two arrays of one length hold the same objects. */
  @SuppressWarnings("ReferenceEquality") // equal sets are one object
  static boolean sameElements(ReturnStack[] a, ReturnStack[] b) {
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i]) {
        return false;
      }
    }
    return true;
  }
}
