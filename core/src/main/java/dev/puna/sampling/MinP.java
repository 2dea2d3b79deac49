package dev.puna.sampling;

/** Keeps the tokens that are at least {@code p} times as likely as the most likely one. */
record MinP(float p) implements SamplerStage {
  @Override
  public void apply(Candidates candidates) {
    candidates.keepAtLeast(candidates.logit(candidates.best()) + StrictMath.log(p));
  }
}
