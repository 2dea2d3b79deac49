package dev.puna.cli;

import dev.puna.PunaException;
import dev.puna.gguf.GgufFile;
import dev.puna.template.ChatTemplate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code puna template}. */
@Command(
    name = "template",
    header = "Renders a chat template.",
    description = {
      "Prints the prompt exactly as a model would get it, without a newline of its own.",
      "",
      "CONTEXT is a JSON object with the variables of the template: messages, tools,"
          + " add_generation_prompt, bos_token, eos_token and any other. Nothing is added to it."
    },
    footer = {
      "",
      "Examples:",
      "  puna template -m model.gguf --input context.json",
      "  puna template --template-file chat.jinja --input - < context.json"
    })
final class TemplateCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--template-file",
      paramLabel = "T",
      description = "Template in Jinja, instead of the model's.")
  private @Nullable Path templateFile;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "CONTEXT",
      required = true,
      description = "File with the variables; - is standard input.")
  private String input = "";

  @Option(
      names = "--now",
      paramLabel = "TIME",
      description =
          "What strftime_now tells, such as 2026-01-15T12:00:00. Without it: the present time.")
  private @Nullable LocalDateTime now;

  TemplateCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    if (templateFile != null && model.isGiven()) {
      throw new UsageException("--model and --template-file exclude each other");
    }
    Map<String, Object> context = ContextFile.read(input, streams.in());
    streams.print(ChatTemplate.parse(source()).render(context, clock()));
    return 0;
  }

  private Clock clock() {
    ZoneId zone = ZoneId.systemDefault();
    return now == null ? Clock.system(zone) : Clock.fixed(now.atZone(zone).toInstant(), zone);
  }

  private String source() throws IOException {
    if (templateFile != null) {
      return new String(InputFile.read(templateFile), StandardCharsets.UTF_8);
    }
    try (GgufFile gguf = model.open()) {
      return gguf.metadata()
          .string("tokenizer.chat_template")
          .orElseThrow(
              () ->
                  new PunaException("the model has no chat template; give one (--template-file)"));
    }
  }
}
