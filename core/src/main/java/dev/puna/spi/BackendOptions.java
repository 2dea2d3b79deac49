package dev.puna.spi;

/**
 * What a user may ask of a backend.
 *
 * @param threads threads to compute with; 0 for the backend's own choice
 */
public record BackendOptions(int threads) {
  /** The most threads that can be asked for. */
  public static final int MAX_THREADS = 1024;

  /** Checks the range. */
  public BackendOptions {
    if (threads < 0 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "threads must be 0 (automatic) to " + MAX_THREADS + ", not " + threads);
    }
  }
}
