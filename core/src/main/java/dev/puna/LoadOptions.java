package dev.puna;

import dev.puna.spi.BackendOptions;
import dev.puna.spi.CacheType;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to load a model. Immutable; each method returns a changed copy.
 *
 * @param backend name of the backend, or null for the best that can run
 * @param threads threads to compute with; 0 for one on each core
 * @param contextLength positions that a sequence may have; 0 for the model's own, at most {@value
 *     #DEFAULT_CONTEXT}
 * @param parallel sequences that can generate at the same time
 * @param batchTokens tokens in one run: a long prompt is read in pieces of this size
 * @param memoryLimit bytes that the KV cache and intermediate values may take; 0 for no limit
 * @param cacheType how keys and values are kept
 * @param promptTokens tokens that a step has at most beside those of answers while these are
 *     generated, and as many again for each further prompt that is to be read, of four in all, or
 *     of all where short ones outnumber the answers: they bound what prompts add to the time
 *     between the tokens of others
 * @param queueLimit requests that may wait for their turn; more are refused
 * @param speculation whether and how the next tokens of answers are guessed
 * @param progress hears how far loading is
 */
public record LoadOptions(
    @Nullable String backend,
    int threads,
    int contextLength,
    int parallel,
    int batchTokens,
    long memoryLimit,
    CacheType cacheType,
    int promptTokens,
    int queueLimit,
    Speculation speculation,
    ProgressListener progress) {
  /** The context where neither the caller asks for more nor the model has less. */
  public static final int DEFAULT_CONTEXT = 4096;

  private static final LoadOptions DEFAULTS =
      new LoadOptions(
          null,
          0,
          0,
          8,
          512,
          0,
          CacheType.F32,
          32,
          1024,
          Speculation.off(),
          (stage, fraction) -> {});

  /** Checks the ranges. */
  public LoadOptions {
    require(threads >= 0 && threads <= BackendOptions.MAX_THREADS, "threads", threads);
    require(contextLength >= 0 && contextLength <= 1 << 24, "contextLength", contextLength);
    require(parallel >= 1 && parallel <= 1024, "parallel", parallel);
    require(batchTokens >= 1 && batchTokens <= 1 << 14, "batchTokens", batchTokens);
    require(memoryLimit >= 0, "memoryLimit", memoryLimit);
    require(promptTokens >= 1, "promptTokens", promptTokens);
    require(queueLimit >= 0, "queueLimit", queueLimit);
  }

  /** The defaults. */
  public static LoadOptions defaults() {
    return DEFAULTS;
  }

  /** Chooses a backend by name; null for the best that can run. */
  public LoadOptions backend(@Nullable String name) {
    Draft draft = new Draft(this);
    draft.backend = name;
    return draft.done();
  }

  /** Sets the number of threads; 0 for one on each core. */
  public LoadOptions threads(int count) {
    Draft draft = new Draft(this);
    draft.threads = count;
    return draft.done();
  }

  /** Sets how many positions a sequence may have. */
  public LoadOptions contextLength(int tokens) {
    Draft draft = new Draft(this);
    draft.contextLength = tokens;
    return draft.done();
  }

  /** Sets how many sequences can generate at the same time. */
  public LoadOptions parallel(int sequences) {
    Draft draft = new Draft(this);
    draft.parallel = sequences;
    return draft.done();
  }

  /** Sets how many tokens are run together at most. */
  public LoadOptions batchTokens(int tokens) {
    Draft draft = new Draft(this);
    draft.batchTokens = tokens;
    return draft.done();
  }

  /** Limits the memory of the KV cache and intermediate values, in bytes. */
  public LoadOptions memoryLimit(long bytes) {
    Draft draft = new Draft(this);
    draft.memoryLimit = bytes;
    return draft.done();
  }

  /** Sets how keys and values are kept. */
  public LoadOptions cacheType(CacheType type) {
    Draft draft = new Draft(this);
    draft.cacheType = type;
    return draft.done();
  }

  /**
   * Sets how many tokens a step reads at most for each prompt, of up to four where they are long or
   * few, while answers are generated.
   */
  public LoadOptions promptTokens(int tokens) {
    Draft draft = new Draft(this);
    draft.promptTokens = tokens;
    return draft.done();
  }

  /** Sets how many requests may wait for their turn; more are refused. */
  public LoadOptions queueLimit(int requests) {
    Draft draft = new Draft(this);
    draft.queueLimit = requests;
    return draft.done();
  }

  /** Sets whether and how the next tokens of answers are guessed. */
  public LoadOptions speculation(Speculation how) {
    Draft draft = new Draft(this);
    draft.speculation = how;
    return draft.done();
  }

  /** Has a smaller model of the same vocabulary guess the next tokens of answers. */
  public LoadOptions draftModel(Path file) {
    return speculation(Speculation.draftModel(file));
  }

  /** Sets who hears how far loading is. */
  public LoadOptions onProgress(ProgressListener listener) {
    Draft draft = new Draft(this);
    draft.progress = listener;
    return draft.done();
  }

  private static void require(boolean ok, String name, long value) {
    if (!ok) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
    }
  }

  /** A copy to change: the one place that names all components. */
  private static final class Draft {
    @Nullable String backend;
    int threads;
    int contextLength;
    int parallel;
    int batchTokens;
    long memoryLimit;
    CacheType cacheType;
    int promptTokens;
    int queueLimit;
    Speculation speculation;
    ProgressListener progress;

    Draft(LoadOptions options) {
      backend = options.backend;
      threads = options.threads;
      contextLength = options.contextLength;
      parallel = options.parallel;
      batchTokens = options.batchTokens;
      memoryLimit = options.memoryLimit;
      cacheType = options.cacheType;
      promptTokens = options.promptTokens;
      queueLimit = options.queueLimit;
      speculation = options.speculation;
      progress = options.progress;
    }

    LoadOptions done() {
      return new LoadOptions(
          backend,
          threads,
          contextLength,
          parallel,
          batchTokens,
          memoryLimit,
          cacheType,
          promptTokens,
          queueLimit,
          speculation,
          progress);
    }
  }
}
