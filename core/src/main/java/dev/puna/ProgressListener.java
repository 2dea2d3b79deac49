package dev.puna;

/** Hears how far the loading of a model is. Called by the loading thread. */
@FunctionalInterface
public interface ProgressListener {
  /**
   * A step of loading has begun or gone on.
   *
   * @param stage what is being done, in words
   * @param fraction of the whole that is done, 0 to 1
   */
  void progress(String stage, double fraction);
}
