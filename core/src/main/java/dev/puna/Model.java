package dev.puna;

import dev.puna.engine.SessionStore;
import dev.puna.gguf.GgufFile;
import dev.puna.graph.Graph;
import dev.puna.tokenizer.TokenType;
import dev.puna.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A language model, loaded and ready to run.
 *
 * <pre>{@code
 * try (Model model = Model.load(Path.of("model.gguf"))) {
 *   System.out.println(model.generate("What is the capital of France?").text());
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe: any number of threads may generate at the same time and are batched
 * together. Weights stay in the mapped file. {@link #close} ends what is running and frees
 * everything; no thread is left behind. Failures are {@link PunaException}s, and {@link
 * dev.puna.gguf.GgufFormatException} for a damaged file.
 */
public final class Model implements AutoCloseable {
  private final LoadedModel loaded;
  private final PromptEncoder prompts;
  private final StreamFactory streams;
  private final LoadOptions options;
  private final List<Evaluator> evaluators = new ArrayList<>();
  private @Nullable SessionStore sessions;
  private volatile boolean closed;

  private Model(GgufFile file, LoadOptions options) {
    this.options = options;
    loaded = new LoadedModel(file, options);
    prompts = loaded.prompts;
    streams = new StreamFactory(loaded.engine, prompts, maxContext());
  }

  /** Loads a model from a GGUF file with the default options. */
  public static Model load(Path path) {
    return load(path, LoadOptions.defaults());
  }

  /**
   * Loads a model from a GGUF file; any part of a split file stands for the whole.
   *
   * @throws dev.puna.gguf.GgufFormatException if the file is damaged
   * @throws PunaException if the model can not be run, or not within the memory limit
   */
  public static Model load(Path path, LoadOptions options) {
    return load(GgufFile.open(path), options);
  }

  /**
   * Loads a model from an open file, which belongs to the model from now on: it is closed with it,
   * or at once if loading fails.
   */
  public static Model load(GgufFile file, LoadOptions options) {
    return new Model(file, options);
  }

  /** What the model is. */
  public ModelInfo info() {
    return loaded.info();
  }

  /** What computes, in words: {@code simd, 512-bit vectors, 8 threads}. */
  public String backend() {
    return loaded.backend.description();
  }

  /** Positions that a sequence may have, prompt and answer together. */
  public int maxContext() {
    return loaded.compiled.contextLength();
  }

  /**
   * The tokenizer.
   *
   * @throws PunaException if the file has none
   */
  public Tokenizer tokenizer() {
    return prompts.tokenizer();
  }

  /** Answers a question with the default options. */
  public Generation generate(String question) {
    return generate(Prompt.user(question), GenerateOptions.defaults());
  }

  /** Generates a whole answer. */
  public Generation generate(Prompt prompt, GenerateOptions options) {
    return generate(prompt, options, piece -> {});
  }

  /** Generates a whole answer and hands each piece of it over as it comes, on this thread. */
  public Generation generate(Prompt prompt, GenerateOptions options, Consumer<String> onText) {
    try (TextStream stream = stream(prompt, options)) {
      stream.forEachRemaining(onText);
      return stream.result();
    }
  }

  /**
   * Answers a question with a value of a Java type, with the default options. The model is told the
   * schema after the question.
   *
   * @throws IllegalArgumentException if the type is not supported; see {@link JsonSchema}
   * @throws AnswerException if the answer ended early, or a record refuses its values
   */
  public <T> TypedGeneration<T> generate(Class<T> type, String question) {
    Prompt prompt = Prompt.user(question + "\n\n" + JsonSchema.of(type).instruction());
    return generate(type, prompt, GenerateOptions.defaults());
  }

  /**
   * Generates a value of a Java type: the answer is forced to be JSON that fits its schema. The
   * prompt stays as it is; answers are better where it says what is wanted, for example with {@link
   * JsonSchema#instruction}.
   *
   * @param options how to generate, without a grammar
   * @throws IllegalArgumentException if the type is not supported; see {@link JsonSchema}
   * @throws AnswerException if the answer ended early, or a record refuses its values
   */
  public <T> TypedGeneration<T> generate(Class<T> type, Prompt prompt, GenerateOptions options) {
    if (options.grammar() != null) {
      throw new IllegalArgumentException("the type is the grammar: the options must have none");
    }
    JsonSchema<T> schema = JsonSchema.of(type);
    return TypedGeneration.of(schema, generate(prompt, options.grammar(schema.grammar())));
  }

  /**
   * Begins to generate and returns the answer as it grows.
   *
   * @throws ContextLengthException if the prompt does not fit the context
   */
  public TextStream stream(Prompt prompt, GenerateOptions options) {
    return stream(prompt, options, false, () -> {});
  }

  /** The same; see {@link StreamFactory#stream}. */
  TextStream stream(
      Prompt prompt, GenerateOptions options, boolean showsControl, Runnable onEvent) {
    requireOpen();
    return streams.stream(prompt, options, showsControl, onEvent);
  }

  /**
   * Generates several answers to one prompt, which is read once. Each is what it would be alone:
   * the first with the seed of the options, the second with the next number, and so on; without a
   * seed all are random. As many as {@link LoadOptions#parallel} says are generated together.
   *
   * @param count how many, at least 1
   * @return the answers in the order of their seeds
   * @throws ContextLengthException if the prompt does not fit the context
   */
  public List<Generation> samples(Prompt prompt, GenerateOptions options, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("there must be at least 1 sample, not " + count);
    }
    requireOpen();
    Prompt tokens = Prompt.tokens(prompts.encode(prompt));
    OptionalLong seed = options.sampling().seed();
    List<TextStream> streams = new ArrayList<>();
    List<Generation> answers = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        GenerateOptions own = options;
        if (seed.isPresent()) {
          own = options.sampling(options.sampling().toBuilder().seed(seed.getAsLong() + i).build());
        }
        // No more than can run: the queue is for others.
        if (i >= this.options.parallel()) {
          answers.add(streams.get(answers.size()).result());
        }
        streams.add(stream(tokens, own));
      }
      while (answers.size() < count) {
        answers.add(streams.get(answers.size()).result());
      }
      return answers;
    } finally {
      streams.forEach(TextStream::close);
    }
  }

  /**
   * An answer for whoever subscribes, by the rules of Reactive Streams: pieces as they are asked
   * for, then the end or a {@link PunaException}. Each subscription begins a generation of its own,
   * and cancelling it ends that. A subscriber that asks slowly holds up nobody: pieces wait, up to
   * {@link GenerateOptions#maxTokens}.
   */
  public Flow.Publisher<String> publish(Prompt prompt, GenerateOptions options) {
    return new AnswerPublisher(this, prompt, options);
  }

  /** A conversation, of one caller at a time, that reads each turn only once. */
  public Chat chat() {
    return chat(ChatOptions.defaults());
  }

  /** A conversation with a system message, tools or other options. */
  public Chat chat(ChatOptions options) {
    return new Chat(options, session());
  }

  /** A place in the cache for prompts that begin alike. */
  public Session session() {
    requireOpen();
    return new Session(this);
  }

  /** The text that the model's chat template makes of a conversation. */
  public String render(Prompt.Chat prompt) {
    return prompts.render(prompt);
  }

  /**
   * An evaluator of token ids, for those who want logits or hidden states.
   *
   * @param contextLength positions of the longest sequence that it must take
   * @param batchTokens tokens run together at most; fewer where their logits need much memory
   */
  public Evaluator evaluator(int contextLength, int batchTokens) {
    return evaluator(loaded.model.graph(contextLength), contextLength, batchTokens);
  }

  private Evaluator evaluator(Graph graph, int contextLength, int batchTokens) {
    synchronized (evaluators) {
      requireOpen();
      Evaluator evaluator =
          new Evaluator(this, graph, loaded.backend, contextLength, batchTokens, options);
      evaluators.add(evaluator);
      return evaluator;
    }
  }

  /**
   * The meaning of a text as one vector: the pooled hidden states of its tokens, scaled to length
   * 1.
   *
   * @return {@link ModelInfo#width()} elements
   */
  public float[] embed(String text, Pooling pooling) {
    int[] ids = prompts.encode(Prompt.text(text));
    if (ids.length > maxContext()) {
      throw new ContextLengthException(ids.length, maxContext());
    }
    Graph graph = loaded.model.graph(ids.length).withoutLogits();
    try (Evaluator evaluator = evaluator(graph, ids.length, options.batchTokens())) {
      return evaluator.embed(ids, pooling);
    }
  }

  /** Blocks of the cache that all sequences share. */
  int cacheBlocks() {
    return loaded.compiled.cache().layout().blocks();
  }

  /** Saves and restores sessions. Made when it is first used: it takes a look at the weights. */
  SessionStore sessionStore() {
    synchronized (evaluators) {
      requireOpen();
      if (sessions == null) {
        sessions =
            new SessionStore(
                loaded.engine, loaded.compiled, loaded.file, loaded.model.architecture());
      }
      return sessions;
    }
  }

  /** Whether a text is the name of a control token. */
  boolean isControl(String text) {
    int[] ids = tokenizer().encode(text, false, true);
    return ids.length == 1 && tokenizer().vocabulary().type(ids[0]) == TokenType.CONTROL;
  }

  int[] checkedIds(int[] ids) {
    return prompts.checked(ids);
  }

  void forget(Evaluator evaluator) {
    synchronized (evaluators) {
      evaluators.remove(evaluator);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new PunaException("the model is closed");
    }
  }

  /** Cancels what is running and frees everything. Closing twice does nothing more. */
  @Override
  public void close() {
    List<Evaluator> open;
    synchronized (evaluators) {
      if (closed) {
        return;
      }
      closed = true;
      open = List.copyOf(evaluators);
    }
    open.forEach(Evaluator::close);
    loaded.close();
  }
}
