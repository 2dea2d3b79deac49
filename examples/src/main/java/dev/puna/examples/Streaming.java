package dev.puna.examples;

import dev.puna.GenerateOptions;
import dev.puna.Generation;
import dev.puna.Model;
import dev.puna.Prompt;
import dev.puna.TextStream;
import java.nio.file.Path;

/** Prints an answer as it comes, and ends it where a text is met: {@code Streaming MODEL.gguf}. */
public final class Streaming {
  private Streaming() {}

  /** Streams the days of the week up to Thursday. */
  public static void main(String[] arguments) {
    GenerateOptions options = GenerateOptions.greedy().maxTokens(100).stop("Thursday");
    try (Model model = Model.load(Path.of(arguments[0]));
        TextStream stream = model.stream(Prompt.user("List the days of the week."), options)) {
      while (stream.hasNext()) {
        System.out.print(stream.next());
        System.out.flush();
        // stream.cancel() would end it at the next token; any thread may call that.
      }
      System.out.println();
      Generation whole = stream.result();
      System.out.println(
          whole.finishReason() + " after " + whole.usage().generatedTokens() + " tokens");
    }
  }
}
