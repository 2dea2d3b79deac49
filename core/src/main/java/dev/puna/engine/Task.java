package dev.puna.engine;

import dev.puna.cache.BlockPool;
import dev.puna.cache.Sequence;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A request on its way: its tokens so far, and how many of them are in the cache. */
final class Task {
  /** Who is served first: the higher priority, then who came first. */
  static final Comparator<Task> ORDER =
      Comparator.comparingInt((Task task) -> -task.request.priority())
          .thenComparingLong(task -> task.arrival);

  final Request request;
  final Sequence sequence;

  /** What may follow its tokens. */
  final Draft draft = new Draft();

  /** Of its tokens that have to be run, those of the step that is being filled. */
  int count;

  private final long arrival;
  private int[] tokens;
  private int tokenCount;
  private int cachedTokens = -1;

  /** Runs of the model after which tokens were chosen, and how many the last of them gave. */
  private int steps;

  private int fresh;

  /** The most tokens that {@link #sequence} had: waiting may take them away again. */
  private int reached;

  private long admitted;
  private long firstToken;
  private long lastToken;

  /**
   * A task.
   *
   * @param arrival its number among all tasks
   */
  Task(Request request, long arrival, BlockPool pool) {
    this.request = request;
    this.arrival = arrival;
    sequence = new Sequence(pool);
    tokens = request.prompt();
    tokenCount = tokens.length;
  }

  /** Prompt and answer; only the first {@link #tokenCount} count. */
  int[] tokens() {
    return tokens;
  }

  int tokenCount() {
    return tokenCount;
  }

  /** Tokens that have to be run before the next can be chosen. */
  int left() {
    return tokenCount - sequence.length();
  }

  /** Whether it only has to run what the last step gave. */
  boolean isGenerating() {
    return left() <= fresh;
  }

  /** Tokens that it may still get. */
  int wanted() {
    return request.maxTokens() - generated();
  }

  private int generated() {
    return tokenCount - request.prompt().length;
  }

  boolean isFull() {
    return wanted() <= 0;
  }

  /** Whether it may need more blocks than it has. */
  boolean mayGrow() {
    return sequence.blocksMissing(Math.toIntExact(request.positions())) > 0;
  }

  /** It has its blocks, and {@link #sequence} holds what was cached before. */
  void admit() {
    if (cachedTokens < 0) {
      admitted = System.nanoTime();
      cachedTokens = sequence.length();
      reached = cachedTokens;
    }
  }

  /** Others have read on meanwhile, and its sequence was lengthened by that. */
  void found() {
    if (sequence.length() > reached) {
      cachedTokens += sequence.length() - reached;
      reached = sequence.length();
    }
  }

  /** Its next tokens are in the batch. */
  void read() {
    reached = Math.max(reached, sequence.length());
  }

  /** Its tokens were run: the next are chosen. */
  void ran() {
    steps++;
    fresh = 0;
  }

  /** Notes the next token of the answer. */
  void append(int token) {
    fresh++;
    lastToken = System.nanoTime();
    if (generated() == 0) {
      firstToken = lastToken;
    }
    if (tokenCount == tokens.length) {
      tokens = Arrays.copyOf(tokens, Math.max(tokenCount + 16, 2 * tokenCount));
    }
    tokens[tokenCount++] = token;
  }

  Outcome outcome(Outcome.End end, @Nullable Throwable failure) {
    if (cachedTokens < 0) {
      return Outcome.unserved(end, failure);
    }
    long first = generated() == 0 ? System.nanoTime() : firstToken;
    long last = generated() == 0 ? first : lastToken;
    return new Outcome(
        end,
        cachedTokens,
        first - admitted,
        last - first,
        steps,
        draft.drafted(),
        draft.accepted(),
        failure);
  }
}
