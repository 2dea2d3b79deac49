package com.llama4j;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Speed of mukel's llama3.java, as it reports it itself on standard error: a line with the name of
 * the test comes before the report that counts. Usage: {@code Llama3JavaBench MODEL PROMPT
 * GENERATED}. Its command would time a new process and end at a stop token, which random weights
 * may generate at any time. In its package, because its classes are not public.
 */
final class Llama3JavaBench {
  /** Tokens of the prompt that it reads together, as its command does. */
  private static final int BATCH = Integer.getInteger("llama.BatchSize", 16);

  /** A run that is faster than the best before by less than this has gained nothing. */
  private static final double GAIN = 1.03;

  /** Of a machine that does not come to rest this is enough. */
  private static final double MOST_WARM_UP_SECONDS = 60;

  private Llama3JavaBench() {}

  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Path file = Path.of(arguments[0]);
    int prompt = Integer.parseInt(arguments[1]);
    int generated = Integer.parseInt(arguments[2]);
    Llama model = ModelLoader.loadModel(file, Math.max(prompt, 1 + generated), true);
    // It generates its first token from the prompt's last position, at no cost.
    measure("pp" + prompt, model, prompt, prompt);
    measure("tg" + generated, model, 1, 1 + generated);
  }

  /**
   * Runs until two runs in a row have gained nothing, as {@code puna bench} does, and once more.
   */
  private static void measure(String test, Llama model, int prompt, int positions) {
    double best = Double.MAX_VALUE;
    double total = 0;
    for (int steady = 0; steady < 2 && total < MOST_WARM_UP_SECONDS; ) {
      long start = System.nanoTime();
      run(model, prompt, positions);
      double seconds = (System.nanoTime() - start) / 1e9;
      total += seconds;
      boolean gained = seconds * GAIN < best;
      best = gained ? seconds : best;
      steady = gained ? 0 : steady + 1;
    }
    System.err.println(test);
    run(model, prompt, positions);
  }

  private static void run(Llama model, int prompt, int positions) {
    List<Integer> tokens =
        IntStream.range(0, prompt).mapToObj(i -> (i * 7919 + 13) % 1000).toList();
    Llama.generateTokens(
        model,
        model.createNewState(BATCH),
        0,
        tokens,
        Set.of(),
        positions,
        Sampler.ARGMAX,
        false,
        token -> {});
  }
}
