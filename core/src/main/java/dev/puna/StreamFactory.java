package dev.puna;

import dev.puna.engine.Engine;
import dev.puna.engine.Request;
import dev.puna.grammar.ForcedTokens;
import dev.puna.grammar.Grammar;
import dev.puna.grammar.GrammarConstraint;
import dev.puna.grammar.TokenTable;
import dev.puna.sampling.Sampler;
import dev.puna.tokenizer.StreamingDecoder;
import dev.puna.tokenizer.Tokenizer;
import dev.puna.tokenizer.Vocabulary;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Begins answers: makes a request of a prompt and of what was asked of the answer. */
final class StreamFactory {
  private final Engine engine;
  private final PromptEncoder prompts;
  private final int maxContext;
  private @Nullable TokenTable tokenTable;

  /** Answers of a model whose sequences have at most {@code maxContext} positions. */
  StreamFactory(Engine engine, PromptEncoder prompts, int maxContext) {
    this.engine = engine;
    this.prompts = prompts;
    this.maxContext = maxContext;
  }

  /**
   * Begins an answer.
   *
   * @param showsControl whether control tokens are part of the text
   * @param onEvent hears, on the engine's thread, that there may be something to take
   */
  TextStream stream(
      Prompt prompt, GenerateOptions options, boolean showsControl, Runnable onEvent) {
    int[] ids = prompts.encode(prompt);
    // Without room for one more token nothing can be generated.
    int room = maxContext - ids.length;
    if (room < 1) {
      throw new ContextLengthException(ids.length, maxContext);
    }
    int maxTokens = options.maxTokens() == 0 ? room : Math.min(room, options.maxTokens());
    Tokenizer tokenizer = prompts.tokenizer();
    Grammar grammar = options.grammar();
    GrammarConstraint constraint =
        grammar == null ? null : new GrammarConstraint(grammar, tokenTable());
    Sampler sampler = sampler(options, constraint);
    for (int id : ids) {
      sampler.acceptPrompt(id);
    }
    return new TextStream(
        engine,
        new StreamingDecoder(tokenizer, false, showsControl),
        options,
        onEvent,
        listener ->
            new Request(
                ids,
                maxTokens,
                sampler,
                // Who wants to know how likely a token was wants the model to be asked.
                constraint == null || options.logProbabilities().isPresent()
                    ? Request.NEVER_FORCED
                    : new ForcedTokens(constraint, tokenizer)::after,
                options.speculative(),
                end(options),
                options.priority(),
                options.deadline(),
                listener));
  }

  private Sampler sampler(GenerateOptions options, @Nullable GrammarConstraint constraint) {
    return Sampler.of(
        options.sampling(),
        constraint == null ? List.of() : List.of(constraint),
        this::pieceBytes,
        options.logProbabilities());
  }

  /** The tokens that end an answer: a grammar has to end whatever else is asked. */
  private IntPredicate end(GenerateOptions options) {
    Vocabulary words = prompts.tokenizer().vocabulary();
    boolean endless = options.ignoreEndOfGeneration() && options.grammar() == null;
    return endless ? token -> false : words::isEndOfGeneration;
  }

  /** Built when the first grammar asks for it. */
  private synchronized TokenTable tokenTable() {
    if (tokenTable == null) {
      tokenTable = TokenTable.of(prompts.tokenizer());
    }
    return tokenTable;
  }

  /** The bytes of a token; none where the embedding table has more rows than the tokenizer. */
  private byte[] pieceBytes(int id) {
    Tokenizer tokenizer = prompts.tokenizer();
    return id < tokenizer.vocabulary().size() ? tokenizer.pieceBytes(id) : new byte[0];
  }
}
