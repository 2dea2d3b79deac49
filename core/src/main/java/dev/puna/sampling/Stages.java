package dev.puna.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** The stages that options ask for, in order; {@link Sampler} states it. */
final class Stages {
  private final SamplingOptions options;
  private final List<SamplerStage> stages;

  private Stages(SamplingOptions options, List<SamplerStage> constraints) {
    this.options = options;
    stages = new ArrayList<>(constraints);
  }

  static List<SamplerStage> of(
      SamplingOptions options,
      List<SamplerStage> constraints,
      IntFunction<byte[]> pieces,
      long seed) {
    Stages result = new Stages(options, constraints);
    boolean greedy = options.temperature() == 0;
    result.addPenalties(pieces);
    if (options.mirostat().isOn()) {
      if (!greedy) {
        result.addTemperature();
        result.stages.add(new Mirostat(options.mirostat()));
      }
      return result.stages;
    }
    // Of what follows, only typical can take away the most likely token where that is taken.
    if (!greedy || options.typicalP() < 1) {
      result.addTruncation();
    }
    if (!greedy) {
      if (options.xtc().isOn()) {
        // Another sequence of random numbers than that of the draws.
        result.stages.add(new Xtc(options.xtc(), new SplittableRandom(~seed)));
      }
      if (options.dynamicTemperature().range() > 0) {
        result.stages.add(
            new DynamicTemperature(options.temperature(), options.dynamicTemperature()));
      } else {
        result.addTemperature();
      }
    }
    return result.stages;
  }

  private void addPenalties(IntFunction<byte[]> pieces) {
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
    if (options.dry().isOn()) {
      stages.add(new Dry(options.dry(), pieces));
    }
  }

  private void addTruncation() {
    if (options.topNSigma() > 0) {
      stages.add(new TopNSigma(options.topNSigma()));
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
  }

  private void addTemperature() {
    if (options.temperature() != 1) {
      stages.add(new Temperature(options.temperature()));
    }
  }
}
