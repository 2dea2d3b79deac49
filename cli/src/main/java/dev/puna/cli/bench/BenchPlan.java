package dev.puna.cli.bench;

import dev.puna.LoadOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * What to measure, and how often.
 *
 * @param promptTokens length of the prompt; 0 for no prompt test
 * @param generatedTokens tokens to generate; 0 for no generation test
 * @param batches numbers of sequences that generate together
 * @param depths numbers of tokens that are in the cache before
 * @param repetitions timed runs of each test
 * @param warmsUp whether each test runs until its speed is steady before it is timed
 */
public record BenchPlan(
    int promptTokens,
    int generatedTokens,
    List<Integer> batches,
    List<Integer> depths,
    int repetitions,
    boolean warmsUp) {

  /** Checks the ranges. */
  public BenchPlan {
    batches = List.copyOf(batches);
    depths = List.copyOf(depths);
    require(promptTokens >= 0, "the number of prompt tokens", promptTokens);
    require(generatedTokens >= 0, "the number of generated tokens", generatedTokens);
    require(repetitions >= 1, "the number of repetitions", repetitions);
    for (int batch : batches) {
      require(batch >= 1, "a number of sequences", batch);
    }
    for (int depth : depths) {
      require(depth >= 0, "a depth", depth);
    }
    if (promptTokens == 0 && generatedTokens == 0) {
      throw new IllegalArgumentException("there is nothing to measure: both -p and -n are 0");
    }
  }

  /** The tests, in the order in which they run. */
  public List<BenchTest> tests() {
    List<BenchTest> tests = new ArrayList<>();
    for (int depth : depths) {
      if (promptTokens > 0) {
        tests.add(new BenchTest(BenchTest.Kind.PROMPT, promptTokens, depth, 1));
      }
      for (int batch : batches) {
        if (generatedTokens > 0) {
          tests.add(new BenchTest(BenchTest.Kind.GENERATION, generatedTokens, depth, batch));
        }
      }
    }
    return tests;
  }

  /** Makes room for all tests. */
  public LoadOptions apply(LoadOptions options) {
    int sequences = 1;
    long context = 0;
    for (BenchTest test : tests()) {
      sequences = Math.max(sequences, test.sequences());
      // A prompt is followed by one token; a generation begins with one.
      context = Math.max(context, (long) test.depth() + test.tokens() + 2);
    }
    return options.parallel(sequences).contextLength((int) Math.min(context, Integer.MAX_VALUE));
  }

  private static void require(boolean ok, String what, int value) {
    if (!ok) {
      throw new IllegalArgumentException(what + " is out of range: " + value);
    }
  }
}
