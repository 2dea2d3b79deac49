package dev.puna.sampling;

/** Divides logits by a temperature between two bounds; see {@link DynamicTemperatureOptions}. */
record DynamicTemperature(float temperature, DynamicTemperatureOptions options)
    implements SamplerStage {
  @Override
  public void apply(Candidates candidates) {
    candidates.dropForbidden();
    int size = candidates.size();
    if (size < 2) {
      return;
    }
    double uncertainty = Math.clamp(candidates.entropy() / StrictMath.log(size), 0, 1);
    double least = Math.max(0, (double) temperature - options.range());
    double most = (double) temperature + options.range();
    double chosen = least + (most - least) * Power.of(uncertainty, options.exponent());
    candidates.divide((float) Math.clamp(chosen, Float.MIN_VALUE, Float.MAX_VALUE));
  }
}
