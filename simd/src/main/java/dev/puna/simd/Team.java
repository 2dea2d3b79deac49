package dev.puna.simd;

import dev.puna.spi.BackendException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads that compute together. The thread that calls {@link #run} is worker 0 and takes part; the
 * others are daemons that live as long as the team.
 *
 * <p>Work is cut into parts, which workers claim one by one. A worker without work spins for a few
 * microseconds, as the next region mostly follows at once, and then sleeps. A run allocates
 * nothing.
 *
 * <p>Several threads may call {@link #run}; they take turns, in the order in which they came.
 */
final class Team implements AutoCloseable {
  /** Work that can be cut into units which do not depend on one another. */
  @FunctionalInterface
  interface Task {
    /**
     * Does the units {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @param worker who does it, 0 to {@code workers() - 1}; no two at the same time are the same
     */
    void run(int from, int to, int worker);
  }

  /** Parts for each worker: more level out what they take, fewer cost less. */
  private static final int PARTS_PER_WORKER = 4;

  private static final long SPIN_NANOS = 40_000;
  private static final int SPINS_BETWEEN_CLOCKS = 32;

  /** How long the caller sleeps before it looks whether the others still live. */
  private static final long CHECK_NANOS = 10_000_000;

  private static final long JOIN_MILLIS = 1_000;

  private final Thread[] threads;
  private final long spinNanos;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final AtomicIntegerArray asleep;

  // The region: written by its caller before `unclaimed`, read by workers after they claimed a
  // part.
  private @Nullable Task task;
  private int units;
  private int parts;

  /** Parts that nobody has begun. */
  private final AtomicInteger unclaimed = new AtomicInteger();

  /** Parts that are not finished. */
  private final AtomicInteger pending = new AtomicInteger();

  private volatile @Nullable Throwable failure;
  private volatile @Nullable Thread waiter;
  private volatile boolean closed;

  /** A team of {@code workers}, the caller included. */
  Team(int workers) {
    this(workers, runnable -> new Thread(null, runnable, "", 0, false));
  }

  Team(int workers, ThreadFactory factory) {
    // Spinning threads that outnumber the processors only keep each other from working.
    spinNanos = workers <= Runtime.getRuntime().availableProcessors() ? SPIN_NANOS : 0;
    asleep = new AtomicIntegerArray(workers);
    threads = new Thread[workers - 1];
    for (int i = 0; i < threads.length; i++) {
      int worker = i + 1;
      threads[i] = factory.newThread(() -> work(worker));
      threads[i].setName("puna-simd-" + worker);
      threads[i].setDaemon(true);
    }
    for (Thread thread : threads) {
      thread.start();
    }
  }

  /** Number of workers, the caller included. */
  int workers() {
    return threads.length + 1;
  }

  /**
   * Does all units, and returns when they are done. A task must not call this itself.
   *
   * @param grain units below which a part is not worth a thread's while; where all units are fewer
   *     than two such parts, the caller does them alone
   * @throws BackendException if a unit failed, with the first cause; the rest may not have been
   *     done
   */
  void run(Task work, int units, int grain) {
    int wanted = Math.min(units / Math.max(1, grain), PARTS_PER_WORKER * workers());
    if (wanted <= 1 || threads.length == 0) {
      if (units > 0) {
        runAlone(work, units);
      }
      return;
    }
    turn.lock();
    try {
      runTogether(work, units, wanted);
    } finally {
      turn.unlock();
    }
  }

  private static void runAlone(Task work, int units) {
    try {
      work.run(0, units, 0);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private void runTogether(Task work, int units, int parts) {
    if (closed) {
      throw new BackendException("the CPU backend was closed");
    }
    checkAlive();
    task = work;
    this.units = units;
    this.parts = parts;
    pending.set(parts);
    unclaimed.set(parts);
    wake(parts - 1);
    help(0);
    awaitOthers();
    task = null;
    Throwable cause = failure;
    if (cause != null) {
      failure = null;
      throw failed(cause);
    }
  }

  private static BackendException failed(Throwable cause) {
    return new BackendException("the CPU backend failed: " + cause, cause);
  }

  private void wake(int count) {
    for (int i = 0; i < threads.length && count > 0; i++) {
      if (asleep.get(i + 1) != 0) {
        LockSupport.unpark(threads[i]);
      }
      count--;
    }
  }

  /** Does parts until none is left to claim. */
  private void help(int worker) {
    for (int part = claim(); part >= 0; part = claim()) {
      try {
        Task work = task;
        if (failure == null && work != null) {
          int from = (int) ((long) units * part / parts);
          int to = (int) ((long) units * (part + 1) / parts);
          work.run(from, to, worker);
        }
      } catch (Throwable e) {
        fail(e);
      } finally {
        if (pending.decrementAndGet() == 0) {
          LockSupport.unpark(waiter);
        }
      }
    }
  }

  private int claim() {
    int left = unclaimed.get();
    while (left > 0 && !unclaimed.compareAndSet(left, left - 1)) {
      left = unclaimed.get();
    }
    return left - 1;
  }

  private synchronized void fail(Throwable e) {
    if (failure == null) {
      failure = e;
    }
  }

  private void awaitOthers() {
    if (spinUntilZero(pending)) {
      return;
    }
    waiter = Thread.currentThread();
    while (pending.get() != 0) {
      LockSupport.parkNanos(this, CHECK_NANOS);
      if (pending.get() != 0) {
        checkAlive();
      }
    }
    waiter = null;
  }

  private void checkAlive() {
    for (Thread thread : threads) {
      if (!thread.isAlive()) {
        throw new BackendException(
            "thread " + thread.getName() + " of the CPU backend has died; open the model anew");
      }
    }
  }

  private void work(int worker) {
    while (!closed) {
      help(worker);
      if (!spinUntilWork()) {
        asleep.set(worker, 1);
        if (unclaimed.get() == 0 && !closed) {
          LockSupport.park(this);
        }
        asleep.set(worker, 0);
        // An interrupt means nothing here, and would keep the thread from sleeping.
        Thread.interrupted();
      }
    }
  }

  private boolean spinUntilWork() {
    long end = System.nanoTime() + spinNanos;
    do {
      for (int i = 0; i < SPINS_BETWEEN_CLOCKS; i++) {
        if (unclaimed.get() != 0 || closed) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - end < 0);
    return false;
  }

  private boolean spinUntilZero(AtomicInteger count) {
    long end = System.nanoTime() + spinNanos;
    do {
      for (int i = 0; i < SPINS_BETWEEN_CLOCKS; i++) {
        if (count.get() == 0) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - end < 0);
    return false;
  }

  /** Ends the threads, after the region that is being run. */
  @Override
  public void close() {
    turn.lock();
    try {
      closed = true;
    } finally {
      turn.unlock();
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
      try {
        thread.join(JOIN_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
