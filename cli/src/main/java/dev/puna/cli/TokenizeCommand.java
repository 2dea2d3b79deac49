package dev.puna.cli;

import dev.puna.PunaException;
import dev.puna.gguf.GgufFile;
import dev.puna.tokenizer.Tokenizer;
import dev.puna.tokenizer.Tokenizers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code puna tokenize}. */
@Command(
    name = "tokenize",
    header = "Shows the tokens of a text.",
    description = "Prints the id and the piece of each token, one a line.",
    footer = {
      "",
      "Examples:",
      "  puna tokenize -m model.gguf \"Hello world\"",
      "  puna tokenize -m model.gguf --ids --bos --file text.txt",
      "  puna tokenize -m model.gguf --special \"<|im_start|>user\""
    })
final class TokenizeCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "F",
      description = "Read the text from this file, byte for byte; - is standard input.")
  private @Nullable String file;

  @Option(names = "--ids", description = "Print the ids alone, in one line.")
  private boolean idsOnly;

  @Option(
      names = "--special",
      description = "Let the text of control tokens, such as <|im_end|>, become these tokens.")
  private boolean special;

  @Option(names = "--bos", description = "Put the token before the text that begins one.")
  private boolean bos;

  @Parameters(arity = "0..1", paramLabel = "TEXT", description = "The text.")
  private @Nullable String text;

  TokenizeCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    byte[] bytes = bytes();
    try (GgufFile gguf = model.open()) {
      Tokenizer tokenizer =
          Tokenizers.from(gguf.metadata())
              .orElseThrow(() -> new PunaException("the model file has no tokenizer"));
      int[] ids = tokenizer.encode(bytes, false, special);
      print(tokenizer, bos ? withBos(tokenizer, ids) : ids);
    }
    return 0;
  }

  private byte[] bytes() throws IOException {
    if (text != null && file != null) {
      throw new UsageException("TEXT and --file exclude each other");
    }
    if (text != null) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (file == null) {
      throw new UsageException("there is no text: give TEXT or --file");
    }
    return InputFile.read(file, streams.in());
  }

  private static int[] withBos(Tokenizer tokenizer, int[] ids) {
    int[] begun = new int[ids.length + 1];
    begun[0] =
        tokenizer
            .vocabulary()
            .bos()
            .orElseThrow(
                () -> new PunaException("the vocabulary has no token that begins a text (--bos)"));
    System.arraycopy(ids, 0, begun, 1, ids.length);
    return begun;
  }

  private void print(Tokenizer tokenizer, int[] ids) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < ids.length; i++) {
      line.setLength(0);
      if (idsOnly) {
        line.append(i == 0 ? "" : " ").append(ids[i]);
      } else {
        line.append("%6d  %s\n".formatted(ids[i], Escapes.bytes(tokenizer.pieceBytes(ids[i]))));
      }
      streams.print(line.toString());
    }
    if (idsOnly) {
      streams.print("\n");
    }
  }
}
