package dev.puna.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WarmUpTest {
  private final WarmUp warmUp = new WarmUp();

  @Test
  void endsWhenTwoLongRunsGainNothing() {
    add(4, 10, 20, 30, 30.5);
    assertFalse(warmUp.isDone());
    add(4, 29);
    assertTrue(warmUp.isDone());
    assertEquals(5, warmUp.runs());
  }

  @Test
  void aGainBeginsItAnew() {
    add(1, 10, 10);
    add(1, 20, 20);
    assertFalse(warmUp.isDone());
    add(1, 20);
    assertTrue(warmUp.isDone());
  }

  @Test
  void shortRunsMustGainNothingForASecondAndAHalf() {
    add(0.1, 10);
    for (int i = 0; i < 14; i++) {
      add(0.1, 10);
    }
    assertFalse(warmUp.isDone());
    add(0.15, 10);
    assertTrue(warmUp.isDone());
  }

  @Test
  void endsAfterAMinuteWhateverHappens() {
    double speed = 1;
    for (int i = 0; i < 20; i++) {
      assertFalse(warmUp.isDone());
      add(3, speed);
      speed *= 2;
    }
    assertTrue(warmUp.isDone());
  }

  private void add(double seconds, double... speeds) {
    for (double speed : speeds) {
      warmUp.add(speed, seconds);
    }
  }
}
