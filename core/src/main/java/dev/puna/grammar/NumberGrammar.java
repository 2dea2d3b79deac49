package dev.puna.grammar;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers: what their bounds and {@code multipleOf} say. */
final class NumberGrammar {
  private final NumberRange.@Nullable Bound least;
  private final NumberRange.@Nullable Bound most;
  private final List<Schema> factors;
  private final Effort effort;

  NumberGrammar(SchemaConstraints constraints) {
    effort = constraints.effort();
    least = constraints.least();
    most = constraints.most();
    factors = constraints.all("multipleOf");
    factors.forEach(Multiples::check);
  }

  /**
   * The numbers that fit.
   *
   * @param rule what the names of rules end with
   */
  GrammarNode number(JsonRules rules, String rule) {
    if (least == null && most == null) {
      return factors.isEmpty() ? rules.number() : multiples(JsonRules.decimal(), rules, rule);
    }
    return multiples(NumberRange.decimals(least, most), rules, rule);
  }

  /** The integers that fit; they have no fraction. */
  GrammarNode integer(JsonRules rules, String rule) {
    if (least == null && most == null) {
      return factors.isEmpty() ? rules.integer() : multiples(JsonRules.wholeNumber(), rules, rule);
    }
    return multiples(NumberRange.integers(least, most), rules, rule);
  }

  private GrammarNode multiples(GrammarNode numbers, JsonRules rules, String rule) {
    if (factors.isEmpty() || Nodes.isNone(numbers)) {
      return Nodes.sequence(numbers, rules.space());
    }
    CharacterDfa texts = factors.getFirst().taken(() -> Determinizer.of(numbers, effort));
    for (Schema factor : factors) {
      CharacterDfa before = texts;
      texts = factor.taken(() -> before.and(Multiples.of(factor.number(), effort)));
    }
    CharacterDfa all = texts;
    GrammarNode digits =
        factors.getLast().taken(() -> all.rules(rules, "numbers of " + rule, digit -> digit));
    return Nodes.sequence(digits, rules.space());
  }

  /** Whether a number fits. */
  boolean fits(BigDecimal number) {
    return (least == null || fits(number.compareTo(least.value()), least))
        && (most == null || fits(most.value().compareTo(number), most))
        && factors.stream().allMatch(factor -> number.remainder(factor.number()).signum() == 0);
  }

  private static boolean fits(int order, NumberRange.Bound bound) {
    return order > 0 || order == 0 && bound.isWithin();
  }
}
