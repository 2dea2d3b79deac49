package dev.puna.cli.synth;

/**
 * How Llama 3 stretches its rope to a longer context (Grattafiori et al., 2024): pairs that turn
 * slowly are slowed further, fast ones are kept, and those between are blended.
 */
final class RopeFactors {
  /** Positions before the stretching. */
  private static final double ORIGINAL_LENGTH = 8192;

  /** Pairs that turn less often within the original length are slowed by the whole factor. */
  private static final double FEWEST_TURNS = 1;

  /** Pairs that turn more often are kept. */
  private static final double MOST_TURNS = 4;

  private RopeFactors() {}

  /** By how much the frequency of each pair is divided. */
  static float[] of(Shape shape, int pairs) {
    float[] factors = new float[pairs];
    for (int i = 0; i < pairs; i++) {
      double frequency = Math.pow(shape.family().ropeBase(), -(double) i / pairs);
      double turns = ORIGINAL_LENGTH * frequency / (2 * Math.PI);
      double kept = Math.clamp((turns - FEWEST_TURNS) / (MOST_TURNS - FEWEST_TURNS), 0, 1);
      factors[i] = (float) (1 / ((1 - kept) / shape.ropeFactor() + kept));
    }
    return factors;
  }
}
