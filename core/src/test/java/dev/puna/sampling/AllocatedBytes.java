package dev.puna.sampling;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The heap that the current thread has used, by a bean whose module this one does not read. */
final class AllocatedBytes {
  private static final MethodHandle CURRENT_THREAD = find();

  private AllocatedBytes() {}

  /** Bytes allocated by the current thread so far; asking allocates nothing. */
  static long ofCurrentThread() throws Throwable {
    return (long) CURRENT_THREAD.invokeExact();
  }

  private static MethodHandle find() {
    try {
      Object bean =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      Class<?> type = Class.forName("com.sun.management.ThreadMXBean");
      return MethodHandles.publicLookup()
          .findVirtual(type, "getCurrentThreadAllocatedBytes", MethodType.methodType(long.class))
          .bindTo(bean);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
