package dev.puna.tokenizer;

import java.lang.System.Logger.Level;

/** Tells of what is odd in a vocabulary. The logger is made when it is needed: that takes time. */
final class Warnings {
  private Warnings() {}

  static void log(String message) {
    System.getLogger("dev.puna.tokenizer").log(Level.WARNING, message);
  }
}
