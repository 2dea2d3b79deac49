package dev.puna.quant.testing;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * What this thread, and others if asked for, have allocated on the heap, by a bean whose module
 * those that are tested do not read.
 */
public final class AllocatedBytes {
  private static final MethodHandle OF_THREAD = find();

  private final long[] ids;

  /** Counts for this thread. */
  public AllocatedBytes() {
    ids = new long[] {Thread.currentThread().threadId()};
  }

  /** Counts for this thread and those that live now and whose names begin so. */
  public AllocatedBytes(String prefix) {
    ids =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t == Thread.currentThread() || t.getName().startsWith(prefix))
            .mapToLong(Thread::threadId)
            .toArray();
  }

  /** Bytes up to now, of which asking takes none. */
  public long now() {
    long bytes = 0;
    for (long id : ids) {
      try {
        bytes += (long) OF_THREAD.invokeExact(id);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
    return bytes;
  }

  private static MethodHandle find() {
    try {
      Object bean =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      Class<?> type = Class.forName("com.sun.management.ThreadMXBean");
      MethodType signature = MethodType.methodType(long.class, long.class);
      return MethodHandles.publicLookup()
          .findVirtual(type, "getThreadAllocatedBytes", signature)
          .bindTo(bean);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
