package dev.puna.cli;

import dev.puna.LoadOptions;
import dev.puna.Model;
import dev.puna.gguf.GgufFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model. */
final class ModelOption {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description = "Model in GGUF; any part of a split one. Without it: the demo model.")
  private @Nullable Path path;

  /** Names the file otherwise than by the option. */
  void give(Path file) {
    if (path != null) {
      throw new UsageException("the model is given twice: " + path + " and " + file);
    }
    path = file;
  }

  /** Whether the user chose a model. */
  boolean isGiven() {
    return path != null;
  }

  /** Opens the file; it may lack weights, or be of an unknown architecture. */
  GgufFile open() throws IOException {
    if (path != null && path.toString().isEmpty()) {
      throw new UsageException("--model is empty: name a .gguf file");
    }
    return path == null ? DemoModel.open() : GgufFile.open(path);
  }

  /** Loads the model. */
  Model load(LoadOptions options) throws IOException {
    return Model.load(open(), options);
  }
}
