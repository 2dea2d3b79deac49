package dev.puna.cli;

import dev.puna.Evaluator;
import dev.puna.LoadOptions;
import dev.puna.Model;
import dev.puna.PunaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code puna logits}. */
@Command(
    name = "logits",
    header = "Writes the logits after each token.",
    description =
        "The file gets F32 values, little-endian, one row of the vocabulary's length a token."
            + " The context is as long as the tokens; no token is added.",
    footer = {
      "",
      "Examples:",
      "  puna logits -m model.gguf --tokens 1,2,3 --out logits.f32",
      "  puna logits -m model.gguf --tokens @ids.txt --out logits.f32 --batch 64"
    })
final class LogitsCommand implements Callable<Integer> {
  @Mixin private ModelOption model = new ModelOption();
  @Mixin private ComputeOptions compute = new ComputeOptions();

  @Option(
      names = "--tokens",
      paramLabel = "IDS",
      required = true,
      description = "Token ids with commas between, or @FILE with such a list in it.")
  private String tokens = "";

  @Option(names = "--out", paramLabel = "F", required = true, description = "File to write.")
  private Path out = Path.of("");

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Tokens to run together at most. Default: 512.")
  private int batch = 512;

  @Override
  public Integer call() throws IOException {
    int[] ids = TokenList.parse(tokens);
    if (batch < 1) {
      throw new UsageException("--batch must be 1 or more, not " + batch);
    }
    int together = Math.min(batch, ids.length);
    try (Model loaded = model.load(options(ids.length, together));
        Evaluator evaluator = loaded.evaluator(ids.length, together)) {
      int vocabulary = loaded.info().vocabulary();
      checkIds(ids, vocabulary);
      write(evaluator, ids, vocabulary);
    }
    return 0;
  }

  private LoadOptions options(int contextLength, int together) {
    try {
      return compute.load().contextLength(contextLength).batchTokens(together);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /** Before the file is touched. */
  private static void checkIds(int[] ids, int vocabulary) {
    for (int id : ids) {
      if (id < 0 || id >= vocabulary) {
        throw new PunaException(
            "token "
                + Integer.toUnsignedString(id)
                + " is not in the vocabulary, whose ids are 0 to "
                + (vocabulary - 1));
      }
    }
  }

  private void write(Evaluator evaluator, int[] ids, int vocabulary) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(vocabulary * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (WritableByteChannel channel = Channels.newChannel(Files.newOutputStream(out))) {
      evaluator.logits(
          ids,
          (position, row) -> {
            bytes.clear().asFloatBuffer().put(row);
            try {
              channel.write(bytes);
            } catch (IOException e) {
              throw new UncheckedIOException("cannot write " + out + ": " + e.getMessage(), e);
            }
          });
    }
  }
}
