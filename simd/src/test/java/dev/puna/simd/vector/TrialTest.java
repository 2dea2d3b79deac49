package dev.puna.simd.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

final class TrialTest {
  private static final int MILLI = 1_000_000;

  @Test
  void withThePropertySetVectorsAreUsedFromTheFirstCall() {
    Trial trial = new Trial();
    assertEquals("false".equals(System.getProperty(Trial.PROPERTY)), trial.useVectors());
  }

  @Test
  void beginsPlainAndGivesVectorsAsMuchTime() {
    Trial trial = new Trial(false, new LongAdder());
    int plainCalls = 0;
    while (!trial.useVectors()) {
      trial.took(false, MILLI, 1);
      plainCalls++;
    }
    assertEquals(Trial.GRACE_NANOS / MILLI + 1, plainCalls);
    int vectorCalls = 0;
    for (int i = 0; i < 1_000; i++) {
      boolean vectors = trial.useVectors();
      vectorCalls += vectors ? 1 : 0;
      trial.took(vectors, vectors ? 10 * MILLI : MILLI, 1);
    }
    assertTrue(vectorCalls > 50 && vectorCalls < 200, vectorCalls + " calls");
  }

  @Test
  void timeOfOtherKernelsCounts() {
    LongAdder plainNanos = new LongAdder();
    Trial trial = new Trial(false, plainNanos);
    trial.took(false, MILLI, 1);
    assertFalse(trial.useVectors());
    new Trial(false, plainNanos).took(false, Trial.GRACE_NANOS, 1);
    assertTrue(trial.useVectors());
  }

  @Test
  void staysWithVectorsOnceTheyWereFaster() {
    Trial trial = new Trial(false, new LongAdder());
    for (int i = 0; i < 2_000; i++) {
      boolean vectors = trial.useVectors();
      trial.took(vectors, MILLI, vectors ? 3 : 2);
    }
    assertTrue(trial.useVectors());
    assertEquals(0, trial.start());
    trial.end(true, 0, 1);
  }

  @Test
  void callsTooShortForTheClockAreMeasuredTogether() {
    Trial trial = new Trial(false, new LongAdder());
    for (int i = 0; i < 60; i++) {
      trial.took(false, MILLI, 10_000);
    }
    for (int i = 0; i < 400; i++) {
      trial.took(true, 0, 1);
      trial.took(true, 100, 1);
    }
    assertFalse(trial.won(), "50 ns each are not faster than 100");
    for (int i = 0; i < 2_000; i++) {
      trial.took(true, 100, 2);
    }
    assertTrue(trial.won());
  }

  @Test
  void givesUpOnVectorsThatAreNeverFaster() {
    Trial trial = new Trial(false, new LongAdder());
    int vectorCalls = 0;
    for (int i = 0; i < 20_000; i++) {
      boolean vectors = trial.useVectors();
      vectorCalls += vectors ? 1 : 0;
      trial.took(vectors, MILLI, vectors ? 1 : 2);
    }
    assertFalse(trial.useVectors());
    assertTrue(vectorCalls < 5_000, vectorCalls + " calls");
  }
}
