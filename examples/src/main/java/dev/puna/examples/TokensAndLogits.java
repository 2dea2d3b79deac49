package dev.puna.examples;

import dev.puna.Evaluator;
import dev.puna.Model;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** What the model expects next, token by token: {@code TokensAndLogits MODEL.gguf}. */
public final class TokensAndLogits {
  private TokensAndLogits() {}

  /** Prints the tokens of a text and the three that are most likely to follow. */
  public static void main(String[] arguments) {
    try (Model model = Model.load(Path.of(arguments[0]))) {
      int[] tokens = model.tokenizer().encode("Once upon a time there was a", true, false);
      System.out.println(Arrays.toString(tokens));
      float[] last = new float[model.info().vocabulary()];
      try (Evaluator evaluator = model.evaluator(tokens.length, tokens.length)) {
        evaluator.logits(
            tokens,
            (position, row) -> {
              // The row is only lent.
              System.arraycopy(row, 0, last, 0, last.length);
            });
      }
      double sum = IntStream.range(0, last.length).mapToDouble(i -> Math.exp(last[i])).sum();
      IntStream.range(0, last.length)
          .boxed()
          .sorted(Comparator.comparingDouble(i -> -last[i]))
          .limit(3)
          .forEach(
              i ->
                  System.out.printf(
                      "%5.1f%%  \"%s\"%n",
                      100 * Math.exp(last[i]) / sum, model.tokenizer().piece(i)));
    }
  }
}
