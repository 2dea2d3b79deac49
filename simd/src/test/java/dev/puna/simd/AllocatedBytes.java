package dev.puna.simd;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What this thread and all teams of this JVM have allocated so far. */
final class AllocatedBytes {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

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
      bytes += THREADS.getThreadAllocatedBytes(id);
    }
    return bytes;
  }
}
