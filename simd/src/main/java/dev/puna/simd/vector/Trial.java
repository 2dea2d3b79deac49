package dev.puna.simd.vector;

import java.util.concurrent.atomic.LongAdder;

/**
 * Chooses between the plain and the vector form of a kernel, which give the same bits.
 *
 * <p>Until the compiler has taken it as a whole, vector code is far slower than plain code: it
 * allocates each vector. A process that answers one short question never gets over that. So kernels
 * begin plain; once all of them have taken a while the vector form gets as much time, which is how
 * the compiler comes to know it, and when it has been faster it is used for good. Where it never
 * is, as with vectors that the machine does not have, the kernel stays plain.
 *
 * <p>With the system property {@value #PROPERTY} set to false vectors are used from the first call.
 */
public final class Trial {
  /** The system property that leaves trials out. */
  public static final String PROPERTY = "puna.vector.trial";

  private static final boolean LEFT_OUT = "false".equals(System.getProperty(PROPERTY));

  /**
   * What plain forms take, of all kernels and threads, before vector forms are tried: more than a
   * short answer of a small model, for which trials would come too late to pay.
   */
  static final long GRACE_NANOS = 1_000_000 * Long.getLong(PROPERTY + ".after.millis", 1_000);

  /** What the vector form may take in all without having been faster. */
  private static final long PATIENCE_NANOS = 4_000_000_000L;

  /** What is measured together: a single call may be too short for the clock. */
  private static final long WINDOW_NANOS = 50_000;

  private static final LongAdder PLAIN_NANOS = new LongAdder();

  private final LongAdder plainNanos;
  private volatile boolean won;
  private final Form plain = new Form();
  private final Form vectors = new Form();

  /** The measurements of a form. */
  private static final class Form {
    long total;
    long nanos;
    long units;
    double best = Double.POSITIVE_INFINITY;

    void add(long callNanos, long callUnits) {
      total += callNanos;
      nanos += callNanos;
      units += callUnits;
      if (nanos >= WINDOW_NANOS) {
        best = Math.min(best, (double) nanos / units);
        nanos = 0;
        units = 0;
      }
    }
  }

  /** A trial of one kernel. */
  public Trial() {
    this(LEFT_OUT, PLAIN_NANOS);
  }

  /**
   * A trial.
   *
   * @param plainNanos what plain forms took so far
   */
  Trial(boolean won, LongAdder plainNanos) {
    this.won = won;
    this.plainNanos = plainNanos;
  }

  /** Which form the next call is to use. */
  public boolean useVectors() {
    return won || isTurnOfVectors();
  }

  private synchronized boolean isTurnOfVectors() {
    return plainNanos.sum() > GRACE_NANOS
        && vectors.total < plain.total
        && vectors.total < PATIENCE_NANOS;
  }

  /** The time before a call, for {@link #end}; 0 where nothing is measured any more. */
  public long start() {
    return won ? 0 : System.nanoTime();
  }

  /**
   * Takes note of a call.
   *
   * @param start what {@link #start} gave before it
   * @param units how much was done, at least 1, in a unit of the kernel's own
   */
  public void end(boolean usedVectors, long start, long units) {
    if (!won) {
      took(usedVectors, System.nanoTime() - start, units);
    }
  }

  boolean won() {
    return won;
  }

  synchronized void took(boolean usedVectors, long nanos, long units) {
    (usedVectors ? vectors : plain).add(nanos, units);
    if (!usedVectors) {
      plainNanos.add(nanos);
    }
    won |= vectors.best < plain.best;
  }
}
