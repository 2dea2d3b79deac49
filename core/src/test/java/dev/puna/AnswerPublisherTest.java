package dev.puna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.testing.TinyModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rules of Reactive Streams, one after the other, and those of the engine. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AnswerPublisherTest {
  private static final GenerateOptions GREEDY = GenerateOptions.greedy().maxTokens(24);
  private static final GenerateOptions ENDLESS = GREEDY.maxTokens(200).ignoreEndOfGeneration(true);
  private static final Prompt PROMPT = Prompt.text("abc");

  @TempDir Path folder;

  private Model model;

  @BeforeEach
  void load() {
    LoadOptions options =
        LoadOptions.defaults().backend("reference").contextLength(256).parallel(2);
    model = Model.load(TinyModel.write(folder, "llama"), options);
  }

  @AfterEach
  void close() {
    model.close();
  }

  /** Takes note of all signals, and of those that break the rules. */
  private static class Probe implements Flow.Subscriber<String> {
    final List<String> pieces = new CopyOnWriteArrayList<>();
    final List<String> broken = new CopyOnWriteArrayList<>();
    final CountDownLatch ended = new CountDownLatch(1);
    final AtomicLong requested = new AtomicLong();
    private final AtomicBoolean busy = new AtomicBoolean();
    volatile Flow.@Nullable Subscription subscription;
    volatile @Nullable Throwable error;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      serially(
          () -> {
            check(subscription == null, "onSubscribe twice");
            subscription = given;
          });
    }

    @Override
    public void onNext(String piece) {
      serially(
          () -> {
            check(!piece.isEmpty(), "an empty piece");
            check(requested.decrementAndGet() >= 0, "more than was requested");
            pieces.add(piece);
          });
    }

    @Override
    public void onError(Throwable thrown) {
      serially(() -> error = thrown);
      end();
    }

    @Override
    public void onComplete() {
      serially(() -> {});
      end();
    }

    private void end() {
      check(ended.getCount() == 1, "two ends");
      ended.countDown();
    }

    private void serially(Runnable signal) {
      check(busy.compareAndSet(false, true), "two signals at once");
      check(ended.getCount() == 1, "a signal after the end");
      signal.run();
      busy.set(false);
    }

    private void check(boolean holds, String rule) {
      if (!holds) {
        broken.add(rule);
      }
    }

    Flow.Subscription subscription() {
      return Objects.requireNonNull(subscription);
    }

    void request(long count) {
      requested.addAndGet(count);
      subscription().request(count);
    }

    String text() {
      assertEquals(List.of(), broken);
      return String.join("", pieces);
    }

    void awaitEnd() throws InterruptedException {
      assertTrue(ended.await(30, TimeUnit.SECONDS), "it does not end");
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it does not happen");
      Thread.sleep(1);
    }
  }

  private Probe subscribe(GenerateOptions options) {
    Probe probe = new Probe();
    model.publish(PROMPT, options).subscribe(probe);
    return probe;
  }

  @Test
  void eachSubscriberGetsAnAnswerOfItsOwn() throws Exception {
    String want = model.generate(PROMPT, GREEDY).text();
    Flow.Publisher<String> publisher = model.publish(PROMPT, GREEDY);
    List<Probe> probes = List.of(new Probe(), new Probe(), new Probe());
    probes.forEach(publisher::subscribe);
    for (Probe probe : probes) {
      probe.request(Long.MAX_VALUE);
    }
    for (Probe probe : probes) {
      probe.awaitEnd();
      assertNull(probe.error);
      assertEquals(want, probe.text());
    }
  }

  @Test
  void noMoreIsGivenThanWasRequested() throws Exception {
    String want = model.generate(PROMPT, GREEDY).text();
    Probe probe = subscribe(GREEDY);
    for (int i = 1; probe.ended.getCount() == 1; i++) {
      int pieces = i;
      probe.request(1);
      await(() -> probe.pieces.size() == pieces || probe.ended.getCount() == 0);
    }
    assertNull(probe.error);
    assertEquals(want, probe.text());
  }

  @Test
  void aSlowSubscriberHoldsUpNobody() throws Exception {
    Probe slow = subscribe(GREEDY);
    for (int i = 0; i < 3; i++) {
      assertEquals(24, model.generate(Prompt.text("x"), GREEDY).usage().generatedTokens());
    }
    assertEquals(List.of(), slow.pieces);
    assertEquals(1, slow.ended.getCount());
    slow.request(1);
    await(() -> slow.pieces.size() == 1);
    slow.request(1000);
    slow.awaitEnd();
    assertEquals(model.generate(PROMPT, GREEDY).text(), slow.text());
  }

  @Test
  void theEndNeedsNoRequest() throws Exception {
    Probe probe = subscribe(GREEDY);
    String text = model.generate(PROMPT, GREEDY).text();
    GenerateOptions none = GREEDY.stop(text.substring(0, 1));
    Probe empty = subscribe(none);
    empty.awaitEnd();
    assertNull(empty.error);
    assertEquals("", empty.text());
    probe.subscription().cancel();
  }

  @Test
  void cancellingEndsTheGenerationWithoutASignal() throws Exception {
    // Both places are taken by answers that nobody waits for.
    Probe one = subscribe(ENDLESS);
    Probe two = subscribe(ENDLESS);
    one.request(1);
    await(() -> one.pieces.size() == 1);
    one.subscription().cancel();
    one.subscription().cancel();
    two.subscription().cancel();
    assertEquals(24, model.generate(Prompt.text("x"), GREEDY).usage().generatedTokens());
    one.request(1);
    one.subscription().request(-1);
    Thread.sleep(20);
    assertEquals(1, one.pieces.size());
    assertEquals(1, one.ended.getCount());
    one.text();
  }

  @Test
  void aRequestOfNothingIsAnError() throws Exception {
    for (long count : new long[] {0, -1, Long.MIN_VALUE}) {
      Probe probe = subscribe(ENDLESS);
      probe.subscription().request(count);
      probe.awaitEnd();
      assertInstanceOf(IllegalArgumentException.class, probe.error);
      probe.request(5);
      probe.text();
    }
  }

  @Test
  void whatGoesWrongIsSignalledAfterTheSubscription() throws Exception {
    Probe probe = new Probe();
    model.publish(Prompt.text("x".repeat(300)), GREEDY).subscribe(probe);
    probe.awaitEnd();
    assertInstanceOf(ContextLengthException.class, probe.error);
    probe.text();
    assertThrows(
        NullPointerException.class, () -> model.publish(PROMPT, GREEDY).subscribe(nothing()));
  }

  @SuppressWarnings("NullAway") // what a careless caller does
  private static Flow.Subscriber<String> nothing() {
    return null;
  }

  @Test
  void aModelThatIsClosedCutsTheAnswerOff() throws Exception {
    Probe probe = subscribe(ENDLESS);
    probe.request(1);
    await(() -> probe.pieces.size() == 1);
    model.close();
    probe.request(Long.MAX_VALUE - 10);
    probe.awaitEnd();
    assertInstanceOf(PunaException.class, probe.error);
    probe.text();
    Probe late = subscribe(GREEDY);
    late.awaitEnd();
    assertInstanceOf(PunaException.class, late.error);
  }

  @Test
  void aSubscriberThatFailsGetsNoMore() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    AtomicLong calls = new AtomicLong();
    Flow.Subscriber<String> failing =
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(100);
          }

          @Override
          public void onNext(String piece) {
            calls.incrementAndGet();
            failed.countDown();
            throw new IllegalStateException("a subscriber's own failure, for the test");
          }

          @Override
          public void onError(Throwable thrown) {
            calls.incrementAndGet();
          }

          @Override
          public void onComplete() {
            calls.incrementAndGet();
          }
        };
    model.publish(PROMPT, ENDLESS).subscribe(failing);
    assertTrue(failed.await(30, TimeUnit.SECONDS));
    assertEquals(24, model.generate(Prompt.text("x"), GREEDY).usage().generatedTokens());
    assertEquals(1, calls.get());
  }

  @Test
  void requestsFromManyThreadsAddUp() throws Exception {
    GenerateOptions options = ENDLESS.maxTokens(100);
    String want = model.generate(PROMPT, options).text();
    for (int n = 0; n < 5; n++) {
      Probe probe = subscribe(options);
      for (int t = 0; t < 4; t++) {
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; i < 25; i++) {
                    probe.request(1);
                    LockSupport.parkNanos(1000);
                  }
                });
      }
      probe.awaitEnd();
      assertNull(probe.error);
      assertEquals(want, probe.text());
    }
  }

  @Test
  void aRequestFromWithinASignalDoesNotRecurse() throws Exception {
    Probe probe =
        new Probe() {
          private int depth;

          @Override
          public void onSubscribe(Flow.Subscription given) {
            super.onSubscribe(given);
            request(1);
          }

          @Override
          public void onNext(String piece) {
            depth++;
            assertFalse(depth > 1, "onNext within onNext");
            super.onNext(piece);
            request(1);
            depth--;
          }
        };
    model.publish(PROMPT, ENDLESS).subscribe(probe);
    probe.awaitEnd();
    assertNull(probe.error);
    assertEquals(model.generate(PROMPT, ENDLESS).text(), probe.text());
  }
}
