package dev.puna.grammar;

import dev.puna.grammar.CharacterDfa.Step;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * States of an automaton that a few more characters can not tell apart, as those in the middle of a
 * text whose length is bounded: the first rounds of minimizing it (Moore 1956). They have masks in
 * common.
 */
final class LookalikeStates {
  private final List<List<Step<Integer>>> steps;

  /** By state and step: the number of its characters. */
  private final List<int[]> characters = new ArrayList<>();

  /** By state. */
  private int[] classes;

  private LookalikeStates(List<List<Step<Integer>>> steps, BitSet ends) {
    this.steps = steps;
    classes = new int[steps.size()];
    Map<IntBuffer, Integer> sets = new HashMap<>();
    for (int i = 0; i < classes.length; i++) {
      classes[i] = ends.get(i) ? 1 : 0;
      characters.add(
          steps.get(i).stream()
              .mapToInt(step -> number(sets, IntBuffer.wrap(step.ranges())))
              .toArray());
    }
  }

  /**
   * Finds them.
   *
   * @param horizon how many characters are looked at
   * @return by state, the first of those that look like it, or itself
   */
  static int[] of(List<List<Step<Integer>>> steps, BitSet ends, int horizon, Effort effort) {
    LookalikeStates states = new LookalikeStates(steps, ends);
    for (int i = 0; i < horizon; i++) {
      states.refine(effort);
    }
    return states.firsts();
  }

  /** Tells states apart by where their steps lead. */
  private void refine(Effort effort) {
    Map<IntBuffer, Integer> numbers = new HashMap<>();
    int[] refined = new int[classes.length];
    for (int i = 0; i < refined.length; i++) {
      int[] numbersOfSteps = characters.get(i);
      effort.spend(1L + 2L * numbersOfSteps.length);
      int[] look = new int[1 + 2 * numbersOfSteps.length];
      look[0] = classes[i];
      for (int j = 0; j < numbersOfSteps.length; j++) {
        look[1 + 2 * j] = numbersOfSteps[j];
        look[2 + 2 * j] = classes[steps.get(i).get(j).target()];
      }
      refined[i] = number(numbers, IntBuffer.wrap(look));
    }
    classes = refined;
  }

  private static int number(Map<IntBuffer, Integer> numbers, IntBuffer key) {
    Integer known = numbers.putIfAbsent(key, numbers.size());
    return known == null ? numbers.size() - 1 : known;
  }

  private int[] firsts() {
    Map<Integer, Integer> firsts = new HashMap<>();
    int[] first = new int[classes.length];
    for (int i = 0; i < first.length; i++) {
      Integer known = firsts.putIfAbsent(classes[i], i);
      first[i] = known == null ? i : known;
    }
    return first;
  }
}
