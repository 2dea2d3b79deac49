package dev.puna.cli;

import dev.puna.PunaException;
import dev.puna.grammar.Grammar;
import dev.puna.grammar.GrammarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Grammars from files; what is wrong with one is said with the file's name. */
final class GrammarFile {
  private GrammarFile() {}

  /** A grammar in GBNF. */
  static Grammar gbnf(Path file) throws IOException {
    return read(file, Grammar::gbnf);
  }

  /** What a JSON schema describes. */
  static Grammar jsonSchema(Path file) throws IOException {
    return read(file, Grammar::jsonSchema);
  }

  private static Grammar read(Path file, Function<String, Grammar> language) throws IOException {
    String name = file.toString();
    if ((name.contains("::=") || name.startsWith("{")) && !Files.exists(file)) {
      throw new UsageException("a file is asked for, not its text; write the text to a file");
    }
    String source = InputFile.text(file);
    try {
      return language.apply(source);
    } catch (GrammarException e) {
      // The message begins with the place, if there is one.
      throw new PunaException(file + (e.line() > 0 ? ", " : ": ") + e.getMessage(), e);
    }
  }
}
