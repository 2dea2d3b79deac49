package dev.puna.cli;

import dev.puna.grammar.Grammar;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an answer is forced to be. */
final class AnswerFormat {
  @Option(
      names = "--grammar",
      paramLabel = "F",
      description = "Force the answer to fit the grammar in this file, in GBNF.")
  private @Nullable Path grammar;

  @Option(
      names = "--json-schema",
      paramLabel = "F",
      description =
          "Force the answer to be JSON that the schema in this file describes. The model is not"
              + " told: the answer is better where PROMPT says what is wanted.")
  private @Nullable Path schema;

  @Option(names = "--json", description = "Force the answer to be a JSON value, whatever it is.")
  private boolean json;

  /** What the answer must fit, or null. */
  @Nullable Grammar read() throws IOException {
    if ((grammar == null ? 0 : 1) + (schema == null ? 0 : 1) + (json ? 1 : 0) > 1) {
      throw new UsageException("--grammar, --json-schema and --json exclude one another");
    }
    if (grammar != null) {
      return GrammarFile.gbnf(grammar);
    }
    if (schema != null) {
      return GrammarFile.jsonSchema(schema);
    }
    return json ? Grammar.json() : null;
  }
}
