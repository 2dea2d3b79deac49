package dev.puna.quant;

/**
 * Chooses the scales and minima of the groups of one K-quant block.
 *
 * <p>Rounding to the nearest multiple of {@code extreme / levels} is rarely the best a group can
 * get. Candidate roundings with slightly more and fewer levels are tried; for each, the scale (and
 * minimum) of least weighted squared error follows by linear regression of the elements on their
 * quants, and the candidate of least error wins. Larger elements weigh more, as they do in a matrix
 * product.
 */
final class GroupScales {
  /** Candidates lie this far apart, in levels. */
  private static final double STEP = 0.1;

  /** Candidates on either side of the plain rounding: 0.9 levels. */
  private static final int STEPS = 9;

  /** One a group. */
  final float[] scales;

  /** One a group, not negative: what is subtracted. Zeros where the fit is symmetric. */
  final float[] minima;

  private GroupScales(int groups) {
    scales = new float[groups];
    minima = new float[groups];
  }

  /**
   * {@code x = scale * q} with {@code q} in {@code -levels .. levels - 1} for each group of {@code
   * length} elements of {@code x[at..at + 256)}. A scale is negative where the extreme element is
   * positive: that end has one level more.
   */
  static GroupScales symmetric(float[] x, int at, int length, int levels) {
    GroupScales result = new GroupScales(256 / length);
    for (int group = 0; group < result.scales.length; group++) {
      result.scales[group] = fitSymmetric(x, at + group * length, length, levels);
    }
    return result;
  }

  /**
   * {@code x = scale * q - minimum} with {@code q} in {@code 0..max} for each group of {@code
   * length} elements of {@code x[at..at + 256)}.
   */
  static GroupScales affine(float[] x, int at, int length, int max) {
    GroupScales result = new GroupScales(256 / length);
    for (int group = 0; group < result.scales.length; group++) {
      result.fitAffine(group, x, at + group * length, length, max);
    }
    return result;
  }

  private static float fitSymmetric(float[] x, int at, int length, int levels) {
    float extreme = Extremes.signedExtreme(x, at, length);
    if (extreme == 0) {
      return 0;
    }
    double scale = extreme / -levels;
    // With weights x^2 and s = sum(w x q) / sum(w q^2), the error is a constant - s sum(w x q).
    double gain = Double.NEGATIVE_INFINITY;
    for (int step = -STEPS; step <= STEPS; step++) {
      double inverse = -(levels + STEP * step) / extreme;
      double sumXq = 0;
      double sumQq = 0;
      for (int i = at; i < at + length; i++) {
        double weight = (double) x[i] * x[i];
        double q = Math.clamp(Math.rint(inverse * x[i]), -levels, levels - 1);
        sumXq += weight * x[i] * q;
        sumQq += weight * q * q;
      }
      if (sumQq > 0 && sumXq * sumXq / sumQq > gain) {
        scale = sumXq / sumQq;
        gain = scale * sumXq;
      }
    }
    return (float) scale;
  }

  private void fitAffine(int group, float[] x, int at, int length, int max) {
    float low = Math.min(0, Extremes.minimum(x, at, length));
    double range = (double) Extremes.maximum(x, at, length) - low;
    double base = rootMeanSquare(x, at, length);
    double scale = Math.max(0, range) / max;
    double minimum = -low;
    if (range > 0) {
      double error = error(x, at, length, max, max / range, low, base, scale, minimum);
      for (int step = -STEPS; step <= STEPS; step++) {
        double inverse = (max + STEP * step) / range;
        double sum = 0;
        double sumQ = 0;
        double sumQq = 0;
        double sumX = 0;
        double sumXq = 0;
        for (int i = at; i < at + length; i++) {
          double weight = base + Math.abs(x[i]);
          double q = quant(x[i], inverse, low, max);
          sum += weight;
          sumQ += weight * q;
          sumQq += weight * q * q;
          sumX += weight * x[i];
          sumXq += weight * x[i] * q;
        }
        double determinant = sum * sumQq - sumQ * sumQ;
        if (!(determinant > 1e-9 * sum * sumQq)) {
          continue; // all quants are the same
        }
        double slope = (sum * sumXq - sumX * sumQ) / determinant;
        double intercept = (sumQq * sumX - sumQ * sumXq) / determinant;
        if (intercept > 0) {
          slope = sumXq / sumQq;
          intercept = 0;
        }
        double candidate = error(x, at, length, max, inverse, low, base, slope, -intercept);
        if (candidate < error) {
          error = candidate;
          scale = slope;
          minimum = -intercept;
        }
      }
    }
    scales[group] = (float) scale;
    minima[group] = (float) minimum;
  }

  /** The weighted squared error of {@code scale * q - minimum}. */
  private static double error(
      float[] x,
      int at,
      int length,
      int max,
      double inverse,
      float low,
      double base,
      double scale,
      double minimum) {
    double error = 0;
    for (int i = at; i < at + length; i++) {
      double difference = scale * quant(x[i], inverse, low, max) - minimum - x[i];
      error += (base + Math.abs(x[i])) * difference * difference;
    }
    return error;
  }

  private static double quant(float x, double inverse, float low, int max) {
    return Math.clamp(Math.rint(inverse * (x - low)), 0, max);
  }

  private static double rootMeanSquare(float[] x, int at, int length) {
    double sum = 0;
    for (int i = at; i < at + length; i++) {
      sum += (double) x[i] * x[i];
    }
    return Math.sqrt(sum / length);
  }
}
