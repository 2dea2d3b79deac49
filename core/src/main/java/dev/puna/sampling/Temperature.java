package dev.puna.sampling;

/** Divides logits by the temperature: below 1 likely tokens get likelier, above 1 less so. */
record Temperature(float temperature) implements SamplerStage {
  @Override
  public void apply(Candidates candidates) {
    candidates.divide(temperature);
  }
}
