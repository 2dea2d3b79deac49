package dev.puna.sampling;

import dev.puna.PunaException;
import dev.puna.TokenProbability;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the next token of one sequence from the model's logits.
 *
 * <p>Stages run in the order of llama.cpp: constraints (a grammar), logit bias, penalties, DRY,
 * top-n-sigma, top-k, typical, top-p, min-p, XTC, temperature; one token is then drawn by its
 * probability. With mirostat all from top-n-sigma to XTC are left out and it follows the
 * temperature. With temperature 0 the most likely token is taken instead, the one of lowest id
 * among equals, without XTC, dynamic temperature and mirostat.
 *
 * <p>Random numbers come from {@link SplittableRandom} (SplitMix64), one for each token drawn, XTC
 * having a sequence of its own, and all arithmetic is the same on every platform: equal options,
 * seed, logits and accepted tokens give equal choices. Buffers grow with the vocabulary once; then
 * nothing is allocated.
 *
 * <p>A sampler is not thread-safe; it belongs to one sequence.
 */
public final class Sampler {
  private final boolean greedy;
  private final SamplerStage[] stages;
  private final long seed;
  private final SplittableRandom random;
  private final Candidates candidates = new Candidates();
  private final @Nullable LogProbabilities logProbabilities;
  private @Nullable TokenProbability probability;

  private Sampler(
      SamplingOptions options,
      List<SamplerStage> constraints,
      IntFunction<byte[]> pieces,
      OptionalInt alternatives) {
    greedy = options.temperature() == 0;
    seed =
        options.seed().isPresent() ? options.seed().getAsLong() : new SplittableRandom().nextLong();
    random = new SplittableRandom(seed);
    stages = Stages.of(options, constraints, pieces, seed).toArray(SamplerStage[]::new);
    logProbabilities =
        alternatives.isPresent() ? new LogProbabilities(alternatives.getAsInt(), pieces) : null;
  }

  /**
   * A sampler with these options.
   *
   * @throws IllegalArgumentException if DRY is asked for with sequence breakers: they need the
   *     bytes of tokens
   */
  public static Sampler of(SamplingOptions options) {
    return of(options, List.of());
  }

  /**
   * A sampler with these options whose candidates first pass {@code constraints}, in order.
   *
   * @throws IllegalArgumentException if DRY is asked for with sequence breakers: they need the
   *     bytes of tokens
   */
  public static Sampler of(SamplingOptions options, List<SamplerStage> constraints) {
    if (options.dry().isOn() && !options.dry().sequenceBreakers().isEmpty()) {
      throw new IllegalArgumentException(
          "the sequence breakers of DRY need the bytes of tokens: give them to the sampler");
    }
    return new Sampler(options, constraints, id -> new byte[0], OptionalInt.empty());
  }

  /**
   * A sampler with these options whose candidates first pass {@code constraints}, in order.
   *
   * @param pieces the bytes that a token stands for, none where an id has no text
   * @param alternatives empty, or of how many of the most likely tokens to tell the log probability
   *     beside that of the token chosen; see {@link #probability}
   */
  public static Sampler of(
      SamplingOptions options,
      List<SamplerStage> constraints,
      IntFunction<byte[]> pieces,
      OptionalInt alternatives) {
    return new Sampler(options, constraints, pieces, alternatives);
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
    int token = choose(logits, offset, vocabulary);
    if (logProbabilities != null) {
      probability = logProbabilities.of(token, logits, offset, vocabulary);
    }
    return token;
  }

  private int choose(float[] logits, int offset, int vocabulary) {
    if (greedy && stages.length == 0) {
      return Candidates.best(logits, offset, vocabulary);
    }
    apply(logits, offset, vocabulary);
    return candidates.id(greedy ? candidates.best() : draw());
  }

  /**
   * How likely the model found the token chosen last, by its logits before any stage; null unless
   * that was asked for.
   */
  public @Nullable TokenProbability probability() {
    return probability;
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
