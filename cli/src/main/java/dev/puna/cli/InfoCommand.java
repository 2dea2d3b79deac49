package dev.puna.cli;

import dev.puna.gguf.GgufFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code puna info}. */
@Command(
    name = "info",
    header = "Shows what is in a model file.",
    description = "Any GGUF file will do, also one that Puna can not run.",
    footer = {
      "",
      "Examples:",
      "  puna info model.gguf",
      "  puna info --json model.gguf | jq .parameters"
    })
final class InfoCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin private ModelOption model = new ModelOption();

  @Option(names = "--json", description = "Print everything as JSON: all keys, all tensors.")
  private boolean json;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file; the same as -m FILE.")
  private @Nullable Path file;

  InfoCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    if (file != null) {
      model.give(file);
    }
    try (GgufFile gguf = model.open()) {
      if (json) {
        streams.out().write(InfoJson.of(gguf));
        streams.print("\n");
      } else {
        streams.print(InfoTable.of(gguf));
      }
    }
    return 0;
  }
}
