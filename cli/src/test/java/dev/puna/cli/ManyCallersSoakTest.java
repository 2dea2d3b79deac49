package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.FinishReason;
import dev.puna.GenerateOptions;
import dev.puna.Generation;
import dev.puna.LoadOptions;
import dev.puna.MemoryLimitException;
import dev.puna.Model;
import dev.puna.Prompt;
import dev.puna.TextStream;
import dev.puna.grammar.Grammar;
import dev.puna.sampling.SamplingOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Many callers at once on a cache that holds a fraction of what they ask for: long prompts and
 * short ones, schemas, deadlines, cancellations. For {@code -Dpuna.soak.seconds}, or a few.
 */
class ManyCallersSoakTest {
  private static final int CALLERS = 64;
  private static final int QUESTIONS = 40;
  private static final int CONTEXT = 1024;
  private static final int PARALLEL = 16;
  private static final long SECONDS = Long.getLong("puna.soak.seconds", 6);
  private static final long MOST_GROWTH = 16 << 20;

  private static final LoadOptions OPTIONS =
      LoadOptions.defaults().contextLength(CONTEXT).parallel(PARALLEL);

  private static final Grammar ANIMAL =
      Grammar.jsonSchema(
          """
          {"type": "object", "additionalProperties": false, "required": ["name", "legs", "tame"],
           "properties": {"name": {"type": "string", "maxLength": 12},
                          "legs": {"type": "integer", "minimum": 0, "maximum": 8},
                          "tame": {"type": "boolean"}}}
          """);

  private record Question(Prompt prompt, GenerateOptions options, String alone) {
    Generation ask(Model model, GenerateOptions changed) {
      return model.generate(prompt, changed);
    }
  }

  private static Prompt prompt(Random random) {
    String story = "Once upon a time there was a little fox who lived in a quiet forest. ";
    int times = random.nextInt(4) == 0 ? 5 + random.nextInt(30) : random.nextInt(3);
    return Prompt.text(story.repeat(times) + "The " + random.nextInt(7) + " owls");
  }

  private static GenerateOptions options(Random random) {
    SamplingOptions sampling =
        SamplingOptions.builder().temperature(random.nextInt(2)).seed(random.nextInt()).build();
    return GenerateOptions.defaults()
        .sampling(sampling)
        .maxTokens(8 + random.nextInt(56))
        .ignoreEndOfGeneration(random.nextBoolean())
        .grammar(random.nextInt(4) == 0 ? ANIMAL : null)
        .priority(random.nextInt(3));
  }

  private static List<Question> questions() throws IOException {
    Random random = new Random(1);
    List<Question> questions = new ArrayList<>();
    try (Model model = Model.load(DemoModel.open(), OPTIONS.parallel(1))) {
      for (int i = 0; i < QUESTIONS; i++) {
        Prompt prompt = prompt(random);
        GenerateOptions options = options(random);
        String answer = model.generate(prompt, options).text();
        questions.add(new Question(prompt, options, answer));
      }
    }
    return questions;
  }

  /** A model with the least cache that it can be loaded with: that of one long sequence. */
  private static Model loadWithLeastMemory() throws IOException {
    for (long limit = 4 << 20; ; limit += 1 << 20) {
      try {
        return Model.load(DemoModel.open(), OPTIONS.memoryLimit(limit));
      } catch (MemoryLimitException e) {
        // more is needed
      }
    }
  }

  @Test
  void everyAnswerIsTheOneThatItGetsAlone() throws Exception {
    List<Question> questions = questions();
    AtomicLong asked = new AtomicLong();
    long middle;
    try (Model model = loadWithLeastMemory();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      middle = 0;
      for (int part = 0; part < 2; part++) {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos() / 2;
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
          Random random = new Random(part * CALLERS + i);
          running.add(
              callers.submit(
                  () -> {
                    while (System.nanoTime() < end) {
                      ask(model, questions.get(random.nextInt(QUESTIONS)), random);
                      asked.incrementAndGet();
                    }
                  }));
        }
        for (Future<?> caller : running) {
          caller.get();
        }
        long used = usedHeap();
        assertTrue(part == 0 || used < middle + MOST_GROWTH, middle + " bytes, then " + used);
        middle = used;
      }
      // All blocks are there: the longest sequence needs each of them.
      int[] longest = new int[CONTEXT - 1];
      GenerateOptions one = GenerateOptions.greedy().maxTokens(1).ignoreEndOfGeneration(true);
      assertEquals(1, model.generate(Prompt.tokens(longest), one).usage().generatedTokens());
    }
    assertTrue(asked.get() >= CALLERS, asked + " answers");
    List<String> left =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.isAlive() && thread.getName().startsWith("puna"))
            .map(Thread::getName)
            .toList();
    assertEquals(List.of(), left);
  }

  private static void ask(Model model, Question question, Random random) {
    switch (random.nextInt(8)) {
      case 0 -> {
        try (TextStream stream = model.stream(question.prompt, question.options)) {
          StringBuilder text = new StringBuilder();
          for (int n = random.nextInt(5); n > 0 && stream.hasNext(); n--) {
            text.append(stream.next());
          }
          assertTrue(question.alone.startsWith(text.toString()), text.toString());
        }
      }
      case 1 -> {
        Duration limit = Duration.ofMillis(random.nextInt(300));
        Generation cut = question.ask(model, question.options.timeout(limit));
        if (cut.finishReason() == FinishReason.DEADLINE) {
          assertTrue(question.alone.startsWith(whole(cut.text())), cut.text());
        } else {
          assertEquals(question.alone, cut.text());
        }
      }
      default -> assertEquals(question.alone, question.ask(model, question.options).text());
    }
  }

  /** Without the sign for a character of which only the first bytes were generated. */
  private static String whole(String text) {
    return text.replaceAll("\ufffd+$", "");
  }

  private static long usedHeap() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
