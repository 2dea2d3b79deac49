package dev.puna.spi;

/**
 * Announces a backend. Its class must load, and {@link #probe} must answer, on any machine: it
 * names no class that may be missing.
 */
public interface BackendProvider {
  /** The version of this interface that core speaks. */
  int SPI_VERSION = 1;

  /** The name that a user gives to choose it: {@code reference}, {@code simd}, {@code cuda}. */
  String name();

  /** The version of this interface that the backend was built against. */
  int spiVersion();

  /** Whether it can run here, found out cheaply. */
  Probe probe();

  /**
   * Opens it.
   *
   * @throws BackendException if it is not available here, or the options can not be met
   */
  Backend open(BackendOptions options);
}
