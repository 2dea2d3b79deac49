package dev.puna.simd;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** What this thread and all teams have allocated, by a bean whose module this one does not read. */
final class AllocatedBytes {
  private static final MethodHandle OF_THREAD = find();

  private final long[] ids;

  /** Counts for this thread and the threads of teams that live now. */
  AllocatedBytes() {
    ids =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t == Thread.currentThread() || t.getName().startsWith("puna-simd-"))
            .mapToLong(Thread::threadId)
            .toArray();
  }

  /** Bytes up to now. Itself allocates nothing. */
  long now() {
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
