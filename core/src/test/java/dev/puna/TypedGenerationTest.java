package dev.puna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.grammar.Grammar;
import dev.puna.sampling.SamplingOptions;
import dev.puna.testing.TinyModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TypedGenerationTest {
  private static final LoadOptions REFERENCE =
      LoadOptions.defaults().backend("reference").contextLength(512);
  private static final Prompt PROMPT = Prompt.text("anything");

  /** Keeps the space between the parts of JSON short. */
  private static final Map<Integer, Float> NO_NEW_LINE = Map.of((int) '\n', -1000f);

  @TempDir private Path folder;

  enum Size {
    SMALL,
    LARGE
  }

  sealed interface Part permits Wheel, Lamp {}

  record Wheel(Size size) implements Part {}

  record Lamp(boolean on) implements Part {}

  record Bicycle(boolean old, int price, Size size, Optional<Part> spare, List<Part> parts) {}

  record Odd(byte value) {
    Odd {
      if (value % 2 == 0) {
        throw new IllegalArgumentException(value + " is even");
      }
    }
  }

  private Model load() {
    return Model.load(TinyModel.write(folder, "llama"), REFERENCE);
  }

  private static GenerateOptions seeded(int seed) {
    SamplingOptions sampling =
        SamplingOptions.builder().temperature(3).topK(0).seed(seed).logitBias(NO_NEW_LINE).build();
    return GenerateOptions.defaults().maxTokens(200).sampling(sampling);
  }

  @Test
  void whateverTheWeightsAnAnswerIsAValueOrCutShort() {
    int values = 0;
    try (Model model = load()) {
      for (int seed = 0; seed < 10; seed++) {
        try {
          TypedGeneration<Bicycle> bicycle = model.generate(Bicycle.class, PROMPT, seeded(seed));
          assertEquals(
              JsonSchema.of(Bicycle.class).read(bicycle.generation().text()), bicycle.value());
          values++;
        } catch (AnswerException e) {
          assertEquals(FinishReason.LENGTH, e.generation().finishReason(), e.getMessage());
        }
      }
    }
    assertTrue(values > 4, values + " of 10 answers were whole");
  }

  @Test
  void anAnswerThatEndsEarlyIsAnErrorWithItsText() {
    try (Model model = load()) {
      AnswerException e =
          assertThrows(
              AnswerException.class,
              () -> model.generate(Bicycle.class, PROMPT, seeded(1).maxTokens(10)));
      assertEquals(
          "the answer ended before it was complete: there was room for no more than 10 tokens"
              + " (maxTokens, or the context)",
          e.getMessage());
      String text = e.generation().text();
      assertEquals(10, text.length());
      assertEquals(10, JsonSchema.of(Bicycle.class).grammar().acceptedPrefix(text), text);
      AnswerException stopped =
          assertThrows(
              AnswerException.class,
              () -> model.generate(Bicycle.class, PROMPT, seeded(1).stop("price")));
      assertTrue(String.valueOf(stopped.getMessage()).contains("a stop string was met"));
    }
  }

  @Test
  void aNumberThatMightGoOnIsNotTaken() {
    Usage usage = new Usage(1, 0, 2, 1, 1, 0, 0, 0);
    Generation cut = new Generation("12", FinishReason.LENGTH, usage, List.of());
    JsonSchema<Integer> schema = JsonSchema.of(Integer.class);
    assertThrows(AnswerException.class, () -> TypedGeneration.of(schema, cut));
    Generation whole = new Generation("12", FinishReason.STOP, usage, List.of());
    assertEquals(12, TypedGeneration.of(schema, whole).value());
  }

  @Test
  void aRecordMayRefuseItsValues() {
    int refused = 0;
    try (Model model = load()) {
      for (int seed = 0; seed < 10; seed++) {
        try {
          assertEquals(
              1, Math.abs(model.generate(Odd.class, PROMPT, seeded(seed)).value().value() % 2));
        } catch (AnswerException e) {
          assertTrue(String.valueOf(e.getMessage()).endsWith(" is even"), e.getMessage());
          refused++;
        }
      }
    }
    assertTrue(refused > 0 && refused < 10, refused + " of 10 were refused");
  }

  @Test
  void aQuestionIsAskedWithTheSchema() {
    try (Model model = load()) {
      int plain = model.generate(Prompt.user("?"), seeded(1)).usage().promptTokens();
      TypedGeneration<Size> answer = model.generate(Size.class, "?");
      int schema = JsonSchema.of(Size.class).text().length();
      assertTrue(answer.generation().usage().promptTokens() > plain + schema);
    }
  }

  @Test
  void aGrammarBesideTheTypeIsRefused() {
    try (Model model = load()) {
      GenerateOptions options = seeded(1).grammar(Grammar.json());
      assertThrows(
          IllegalArgumentException.class, () -> model.generate(Size.class, PROMPT, options));
    }
  }
}
