package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrammarCommandTest {
  private static final String SCHEMA =
      "{\"type\": \"object\", \"properties\": {\"n\": {\"type\": \"integer\"}}}";

  @TempDir private Path folder;

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private static void assertMisfit(String reason, CommandRun run) {
    assertEquals(1, run.status(), run.err());
    assertEquals("does not fit: " + reason + "\n", run.out());
    assertEquals("", run.err());
  }

  @Test
  void textThatFitsIsStatusZero() throws IOException {
    String gbnf = file("g.gbnf", "root ::= \"a\"+ \"\\n\"?");
    String schema = file("s.json", SCHEMA);
    for (String[] arguments :
        new String[][] {
          {"--grammar", gbnf, "--text", "aaa"},
          {"--json-schema", schema, "--text", "{\"n\": 3}"},
          {"--regex", "[0-9]{2}|x", "--text", "42"},
          {"--regex", "", "--text", ""},
        }) {
      assertEquals("fits\n", grammar(arguments).succeeded());
    }
  }

  private static CommandRun grammar(String... arguments) {
    return CommandRun.puna(withCommand(arguments));
  }

  private static String[] withCommand(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "grammar";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return all;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abd  | character 3, \"d\", can not come here",
        "😀x   | character 2, \"x\", can not come here",
        "abce | character 4, \"e\", can not come here",
        "ab   | the text is the beginning of one that fits, but not whole",
        "''   | the text is the beginning of one that fits, but not whole",
      })
  void textThatDoesNotFitIsStatusOneWithTheReason(String text, String reason) {
    assertMisfit(reason, grammar("--regex", "abc|😀y", "--text", text));
  }

  @Test
  void placeInSeveralLinesIsTold() throws IOException {
    String schema = file("s.json", SCHEMA);
    assertMisfit(
        "character 11 (line 2, column 9), \"}\", can not come here",
        grammar("--json-schema", schema, "--text", "{\n  \"n\": -}"));
    assertMisfit(
        "character 3 (line 3, column 1), \"\\n\", can not come here",
        grammar("--regex", "\\n\\n", "--text", "\n\n\n"));
  }

  @Test
  void textComesFromStandardInputOrAFileWithoutItsLastNewline() throws IOException {
    String[] two = {"grammar", "--regex", "é\\n"};
    assertEquals("fits\n", CommandRun.punaReading("é\n\n", two).succeeded());
    assertMisfit(
        "the text is the beginning of one that fits, but not whole",
        CommandRun.punaReading("é\n", two));
    String text = file("text", "é\n\n");
    assertEquals("fits\n", grammar("--regex", "é\\n", "--file", text).succeeded());
    String[] dash = {"grammar", "--regex", "a", "--file", "-"};
    assertEquals("fits\n", CommandRun.punaReading("a", dash).succeeded());
  }

  @Test
  void wrongGrammarIsStatusTwoWithThePlace() throws IOException {
    String gbnf = file("g.gbnf", "root ::= a\na ::= )");
    String wrong = grammar("--grammar", gbnf, "--text", "x").failed(2);
    assertTrue(wrong.startsWith(gbnf + ", line 2, column 7: "), wrong);
    String schema = file("s.json", "{\"properties\": {\"n\": {\"type\": \"int\"}}}");
    assertEquals(
        schema + ": schema, #/properties/n/type: there is no type \"int\"",
        grammar("--json-schema", schema, "--text", "x").failed(2));
    String broken = file("b.json", "{\n\"type\" \"object\"}");
    assertEquals(
        broken + ", line 2, column 8: ':' is expected",
        grammar("--json-schema", broken, "--text", "x").failed(2));
    String regex = grammar("--regex", "(a", "--text", "x").failed(2);
    assertTrue(regex.startsWith("line 1, column "), regex);
  }

  @Test
  void aGrammarThatNamesTokensDependsOnAModel() throws IOException {
    String gbnf = file("t.gbnf", "root ::= <think> \"a\"");
    String message = grammar("--grammar", gbnf, "--text", "a").failed(2);
    assertTrue(message.contains("<think>"), message);
  }

  @Test
  void whatCanNotBeReadIsStatusTwoAsWell() throws IOException {
    String missing = folder.resolve("missing").toString();
    String message = missing + ": there is no such file or folder; check the path";
    assertEquals(message, grammar("--grammar", missing, "--text", "x").failed(2));
    assertEquals(message, grammar("--regex", "x", "--file", missing).failed(2));
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {'a', (byte) 0xFF});
    assertEquals(
        bytes + ": this is not text in UTF-8",
        grammar("--regex", "x", "--file", bytes.toString()).failed(2));
  }
}
