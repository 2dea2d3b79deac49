package dev.puna.cli;

import java.lang.System.Logger;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * A logger that writes lines to standard error: warnings always, and all that Puna logs where the
 * user asked for it.
 *
 * @param name the logger's name
 */
record ConsoleLogger(String name) implements Logger {
  private static volatile Streams streams = Streams.ofProcess();
  private static volatile boolean verbose;

  /** Sets where lines go, and that only warnings do. */
  static void writeTo(Streams target) {
    streams = target;
    verbose = false;
  }

  /** Makes Puna's loggers tell everything. */
  static void beVerbose() {
    verbose = true;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isLoggable(Level level) {
    return level != Level.OFF
        && (level.compareTo(Level.WARNING) >= 0 || (verbose && name.startsWith("dev.puna.")));
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    if (isLoggable(level)) {
      String text = message == null ? "" : message;
      write(level, thrown == null ? text : text + ": " + thrown);
    }
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      Object @Nullable ... parameters) {
    if (isLoggable(level)) {
      String text = format == null ? "" : format;
      boolean plain = parameters == null || parameters.length == 0;
      write(level, plain ? text : MessageFormat.format(text, parameters));
    }
  }

  private static void write(Level level, String text) {
    streams.complain(level.getName().toLowerCase(Locale.ROOT) + ": " + text);
  }
}
