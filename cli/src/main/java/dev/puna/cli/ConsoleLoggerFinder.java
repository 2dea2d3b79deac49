package dev.puna.cli;

import java.lang.System.Logger;
import java.lang.System.LoggerFinder;

/** Sends what the library and the JDK log to {@link ConsoleLogger}. */
public final class ConsoleLoggerFinder extends LoggerFinder {
  /** For the service loader. */
  public ConsoleLoggerFinder() {}

  @Override
  public Logger getLogger(String name, Module module) {
    return new ConsoleLogger(name);
  }
}
