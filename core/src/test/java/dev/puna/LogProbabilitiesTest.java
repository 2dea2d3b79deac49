package dev.puna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.sampling.SamplingOptions;
import dev.puna.testing.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Log probabilities of whole answers, from the model to the caller. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogProbabilitiesTest {
  private static final Prompt PROMPT = Prompt.text("abc");
  private static final GenerateOptions GREEDY = GenerateOptions.greedy().maxTokens(24);

  @TempDir private Path folder;

  private Model load() {
    return Model.load(
        TinyModel.write(folder, "llama"),
        LoadOptions.defaults().backend("reference").contextLength(64));
  }

  private static int[] ids(List<TokenProbability> tokens) {
    return tokens.stream().mapToInt(TokenProbability::id).toArray();
  }

  @Test
  void everyTokenHasTheLogProbabilityThatAnEvaluatorFinds() {
    SamplingOptions hot =
        SamplingOptions.builder().temperature(3).topK(0).topP(1).minP(0).seed(5).build();
    try (Model model = load();
        Evaluator evaluator = model.evaluator(64, 64)) {
      Generation answer = model.generate(PROMPT, GREEDY.sampling(hot).logProbabilities(3));
      List<TokenProbability> tokens = answer.logProbabilities();
      assertEquals(answer.usage().generatedTokens(), tokens.size());
      int[] prompt = model.tokenizer().encode("abc", true, true);
      int[] all = new int[prompt.length + tokens.size()];
      System.arraycopy(prompt, 0, all, 0, prompt.length);
      System.arraycopy(ids(tokens), 0, all, prompt.length, tokens.size());
      List<float[]> rows = new ArrayList<>();
      evaluator.logits(all, (position, row) -> rows.add(row.clone()));
      for (int i = 0; i < tokens.size(); i++) {
        float[] row = rows.get(prompt.length - 1 + i);
        double total = 0;
        for (float logit : row) {
          total += Math.exp(logit);
        }
        TokenProbability token = tokens.get(i);
        assertEquals(row[token.id()] - Math.log(total), token.logProbability(), 1e-4);
        assertEquals(3, token.alternatives().size());
        assertTrue(
            token.alternatives().getFirst().logProbability() >= token.logProbability() - 1e-9);
      }
    }
  }

  @Test
  void withoutAskingThereAreNone() {
    try (Model model = load();
        TextStream stream = model.stream(PROMPT, GREEDY)) {
      assertEquals(List.of(), stream.result().logProbabilities());
      assertEquals(List.of(), stream.takeLogProbabilities());
    }
  }

  @Test
  void askingDoesNotChangeTheAnswer() {
    try (Model model = load()) {
      Generation plain = model.generate(PROMPT, GREEDY);
      Generation asked = model.generate(PROMPT, GREEDY.logProbabilities(0));
      assertEquals(plain.text(), asked.text());
      assertTrue(asked.logProbabilities().stream().allMatch(t -> t.alternatives().isEmpty()));
    }
  }

  @Test
  void aStreamHandsThemOutWithTheirText() {
    try (Model model = load();
        TextStream stream = model.stream(PROMPT, GREEDY.logProbabilities(1))) {
      List<TokenProbability> taken = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      while (stream.hasNext()) {
        text.append(stream.next());
        taken.addAll(stream.takeLogProbabilities());
        int characters = model.tokenizer().decode(ids(taken)).length();
        assertTrue(characters >= text.length(), "as many tokens as the text needs");
      }
      taken.addAll(stream.takeLogProbabilities());
      assertEquals(stream.result().logProbabilities(), taken);
      assertEquals(List.of(), stream.takeLogProbabilities());
      assertEquals(24, taken.size());
    }
  }

  @Test
  void tokensOfAStopStringAreLeftOut() {
    try (Model model = load()) {
      Generation whole = model.generate(PROMPT, GREEDY.logProbabilities(0));
      String text = whole.text();
      String stop = text.substring(6, 8);
      try (TextStream stream = model.stream(PROMPT, GREEDY.logProbabilities(0).stop(stop))) {
        List<TokenProbability> taken = new ArrayList<>();
        while (stream.hasNext()) {
          stream.next();
          taken.addAll(stream.takeLogProbabilities());
        }
        taken.addAll(stream.takeLogProbabilities());
        Generation stopped = stream.result();
        List<TokenProbability> tokens = stopped.logProbabilities();
        assertEquals(tokens, taken);
        assertTrue(tokens.size() < stopped.usage().generatedTokens());
        assertEquals(whole.logProbabilities().subList(0, tokens.size()), tokens);
        assertEquals(stopped.text(), text.substring(0, text.indexOf(stop)));
      }
    }
  }

  @Test
  void alternativesOutOfRangeAreRefused() {
    for (int alternatives : new int[] {-1, 101}) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> GREEDY.logProbabilities(alternatives));
      assertEquals("alternatives must be 0 to 100: " + alternatives, e.getMessage());
    }
    assertEquals(100, GREEDY.logProbabilities(100).logProbabilities().orElseThrow());
  }
}
