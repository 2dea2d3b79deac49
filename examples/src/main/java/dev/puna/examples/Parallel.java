package dev.puna.examples;

import dev.puna.GenerateOptions;
import dev.puna.Model;
import dev.puna.Prompt;
import java.nio.file.Path;
import java.util.List;

/** Many threads, one model: their answers are generated together. {@code Parallel MODEL.gguf}. */
public final class Parallel {
  private Parallel() {}

  /** Asks for four capitals at the same time. */
  public static void main(String[] arguments) {
    try (Model model = Model.load(Path.of(arguments[0]))) {
      List.of("France", "Japan", "Italy", "Greece").parallelStream()
          .map(country -> Prompt.user("What is the capital of " + country + "?"))
          .map(prompt -> model.generate(prompt, GenerateOptions.greedy()).text())
          .forEachOrdered(System.out::println);
    }
  }
}
