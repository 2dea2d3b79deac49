package dev.puna.cli;

import dev.puna.ChatOptions;
import dev.puna.LoadOptions;
import dev.puna.Model;
import dev.puna.PunaException;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code puna chat}. */
@Command(
    name = "chat",
    header = "Chats with a model.",
    description = "Each line is a turn; /help shows the commands. Lines may also come from a pipe.",
    footer = {
      "",
      "Examples:",
      "  puna chat",
      "  puna chat -m model.gguf --system \"You are a pirate.\"",
      "  puna chat --session holiday.json",
      "  printf '%%s\\n' \"Hello!\" \"Who are you?\" | puna chat --temp 0"
    })
final class ChatCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private GenerationOptions generation = new GenerationOptions();
  @Mixin private ContextOptions context = new ContextOptions();
  @Mixin private ComputeOptions compute = new ComputeOptions();
  @Mixin private SpeculationOptions speculation = new SpeculationOptions();

  @Option(
      names = {"-S", "--system"},
      paramLabel = "TEXT",
      description = "What the model is told to be.")
  private @Nullable String system;

  @Option(
      names = "--session",
      paramLabel = "FILE",
      description =
          "Go on with the conversation in FILE, where there is one, and keep it there: its messages"
              + " as JSON, and in FILE.kv what the model has read of them.")
  private @Nullable Path session;

  ChatCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    ChatOptions options = ChatOptions.defaults().generate(generation.options());
    LoadOptions load = speculation.apply(context.apply(compute.load()));
    ChatFile file = session == null ? null : ChatFile.open(session);
    if (file != null) {
      options = file.options(options, system);
    } else if (system != null) {
      options = options.system(system);
    }
    try (Model loaded = model.load(load);
        Conversation conversation = new Conversation(loaded, options, streams)) {
      if (file == null) {
        converse(conversation);
      } else {
        file.restore(conversation.chat(), streams);
        try {
          converse(conversation);
        } finally {
          file.save(conversation.chat(), streams);
        }
      }
    }
    return 0;
  }

  private LineSource lines() throws IOException {
    Console console = System.console();
    return streams.isProcess() && console != null && console.isTerminal()
        ? TerminalLines.open()
        : new PipedLines(streams.in());
  }

  private void converse(Conversation conversation) throws IOException {
    try (LineSource lines = lines()) {
      boolean goesOn = true;
      while (goesOn) {
        String line = lines.next();
        if (line == null) {
          return;
        }
        try {
          goesOn = conversation.accept(line);
        } catch (PunaException e) {
          if (!lines.isInteractive()) {
            throw e;
          }
          streams.complain(Failure.of(e).message());
        }
        // Ctrl-C has ended the answer, and with that it is done.
        Thread.interrupted();
      }
    }
  }
}
