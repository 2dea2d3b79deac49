package dev.puna.sampling;

/**
 * Powers that are the same on every platform, without the garbage that {@code StrictMath} makes.
 */
final class Power {
  private Power() {}

  /** {@code base^exponent} for a base of 0 or more; 1 for an exponent of 0. */
  static double of(double base, double exponent) {
    return exponent == 0 ? 1 : StrictMath.exp(exponent * StrictMath.log(base));
  }
}
