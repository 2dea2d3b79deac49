package dev.puna.grammar;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All that a text so far may be: every place of the grammar it may have reached, each with the
 * stacks to return to. Equal ones are one object as long as they are remembered. Immutable, but for
 * the transitions, which are found as they are needed.
 */
final class ParseState {
  /** Where a text is that does not fit. */
  static final ParseState DEAD =
      new ParseState(
          new Kernel(new int[0], new ReturnStack[0]),
          new int[0],
          new ReturnStack[0],
          false,
          -1,
          0,
          0);

  /** The places right after the last byte. */
  final Kernel kernel;

  /** The places with byte edges that can be reached from the kernel without reading. */
  final int[] states;

  /** By place: the stacks. */
  final ReturnStack[] stacks;

  /** Whether the text so far is a whole one. */
  final boolean complete;

  /** The byte that must come next; -1 where there are several, or the text may end. */
  final int forced;

  /** What finding it took; see {@link ParseStates}. */
  final int steps;

  /** By class of bytes. Threads race to fill it, with states that mean the same. */
  private final @Nullable ParseState[] next;

  ParseState(
      Kernel kernel,
      int[] states,
      ReturnStack[] stacks,
      boolean complete,
      int forced,
      int steps,
      int classes) {
    this.kernel = kernel;
    this.states = states;
    this.stacks = stacks;
    this.complete = complete;
    this.forced = forced;
    this.steps = steps;
    next = new @Nullable ParseState[classes];
  }

  /** The state after a byte of a class, or null where it is not known yet. */
  @Nullable ParseState next(int byteClass) {
    return next[byteClass];
  }

  void setNext(int byteClass, ParseState state) {
    next[byteClass] = state;
  }

  /** Whether the text may end here and can not go on. */
  boolean isEnd() {
    return complete && states.length == 0;
  }

  /** Whether every rule that was entered since the text began has no other to return to. */
  @SuppressWarnings("ReferenceEquality") // equal sets are one object
  boolean isLocal() {
    for (ReturnStack stack : kernel.stacks) {
      if (stack != ReturnStack.EMPTY) {
        return false;
      }
    }
    return true;
  }

  /** What tells states apart: places, ascending, and their stacks. */
  static final class Kernel {
    final int[] states;
    final ReturnStack[] stacks;
    private final int hash;

    Kernel(int[] states, ReturnStack[] stacks) {
      this.states = states;
      this.stacks = stacks;
      int code = Arrays.hashCode(states);
      for (ReturnStack stack : stacks) {
        code = code * 31 + System.identityHashCode(stack);
      }
      hash = code;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Kernel that
          && hash == that.hash
          && Arrays.equals(states, that.states)
          && ReturnStack.sameElements(stacks, that.stacks);
    }
  }
}
