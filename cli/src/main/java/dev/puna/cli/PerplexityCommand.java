package dev.puna.cli;

import dev.puna.Evaluator;
import dev.puna.LoadOptions;
import dev.puna.Model;
import dev.puna.PunaException;
import dev.puna.tokenizer.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code puna perplexity}. */
@Command(
    name = "perplexity",
    header = "Measures how well a model predicts a text.",
    description =
        "The text is cut into windows of --ctx tokens; the second half of each is counted, and what"
            + " is left at the end is not, as llama.cpp does it.",
    footer = {"", "Example:", "  puna perplexity -m model.gguf --file wiki.test.raw"})
final class PerplexityCommand implements Callable<Integer> {
  /** With fewer there is no estimate of the error. */
  private static final int LEAST_TOKENS = 8;

  private static final int MAX_TOGETHER = 512;

  private final Streams streams;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private ComputeOptions compute = new ComputeOptions();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "F",
      required = true,
      description = "The text, in UTF-8.")
  private Path file = Path.of("");

  @Option(
      names = {"-c", "--ctx"},
      paramLabel = "N",
      description = "Tokens in a window. Default: 512.")
  private int window = 512;

  @Option(
      names = "--progress",
      description = "Show a progress bar even where standard error is no terminal.")
  private boolean progress;

  PerplexityCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    byte[] text = InputFile.read(file);
    try (Model loaded = model.load(options())) {
      int[] tokens = loaded.tokenizer().encode(text, true, false);
      if (tokens.length < LEAST_TOKENS) {
        throw new PunaException(
            file
                + ": the text has "
                + tokens.length
                + " tokens, at least "
                + LEAST_TOKENS
                + " are needed");
      }
      Perplexity perplexity = measure(loaded, tokens, Math.min(window, tokens.length));
      streams.print(
          String.format(
              Locale.ROOT,
              "perplexity: %.4f ± %.4f (%d of %d tokens counted)%n",
              perplexity.value(),
              perplexity.error(),
              perplexity.count(),
              tokens.length));
    }
    return 0;
  }

  private LoadOptions options() {
    if (window < LEAST_TOKENS) {
      throw new UsageException("--ctx must be " + LEAST_TOKENS + " or more, not " + window);
    }
    try {
      return compute.load().contextLength(window).batchTokens(Math.min(window, MAX_TOGETHER));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--ctx: " + e.getMessage());
    }
  }

  private Perplexity measure(Model loaded, int[] tokens, int length) {
    Vocabulary vocabulary = loaded.tokenizer().vocabulary();
    Perplexity perplexity = new Perplexity();
    int windows = tokens.length / length;
    try (Evaluator evaluator = loaded.evaluator(length, Math.min(length, MAX_TOGETHER));
        Progress bar = Progress.start(streams, progress, "windows", windows)) {
      for (int i = 0; i < windows; i++) {
        int[] ids = Arrays.copyOfRange(tokens, i * length, (i + 1) * length);
        int[] input = ids.clone();
        if (vocabulary.addsBos()) {
          vocabulary.bos().ifPresent(bos -> input[0] = bos);
        }
        evaluator.logits(
            input,
            (position, row) -> {
              if (position >= length / 2 && position + 1 < length) {
                perplexity.add(row, ids[position + 1]);
              }
            });
        bar.step();
      }
    }
    return perplexity;
  }
}
