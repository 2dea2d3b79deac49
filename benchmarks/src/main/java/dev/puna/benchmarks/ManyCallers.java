package dev.puna.benchmarks;

import dev.puna.GenerateOptions;
import dev.puna.Generation;
import dev.puna.LoadOptions;
import dev.puna.Model;
import dev.puna.Prompt;
import dev.puna.TextStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What many callers of one model notice: the tokens of all in a second, the time between tokens
 * while a long prompt is read, the time to the first token where the beginning is known.
 *
 * <p>Prompts are random tokens, which no prefix cache knows, and answers never end early.
 */
public final class ManyCallers {
  private static final int CALLERS = 16;
  private static final int PROMPT = 128;
  private static final int ANSWER = 64;
  private static final int ROUNDS = 3;

  private static final int RUNNING = 8;
  private static final int LONG_PROMPT = 4_000;
  private static final int PREFIX = 2_000;

  private final Model model;
  private final Random random = new Random(1);

  private ManyCallers(Model model) {
    this.model = model;
  }

  /**
   * Measures.
   *
   * @param args a GGUF file; and threads, where it is not to be one a core
   */
  public static void main(String[] args) throws Exception {
    if (args.length < 1 || args.length > 2) {
      System.err.println("usage: ManyCallers MODEL.gguf [THREADS]");
      System.exit(2);
    }
    LoadOptions options =
        LoadOptions.defaults()
            .contextLength(LONG_PROMPT + 96)
            .parallel(CALLERS)
            .threads(args.length == 2 ? Integer.parseInt(args[1]) : 0);
    try (Model model = Model.load(Path.of(args[0]), options)) {
      System.out.println(model.info().name() + ", " + model.backend());
      ManyCallers measured = new ManyCallers(model);
      measured.together(1); // until the code is compiled
      double[] one = new double[ROUNDS];
      double[] all = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        one[round] = measured.together(1);
        all[round] = measured.together(CALLERS);
      }
      report(
          "%d callers, prompts of %d, answers of %d: %.1f tokens/s, one caller %.1f, ratio %.2f",
          CALLERS, PROMPT, ANSWER, median(all), median(one), median(all) / median(one));
      measured.longPrompt();
      measured.prefix();
    }
  }

  private static void report(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private int[] tokens(int count) {
    return random.ints(count, 0, model.info().vocabulary()).toArray();
  }

  private static GenerateOptions answer(int tokens) {
    return GenerateOptions.greedy().maxTokens(tokens).ignoreEndOfGeneration(true);
  }

  /** Tokens of prompts and answers in a second. */
  private double together(int callers) throws InterruptedException, ExecutionException {
    List<Callable<Generation>> questions = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      Prompt prompt = Prompt.tokens(tokens(PROMPT));
      questions.add(() -> model.generate(prompt, answer(ANSWER)));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      long start = System.nanoTime();
      for (Future<Generation> answer : threads.invokeAll(questions)) {
        answer.get();
      }
      return callers * (PROMPT + ANSWER) / ((System.nanoTime() - start) / 1e9);
    }
  }

  /** The time between tokens of some answers, before a long prompt comes and while it is read. */
  private void longPrompt() throws InterruptedException, ExecutionException {
    List<TextStream> streams = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<List<Long>>> times = new ArrayList<>();
      for (int i = 0; i < RUNNING; i++) {
        TextStream stream = model.stream(Prompt.tokens(tokens(16)), answer(LONG_PROMPT));
        streams.add(stream);
        times.add(threads.submit(() -> arrivals(stream)));
      }
      Thread.sleep(5_000);
      long begin = System.nanoTime();
      Generation read = model.generate(Prompt.tokens(tokens(LONG_PROMPT)), answer(1));
      long end = System.nanoTime();
      streams.forEach(TextStream::cancel);
      List<Double> before = new ArrayList<>();
      List<Double> during = new ArrayList<>();
      for (Future<List<Long>> each : times) {
        List<Long> at = each.get();
        for (int i = 1; i < at.size(); i++) {
          double millis = (at.get(i) - at.get(i - 1)) / 1e6;
          if (at.get(i) < begin && at.get(i) > begin - 3_000_000_000L) {
            before.add(millis);
          } else if (at.get(i - 1) > begin && at.get(i) < end) {
            during.add(millis);
          }
        }
      }
      report(
          "%d answers, ms between tokens: median %.0f, most %.0f; while a prompt of %d is read"
              + " (%.1f s): median %.0f, most %.0f",
          RUNNING,
          part(before, 0.5),
          part(before, 1),
          LONG_PROMPT,
          (end - begin) / 1e9,
          part(during, 0.5),
          part(during, 1));
      if (read.usage().promptTokens() != LONG_PROMPT) {
        throw new IllegalStateException("the prompt was cut");
      }
    } finally {
      streams.forEach(TextStream::close);
    }
  }

  private static List<Long> arrivals(TextStream stream) {
    List<Long> at = new ArrayList<>();
    while (stream.hasNext()) {
      stream.next();
      at.add(System.nanoTime());
    }
    return at;
  }

  private static double part(List<Double> values, double part) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[(int) ((sorted.length - 1) * part)];
  }

  /** The time to the first token of two prompts with the same beginning. */
  private void prefix() {
    int[] first = tokens(PREFIX + 16);
    int[] second = tokens(PREFIX + 16);
    System.arraycopy(first, 0, second, 0, PREFIX);
    double cold = firstToken(first);
    double warm = firstToken(second);
    report(
        "%d tokens and 16 more to the first token: %.2f s; another prompt that begins alike: %.3f"
            + " s, ratio %.3f",
        PREFIX, cold, warm, warm / cold);
  }

  private double firstToken(int[] prompt) {
    long start = System.nanoTime();
    model.generate(Prompt.tokens(prompt), answer(1));
    return (System.nanoTime() - start) / 1e9;
  }
}
