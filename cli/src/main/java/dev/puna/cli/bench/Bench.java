package dev.puna.cli.bench;

import dev.puna.GenerateOptions;
import dev.puna.Model;
import dev.puna.Prompt;
import dev.puna.Session;
import dev.puna.TextStream;
import dev.puna.Usage;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs tests on a model through the public API, as a program would: sampling and the detours of
 * tokens between threads are part of the time. Each sequence is a session, so that what it has in
 * the cache is read once and only new tokens are timed.
 */
public final class Bench implements AutoCloseable {
  /** Tokens that are generated in a run of a warm-up at most. */
  private static final int WARM_UP_TOKENS = 32;

  private final Model model;
  private final BenchPlan plan;
  private final Listener listener;
  private final List<Session> sessions = new ArrayList<>();

  /** Makes prompts differ. */
  private int run;

  /** Hears how far it is. */
  public interface Listener {
    /** A test begins. */
    void begins(BenchTest test);

    /** A timed run of it is done. */
    void measured();
  }

  /**
   * A bench.
   *
   * @param model loaded with what {@link BenchPlan#apply} asks for; it stays open
   */
  public Bench(Model model, BenchPlan plan, Listener listener) {
    this.model = model;
    this.plan = plan;
    this.listener = listener;
  }

  /** Runs all tests. */
  public List<BenchResult> run() {
    List<BenchResult> results = new ArrayList<>();
    for (BenchTest test : plan.tests()) {
      listener.begins(test);
      results.add(run(test));
    }
    return results;
  }

  private BenchResult run(BenchTest test) {
    while (sessions.size() < test.sequences()) {
      sessions.add(model.session());
    }
    fill(test);
    WarmUp warmUp = new WarmUp();
    while (plan.warmsUp() && !warmUp.isDone()) {
      long start = System.nanoTime();
      double speed = measure(test, Math.min(test.tokens(), WARM_UP_TOKENS));
      warmUp.add(speed, (System.nanoTime() - start) / 1e9);
    }
    List<Double> samples = new ArrayList<>();
    for (int i = 0; i < plan.repetitions(); i++) {
      samples.add(measure(test, test.tokens()));
      listener.measured();
    }
    return new BenchResult(test, warmUp.runs(), samples);
  }

  /** Brings the tokens into the cache that must be there before, one sequence after the other. */
  private void fill(BenchTest test) {
    for (int s = 0; s < test.sequences() && test.depth() > 0; s++) {
      sessions.get(s).generate(Prompt.tokens(tokens(s, test.depth(), 0)), options(1));
    }
  }

  private double measure(BenchTest test, int generated) {
    return switch (test.kind()) {
      case PROMPT -> prompt(test);
      case GENERATION -> generation(test, generated);
    };
  }

  private double prompt(BenchTest test) {
    run++;
    Prompt prompt = Prompt.tokens(tokens(0, test.depth(), test.tokens()));
    return sessions.getFirst().generate(prompt, options(1)).usage().promptTokensPerSecond();
  }

  /** The sequences begin at nearly the same time; the time of the slowest is that of all. */
  private double generation(BenchTest test, int count) {
    List<TextStream> streams = new ArrayList<>();
    for (int s = 0; s < test.sequences(); s++) {
      Prompt prompt = Prompt.tokens(tokens(s, Math.max(1, test.depth()), 0));
      // The first token belongs to the prompt.
      streams.add(sessions.get(s).stream(prompt, options(count + 1)));
    }
    long tokens = 0;
    long nanos = 1;
    for (TextStream stream : streams) {
      Usage usage = stream.result().usage();
      tokens += usage.generatedTokens() - 1;
      nanos = Math.max(nanos, usage.generationNanos());
    }
    return tokens * 1e9 / nanos;
  }

  private static GenerateOptions options(int tokens) {
    return GenerateOptions.greedy().maxTokens(tokens).ignoreEndOfGeneration(true);
  }

  /** Some tokens that are always the same for a sequence, and some that differ in each run. */
  private int[] tokens(int sequence, int same, int other) {
    int[] ids = new int[same + other];
    int vocabulary = model.info().vocabulary();
    for (int i = 0; i < ids.length; i++) {
      long number = 7919L * i + 104_729L * sequence + (i < same ? 0 : run);
      ids[i] = (int) (number % vocabulary);
    }
    return ids;
  }

  @Override
  public void close() {
    sessions.forEach(Session::close);
  }
}
