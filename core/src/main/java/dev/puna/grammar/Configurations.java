package dev.puna.grammar;

import java.util.Arrays;

/**
 * A set of places of an automaton with their stacks, and a queue of those that were added or got
 * more stacks since they were taken last. Buffers are kept from one use to the next.
 */
final class Configurations {
  /** More means a grammar that reads one text in very many ways. */
  private static final int MOST = 1 << 16;

  /** By state of the automaton: its index, if {@link #states} agrees. */
  private final int[] index;

  private int[] states = new int[16];
  private ReturnStack[] stacks = new ReturnStack[16];
  private int[] queue = new int[16];
  private boolean[] queued = new boolean[16];
  private int size;
  private int queueLength;

  Configurations(int automatonStates) {
    index = new int[automatonStates];
  }

  void clear() {
    Arrays.fill(stacks, 0, size, ReturnStack.EMPTY);
    Arrays.fill(queued, 0, size, false);
    size = 0;
    queueLength = 0;
  }

  int size() {
    return size;
  }

  int state(int i) {
    return states[i];
  }

  ReturnStack stack(int i) {
    return stacks[i];
  }

  /** The stacks of a state that is in the set. */
  ReturnStack stackOf(int state) {
    return stacks[index[state]];
  }

  /** The index of a state, or -1. */
  int find(int state) {
    int i = index[state];
    return i < size && states[i] == state ? i : -1;
  }

  void add(int state, ReturnStack stack) {
    if (size == MOST) {
      throw tooAmbiguous();
    }
    if (size == states.length) {
      states = Arrays.copyOf(states, 2 * size);
      stacks = Arrays.copyOf(stacks, 2 * size);
      queued = Arrays.copyOf(queued, 2 * size);
      queue = Arrays.copyOf(queue, 2 * size);
    }
    states[size] = state;
    stacks[size] = stack;
    index[state] = size;
    enqueue(size++);
  }

  @SuppressWarnings("ReferenceEquality") // equal sets are one object
  void replace(int i, ReturnStack stack) {
    if (stacks[i] != stack) {
      stacks[i] = stack;
      enqueue(i);
    }
  }

  private void enqueue(int i) {
    if (!queued[i]) {
      queued[i] = true;
      queue[queueLength++] = i;
    }
  }

  /** Takes one out of the queue; -1 where it is empty. */
  int take() {
    if (queueLength == 0) {
      return -1;
    }
    int i = queue[--queueLength];
    queued[i] = false;
    return i;
  }

  /** The states in ascending order. */
  int[] sortedStates() {
    int[] sorted = Arrays.copyOf(states, size);
    Arrays.sort(sorted);
    return sorted;
  }

  static GrammarException tooAmbiguous() {
    return new GrammarException(
        "the grammar is too ambiguous: a text can be read in too many ways at once; let its"
            + " alternatives and repetitions differ in what they begin with");
  }
}
