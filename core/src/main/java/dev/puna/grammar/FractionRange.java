package dev.puna.grammar;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fractions between two, from the point on; without a point the fraction is 0. */
final class FractionRange {
  /**
   * An end of a range.
   *
   * @param digits those after the point, without zeros at the end
   * @param isWithin whether the end is in the range itself
   */
  record Edge(String digits, boolean isWithin) {
    int digit(int at) {
      return at < digits.length() ? digits.charAt(at) - '0' : 0;
    }

    boolean endsBefore(int at) {
      return at >= digits.length();
    }
  }

  private static final GrammarNode ZERO = Nodes.range('0', '0');

  private FractionRange() {}

  /** Between two fractions; null where there is no end. */
  static GrammarNode between(@Nullable Edge low, @Nullable Edge high) {
    GrammarNode digits = Nodes.sequence(Nodes.literal("."), more(0, low, high));
    return mayEnd(0, low, high) ? Nodes.optional(digits) : digits;
  }

  /** Whether the fraction may end after {@code at} digits that are those of the ends given. */
  private static boolean mayEnd(int at, @Nullable Edge low, @Nullable Edge high) {
    return (low == null || low.endsBefore(at) && low.isWithin)
        && (high == null || !high.endsBefore(at) || high.isWithin);
  }

  private static GrammarNode rest(int at, @Nullable Edge low, @Nullable Edge high) {
    GrammarNode more = more(at, low, high);
    return mayEnd(at, low, high) ? Nodes.optional(more) : more;
  }

  /** At least one more digit after {@code at} that are those of the ends given. */
  private static GrammarNode more(int at, @Nullable Edge low, @Nullable Edge high) {
    int most = Math.max(1, JsonRules.MAX_DIGITS - at);
    boolean lowEnds = low == null || low.endsBefore(at);
    boolean highEnds = high == null || high.endsBefore(at);
    if (lowEnds && highEnds) {
      if (high != null) {
        boolean mayBeEqual = high.isWithin && (low == null || low.isWithin);
        return mayBeEqual ? Nodes.repeat(ZERO, 1, most) : Nodes.NONE;
      }
      return low == null || low.isWithin ? Nodes.repeat(Nodes.DIGIT, 1, most) : notZero(most);
    }
    int first = low == null ? 0 : low.digit(at);
    int last = high == null ? 9 : high.digit(at);
    if (first == last) {
      return Nodes.sequence(digit(first, first), rest(at + 1, low, high));
    }
    List<GrammarNode> options = new ArrayList<>();
    if (low != null) {
      options.add(Nodes.sequence(digit(first, first), rest(at + 1, low, null)));
      first++;
    }
    if (high != null) {
      options.add(Nodes.sequence(digit(last, last), rest(at + 1, null, high)));
      last--;
    }
    if (first <= last) {
      options.add(Nodes.sequence(digit(first, last), rest(at + 1, null, null)));
    }
    return Nodes.choice(options);
  }

  private static GrammarNode notZero(int most) {
    return Nodes.sequence(
        Nodes.repeat(ZERO, 0, most - 1),
        Nodes.range('1', '9'),
        Nodes.repeat(Nodes.DIGIT, 0, most - 1));
  }

  private static GrammarNode digit(int first, int last) {
    return Nodes.range('0' + first, '0' + last);
  }
}
