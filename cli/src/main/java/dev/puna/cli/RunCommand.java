package dev.puna.cli;

import dev.puna.FinishReason;
import dev.puna.GenerateOptions;
import dev.puna.Generation;
import dev.puna.LoadOptions;
import dev.puna.Message;
import dev.puna.Model;
import dev.puna.Prompt;
import dev.puna.TextStream;
import dev.puna.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code puna run}. */
@Command(
    name = "run",
    header = "Answers a prompt.",
    description = "The answer goes to standard output as it comes, statistics to standard error.",
    footer = {
      "",
      "Examples:",
      "  puna run \"What is the capital of France?\"",
      "  puna run -m model.gguf --system \"Be brief.\" -n 100 \"Who was Ada Lovelace?\"",
      "  puna run -m model.gguf --input context.json --temp 0",
      "  git diff | puna run -m model.gguf -",
      "  puna run -m model.gguf --raw \"Once upon a time\"",
      "  puna run -m model.gguf --json-schema city.json \"Describe Rome as JSON.\"",
      "  puna run -m large.gguf --draft-model small.gguf \"Tell me a story.\""
    })
final class RunCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private GenerationOptions generation = new GenerationOptions();
  @Mixin private AnswerFormat format = new AnswerFormat();
  @Mixin private ContextOptions context = new ContextOptions();
  @Mixin private ComputeOptions compute = new ComputeOptions();
  @Mixin private SpeculationOptions speculation = new SpeculationOptions();

  @Option(
      names = {"-S", "--system"},
      paramLabel = "TEXT",
      description = "What the model is told to be.")
  private @Nullable String system;

  @Option(names = "--raw", description = "Continue PROMPT as it is, without a chat template.")
  private boolean raw;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "CONTEXT",
      description =
          "File with a whole conversation: a JSON object with messages, tools and other variables"
              + " of the chat template; - is standard input.")
  private @Nullable String input;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROMPT",
      description = "What to answer; - reads it from standard input, without its last newline.")
  private @Nullable String prompt;

  RunCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    Prompt question = prompt();
    GenerateOptions options = generation.options().grammar(format.read());
    LoadOptions load = speculation.apply(context.apply(compute.load()));
    try (Model loaded = model.load(load);
        TextStream answer = loaded.stream(question, options)) {
      while (answer.hasNext()) {
        streams.print(answer.next());
        streams.out().flush();
      }
      streams.print("\n");
      streams.out().flush();
      streams.err().println(statistics(answer.result()));
    }
    return 0;
  }

  private Prompt prompt() throws IOException {
    if (input != null) {
      if (prompt != null || system != null || raw) {
        throw new UsageException("--input excludes PROMPT, --system and --raw");
      }
      return ContextFile.prompt(input, streams.in());
    }
    if (prompt == null) {
      throw new UsageException("there is no prompt: give PROMPT, - or --input");
    }
    String text = prompt.equals("-") ? standardInput() : prompt;
    if (raw) {
      if (system != null) {
        throw new UsageException("--raw excludes --system");
      }
      return Prompt.text(text);
    }
    List<Message> messages = new ArrayList<>();
    if (system != null) {
      messages.add(Message.system(system));
    }
    messages.add(Message.user(text));
    return Prompt.chat(messages);
  }

  private String standardInput() throws IOException {
    String text = new String(streams.in().readAllBytes(), StandardCharsets.UTF_8);
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private static String statistics(Generation generation) {
    Usage usage = generation.usage();
    return String.format(
        Locale.ROOT,
        "prompt: %d tokens, %.1f tokens/s; answer: %d tokens, %.1f tokens/s%s%s",
        usage.promptTokens(),
        usage.promptTokensPerSecond(),
        usage.generatedTokens(),
        usage.generatedTokensPerSecond(),
        guesses(usage),
        generation.finishReason() == FinishReason.LENGTH ? "; ended at the limit of tokens" : "");
  }

  private static String guesses(Usage usage) {
    return usage.draftedTokens() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            ", %d of %d guesses right, %d steps",
            usage.acceptedTokens(),
            usage.draftedTokens(),
            usage.steps());
  }
}
