package dev.puna;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.grammar.Grammar;
import dev.puna.sampling.SamplingOptions;
import dev.puna.spi.BackendException;
import dev.puna.spi.CacheType;
import dev.puna.testing.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ModelTest {
  private static final GenerateOptions GREEDY = GenerateOptions.greedy().maxTokens(24);
  private static final LoadOptions REFERENCE =
      LoadOptions.defaults().backend("reference").contextLength(256);

  private static final List<String> YES_OR_NO = List.of("yes", "no");

  @TempDir private Path folder;

  private Model load(LoadOptions options) {
    return Model.load(TinyModel.write(folder, "llama"), options);
  }

  @Test
  void answersTheSameToTheSameQuestion() {
    try (Model model = load(REFERENCE)) {
      Generation first = model.generate(Prompt.user("hello"), GREEDY);
      Generation second = model.generate(Prompt.user("hello"), GREEDY);
      assertEquals(first.text(), second.text());
      assertEquals(24, first.usage().generatedTokens());
      assertEquals(FinishReason.LENGTH, first.finishReason());
      assertEquals(
          "u:hello<|turn|>a:".length() - "<|turn|>".length() + 1, first.usage().promptTokens());
    }
  }

  @Test
  void streamsTheTextThatItReturns() {
    try (Model model = load(REFERENCE)) {
      StringBuilder pieces = new StringBuilder();
      Generation whole = model.generate(Prompt.text("abc"), GREEDY, pieces::append);
      assertEquals(whole.text(), pieces.toString());
    }
  }

  @Test
  void endsAtAStopString() {
    try (Model model = load(REFERENCE)) {
      String text = model.generate(Prompt.text("abc"), GREEDY).text();
      String stop = text.substring(6, 8);
      Generation stopped = model.generate(Prompt.text("abc"), GREEDY.stop(stop));
      assertEquals(text.substring(0, text.indexOf(stop)), stopped.text());
      assertEquals(FinishReason.STOP, stopped.finishReason());
    }
  }

  @Test
  void theSameSeedGivesTheSameText() {
    try (Model model = load(REFERENCE)) {
      SamplingOptions seven =
          SamplingOptions.builder().temperature(1.5f).topK(0).minP(0).topP(1).seed(7).build();
      GenerateOptions options = GREEDY.sampling(seven);
      String first = model.generate(Prompt.text("x"), options).text();
      assertEquals(first, model.generate(Prompt.text("x"), options).text());
      SamplingOptions eight = seven.toBuilder().seed(8).build();
      assertNotEquals(first, model.generate(Prompt.text("x"), options.sampling(eight)).text());
    }
  }

  @Test
  void manyThreadsGetWhatEachWouldGetAlone() throws Exception {
    try (Model model = load(REFERENCE.parallel(3));
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<String> alone = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        alone.add(model.generate(Prompt.text("question " + "x".repeat(i * 5)), GREEDY).text());
      }
      List<Future<String>> together = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Prompt prompt = Prompt.text("question " + "x".repeat(i * 5));
        together.add(threads.submit(() -> model.generate(prompt, GREEDY).text()));
      }
      for (int i = 0; i < 16; i++) {
        assertEquals(alone.get(i), together.get(i).get());
      }
    }
  }

  @Test
  void aLongPromptIsReadInPieces() {
    String prompt = "0123456789".repeat(12);
    String whole;
    try (Model model = load(REFERENCE)) {
      whole = model.generate(Prompt.text(prompt), GREEDY).text();
    }
    try (Model model = load(REFERENCE.batchTokens(7).parallel(1))) {
      assertEquals(whole, model.generate(Prompt.text(prompt), GREEDY).text());
    }
  }

  @Test
  void aChatRunsOnlyWhatIsNew() {
    try (Model model = load(REFERENCE);
        Chat chat = model.chat(ChatOptions.defaults().system("be brief").generate(GREEDY))) {
      Generation first = chat.send("one");
      assertEquals(0, first.usage().cachedTokens());
      Generation second = chat.send("two");
      // All of the first prompt and the answer but its last token, which was never run. The answer
      // may come back from its text as other tokens where it was no well-formed UTF-8.
      assertTrue(second.usage().cachedTokens() >= first.usage().promptTokens());
      assertEquals(5, chat.history().size());
      try (Model fresh = load(REFERENCE)) {
        List<Message> turns = new ArrayList<>(chat.history().subList(0, 4));
        assertEquals(second.text(), fresh.generate(Prompt.chat(turns), GREEDY).text());
      }
      chat.reset();
      assertEquals(first.text(), chat.send("one").text());
    }
  }

  @Test
  void aSessionReadsOnlyWhatIsNew() {
    Prompt prompt = Prompt.tokens(1, 2, 3, 4, 5, 6);
    Prompt other = Prompt.tokens(1, 2, 3, 4, 7, 8, 9);
    try (Model model = load(REFERENCE);
        Session session = model.session()) {
      String first = session.generate(prompt, GREEDY).text();
      Generation again = session.generate(prompt, GREEDY);
      assertEquals(first, again.text());
      assertEquals(5, again.usage().cachedTokens());
      Generation changed = session.generate(other, GREEDY);
      assertEquals(4, changed.usage().cachedTokens());
      assertEquals(model.generate(other, GREEDY).text(), changed.text());
    }
  }

  @Test
  void theEndOfAnAnswerCanBeIgnored() {
    SamplingOptions ends =
        SamplingOptions.greedy().toBuilder().logitBias(Map.of(254, 1000f)).build();
    GenerateOptions options = GREEDY.sampling(ends);
    try (Model model = load(REFERENCE)) {
      Generation ended = model.generate(Prompt.text("abc"), options);
      assertEquals(FinishReason.STOP, ended.finishReason());
      assertEquals(0, ended.usage().generatedTokens());
      Generation ignored = model.generate(Prompt.text("abc"), options.ignoreEndOfGeneration(true));
      assertEquals(FinishReason.LENGTH, ignored.finishReason());
      assertEquals(24, ignored.usage().generatedTokens());
    }
  }

  @Test
  void manyIdleChatsGiveTheirBlocksToWhoeverNeedsThem() {
    try (Model model = load(REFERENCE.parallel(1).contextLength(64))) {
      List<Chat> chats = new ArrayList<>();
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Chat chat = model.chat(ChatOptions.defaults().generate(GREEDY.maxTokens(8)));
        chats.add(chat);
        answers.add(chat.send("question").text());
      }
      assertEquals(1, answers.stream().distinct().count());
      assertTrue(chats.getFirst().send("again").usage().generatedTokens() > 0);
      chats.forEach(Chat::close);
    }
  }

  @Test
  void cancellingEndsAnAnswerEarly() {
    try (Model model = load(REFERENCE)) {
      TextStream stream = model.stream(Prompt.text("go"), GREEDY.maxTokens(200));
      assertTrue(stream.hasNext());
      stream.cancel();
      assertEquals(FinishReason.CANCELLED, stream.result().finishReason());
      assertFalse(stream.hasNext());
    }
  }

  @Test
  void anInterruptedCallerGetsWhatThereIs() {
    try (Model model = load(REFERENCE)) {
      Thread.currentThread().interrupt();
      Generation cut = model.generate(Prompt.text("go"), GREEDY);
      assertTrue(Thread.interrupted());
      assertEquals(FinishReason.CANCELLED, cut.finishReason());
      assertEquals(24, model.generate(Prompt.text("go"), GREEDY).usage().generatedTokens());
    }
  }

  @Test
  void closingEndsWhatIsRunning() throws Exception {
    Model model = load(REFERENCE);
    TextStream stream = model.stream(Prompt.text("go"), GREEDY.maxTokens(250));
    model.close();
    model.close();
    assertEquals(FinishReason.CANCELLED, stream.result().finishReason());
    assertThrows(PunaException.class, () -> model.generate("hello"));
    assertThrows(PunaException.class, () -> model.evaluator(8, 8));
  }

  @Test
  void leavesNoThreadBehind() throws Exception {
    try (Model model = load(REFERENCE)) {
      assertEquals(24, model.generate(Prompt.text("go"), GREEDY).usage().generatedTokens());
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(t -> t.getName().startsWith("puna-"))) {
      assertTrue(System.nanoTime() < deadline, "a thread is still alive");
      Thread.sleep(5);
    }
  }

  @Test
  void aPromptThatDoesNotFitIsRefusedWithTheNumbers() {
    try (Model model = load(REFERENCE.contextLength(32))) {
      PunaException e =
          assertThrows(
              ContextLengthException.class,
              () -> model.generate(Prompt.text("x".repeat(32)), GREEDY));
      assertTrue(String.valueOf(e.getMessage()).contains("32"));
      Generation last = model.generate(Prompt.text("x".repeat(31)), GREEDY);
      assertEquals(1, last.usage().generatedTokens());
      assertEquals(FinishReason.LENGTH, last.finishReason());
    }
  }

  @Test
  void aMemoryLimitTooSmallIsRefusedWithTheNumbers() {
    PunaException e =
        assertThrows(MemoryLimitException.class, () -> load(REFERENCE.memoryLimit(100_000)));
    assertTrue(String.valueOf(e.getMessage()).contains("MiB"), e.getMessage());
    try (Model model = load(REFERENCE.memoryLimit(4 << 20))) {
      assertEquals(24, model.generate(Prompt.text("go"), GREEDY).usage().generatedTokens());
    }
  }

  @Test
  void badPromptsAreRefused() {
    try (Model model = load(REFERENCE)) {
      assertThrows(IllegalArgumentException.class, () -> model.generate(Prompt.text(""), GREEDY));
      assertThrows(
          IllegalArgumentException.class, () -> model.generate(Prompt.tokens(256), GREEDY));
      assertThrows(IllegalArgumentException.class, () -> model.generate(Prompt.tokens(-1), GREEDY));
    }
    try (Model model = Model.load(TinyModel.write(folder, "llama", false), REFERENCE)) {
      PunaException e = assertThrows(PunaException.class, () -> model.generate("hello"));
      assertTrue(String.valueOf(e.getMessage()).contains("template"));
    }
  }

  @Test
  void aBackendThatIsNotThereIsRefusedWithTheOnesThatAre() {
    BackendException e =
        assertThrows(BackendException.class, () -> load(REFERENCE.backend("abacus")));
    assertTrue(String.valueOf(e.getMessage()).contains("reference"));
  }

  @Test
  void evaluatesLogitsThatDoNotDependOnTheBatch() {
    int[] tokens = {5, 99, 7, 42, 13, 250, 0, 1, 2};
    try (Model model = load(REFERENCE);
        Evaluator whole = model.evaluator(9, 9);
        Evaluator single = model.evaluator(9, 2)) {
      List<float[]> expected = new ArrayList<>();
      whole.logits(tokens, (position, row) -> expected.add(row.clone()));
      assertEquals(9, expected.size());
      single.logits(tokens, (position, row) -> assertArrayEquals(expected.get(position), row));
      assertThrows(ContextLengthException.class, () -> whole.logits(new int[10], (p, r) -> {}));
    }
  }

  @Test
  void embeddingsHaveLengthOneAndDependOnThePooling() {
    try (Model model = load(REFERENCE)) {
      float[] mean = model.embed("some text", Pooling.MEAN);
      float[] last = model.embed("some text", Pooling.LAST);
      assertEquals(model.info().width(), mean.length);
      double squares = 0;
      double difference = 0;
      for (int i = 0; i < mean.length; i++) {
        squares += mean[i] * mean[i];
        difference += Math.abs(mean[i] - last[i]);
      }
      assertEquals(1, squares, 1e-5);
      assertTrue(difference > 0.01);
      assertArrayEquals(model.embed("s", Pooling.FIRST), model.embed("s", Pooling.LAST));
    }
  }

  @ParameterizedTest
  @CsvSource({"F16, 1e-6", "Q8_0, 5e-4"})
  void aSmallerCacheIsNearTheExactOne(CacheType type, double tolerance) {
    int[] tokens = {5, 99, 7, 42, 13, 250, 0, 1, 2};
    List<float[]> exact = new ArrayList<>();
    try (Model model = load(REFERENCE);
        Evaluator evaluator = model.evaluator(9, 9)) {
      evaluator.logits(tokens, (position, row) -> exact.add(row.clone()));
    }
    try (Model model = load(REFERENCE.cacheType(type));
        Evaluator evaluator = model.evaluator(9, 9)) {
      evaluator.logits(
          tokens,
          (position, row) -> {
            float[] wanted = exact.get(position);
            double difference = 0;
            double total = 0;
            for (int i = 0; i < row.length; i++) {
              difference += Math.pow(row[i] - wanted[i], 2);
              total += Math.pow(wanted[i], 2);
            }
            assertTrue(difference / total < tolerance, difference + " of " + total);
            assertTrue(position == 0 || difference > 0);
          });
    }
  }

  @Test
  void tellsWhatItIs() {
    try (Model model = load(REFERENCE)) {
      ModelInfo info = model.info();
      assertEquals("llama", info.architecture());
      assertEquals(256, info.vocabulary());
      assertEquals(64, info.width());
      assertTrue(info.hasTokenizer() && info.hasChatTemplate());
      assertTrue(model.backend().contains("reference"));
      assertEquals(256, model.maxContext());
    }
  }

  @Test
  void reportsProgressFromNothingToAll() {
    List<Double> fractions = new ArrayList<>();
    try (Model model = load(REFERENCE.onProgress((stage, fraction) -> fractions.add(fraction)))) {
      assertEquals(0, fractions.getFirst());
      assertEquals(1, fractions.getLast());
      assertEquals(fractions.stream().sorted().toList(), fractions);
      assertEquals("llama", model.info().architecture());
    }
  }

  @Test
  void whateverTheWeightsAnAnswerFitsItsGrammar() {
    Grammar grammar = Grammar.gbnf("root ::= \"{\" [a-c]{2,4} (\", \" [é-ü]){0,2} \"}\" [!?]*");
    try (Model model = load(REFERENCE)) {
      for (int seed = 0; seed < 20; seed++) {
        SamplingOptions sampling = SamplingOptions.builder().temperature(2).seed(seed).build();
        GenerateOptions options =
            GREEDY.maxTokens(100).sampling(sampling).grammar(grammar).ignoreEndOfGeneration(true);
        Generation answer = model.generate(Prompt.user("anything"), options);
        if (answer.finishReason() == FinishReason.STOP) {
          assertTrue(grammar.accepts(answer.text()), answer.text());
        } else {
          assertEquals(answer.text().length(), grammar.acceptedPrefix(answer.text()));
        }
      }
      Generation yes = model.generate(Prompt.text("x"), GREEDY.grammar(Grammar.choice(YES_OR_NO)));
      assertTrue(YES_OR_NO.contains(yes.text()), yes.text());
      assertEquals(FinishReason.STOP, yes.finishReason());
      assertEquals(yes.text().length(), yes.usage().generatedTokens());
    }
  }
}
