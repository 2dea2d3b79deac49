package dev.puna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.sampling.SamplingOptions;
import dev.puna.testing.TinyModel;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyCallersTest {
  private static final LoadOptions REFERENCE =
      LoadOptions.defaults().backend("reference").contextLength(256);
  private static final GenerateOptions GREEDY = GenerateOptions.greedy().maxTokens(24);

  @TempDir Path folder;

  private Model load(LoadOptions options) {
    return Model.load(TinyModel.write(folder, "llama"), options);
  }

  /** A prompt that begins as some others do, and how to answer it. */
  private record Question(Prompt prompt, GenerateOptions options) {
    static Question of(Random random) {
      int[] tokens = new int[1 + random.nextInt(random.nextInt(8) == 0 ? 150 : 40)];
      int kind = random.nextInt(3);
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = i < 35 ? (kind * 31 + i) % 250 : random.nextInt(250);
      }
      SamplingOptions sampling =
          SamplingOptions.defaults().toBuilder().seed(random.nextInt()).build();
      return new Question(
          Prompt.tokens(tokens),
          GenerateOptions.defaults()
              .sampling(sampling)
              .maxTokens(1 + random.nextInt(60))
              .priority(random.nextInt(3)));
    }
  }

  @Test
  void anAnswerDoesNotDependOnWhoElseAsks() throws Exception {
    Random random = new Random(11);
    List<Question> questions = new ArrayList<>();
    List<String> alone = new ArrayList<>();
    try (Model model = load(REFERENCE.parallel(1))) {
      for (int i = 0; i < 60; i++) {
        Question question = Question.of(random);
        questions.add(question);
        alone.add(model.generate(question.prompt, question.options).text());
      }
    }
    // A cache of nine blocks of 32 tokens: eight callers want up to seven each.
    LoadOptions small = REFERENCE.parallel(8).batchTokens(48).promptTokens(5);
    try (Model model = load(small.memoryLimit(memoryFor(small, 9)));
        ExecutorService callers = Executors.newFixedThreadPool(12)) {
      List<Future<String>> answers = new ArrayList<>();
      for (Question question : questions) {
        answers.add(callers.submit(() -> model.generate(question.prompt, question.options).text()));
        if (random.nextInt(4) == 0) {
          TextStream cut = model.stream(question.prompt, question.options.maxTokens(200));
          callers.execute(cut::cancel);
        }
      }
      for (int i = 0; i < questions.size(); i++) {
        assertEquals(alone.get(i), answers.get(i).get(), "question " + i);
      }
    }
  }

  /** The least limit with which a model has so many blocks. */
  private long memoryFor(LoadOptions options, int blocks) {
    long limit = 1 << 20;
    while (true) {
      try (Model model = load(options.memoryLimit(limit))) {
        if (model.cacheBlocks() >= blocks) {
          return limit;
        }
      } catch (MemoryLimitException e) {
        // more is needed
      }
      limit += 16 << 10;
    }
  }

  @Test
  void aRequestEndsWhenItsTimeIsOver() {
    try (Model model = load(REFERENCE.parallel(1))) {
      GenerateOptions endless = GREEDY.maxTokens(250).ignoreEndOfGeneration(true);
      try (TextStream first = model.stream(Prompt.text("go"), endless)) {
        Generation late =
            model.generate(Prompt.text("me too"), GREEDY.timeout(Duration.ofNanos(1)));
        assertEquals(FinishReason.DEADLINE, late.finishReason());
        assertEquals(0, late.usage().generatedTokens());
        assertEquals(250, first.result().usage().generatedTokens());
      }
      assertEquals(24, model.generate(Prompt.text("go"), GREEDY).usage().generatedTokens());
    }
    assertThrows(IllegalArgumentException.class, () -> GREEDY.timeout(Duration.ofSeconds(-1)));
  }

  @Test
  void aFullQueueRefuses() {
    try (Model model = load(REFERENCE.parallel(1).queueLimit(1))) {
      GenerateOptions endless = GREEDY.maxTokens(250).ignoreEndOfGeneration(true);
      try (TextStream running = model.stream(Prompt.text("a"), endless);
          TextStream waiting = model.stream(Prompt.text("b"), endless)) {
        QueueFullException e =
            assertThrows(QueueFullException.class, () -> model.generate(Prompt.text("c"), GREEDY));
        assertTrue(String.valueOf(e.getMessage()).contains("1 "), e.getMessage());
        running.cancel();
        assertEquals(250, waiting.result().usage().generatedTokens());
      }
    }
  }

  @Test
  void withoutAQueueTheRequestsThatRunAreServed() {
    try (Model model = load(REFERENCE.parallel(1).queueLimit(0))) {
      GenerateOptions endless = GREEDY.maxTokens(250).ignoreEndOfGeneration(true);
      assertEquals(250, model.generate(Prompt.text("a"), endless).usage().generatedTokens());
      try (TextStream running = model.stream(Prompt.text("a"), endless)) {
        assertThrows(QueueFullException.class, () -> model.generate(Prompt.text("c"), GREEDY));
        assertEquals(250, running.result().usage().generatedTokens());
      }
    }
  }

  @Test
  void aStreamThatFailedSaysSoEachTime() {
    try (Model model = load(REFERENCE.parallel(1).queueLimit(0))) {
      GenerateOptions endless = GREEDY.maxTokens(250).ignoreEndOfGeneration(true);
      try (TextStream running = model.stream(Prompt.text("a"), endless);
          TextStream refused = model.stream(Prompt.text("b"), endless)) {
        assertTrue(running.hasNext());
        for (int i = 0; i < 2; i++) {
          assertThrows(QueueFullException.class, refused::hasNext);
          assertThrows(QueueFullException.class, refused::next);
          assertThrows(QueueFullException.class, refused::result);
        }
      }
    }
  }

  @Test
  void anIdleEngineHoldsNoAnswer() throws Exception {
    try (Model model = load(REFERENCE)) {
      WeakReference<TextStream> answer = answered(model);
      for (int i = 0; i < 100 && answer.get() != null; i++) {
        System.gc();
        Thread.sleep(20);
      }
      assertNull(answer.get());
    }
  }

  private static WeakReference<TextStream> answered(Model model) {
    TextStream stream = model.stream(Prompt.text("a"), GREEDY);
    stream.result();
    return new WeakReference<>(stream);
  }

  @Test
  void aSharedBeginningIsReadOnceForAll() {
    int[] tokens = new int[200];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = i % 250;
    }
    try (Model model = load(REFERENCE)) {
      Generation first = model.generate(Prompt.tokens(tokens), GREEDY);
      assertEquals(0, first.usage().cachedTokens());
      tokens[199] = 7;
      assertEquals(199, model.generate(Prompt.tokens(tokens), GREEDY).usage().cachedTokens());
    }
  }
}
