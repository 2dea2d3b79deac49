package dev.puna.grammar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The numbers between two bounds, as digits; they have no exponent. */
final class NumberRange {
  /** Digits before or after the point that a bound may have. */
  private static final int MAX_BOUND_DIGITS = 100;

  /**
   * An end of a range.
   *
   * @param isWithin whether it is in the range itself
   */
  record Bound(BigDecimal value, boolean isWithin) {
    /** Without zeros at the end. */
    Bound {
      value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }

    /** Whether it would take too much to spell out. */
    boolean isTooLong() {
      return value.scale() > MAX_BOUND_DIGITS
          || value.precision() - value.scale() > MAX_BOUND_DIGITS;
    }

    Bound negated() {
      return new Bound(value.negate(), isWithin);
    }
  }

  private NumberRange() {}

  /**
   * Integers without a point; those without a bound have so many digits as numbers have at most.
   */
  static GrammarNode integers(@Nullable Bound least, @Nullable Bound most) {
    BigInteger low = least == null ? farthest(most).negate() : round(least, RoundingMode.CEILING);
    BigInteger high = most == null ? farthest(least) : round(most, RoundingMode.FLOOR);
    List<GrammarNode> options = new ArrayList<>();
    if (low.signum() < 0) {
      BigInteger nearest = high.signum() < 0 ? high.negate() : BigInteger.ONE;
      options.add(Nodes.sequence(Nodes.literal("-"), DigitRange.between(nearest, low.negate())));
    }
    if (high.signum() >= 0) {
      options.add(DigitRange.between(low.max(BigInteger.ZERO), high));
    }
    return Nodes.choice(options);
  }

  private static BigInteger round(Bound bound, RoundingMode mode) {
    BigInteger rounded = bound.value.setScale(0, mode).toBigInteger();
    boolean isItself = bound.value.scale() <= 0;
    BigInteger inwards = mode == RoundingMode.CEILING ? BigInteger.ONE : BigInteger.ONE.negate();
    return isItself && !bound.isWithin ? rounded.add(inwards) : rounded;
  }

  /** The largest integer that is written, farther away than the other bound. */
  private static BigInteger farthest(@Nullable Bound other) {
    int digits = other == null ? 0 : other.value.precision() - other.value.scale() + 1;
    return BigInteger.TEN.pow(Math.max(JsonRules.MAX_DIGITS, digits)).subtract(BigInteger.ONE);
  }

  /** Numbers with or without a fraction, where at least one bound is given. */
  static GrammarNode decimals(@Nullable Bound least, @Nullable Bound most) {
    Bound low = least == null ? new Bound(beyond(most).negate(), false) : least;
    Bound high = most == null ? new Bound(beyond(least), false) : most;
    List<GrammarNode> options = new ArrayList<>();
    if (low.value.signum() < 0) {
      Bound nearest = high.value.signum() < 0 ? high.negated() : new Bound(BigDecimal.ZERO, false);
      options.add(Nodes.sequence(Nodes.literal("-"), magnitudes(nearest, low.negated())));
    }
    if (high.value.signum() >= 0) {
      options.add(
          magnitudes(low.value.signum() < 0 ? new Bound(BigDecimal.ZERO, true) : low, high));
    }
    return Nodes.choice(options);
  }

  private static BigDecimal beyond(@Nullable Bound other) {
    return new BigDecimal(farthest(other).add(BigInteger.ONE));
  }

  /** What is not negative. */
  private static GrammarNode magnitudes(Bound low, Bound high) {
    if (low.value.compareTo(high.value) > 0) {
      return Nodes.NONE;
    }
    BigInteger first = low.value.toBigInteger();
    BigInteger last = high.value.toBigInteger();
    FractionRange.Edge lowEdge = edge(low);
    FractionRange.Edge highEdge = edge(high);
    if (first.equals(last)) {
      return Nodes.sequence(
          Nodes.literal(first.toString()), FractionRange.between(lowEdge, highEdge));
    }
    List<GrammarNode> options = new ArrayList<>();
    options.add(
        Nodes.sequence(Nodes.literal(first.toString()), FractionRange.between(lowEdge, null)));
    BigInteger next = first.add(BigInteger.ONE);
    if (next.compareTo(last) < 0) {
      options.add(
          Nodes.sequence(
              DigitRange.between(next, last.subtract(BigInteger.ONE)),
              FractionRange.between(null, null)));
    }
    options.add(
        Nodes.sequence(Nodes.literal(last.toString()), FractionRange.between(null, highEdge)));
    return Nodes.choice(options);
  }

  private static FractionRange.Edge edge(Bound bound) {
    BigDecimal fraction = bound.value.remainder(BigDecimal.ONE);
    String digits = fraction.signum() == 0 ? "" : fraction.toPlainString().substring(2);
    return new FractionRange.Edge(digits, bound.isWithin);
  }
}
