package dev.puna;

import dev.puna.engine.CompiledModel;
import dev.puna.engine.Engine;
import dev.puna.engine.ModelFile;
import dev.puna.gguf.GgufFile;
import dev.puna.gguf.GgufMetadata;
import dev.puna.gguf.GgufTensor;
import dev.puna.graph.Graph;
import dev.puna.spi.Backend;
import dev.puna.spi.BackendOptions;
import dev.puna.spi.Backends;
import dev.puna.spi.PlanLimits;
import dev.puna.tokenizer.Tokenizer;
import dev.puna.tokenizer.Tokenizers;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a model consists of while it is loaded: its file, a backend, what that compiled of it and of
 * its draft model, and the engine. All of it is there, or nothing.
 */
final class LoadedModel implements AutoCloseable {
  final GgufFile file;
  final ModelFile model;
  final PromptEncoder prompts;
  final Backend backend;

  /** The model for its backend, not its draft model. */
  final CompiledModel compiled;

  final Engine engine;

  /** What frees everything: what was opened last comes first. */
  private final Deque<Runnable> closings = new ArrayDeque<>();

  /**
   * Loads what is in a file.
   *
   * @param file is closed with the rest, or at once if that fails
   */
  LoadedModel(GgufFile file, LoadOptions options) {
    this.file = file;
    closings.push(file::close);
    try {
      options.progress().progress("reading", 0);
      model = new ModelFile(file);
      prompts = prompts(file.metadata(), model.parameters().vocabulary());
      options.progress().progress("preparing", 0.3);
      DraftFile draft = draft(options.speculation().draftModel());
      backend = Backends.open(options.backend(), new BackendOptions(options.threads()));
      closings.push(backend::close);
      List<CompiledModel> compiledModels = compile(draft, options);
      compiledModels.forEach(each -> closings.push(each::close));
      compiled = compiledModels.getFirst();
      engine =
          new Engine(
              compiled,
              options.promptTokens(),
              options.queueLimit(),
              options.speculation(),
              draft == null ? null : compiledModels.getLast());
      closings.push(engine::close);
      options.progress().progress("ready", 1);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** A tokenizer that does not fit the weights is refused; a file need not have one. */
  private static PromptEncoder prompts(GgufMetadata metadata, int vocabulary) {
    Tokenizer tokenizer = Tokenizers.from(metadata).orElse(null);
    if (tokenizer != null && tokenizer.vocabulary().size() > vocabulary) {
      throw new PunaException(
          "the tokenizer has "
              + tokenizer.vocabulary().size()
              + " tokens and the model's embedding table only "
              + vocabulary
              + ": the file is damaged");
    }
    String template = metadata.string("tokenizer.chat_template").orElse(null);
    return new PromptEncoder(tokenizer, template, vocabulary);
  }

  private @Nullable DraftFile draft(@Nullable Path path) {
    if (path == null) {
      return null;
    }
    DraftFile draft =
        DraftFile.open(
            path,
            prompts.hasTokenizer() ? prompts.tokenizer() : null,
            model.parameters().vocabulary());
    closings.push(draft::close);
    return draft;
  }

  /** The model and, if there is one, its draft model. */
  private List<CompiledModel> compile(@Nullable DraftFile draft, LoadOptions options) {
    int contextLength = contextLength(options.contextLength());
    int parallel = options.parallel();
    int tokens = Math.max(Math.min(options.batchTokens(), contextLength), parallel);
    Speculation speculation = options.speculation();
    int drafted =
        speculation.isOn()
            ? Math.min(options.promptTokens(), parallel * speculation.maxTokens())
            : 0;
    List<Graph> graphs = new ArrayList<>(List.of(model.graph(contextLength)));
    if (draft != null) {
      graphs.add(draft.graph(contextLength));
    }
    return CompiledModel.compile(
        graphs,
        backend,
        contextLength,
        new PlanLimits(tokens, parallel, Math.min(tokens, parallel + drafted)),
        parallel,
        options.cacheType(),
        options.memoryLimit());
  }

  /** The context that is asked for; 0 asks for that of the model, up to a bound. */
  private int contextLength(int asked) {
    int trained = model.parameters().contextLength();
    if (asked > trained) {
      // The logger is made when it is needed: that takes time.
      System.getLogger(LoadedModel.class.getName())
          .log(
              Level.WARNING,
              "a context of {0} tokens is asked for, but the model was trained for {1}: beyond them"
                  + " its answers may make no sense",
              Integer.toString(asked),
              Integer.toString(trained));
    }
    return asked != 0 ? asked : Math.min(trained, LoadOptions.DEFAULT_CONTEXT);
  }

  ModelInfo info() {
    long elements = 0;
    long bytes = 0;
    Map<String, Integer> types = new TreeMap<>();
    for (GgufTensor tensor : file.tensors()) {
      elements += tensor.elements();
      bytes += tensor.data().byteSize();
      types.merge(tensor.type().name(), 1, Integer::sum);
    }
    return new ModelInfo(
        file.metadata().string("general.name").orElse(model.architecture()),
        model.architecture(),
        elements,
        types,
        bytes,
        model.parameters().contextLength(),
        model.parameters().layers(),
        model.parameters().width(),
        model.parameters().vocabulary(),
        prompts.hasTokenizer(),
        prompts.hasTemplate());
  }

  @Override
  public void close() {
    if (!closings.isEmpty()) {
      try {
        closings.pop().run();
      } finally {
        close();
      }
    }
  }
}
