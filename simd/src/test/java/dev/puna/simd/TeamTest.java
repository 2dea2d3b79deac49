package dev.puna.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.quant.testing.AllocatedBytes;
import dev.puna.spi.BackendException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class TeamTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void doesEachUnitOnce(int workers) {
    try (Team team = new Team(workers)) {
      for (int units : new int[] {0, 1, 2, 3, 31, 32, 33, 1000}) {
        for (int grain : new int[] {0, 1, 2, 7, 1000}) {
          AtomicIntegerArray done = new AtomicIntegerArray(units);
          team.run(
              (from, to, worker) -> {
                assertTrue(worker >= 0 && worker < workers);
                for (int i = from; i < to; i++) {
                  done.incrementAndGet(i);
                }
              },
              units,
              grain);
          for (int i = 0; i < units; i++) {
            assertEquals(1, done.get(i));
          }
        }
      }
    }
  }

  @Test
  void noTwoWorkersOfTheSameNumberWorkAtOnce() {
    AtomicIntegerArray busy = new AtomicIntegerArray(4);
    try (Team team = new Team(4)) {
      for (int i = 0; i < 2_000; i++) {
        team.run(
            (from, to, worker) -> {
              assertEquals(1, busy.incrementAndGet(worker));
              busy.decrementAndGet(worker);
            },
            16,
            1);
      }
    }
  }

  @Test
  void sharesWorkOut() {
    Set<String> names = ConcurrentHashMap.newKeySet();
    CountDownLatch bothHere = new CountDownLatch(2);
    try (Team team = new Team(2)) {
      team.run(
          (from, to, worker) -> {
            names.add(Thread.currentThread().getName());
            bothHere.countDown();
            await(bothHere);
          },
          2,
          1);
    }
    assertEquals(Set.of(Thread.currentThread().getName(), "puna-simd-1"), names);
  }

  @Test
  void smallWorkStaysWithTheCaller() {
    try (Team team = new Team(2)) {
      team.run((from, to, worker) -> assertEquals(0, worker), 100, 51);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void aFailureIsThrownWithItsCauseAndTheTeamGoesOn(int units) {
    IllegalStateException cause = new IllegalStateException("boom");
    try (Team team = new Team(3)) {
      for (int i = 0; i < 200; i++) {
        BackendException thrown =
            assertThrows(
                BackendException.class,
                () ->
                    team.run(
                        (from, to, worker) -> {
                          throw cause;
                        },
                        units,
                        1));
        assertSame(cause, thrown.getCause());
        AtomicInteger done = new AtomicInteger();
        team.run((from, to, worker) -> done.addAndGet(to - from), 50, 1);
        assertEquals(50, done.get());
      }
    }
  }

  @Test
  void aFailureOfAnotherThreadIsThrown() {
    CountDownLatch bothHere = new CountDownLatch(2);
    try (Team team = new Team(2)) {
      BackendException thrown =
          assertThrows(
              BackendException.class,
              () ->
                  team.run(
                      (from, to, worker) -> {
                        bothHere.countDown();
                        await(bothHere);
                        if (worker == 1) {
                          throw new OutOfMemoryError("far away");
                        }
                      },
                      2,
                      1));
      assertTrue(String.valueOf(thrown.getMessage()).contains("far away"));
    }
  }

  @Test
  void callersTakeTurns() throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (Team team = new Team(2)) {
      Thread[] callers = new Thread[4];
      for (int c = 0; c < callers.length; c++) {
        int[] region = new int[8];
        callers[c] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        for (int i = 0; i < 500; i++) {
                          team.run(
                              (from, to, worker) -> {
                                inside.incrementAndGet();
                                for (int u = from; u < to; u++) {
                                  region[u]++;
                                }
                                inside.decrementAndGet();
                                assertTrue(inside.get() <= 2);
                              },
                              8,
                              1);
                          for (int count : region) {
                            assertEquals(i + 1, count);
                          }
                        }
                      } catch (Throwable e) {
                        failure.set(e);
                      }
                    });
      }
      for (Thread caller : callers) {
        caller.join();
      }
    }
    assertEquals(null, failure.get());
  }

  @Test
  void anInterruptedCallerStillGetsItsResult() {
    AtomicInteger done = new AtomicInteger();
    try (Team team = new Team(2)) {
      Thread.currentThread().interrupt();
      team.run(
          (from, to, worker) -> {
            sleep(worker == 0 ? 0 : 20);
            done.addAndGet(to - from);
          },
          8,
          1);
      assertTrue(Thread.interrupted(), "the interrupt is kept");
    }
    assertEquals(8, done.get());
  }

  @Test
  void interruptedWorkersGoOn() {
    AtomicReference<Thread> other = new AtomicReference<>();
    try (Team team = new Team(2, runnable -> remember(other, new Thread(runnable)))) {
      for (int i = 0; i < 20; i++) {
        other.get().interrupt();
        sleep(1);
        AtomicInteger done = new AtomicInteger();
        team.run((from, to, worker) -> done.addAndGet(to - from), 8, 1);
        assertEquals(8, done.get());
      }
    }
  }

  private static Thread remember(AtomicReference<Thread> place, Thread thread) {
    place.set(thread);
    return thread;
  }

  @Test
  void aDeadThreadIsAnErrorAndNoHang() throws InterruptedException {
    AtomicReference<Thread> other = new AtomicReference<>();
    try (Team team = new Team(2, runnable -> remember(other, new Thread(() -> {})))) {
      other.get().join();
      BackendException thrown =
          assertThrows(BackendException.class, () -> team.run((from, to, worker) -> {}, 8, 1));
      assertTrue(String.valueOf(thrown.getMessage()).contains("puna-simd-1"));
    }
  }

  @Test
  void closeEndsTheThreadsAndRefusesMoreWork() {
    AtomicReference<Thread> other = new AtomicReference<>();
    Team team = new Team(2, runnable -> remember(other, new Thread(runnable)));
    team.run((from, to, worker) -> {}, 8, 1);
    assertTrue(other.get().isAlive() && other.get().isDaemon());
    team.close();
    assertFalse(other.get().isAlive());
    assertThrows(BackendException.class, () -> team.run((from, to, worker) -> {}, 8, 1));
    team.close();
  }

  @Test
  void aRunAllocatesNothing() {
    int[] counts = new int[64];
    Team.Task task =
        (from, to, worker) -> {
          for (int i = from; i < to; i++) {
            counts[i]++;
          }
        };
    try (Team team = new Team(3)) {
      AllocatedBytes allocated = new AllocatedBytes("puna-simd-");
      for (int i = 0; i < 2_000; i++) {
        team.run(task, 64, 1);
      }
      long before = allocated.now();
      for (int i = 0; i < 2_000; i++) {
        team.run(task, 64, 1);
      }
      assertEquals(0, allocated.now() - before);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void sleep(int millis) {
    long end = System.nanoTime() + millis * 1_000_000L;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
