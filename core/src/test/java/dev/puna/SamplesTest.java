package dev.puna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.sampling.SamplingOptions;
import dev.puna.testing.TinyModel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplesTest {
  private static final SamplingOptions SAMPLING =
      SamplingOptions.builder().temperature(1.5f).seed(40).build();
  private static final GenerateOptions OPTIONS =
      GenerateOptions.defaults().maxTokens(30).sampling(SAMPLING);

  @TempDir Path folder;

  private Model load(int parallel) {
    LoadOptions options =
        LoadOptions.defaults().backend("reference").contextLength(256).parallel(parallel);
    return Model.load(TinyModel.write(folder, "llama"), options);
  }

  /** Prompts within a block, at its end, of whole blocks and more; places for all and for few. */
  @ParameterizedTest
  @CsvSource({"1, 8", "2, 8", "20, 8", "32, 8", "33, 3", "64, 8", "65, 8", "100, 1", "150, 3"})
  void eachIsWhatItsSeedGivesAloneAndThePromptIsReadOnce(int length, int parallel) {
    int[] tokens = new int[length];
    for (int i = 0; i < length; i++) {
      tokens[i] = (7 * i + 1) % 250;
    }
    Prompt prompt = Prompt.tokens(tokens);
    List<Generation> samples;
    try (Model model = load(parallel)) {
      samples = model.samples(prompt, OPTIONS, 7);
    }
    assertEquals(7, samples.size());
    int read = 0;
    for (int i = 0; i < 7; i++) {
      GenerateOptions own = OPTIONS.sampling(SAMPLING.toBuilder().seed(40 + i).build());
      try (Model model = load(1)) {
        assertEquals(model.generate(prompt, own).text(), samples.get(i).text(), "sample " + i);
      }
      Usage usage = samples.get(i).usage();
      read += usage.promptTokens() - usage.cachedTokens();
    }
    // What follows the last token of the prompt, each finds out by itself.
    assertEquals(length + 6, read);
  }

  @Test
  void withoutASeedTheyDiffer() {
    // So hot that all of the vocabulary is about equally likely: equal answers are out of question.
    SamplingOptions hot = SamplingOptions.builder().temperature(50).topK(0).topP(1).minP(0).build();
    GenerateOptions unseeded = OPTIONS.sampling(hot).ignoreEndOfGeneration(true);
    try (Model model = load(4)) {
      List<Generation> samples = model.samples(Prompt.text("go"), unseeded, 4);
      assertEquals(4, new HashSet<>(samples.stream().map(Generation::text).toList()).size());
    }
  }

  @Test
  void whatCanNotBeIsRefused() {
    try (Model model = load(2)) {
      assertThrows(
          IllegalArgumentException.class, () -> model.samples(Prompt.text("x"), OPTIONS, 0));
      assertThrows(
          ContextLengthException.class,
          () -> model.samples(Prompt.text("x".repeat(300)), OPTIONS, 3));
      assertTrue(model.samples(Prompt.text("x"), OPTIONS, 1).size() == 1);
    }
  }
}
