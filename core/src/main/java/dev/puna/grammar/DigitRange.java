package dev.puna.grammar;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The integers between two that are not negative, as decimal digits without leading zeros. */
final class DigitRange {
  private DigitRange() {}

  /** From {@code least} to {@code most}, both of the range. */
  static GrammarNode between(BigInteger least, BigInteger most) {
    if (least.compareTo(most) > 0) {
      return Nodes.NONE;
    }
    String first = least.toString();
    String last = most.toString();
    if (first.length() == last.length()) {
      return sameLength(first, last);
    }
    List<GrammarNode> options = new ArrayList<>();
    // Lengths of which all numbers are in the range become one option.
    int from = first.length();
    if (!first.equals("1" + "0".repeat(from - 1))) {
      options.add(sameLength(first, "9".repeat(from)));
      from++;
    }
    int to = last.length();
    boolean lastIsFull = isAll(last, 0, '9');
    if (!lastIsFull) {
      to--;
    }
    if (from <= to) {
      options.add(
          Nodes.sequence(Nodes.range('1', '9'), Nodes.repeat(Nodes.DIGIT, from - 1, to - 1)));
    }
    if (!lastIsFull) {
      options.add(sameLength("1" + "0".repeat(to), last));
    }
    return Nodes.choice(options);
  }

  /** Between two numbers of the same length; leading zeros are digits here. */
  private static GrammarNode sameLength(String least, String most) {
    int length = least.length();
    if (isAll(least, 0, '0') && isAll(most, 0, '9')) {
      return Nodes.repeat(Nodes.DIGIT, length, length);
    }
    char first = least.charAt(0);
    char last = most.charAt(0);
    String leastRest = least.substring(1);
    String mostRest = most.substring(1);
    if (first == last) {
      return Nodes.sequence(Nodes.literal(least.substring(0, 1)), sameLength(leastRest, mostRest));
    }
    List<GrammarNode> options = new ArrayList<>();
    if (!isAll(least, 1, '0')) {
      options.add(
          Nodes.sequence(Nodes.range(first, first), sameLength(leastRest, nines(length - 1))));
      first++;
    }
    boolean lastIsFull = isAll(most, 1, '9');
    if (!lastIsFull) {
      last--;
    }
    if (first <= last) {
      options.add(
          Nodes.sequence(
              Nodes.range(first, last), Nodes.repeat(Nodes.DIGIT, length - 1, length - 1)));
    }
    if (!lastIsFull) {
      options.add(
          Nodes.sequence(
              Nodes.range(most.charAt(0), most.charAt(0)),
              sameLength("0".repeat(length - 1), mostRest)));
    }
    return Nodes.choice(options);
  }

  private static String nines(int length) {
    return "9".repeat(length);
  }

  private static boolean isAll(String digits, int from, char digit) {
    for (int i = from; i < digits.length(); i++) {
      if (digits.charAt(i) != digit) {
        return false;
      }
    }
    return true;
  }
}
