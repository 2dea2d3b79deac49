package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.grammar.Grammar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code puna run} with an answer that is forced. */
class AnswerFormatTest {
  @TempDir private Path folder;

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private static String answer(String... arguments) {
    List<String> all = new ArrayList<>(List.of("run", "--temp", "0", "-n", "120"));
    all.addAll(List.of(arguments));
    String answer = CommandRun.puna(all.toArray(String[]::new)).succeeded();
    return answer.substring(0, answer.length() - 1);
  }

  @Test
  void answerFitsTheGrammar() throws IOException {
    String gbnf =
        file("g.gbnf", "root ::= \"The capital of France is \" (\"Rome\" | \"Paris\") \"!\"");
    assertEquals(
        "The capital of France is Paris!",
        answer("--grammar", gbnf, "What is the capital of France?"));
  }

  @Test
  void answerFitsTheSchema() throws IOException {
    String schema =
        "{\"properties\": {\"city\": {\"enum\": [\"Rome\", \"Paris\"]}}, \"required\": [\"city\"]}";
    String answer =
        answer("--json-schema", file("s.json", schema), "What is the capital of France?");
    assertEquals("Paris", Json.parse(answer).text("city"));
  }

  @Test
  void answerIsJson() {
    String answer = answer("--json", "What is the capital of France?");
    assertEquals(answer.length(), Grammar.json().acceptedPrefix(answer), answer);
    assertTrue("{[\"-0123456789tfn".indexOf(answer.charAt(0)) >= 0, answer);
  }

  @Test
  void faultOfTheGrammarIsToldWithItsFile() throws IOException {
    String gbnf = file("g.gbnf", "root ::= x");
    String line = CommandRun.puna("run", "--grammar", gbnf, "x").failed(Failure.FAILED);
    assertTrue(line.startsWith(gbnf + ", line 1, column 10: "), line);
  }
}
