package dev.puna.grammar;

import dev.puna.grammar.CharacterDfa.Step;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The multiples of a number, as decimal digits with a sign and a point where they may be: the rest
 * of a division, digit by digit. (What else a number needs, as that digits are there at all, is not
 * asked for here.)
 */
final class Multiples {
  /** Rests that a division may leave, at all digits behind the point together. */
  private static final int MOST_RESTS = 20_000;

  /**
   * How far a number was read.
   *
   * @param decimals digits behind the point so far; -1 before it
   * @param rest what is left of the digits so far, read as an integer
   */
  private record Place(int decimals, int rest) {}

  /** The factor as an integer and the digits behind its point. */
  private final int factor;

  private final int scale;

  private Multiples(BigDecimal factor) {
    BigDecimal number = factor.stripTrailingZeros();
    scale = Math.max(0, number.scale());
    this.factor = number.movePointRight(scale).intValueExact();
  }

  /**
   * Checks what stands at {@code multipleOf}.
   *
   * @throws GrammarException if it is not positive, or too fine
   */
  static void check(Schema keyword) {
    BigDecimal number = keyword.number();
    if (number.signum() <= 0) {
      throw keyword.error("a number above zero is expected");
    }
    int scale = Math.max(0, number.stripTrailingZeros().scale());
    BigDecimal rests = number.movePointRight(scale).multiply(BigDecimal.valueOf(scale + 2L));
    if (rests.compareTo(BigDecimal.valueOf(MOST_RESTS)) > 0) {
      throw keyword.error(
          "too many digits are not 0: with %d behind the point, at most %d is supported"
              .formatted(scale, MOST_RESTS / (scale + 2)));
    }
  }

  /** The multiples of a number that was {@linkplain #check checked}. */
  static CharacterDfa of(BigDecimal number, Effort effort) {
    Multiples multiples = new Multiples(number);
    return CharacterDfa.explore(new Place(-1, 0), multiples::steps, multiples::isEnd, effort);
  }

  private List<Step<Place>> steps(Place place) {
    List<Step<Place>> steps = new ArrayList<>();
    if (place.decimals < 0) {
      steps.add(new Step<>(new int[] {'-', '-'}, place));
      steps.add(new Step<>(new int[] {'.', '.'}, new Place(0, place.rest)));
    }
    boolean isFine = place.decimals == scale;
    for (int digit = 0; digit < (isFine ? 1 : 10); digit++) {
      Place next =
          isFine
              ? place
              : new Place(
                  place.decimals < 0 ? -1 : place.decimals + 1, (10 * place.rest + digit) % factor);
      steps.add(new Step<>(new int[] {'0' + digit, '0' + digit}, next));
    }
    return steps;
  }

  private boolean isEnd(Place place) {
    long rest = place.rest;
    for (int i = Math.max(0, place.decimals); i < scale; i++) {
      rest = 10 * rest % factor;
    }
    return rest == 0;
  }
}
