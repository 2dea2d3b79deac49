package dev.puna.gguf;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.quant.testing.AllocatedBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged files end in a {@link GgufFormatException} or open, and whatever opens can be read: in
 * bounded time and memory. Seeded, so that a failure can be repeated.
 */
class GgufFuzzTest {
  private static final int CASES = 120_000;

  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** An exception with its message and stack takes some kilobytes, a class at first use more. */
  private static final long FIXED_BYTES = 64 << 10;

  /** Bytes allocated for a byte of file to open it, and to decode everything in it. */
  private static final long OPEN_FACTOR = 8;

  private static final long READ_FACTOR = 32;

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void damagedFilesAreRefusedOrRead() {
    List<byte[]> originals = originals();
    Mutator mutator = new Mutator(42);
    run(originals, new Mutator(1), 2_000, false); // loads classes, which is not to be measured

    int opened = run(originals, mutator, CASES, true);

    assertTrue(opened > CASES / 20 && opened < CASES / 2, opened + " files opened");
  }

  @Test
  void noiseBehindAValidBeginningIsRefused() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      CraftedFile file = CraftedFile.header(random.nextInt(3), 1 + random.nextInt(3)).raw(noise);
      String message = Refusal.message(GgufFormatException.class, file::open);
      assertFalse(message.chars().anyMatch(Character::isISOControl), message);
    }
  }

  private static List<byte[]> originals() {
    List<byte[]> originals = new ArrayList<>();
    originals.add(CraftedFile.everything(2).bytes());
    originals.add(CraftedFile.everything(3).bytes());
    for (int seed = 0; seed < 20; seed++) {
      originals.add(GgufWriterTest.bytes(new RandomModel(seed).writer()));
    }
    originals.forEach(bytes -> GgufFile.of(MemorySegment.ofArray(bytes)));
    return originals;
  }

  /** Returns how many files opened. */
  private static int run(List<byte[]> originals, Mutator mutator, int cases, boolean measured) {
    int opened = 0;
    for (int i = 0; i < cases; i++) {
      byte[] bytes = mutator.mutate(originals.get(i % originals.size()));
      GgufFile[] file = new GgufFile[1];
      String name = "case " + i;
      bounded(
          name + ", open",
          measured ? FIXED_BYTES + OPEN_FACTOR * bytes.length : Long.MAX_VALUE,
          () -> file[0] = GgufFile.of(MemorySegment.ofArray(bytes)));
      if (file[0] != null) {
        opened++;
        bounded(
            name + ", read",
            measured ? FIXED_BYTES + READ_FACTOR * bytes.length : Long.MAX_VALUE,
            () -> readAll(file[0]));
        if (i % 50 == 0) { // most getters refuse most keys, and an exception each is slow
          callGetters(file[0].metadata());
        }
      }
    }
    return opened;
  }

  private static void bounded(String name, long maxBytes, Runnable action) {
    AllocatedBytes allocated = new AllocatedBytes();
    long bytes = allocated.now();
    long nanos = System.nanoTime();
    try {
      action.run();
    } catch (GgufFormatException e) {
      assertFalse(Refusal.message(e).chars().anyMatch(Character::isISOControl), name);
    } catch (Throwable e) {
      throw new AssertionError(name + " throws another exception", e);
    }
    long taken = System.nanoTime() - nanos;
    long used = allocated.now() - bytes;
    assertTrue(used <= maxBytes, () -> name + " allocates " + used + ", bound " + maxBytes);
    assertTrue(taken <= MAX_NANOS, () -> name + " takes " + taken + " ns");
  }

  private static void readAll(GgufFile file) {
    for (String key : file.metadata().keys()) {
      read(file.metadata().value(key));
    }
    for (GgufTensor tensor : file.tensors()) {
      tensor.data().get(ValueLayout.JAVA_BYTE, tensor.data().byteSize() - 1);
      assertTrue(tensor.elements() > 0);
    }
  }

  private static void read(Object value) {
    if (value instanceof GgufArray array) {
      array.elements().forEach(GgufFuzzTest::read);
    }
  }

  private static void callGetters(GgufMetadata metadata) {
    List<Consumer<String>> getters =
        List.of(
            metadata::string,
            metadata::bool,
            metadata::integer,
            metadata::real,
            metadata::strings,
            metadata::utf8,
            metadata::ints,
            metadata::floats,
            metadata::bools,
            metadata::array);
    for (String key : metadata.keys()) {
      for (Consumer<String> getter : getters) {
        try {
          getter.accept(key);
        } catch (GgufFormatException e) {
          assertTrue(Refusal.message(e).contains("key "));
        }
      }
    }
  }
}
