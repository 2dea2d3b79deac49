package dev.puna.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StepTimesTest {
  private final StepTimes times = new StepTimes(16);

  @Test
  void beforeAnythingIsMeasuredMoreTokensAreGuessedToCostMore() {
    assertFalse(times.isKnown());
    assertTrue(times.of(1) < times.of(2) && times.of(2) < 2 * times.of(1));
  }

  @Test
  void aTimeBetweenTwoOthersIsBetweenThem() {
    times.add(1, 1000);
    times.add(5, 3000);
    assertEquals(1000, times.of(1));
    assertEquals(1500, times.of(2));
    assertEquals(3000, times.of(5));
    assertEquals(3500, times.of(6), "as steep as before");
    assertEquals(12_000, times.of(23));
  }

  @Test
  void oneTimeStandsForAll() {
    times.add(4, 1750);
    assertEquals(1000, times.of(1));
    assertEquals(2750, times.of(8));
  }

  @Test
  void aPauseOfTheMachineIsForgottenAndASlowBeginningSoon() {
    times.add(1, 1_000_000);
    for (int i = 0; i < 12; i++) {
      times.add(1, 1000);
    }
    assertEquals(1000, times.of(1), 300);
    double before = times.of(1);
    times.add(1, 60_000_000_000L);
    assertTrue(times.of(1) <= 1.2 * before);
  }

  @Test
  void aLastingChangeIsFollowed() {
    times.add(2, 1000);
    for (int i = 0; i < 60; i++) {
      times.add(2, 3000);
    }
    assertEquals(3000, times.of(2), 100);
  }

  @Test
  void whatWasMeasuredWhenCodeWasColdDoesNotStay() {
    times.add(3, 900_000);
    times.add(9, 900_000);
    times.add(1, 1000);
    assertTrue(times.of(3) <= 3000, "a token costs no more among others");
    times.add(9, 5000);
    assertTrue(times.of(3) <= 5000);
  }

  @Test
  void largerStepsAreIgnored() {
    times.add(17, 5);
    assertFalse(times.isKnown());
  }
}
