package dev.puna.gguf;

import java.lang.reflect.Method;

/**
 * Bytes that the current thread has allocated on the heap so far.
 *
 * <p>By reflection: the module under test does not read {@code jdk.management}, and should not for
 * its tests' sake.
 */
final class AllocatedBytes {
  private final Object bean;
  private final Method method;

  AllocatedBytes() throws ReflectiveOperationException {
    bean =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    method =
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getCurrentThreadAllocatedBytes");
  }

  long now() throws ReflectiveOperationException {
    return (Long) method.invoke(bean);
  }
}
