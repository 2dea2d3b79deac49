package dev.puna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.grammar.Grammar;
import dev.puna.sampling.SamplingOptions;
import dev.puna.testing.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Text that a grammar leaves no choice about takes no step of the model. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForcedTextTest {
  private static final Grammar PERSON =
      Grammar.jsonSchema(
          """
          {"type": "object", "required": ["is_known_to_the_authorities", "has_a_driving_licence"],
           "properties": {"is_known_to_the_authorities": {"type": "boolean"},
                          "has_a_driving_licence": {"enum": ["certainly", "by no means"]}}}
          """);
  private static final GenerateOptions OPTIONS =
      GenerateOptions.defaults()
          .sampling(
              SamplingOptions.builder()
                  .temperature(2)
                  .topK(0)
                  .minP(0)
                  .seed(3)
                  // Noise would choose much indentation.
                  .logitBias(Map.of((int) '\n', -100f, (int) '\r', -100f))
                  .build())
          .grammar(PERSON)
          .maxTokens(400);
  private static final Prompt PROMPT = Prompt.text("who?");

  @TempDir private Path folder;

  private Model load() {
    return Model.load(
        TinyModel.write(folder, "llama"),
        LoadOptions.defaults().backend("reference").contextLength(512));
  }

  @Test
  void halfOfTheStepsAreSaved() {
    try (Model model = load()) {
      Generation answer = model.generate(PROMPT, OPTIONS);
      Usage usage = answer.usage();
      assertTrue(PERSON.accepts(answer.text()), answer.text());
      assertEquals(FinishReason.STOP, answer.finishReason());
      assertEquals(answer.text().length(), usage.generatedTokens(), "a token a byte");
      assertTrue(2 * usage.steps() <= usage.generatedTokens(), usage.toString());
    }
  }

  @Test
  void logProbabilitiesAreThoseOfTokensThatTheModelWasAskedFor() {
    try (Model model = load()) {
      Generation answer = model.generate(PROMPT, OPTIONS.logProbabilities(0));
      assertTrue(PERSON.accepts(answer.text()), answer.text());
      assertEquals(answer.usage().generatedTokens(), answer.logProbabilities().size());
      assertTrue(answer.usage().steps() >= answer.usage().generatedTokens());
    }
  }

  @Test
  void forcedTextCountsAgainstTheNumberOfTokensAndMeetsStops() {
    try (Model model = load()) {
      String whole = model.generate(PROMPT, OPTIONS).text();
      for (int tokens = 1; tokens <= whole.length(); tokens++) {
        Generation cut = model.generate(PROMPT, OPTIONS.maxTokens(tokens));
        assertEquals(whole.substring(0, tokens), cut.text());
      }
      Generation stopped = model.generate(PROMPT, OPTIONS.stop("known_to"));
      assertEquals(whole.substring(0, whole.indexOf("known_to")), stopped.text());
      assertEquals(FinishReason.STOP, stopped.finishReason());
    }
  }

  @Test
  void manyAtOnceGetWhatEachGetsAlone() {
    try (Model model = load()) {
      List<TextStream> streams = new ArrayList<>();
      List<String> alone = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        alone.add(model.generate(Prompt.text("who" + i), OPTIONS).text());
      }
      for (int i = 0; i < 6; i++) {
        streams.add(model.stream(Prompt.text("who" + i), OPTIONS));
      }
      for (int i = 0; i < 6; i++) {
        assertEquals(alone.get(i), streams.get(i).result().text());
      }
    }
  }
}
