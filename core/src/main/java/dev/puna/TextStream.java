package dev.puna;

import dev.puna.engine.Engine;
import dev.puna.engine.Outcome;
import dev.puna.engine.Request;
import dev.puna.engine.StopMatcher;
import dev.puna.engine.TokenListener;
import dev.puna.tokenizer.StreamingDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
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

  /** What was generated: {@code all}, and what the stop matcher holds back. */
  private int decoded;

  private final ProbabilityLog probabilities = new ProbabilityLog();

  /** Token ids ({@code Integer}) or {@link TokenProbability}s, and at last an {@link Outcome}. */
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

  private final Runnable onEvent;

  private final Request request;
  private final List<Integer> answer = new ArrayList<>();
  private String next = "";
  private @Nullable Generation result;
  private @Nullable PunaException failure;

  TextStream(
      Engine engine,
      StreamingDecoder decoder,
      GenerateOptions options,
      Runnable onEvent,
      RequestFactory factory) {
    this.engine = engine;
    this.onEvent = onEvent;
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
      TokenProbability probability = request.sampler().probability();
      events.add(probability != null && probability.id() == id ? probability : (Object) id);
      onEvent.run();
    }

    @Override
    public void finished(Outcome outcome) {
      events.add(outcome);
      onEvent.run();
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
      if (failure != null) {
        throw failure;
      }
      try {
        receive(events.take());
      } catch (InterruptedException e) {
        cancel();
        end(FinishReason.CANCELLED, Outcome.unserved(Outcome.End.CANCELLED, null));
        Thread.currentThread().interrupt();
      }
    }
    return !next.isEmpty();
  }

  /**
   * Whether there is a piece already, without waiting for one.
   *
   * @throws PunaException if generation failed
   */
  boolean hasNextNow() {
    Object event = null;
    while (next.isEmpty() && result == null && (event = events.poll()) != null) {
      receive(event);
    }
    return !next.isEmpty();
  }

  /** Whether all pieces were taken, and the answer is complete. */
  boolean isComplete() {
    return result != null && next.isEmpty();
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

  /**
   * How likely the model found the tokens that the text handed out so far is made of, without those
   * that this method returned before: to be asked after each piece. Once the answer is complete,
   * what is left. Empty unless {@link GenerateOptions#logProbabilities(int)} asked for it.
   */
  public List<TokenProbability> takeLogProbabilities() {
    boolean complete = result != null && next.isEmpty();
    return probabilities.take(complete ? textEnd() : all.length() - next.length());
  }

  /** Waits for the rest and returns the whole answer. */
  public Generation result() {
    while (hasNext()) {
      next = "";
    }
    return Objects.requireNonNull(result);
  }

  /** The tokens of the prompt, and those of the answer that were taken so far. */
  int[] tokens() {
    int[] tokens = Arrays.copyOf(request.prompt(), promptTokens + answer.size());
    for (int i = 0; i < answer.size(); i++) {
      tokens[promptTokens + i] = answer.get(i);
    }
    return tokens;
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
        failure = failure(outcome.failure());
        throw failure;
      }
      if (outcome.end() == Outcome.End.END_OF_GENERATION) {
        // Of an answer that is cut short the rest of a character may be missing.
        decoded(decoder.flush());
      }
      FinishReason reason =
          switch (outcome.end()) {
            case END_OF_GENERATION -> FinishReason.STOP;
            case LENGTH -> FinishReason.LENGTH;
            case DEADLINE -> FinishReason.DEADLINE;
            default -> FinishReason.CANCELLED;
          };
      end(stops.matched() ? FinishReason.STOP : reason, outcome);
      return;
    }
    if (!stops.matched()) {
      answer.add(event instanceof TokenProbability likely ? likely.id() : (Integer) event);
      if (event instanceof TokenProbability probability) {
        probabilities.add(probability, decoded);
        decoded(decoder.accept(probability.id()));
      } else {
        decoded(decoder.accept(answer.getLast()));
      }
      if (stops.matched()) {
        cancel();
      }
    }
  }

  private void decoded(String text) {
    decoded += text.length();
    emit(stops.accept(text));
  }

  private void emit(String text) {
    next += text;
    all.append(text);
  }

  private void end(FinishReason reason, Outcome outcome) {
    emit(stops.flush());
    Usage usage =
        new Usage(
            promptTokens,
            outcome.cachedTokens(),
            answer.size(),
            outcome.promptNanos(),
            outcome.generationNanos(),
            outcome.steps(),
            outcome.draftedTokens(),
            outcome.acceptedTokens());
    result = new Generation(all.toString(), reason, usage, probabilities.all(textEnd()));
  }

  /** Tokens that begin here or later are no part of the answer but of a stop string. */
  private int textEnd() {
    return stops.matched() ? all.length() : Integer.MAX_VALUE;
  }

  private static PunaException failure(@Nullable Throwable cause) {
    if (cause instanceof PunaException known) {
      return known;
    }
    return new PunaException("generation failed: " + cause, cause);
  }
}
