package dev.puna.spi;

/** Whether a backend can run on this machine. */
public sealed interface Probe {
  /**
   * It can.
   *
   * @param score the highest of all backends is chosen where the user names none; the reference
   *     backend has 0
   * @param description the device in words: {@code 512-bit vectors}
   */
  record Available(int score, String description) implements Probe {}

  /**
   * It can not.
   *
   * @param reason names what is missing and what to do: the flag, the library
   */
  record Unavailable(String reason) implements Probe {}
}
