package dev.puna.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.Description;
import dev.puna.PunaException;
import dev.puna.grammar.GrammarException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ToolTest {
  record Range(int from, Optional<Integer> to) {}

  enum Unit {
    METRE
  }

  static class Base {
    @ToolMethod("Inherited")
    String echo(String text) {
      return text;
    }
  }

  static final class Methods extends Base {
    @ToolMethod(name = "add_up", value = "Adds")
    int add(@Description("What to add") List<Integer> numbers, Optional<Integer> more) {
      return numbers.stream().mapToInt(n -> n).sum() + more.orElse(0);
    }

    @ToolMethod("Fails")
    void fail() throws IOException {
      throw new IOException("disk on fire");
    }

    @ToolMethod("Says nothing")
    static void nothing() {}
  }

  @Test
  void aToolReadsItsArgumentsAndTellsItsResultAsJson() throws Exception {
    Tool tool = Tool.of("count", "Counts", Range.class, r -> r.to().orElse(9) - r.from());
    assertEquals("7", tool.call("{\"from\": 2}"));
    assertEquals("1", tool.call("{\"from\": 2, \"to\": 3}"));
    assertTrue(tool.grammar().accepts("{\"from\": 2}"));
    PunaException e = assertThrows(PunaException.class, () -> tool.call("{\"to\": 3}"));
    assertEquals("#: \"from\" is missing", e.getMessage());
  }

  @Test
  void resultsAreTextOrJson() throws Exception {
    Object[] results = {
      "plain \"text\"", null, 2.5, Double.NaN, Unit.METRE, List.of(1, "a\n"), Optional.empty(), true
    };
    String[] texts = {
      "plain \"text\"", "", "2.5", "\"NaN\"", "\"METRE\"", "[1, \"a\\n\"]", "null", "true"
    };
    for (int i = 0; i < results.length; i++) {
      Object result = results[i];
      assertEquals(texts[i], Tool.of("x", "", Range.class, r -> result).call("{\"from\": 1}"));
    }
    Tool records = Tool.of("x", "", Range.class, r -> Map.of("range", Arrays.asList(r, null)));
    assertEquals("{\"range\": [{\"from\": 1, \"to\": null}, null]}", records.call("{\"from\": 1}"));
  }

  @Test
  void methodsAreToolsInTheOrderOfTheirNames() throws Exception {
    List<Tool> tools = Tool.methodsOf(new Methods());
    assertEquals(
        List.of("add_up", "echo", "fail", "nothing"), tools.stream().map(Tool::name).toList());
    Tool add = tools.getFirst();
    assertEquals("Adds", add.description());
    assertTrue(add.schema().contains("\"description\": \"What to add\""), add.schema());
    assertTrue(add.schema().endsWith("\"required\": [\"numbers\"]}"), add.schema());
    assertEquals("6", add.call("{\"numbers\": [1, 2, 3]}"));
    assertEquals("4", add.call("{\"numbers\": [], \"more\": 4}"));
    assertEquals("a", tools.get(1).call("{\"text\": \"a\"}"));
    IOException e = assertThrows(IOException.class, () -> tools.get(2).call("{}"));
    assertEquals("disk on fire", e.getMessage());
    assertEquals("", tools.get(3).call("{}"));
  }

  @Test
  void aToolOfASchemaGetsItsArgumentsAsTheyAre() throws Exception {
    String schema = "{\"properties\": {\"n\": {\"type\": \"integer\"}}}";
    Tool tool = Tool.ofSchema("raw", "", schema, arguments -> arguments);
    assertEquals("{\"n\": 1}", tool.call("{\"n\": 1}"));
    assertEquals(schema, tool.schema());
    assertThrows(GrammarException.class, () -> Tool.ofSchema("raw", "", "{\"x\": 1}", a -> a));
    assertThrows(IllegalArgumentException.class, () -> Tool.ofSchema("raw", "", "true", a -> a));
  }

  interface Greeter {
    @ToolMethod("Greets")
    default String greet() {
      return "hello";
    }
  }

  static final class Doubling extends Base implements Greeter {
    @ToolMethod("Overridden")
    @Override
    String echo(String text) {
      return text + text;
    }
  }

  @Test
  void aMethodThatOverridesAnotherIsTheTool() throws Exception {
    List<Tool> tools = Tool.methodsOf(new Doubling());
    assertEquals(List.of("echo", "greet"), tools.stream().map(Tool::name).toList());
    assertEquals("Overridden", tools.getFirst().description());
    assertEquals("hello", tools.getLast().call("{}"));
  }

  record Series(int[] values, String[][] names) {}

  @Test
  void arraysAreToldAsJson() throws Exception {
    Tool tool =
        Tool.of(
            "x", "", Range.class, r -> new Series(new int[] {1, 2}, new String[][] {{"a"}, {}}));
    assertEquals("{\"values\": [1, 2], \"names\": [[\"a\"], []]}", tool.call("{\"from\": 2}"));
  }

  @Test
  void whatCanBeNoToolIsRefused() {
    assertRefused("unlike \"two words\"", () -> Tool.of("two words", "", Range.class, r -> r));
    assertRefused("unlike java.lang.String", () -> Tool.of("x", "", String.class, r -> r));
    assertRefused("no method annotated with @ToolMethod", () -> Tool.methodsOf(new Object()));
    assertRefused("parameter in of ", () -> Tool.methodsOf(new Unsupported()));
  }

  static final class Unsupported {
    @ToolMethod("Reads")
    void read(StringBuilder in) {
      in.append('x');
    }
  }

  private static void assertRefused(String part, Runnable action) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, action::run);
    assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
  }

  @Test
  void optionsAreChecked() {
    Tool tool = Tool.of("x", "", Range.class, r -> r);
    ToolOptions options = ToolOptions.none().tools(List.of(tool));
    assertRefused("two tools are called x", () -> options.tools(List.of(tool, tool)));
    assertRefused("there is no tool y", () -> options.choice(ToolChoice.tool("y")));
    assertRefused("maxRounds must be 1 or more: 0", () -> options.maxRounds(0));
  }
}
