package dev.puna.sampling;

import dev.puna.PunaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Chooses the next token of one sequence from the model's logits.
 *
 * <p>Stages run in the order of llama.cpp: constraints (a grammar), logit bias, penalties, top-k,
 * typical, top-p, min-p, temperature; one token is then drawn by its probability. With temperature
 * 0 the most likely token is taken instead, the one of lowest id among equals.
 *
 * <p>Random numbers come from {@link SplittableRandom} (SplitMix64), one for each token drawn, and
 * all arithmetic is the same on every platform: equal options, seed, logits and accepted tokens
 * give equal choices. Buffers grow with the vocabulary once; then nothing is allocated.
 *
 * <p>A sampler is not thread-safe; it belongs to one sequence.
 */
public final class Sampler {
  private final boolean greedy;
  private final SamplerStage[] stages;
  private final long seed;
  private final SplittableRandom random;
  private final Candidates candidates = new Candidates();

  private Sampler(SamplingOptions options, List<SamplerStage> constraints) {
    greedy = options.temperature() == 0;
    stages = stages(options, constraints).toArray(SamplerStage[]::new);
    seed =
        options.seed().isPresent() ? options.seed().getAsLong() : new SplittableRandom().nextLong();
    random = new SplittableRandom(seed);
  }

  /** A sampler with these options. */
  public static Sampler of(SamplingOptions options) {
    return new Sampler(options, List.of());
  }

  /** A sampler with these options whose candidates first pass {@code constraints}, in order. */
  public static Sampler of(SamplingOptions options, List<SamplerStage> constraints) {
    return new Sampler(options, constraints);
  }

  private static List<SamplerStage> stages(
      SamplingOptions options, List<SamplerStage> constraints) {
    List<SamplerStage> stages = new ArrayList<>(constraints);
    if (!options.logitBias().isEmpty()) {
      stages.add(new LogitBias(options.logitBias()));
    }
    boolean penalties =
        options.repetitionPenalty() != 1
            || options.presencePenalty() != 0
            || options.frequencyPenalty() != 0;
    if (penalties && options.penaltyWindow() != 0) {
      stages.add(new Penalties(options));
    }
    // Of the rest, only typical can take away the most likely token.
    if (options.temperature() == 0 && options.typicalP() == 1) {
      return stages;
    }
    if (options.topK() > 0) {
      stages.add(new TopK(options.topK()));
    }
    if (options.typicalP() < 1) {
      stages.add(new TypicalP(options.typicalP()));
    }
    if (options.topP() < 1) {
      stages.add(new TopP(options.topP()));
    }
    if (options.minP() > 0) {
      stages.add(new MinP(options.minP()));
    }
    if (options.temperature() > 0 && options.temperature() != 1) {
      stages.add(new Temperature(options.temperature()));
    }
    return stages;
  }

  /** The seed of this sampler: the one from the options, or the one that was chosen. */
  public long seed() {
    return seed;
  }

  /**
   * Chooses a token; it is not accepted by that.
   *
   * @param logits holds one logit for each token of the vocabulary from {@code offset} on; not
   *     changed
   * @param vocabulary the number of tokens, at least 1
   * @throws PunaException if a logit is NaN or positive infinity, or no token is possible
   */
  public int sample(float[] logits, int offset, int vocabulary) {
    Objects.checkFromIndexSize(offset, vocabulary, logits.length);
    if (vocabulary == 0) {
      throw new IllegalArgumentException("the vocabulary is empty");
    }
    if (greedy && stages.length == 0) {
      return Candidates.best(logits, offset, vocabulary);
    }
    apply(logits, offset, vocabulary);
    return candidates.id(greedy ? candidates.best() : draw());
  }

  /** The candidates that the stages leave, with their last logits; valid until the next call. */
  Candidates apply(float[] logits, int offset, int vocabulary) {
    candidates.load(logits, offset, vocabulary);
    for (SamplerStage stage : stages) {
      stage.apply(candidates);
    }
    return candidates;
  }

  /** Notes a token of the prompt; to be called for every one, in order, before any is chosen. */
  public void acceptPrompt(int token) {
    requireToken(token);
    for (SamplerStage stage : stages) {
      stage.acceptPrompt(token);
    }
  }

  /**
   * Notes that the sequence now holds {@code token}; to be called for every token chosen, in order.
   */
  public void accept(int token) {
    requireToken(token);
    for (SamplerStage stage : stages) {
      stage.accept(token);
    }
  }

  /** Whether a stage says that nothing can follow the tokens so far. */
  public boolean isFinished() {
    for (SamplerStage stage : stages) {
      if (stage.isFinished()) {
        return true;
      }
    }
    return false;
  }

  private static void requireToken(int token) {
    if (token < 0) {
      throw new IllegalArgumentException("token id " + token + " is negative");
    }
  }

  private int draw() {
    double[] weights = candidates.weights();
    int size = candidates.size();
    double total = 0;
    int last = 0;
    for (int i = 0; i < size; i++) {
      total += weights[i];
      last = weights[i] > 0 ? i : last;
    }
    double rest = random.nextDouble() * total;
    for (int i = 0; i < last; i++) {
      rest -= weights[i];
      if (rest < 0) {
        return i;
      }
    }
    return last;
  }
}
