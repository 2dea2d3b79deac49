package dev.puna.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NumberRangeTest {
  private static final int TRIES = 120;

  private final Random random = new Random(3);

  @Test
  void integersAreThoseBetweenTheBounds() {
    for (int i = 0; i < TRIES; i++) {
      int scale = i % 3 == 0 ? 1 : 0;
      NumberRange.Bound least = bound(scale);
      NumberRange.Bound most = bound(scale);
      GrammarRules rules = rules(NumberRange.integers(least, most));
      for (int j = 0; j < 60; j++) {
        BigDecimal near = near(least, most, 0);
        assertEquals(
            isWithin(near, least, most),
            NaiveMatcher.accepts(rules, near.toPlainString()),
            () -> near + " in " + least + ", " + most);
      }
    }
  }

  @Test
  void allSmallIntegersAreRight() {
    for (int low = -31; low <= 120; low += 19) {
      for (int high = low - 1; high <= 1130; high += high < low + 25 ? 1 : 97) {
        NumberRange.Bound least = new NumberRange.Bound(BigDecimal.valueOf(low), true);
        NumberRange.Bound most = new NumberRange.Bound(BigDecimal.valueOf(high), true);
        GrammarRules rules = rules(NumberRange.integers(least, most));
        for (int value = low - 12; value <= high + 12; value++) {
          assertEquals(
              value >= low && value <= high,
              NaiveMatcher.accepts(rules, Integer.toString(value)),
              value + " in " + low + ", " + high);
        }
      }
    }
  }

  @Test
  void decimalsAreThoseBetweenTheBounds() {
    for (int i = 0; i < TRIES; i++) {
      NumberRange.Bound least = bound(random.nextInt(4));
      NumberRange.Bound most = least == null ? forced() : bound(random.nextInt(4));
      GrammarRules rules = rules(NumberRange.decimals(least, most));
      for (int j = 0; j < 60; j++) {
        BigDecimal near = near(least, most, random.nextInt(5));
        assertEquals(
            isWithin(near, least, most),
            NaiveMatcher.accepts(rules, near.toPlainString()),
            () -> near + " in " + least + ", " + most);
      }
    }
  }

  @Test
  void textsOfBoundedNumbersAreWithin() {
    for (int i = 0; i < TRIES; i++) {
      NumberRange.Bound least = bound(random.nextInt(3));
      NumberRange.Bound most = least == null ? forced() : bound(random.nextInt(3));
      if (least != null && most != null && least.value().compareTo(most.value()) >= 0) {
        continue;
      }
      RandomText texts = new RandomText(rules(NumberRange.decimals(least, most)), random);
      for (int j = 0; j < 20; j++) {
        String text = texts.next();
        assertEquals(
            true, isWithin(new BigDecimal(text), least, most), text + " in " + least + ", " + most);
      }
    }
  }

  private NumberRange.@Nullable Bound bound(int scale) {
    return random.nextInt(5) == 0
        ? null
        : new NumberRange.Bound(value(scale), random.nextBoolean());
  }

  private NumberRange.Bound forced() {
    return new NumberRange.Bound(value(2), random.nextBoolean());
  }

  private BigDecimal value(int scale) {
    int size = random.nextBoolean() ? 300 : 100_000;
    return BigDecimal.valueOf(random.nextInt(-size, size), scale);
  }

  /** A number near one of the bounds or anywhere. */
  private BigDecimal near(
      NumberRange.@Nullable Bound least, NumberRange.@Nullable Bound most, int scale) {
    NumberRange.Bound bound = random.nextBoolean() ? least : most;
    BigDecimal offset = BigDecimal.valueOf(random.nextInt(-15, 16), scale);
    BigDecimal near =
        bound == null || random.nextInt(4) == 0
            ? BigDecimal.valueOf(random.nextInt(-2_000, 2_000), scale)
            : bound.value().add(offset);
    return scale == 0 ? near.setScale(0, RoundingMode.DOWN) : near;
  }

  private static boolean isWithin(
      BigDecimal value, NumberRange.@Nullable Bound least, NumberRange.@Nullable Bound most) {
    int low = least == null ? 1 : value.compareTo(least.value());
    int high = most == null ? -1 : value.compareTo(most.value());
    return (low > 0 || low == 0 && least != null && least.isWithin())
        && (high < 0 || high == 0 && most != null && most.isWithin());
  }

  private static GrammarRules rules(GrammarNode node) {
    Map<String, GrammarNode> rules = new LinkedHashMap<>();
    rules.put("root", node);
    return new GrammarRules(rules, "root");
  }
}
