package dev.puna.cli;

import dev.puna.PunaException;
import dev.puna.grammar.Grammar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code puna grammar}. */
@Command(
    name = "grammar",
    header = "Tells whether a text fits a grammar.",
    description = {
      "Says whether a model that is forced to fit the grammar could answer with the text, and if"
          + " not, where it would have to differ. Needs no model.",
      "",
      "Without --text and --file the text is read from standard input. One newline at the end of"
          + " what is read is no part of the text.",
      "",
      "Exit status:",
      "  0   the text fits",
      "  1   it does not",
      "  2   the grammar is wrong, or something can not be read"
    },
    footer = {
      "",
      "Examples:",
      "  puna grammar --regex \"[0-9]{4}-[0-9]{2}\" --text 2026-01",
      "  puna grammar --grammar answer.gbnf --file answer.txt",
      "  puna run --json-schema s.json \"Name a city as JSON.\" | puna grammar --json-schema s.json"
    })
final class GrammarCommand implements Callable<Integer> {
  private static final int DOES_NOT_FIT = 1;

  private final Streams streams;

  @Option(names = "--grammar", paramLabel = "F", description = "File with a grammar in GBNF.")
  private @Nullable Path grammar;

  @Option(names = "--json-schema", paramLabel = "F", description = "File with a JSON schema.")
  private @Nullable Path schema;

  @Option(
      names = "--regex",
      paramLabel = "R",
      description = "A regular expression, which the whole text must match.")
  private @Nullable String regex;

  @Option(names = "--text", paramLabel = "T", description = "The text.")
  private @Nullable String text;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "F",
      description = "File with the text; - is standard input.")
  private @Nullable String file;

  GrammarCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    boolean fits;
    String verdict;
    try {
      Grammar language = language();
      String read = text();
      fits = language.accepts(read);
      verdict = fits ? "fits" : Misfit.of(language, read);
    } catch (IOException | PunaException e) {
      throw new UndecidedException(e);
    }
    streams.print(verdict + "\n");
    streams.out().flush();
    return fits ? 0 : DOES_NOT_FIT;
  }

  private Grammar language() throws IOException {
    if ((grammar == null ? 0 : 1) + (schema == null ? 0 : 1) + (regex == null ? 0 : 1) < 2) {
      if (grammar != null) {
        return GrammarFile.gbnf(grammar);
      }
      if (schema != null) {
        return GrammarFile.jsonSchema(schema);
      }
      if (regex != null) {
        return Grammar.regex(regex);
      }
    }
    throw new UsageException("give one of --grammar, --json-schema and --regex");
  }

  private String text() throws IOException {
    if (text != null && file != null) {
      throw new UsageException("--text and --file exclude each other");
    }
    if (text != null) {
      return text;
    }
    String read = InputFile.text(file == null ? "-" : file, streams.in());
    return read.endsWith("\n") ? read.substring(0, read.length() - 1) : read;
  }
}
