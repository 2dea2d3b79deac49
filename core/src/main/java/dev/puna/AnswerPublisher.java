package dev.puna;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Answers a prompt for each subscriber anew, by the rules of Reactive Streams. Pieces that were not
 * yet asked for wait with the answer, which is no longer than its options allow; the engine waits
 * for nobody.
 */
final class AnswerPublisher implements Flow.Publisher<String> {
  private static final Logger LOG = System.getLogger(AnswerPublisher.class.getName());

  private final Model model;
  private final Prompt prompt;
  private final GenerateOptions options;

  AnswerPublisher(Model model, Prompt prompt, GenerateOptions options) {
    this.model = model;
    this.prompt = prompt;
    this.options = options;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super String> subscriber) {
    new Answer(Objects.requireNonNull(subscriber)).begin();
  }

  /**
   * One subscription. There is a thread for it only while there is something to signal: whoever
   * brings the first news starts one, and it goes on until there is no more.
   */
  private final class Answer implements Flow.Subscription {
    private final Flow.Subscriber<? super String> subscriber;
    private final AtomicLong demand = new AtomicLong();

    /** News that were not yet looked at; the one here from the start is that it begins. */
    private final AtomicInteger news = new AtomicInteger(1);

    private volatile boolean cancelled;
    private volatile @Nullable Throwable failure;

    // These belong to the thread that signals.
    private @Nullable TextStream stream;
    private boolean ended;

    Answer(Flow.Subscriber<? super String> subscriber) {
      this.subscriber = subscriber;
    }

    void begin() {
      subscriber.onSubscribe(this);
      if (!cancelled) {
        try {
          stream = model.stream(prompt, options, false, this::tell);
        } catch (RuntimeException e) { // the prompt does not fit, the model is closed
          failure = e;
        }
      }
      startThread();
    }

    @Override
    public void request(long count) {
      if (count <= 0) {
        failure = new IllegalArgumentException("at least 1 has to be requested, not " + count);
      } else {
        demand.accumulateAndGet(count, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
      }
      tell();
    }

    @Override
    public void cancel() {
      cancelled = true;
      tell();
    }

    private void tell() {
      if (news.getAndIncrement() == 0) {
        startThread();
      }
    }

    private void startThread() {
      Thread.ofVirtual().name("puna-publisher").start(this::signalAll);
    }

    private void signalAll() {
      int seen = news.get();
      do {
        try {
          signal();
        } catch (Throwable e) { // thrown by the subscriber, which must not
          LOG.log(Level.WARNING, "a subscriber failed and gets no more of its answer", e);
          end();
        }
        seen = news.addAndGet(-seen);
      } while (seen != 0);
    }

    private void signal() {
      while (!ended) {
        if (cancelled) {
          end();
          return;
        }
        TextStream answer = stream;
        boolean hasPiece = false;
        if (failure == null && answer != null) {
          try {
            hasPiece = answer.hasNextNow();
          } catch (PunaException e) {
            failure = e;
          }
        }
        Throwable problem = failure;
        if (problem != null || answer == null) {
          end();
          subscriber.onError(problem);
        } else if (hasPiece) {
          if (demand.get() == 0) {
            return;
          }
          if (demand.get() != Long.MAX_VALUE) {
            demand.decrementAndGet();
          }
          subscriber.onNext(answer.next());
        } else if (answer.isComplete()) {
          end();
          if (answer.result().finishReason() == FinishReason.CANCELLED) {
            subscriber.onError(new PunaException("the answer was cut off: the model was closed"));
          } else {
            subscriber.onComplete();
          }
        } else {
          return;
        }
      }
    }

    private void end() {
      ended = true;
      if (stream != null) {
        stream.close();
      }
    }
  }
}
