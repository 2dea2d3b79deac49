package dev.puna.examples;

import dev.puna.Description;
import dev.puna.GenerateOptions;
import dev.puna.JsonSchema;
import dev.puna.Model;
import dev.puna.Prompt;
import java.nio.file.Path;

/** Gets an answer as a Java record: {@code TypedAnswer MODEL.gguf}. */
public final class TypedAnswer {
  private TypedAnswer() {}

  /** What the model answers with; it can not answer with anything else. */
  public record City(String name, @Description("Where it is") Continent continent) {}

  /** One of these. */
  public enum Continent {
    /** Africa. */
    AFRICA,
    /** Asia. */
    ASIA,
    /** Europe. */
    EUROPE
  }

  /** Prints the schema that the answer fits, and the answer. */
  public static void main(String[] arguments) {
    GenerateOptions options = GenerateOptions.greedy().maxTokens(100);
    try (Model model = Model.load(Path.of(arguments[0]))) {
      System.out.println(JsonSchema.of(City.class).text());
      Prompt question = Prompt.user("What is the capital of France?");
      City city = model.generate(City.class, question, options).value();
      System.out.println(city);
    }
  }
}
