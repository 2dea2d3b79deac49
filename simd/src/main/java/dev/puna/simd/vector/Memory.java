package dev.puna.simd.vector;

import java.lang.foreign.MemorySegment;

/**
 * All of the process's memory, which kernels read and write by address.
 *
 * <p>A constant that the compiler sees through. What it finds out about other segments it learns
 * from the profile of the JDK's methods, which everything in a process shares: in one that uses
 * arrays, files and native memory as segments, each access is a virtual call, around which vectors
 * are kept in memory or are even boxed. (A load then takes three times the code.)
 *
 * <p>Nothing is checked here. Who calls a kernel checks once, for all of its work, that memory is
 * still there, and that there is enough of it.
 */
public final class Memory {
  /** Offsets are addresses. */
  @SuppressWarnings("restricted")
  public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /**
   * What an address is and-ed with to show that it is in range, so that the compiler leaves out the
   * check of each access near it.
   */
  public static final long RANGE = (1L << 56) - 1;

  private Memory() {}
}
