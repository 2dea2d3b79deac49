package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.GenerateOptions;
import dev.puna.Generation;
import dev.puna.LoadOptions;
import dev.puna.Model;
import dev.puna.Prompt;
import dev.puna.Speculation;
import dev.puna.Usage;
import dev.puna.sampling.SamplingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The demo model tells stories with the help of its draft model. */
@Tag("golden")
class GoldenSpeculationTest {
  private static final List<String> BEGINNINGS =
      List.of(
          "Once upon a time", "In a quiet forest lived a shy owl.", "There was a little fox who");

  private static final int TOKENS = 60;

  private record Story(String text, Usage usage) {}

  private static List<Story> stories(Speculation speculation, float temperature)
      throws IOException {
    GenerateOptions options =
        GenerateOptions.defaults()
            .sampling(SamplingOptions.builder().temperature(temperature).seed(7).build())
            .ignoreEndOfGeneration(true)
            .maxTokens(TOKENS);
    LoadOptions load = LoadOptions.defaults().parallel(1).speculation(speculation);
    List<Story> stories = new ArrayList<>();
    try (Model model = Model.load(DemoModel.open(), load)) {
      for (String beginning : BEGINNINGS) {
        Generation answer = model.generate(Prompt.text(beginning), options);
        stories.add(new Story(answer.text(), answer.usage()));
      }
    }
    return stories;
  }

  private static List<String> texts(List<Story> stories) {
    return stories.stream().map(Story::text).toList();
  }

  private static int steps(List<Story> stories) {
    return stories.stream().mapToInt(story -> story.usage().steps()).sum();
  }

  @Test
  void aThirdOfTheStepsIsSavedAndNothingElseChanges() throws IOException {
    Speculation draft =
        Speculation.draftModel(
            GoldenFolder.of("../demo-model").resolve("puna-demo-draft-q8_0.gguf"));
    for (float temperature : new float[] {0, 0.8f}) {
      List<Story> plain = stories(Speculation.off(), temperature);
      // How much is guessed by the clock would not be the same in each run.
      List<Story> always = stories(draft.maxTokens(4).adaptive(false), temperature);
      assertEquals(texts(plain), texts(always));
      assertEquals(TOKENS * BEGINNINGS.size(), steps(plain));
      assertTrue(
          3 * steps(always) <= 2 * steps(plain),
          temperature + ": " + steps(always) + " of " + steps(plain));
      assertEquals(texts(plain), texts(stories(draft, temperature)));
      assertEquals(texts(plain), texts(stories(Speculation.lookup(), temperature)));
    }
  }
}
