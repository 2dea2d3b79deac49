package dev.puna.architecture;

import dev.puna.graph.RopeSpec;
import dev.puna.graph.RopeSpec.Pairing;
import dev.puna.graph.Weight;
import dev.puna.quant.BlockFormat;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rope keys of a model into frequencies. Linear scaling (Chen et al., 2023) divides all
 * of them; YaRN (Peng et al., 2023) divides the slow ones and keeps the fast ones; factor tensors
 * (Llama 3, LongRoPE) divide each by a number of its own.
 */
final class Rope {
  private static final double YARN_BETA_FAST = 32;
  private static final double YARN_BETA_SLOW = 1;

  private Rope() {}

  /** The rope of a family's global layers, with factor tensors and scaling as the file says. */
  static RopeSpec of(Hyperparameters model, Weights weights, Pairing pairing, int contextLength) {
    double base = model.real("rope.freq_base", 10_000);
    int pairs = dimensions(model) / 2;
    float @Nullable [] factors = factors(model, weights, pairs, contextLength);
    return scaled(model, pairing, pairs, base, factors, scaleFactor(model));
  }

  /** The rope of layers with a sliding window: a base of its own and no scaling. */
  static RopeSpec local(Hyperparameters model, Pairing pairing, double defaultBase) {
    double base = model.real("rope.freq_base_swa", defaultBase);
    return scaled(model, pairing, dimensions(model) / 2, base, null, 1);
  }

  private static int dimensions(Hyperparameters model) {
    int dimensions = model.count("rope.dimension_count", model.keyLength());
    if (dimensions % 2 != 0 || dimensions > model.keyLength()) {
      throw new ModelFormatException(
          "rope.dimension_count is "
              + dimensions
              + "; expected an even number of at most the head length "
              + model.keyLength());
    }
    return dimensions;
  }

  /** How many times the context was stretched; a factor without a type is linear. */
  private static double scaleFactor(Hyperparameters model) {
    if (model.string("rope.scaling.type").orElse("linear").equals("none")) {
      return 1;
    }
    double factor = model.real("rope.scaling.factor", model.real("rope.scale_linear", 0));
    return factor == 0 ? 1 : factor;
  }

  private static float @Nullable [] factors(
      Hyperparameters model, Weights weights, int pairs, int contextLength) {
    Weight factors = weights.optionalVector("rope_freqs", pairs);
    if (factors == null) {
      int original = model.count("rope.scaling.original_context_length", model.contextLength());
      String name = contextLength > original ? "rope_factors_long" : "rope_factors_short";
      factors = weights.optionalVector(name, pairs);
    }
    return factors == null ? null : values(factors);
  }

  private static float[] values(Weight vector) {
    BlockFormat format =
        vector
            .type()
            .format()
            .orElseThrow(
                () ->
                    new ModelFormatException(
                        "tensor " + vector.name() + " has unsupported type " + vector.type()));
    float[] values = new float[vector.columns()];
    format.dequantise(vector.data(), 0, values, 0, values.length);
    return values;
  }

  private static RopeSpec scaled(
      Hyperparameters model,
      Pairing pairing,
      int pairs,
      double base,
      float @Nullable [] factors,
      double scale) {
    boolean yarn = model.string("rope.scaling.type").orElse("").equals("yarn");
    double low = 0;
    double high = 0;
    if (yarn) {
      int original = model.count("rope.scaling.original_context_length", model.contextLength());
      low = Math.max(0, Math.floor(turns(pairs, base, original, YARN_BETA_FAST)));
      high = Math.min(2 * pairs - 1, Math.ceil(turns(pairs, base, original, YARN_BETA_SLOW)));
    }
    float[] frequencies = new float[pairs];
    for (int i = 0; i < pairs; i++) {
      double own = Math.pow(base, -(double) i / pairs) / (factors == null ? 1 : factors[i]);
      double kept = yarn ? 1 - Math.clamp((i - low) / Math.max(0.001, high - low), 0, 1) : 0;
      frequencies[i] = (float) (own / scale * (1 - kept) + own * kept);
    }
    double magnitude = model.real("rope.scaling.attn_factor", 1);
    if (yarn && scale > 1) {
      magnitude *= 1 + 0.1 * Math.log(scale);
    }
    return new RopeSpec(pairing, frequencies, (float) magnitude);
  }

  /** The pair that makes {@code turns} full turns within the original context. */
  private static double turns(int pairs, double base, int original, double turns) {
    return pairs * Math.log(original / (turns * 2 * Math.PI)) / Math.log(base);
  }
}
