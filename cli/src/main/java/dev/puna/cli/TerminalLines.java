package dev.puna.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/** Lines that a person types, with editing and a history. */
final class TerminalLines implements LineSource {
  private final Terminal terminal;
  private final LineReader reader;

  private TerminalLines(Terminal terminal, LineReader reader) {
    this.terminal = terminal;
    this.reader = reader;
  }

  /** Takes over the terminal. From then on Ctrl-C interrupts the calling thread. */
  static TerminalLines open() throws IOException {
    Terminal terminal =
        TerminalBuilder.builder()
            .name("puna")
            .system(true)
            .dumb(true)
            // Its processes would load native code of another kind.
            .exec(false)
            .encoding(StandardCharsets.UTF_8)
            .build();
    LineReaderBuilder reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            // An exclamation mark is no reference to the history.
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.INSERT_TAB, true);
    Path history = historyFile();
    if (history != null) {
      reader.variable(LineReader.HISTORY_FILE, history);
    }
    handleInterrupt(terminal, Thread.currentThread());
    return new TerminalLines(terminal, reader.build());
  }

  private static void handleInterrupt(Terminal terminal, Thread caller) {
    if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
      // A dumb terminal takes no signals, so that Ctrl-C would end the process.
      Signals.register("INT", caller::interrupt);
    } else {
      terminal.handle(Terminal.Signal.INT, signal -> caller.interrupt());
    }
  }

  /** Where what was typed is kept, by the XDG rules; null where that can not be written. */
  private static @Nullable Path historyFile() {
    String state = System.getenv("XDG_STATE_HOME");
    Path folder =
        state == null || state.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".local", "state")
            : Path.of(state);
    try {
      Path own = Files.createDirectories(folder.resolve("puna"));
      if (Files.getFileStore(own).supportsFileAttributeView(PosixFileAttributeView.class)) {
        // What is said to a model is nobody else's business.
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
      }
      return own.resolve("history");
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public @Nullable String next() {
    try {
      return reader.readLine("> ");
    } catch (UserInterruptException e) {
      return "";
    } catch (EndOfFileException e) {
      return null;
    }
  }

  @Override
  public boolean isInteractive() {
    return true;
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
