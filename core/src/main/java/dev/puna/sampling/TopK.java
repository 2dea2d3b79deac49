package dev.puna.sampling;

/** Keeps the k most likely tokens. */
record TopK(int k) implements SamplerStage {
  @Override
  public void apply(Candidates candidates) {
    candidates.keepLargest(k);
  }
}
