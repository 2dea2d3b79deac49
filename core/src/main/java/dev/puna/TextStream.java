package dev.puna;

import dev.puna.engine.Engine;
import dev.puna.engine.Outcome;
import dev.puna.engine.Request;
import dev.puna.engine.StopMatcher;
import dev.puna.engine.TokenListener;
import dev.puna.tokenizer.StreamingDecoder;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * An answer while it is being generated, piece by piece; a piece never ends inside a character.
 * Generation runs on by itself, whether pieces are taken or not.
 *
 * <p>Belongs to one thread, but for {@link #cancel}, which any thread may call. Close it, or take
 * all of it; closing early cancels. If the taking thread is interrupted, the generation is
 * cancelled, the pieces end and the thread's interrupt flag stays set.
 */
public final class TextStream implements Iterator<String>, AutoCloseable {
  private final Engine engine;
  private final StreamingDecoder decoder;
  private final StopMatcher stops;
  private final StringBuilder all = new StringBuilder();
  private final int promptTokens;

  /** Token ids ({@code Integer}) and at last an {@link Outcome}. */
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

  private final Request request;
  private String next = "";
  private int generated;
  private @Nullable Generation result;

  TextStream(
      Engine engine, StreamingDecoder decoder, GenerateOptions options, RequestFactory factory) {
    this.engine = engine;
    this.decoder = decoder;
    stops = new StopMatcher(options.stop());
    request = factory.create(new Listener());
    promptTokens = request.prompt().length;
    engine.submit(request);
  }

  /** Makes the request that reports to a listener. */
  interface RequestFactory {
    Request create(TokenListener listener);
  }

  private final class Listener implements TokenListener {
    @Override
    public void token(int id) {
      events.add(id);
    }

    @Override
    public void finished(Outcome outcome) {
      events.add(outcome);
    }
  }

  /**
   * Waits for the next piece.
   *
   * @return false when the answer is complete
   * @throws PunaException if generation failed
   */
  @Override
  public boolean hasNext() {
    while (next.isEmpty() && result == null) {
      try {
        receive(events.take());
      } catch (InterruptedException e) {
        cancel();
        end(FinishReason.CANCELLED, 0, 0, 0);
        Thread.currentThread().interrupt();
      }
    }
    return !next.isEmpty();
  }

  /** The next piece; never empty. */
  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the answer is complete");
    }
    String piece = next;
    next = "";
    return piece;
  }

  /** Waits for the rest and returns the whole answer. */
  public Generation result() {
    while (hasNext()) {
      next = "";
    }
    if (result == null) {
      throw new IllegalStateException("the generation failed before");
    }
    return result;
  }

  /** Ends the generation at the next token. Any thread may call this. */
  public void cancel() {
    engine.cancel(request);
  }

  /** Cancels what is not yet generated. */
  @Override
  public void close() {
    if (result == null) {
      cancel();
    }
  }

  private void receive(Object event) {
    if (event instanceof Outcome outcome) {
      if (outcome.end() == Outcome.End.FAILED) {
        throw failure(outcome.failure());
      }
      emit(stops.accept(decoder.flush()));
      FinishReason reason =
          switch (outcome.end()) {
            case END_OF_GENERATION -> FinishReason.STOP;
            case LENGTH -> FinishReason.LENGTH;
            case DEADLINE -> FinishReason.DEADLINE;
            default -> FinishReason.CANCELLED;
          };
      end(
          stops.matched() ? FinishReason.STOP : reason,
          outcome.cachedTokens(),
          outcome.promptNanos(),
          outcome.generationNanos());
      return;
    }
    if (!stops.matched()) {
      generated++;
      emit(stops.accept(decoder.accept((Integer) event)));
      if (stops.matched()) {
        cancel();
      }
    }
  }

  private void emit(String text) {
    next += text;
    all.append(text);
  }

  private void end(FinishReason reason, int cached, long promptNanos, long generationNanos) {
    emit(stops.flush());
    Usage usage = new Usage(promptTokens, cached, generated, promptNanos, generationNanos);
    result = new Generation(all.toString(), reason, usage);
  }

  private static PunaException failure(@Nullable Throwable cause) {
    if (cause instanceof PunaException known) {
      return known;
    }
    return new PunaException("generation failed: " + cause, cause);
  }
}
