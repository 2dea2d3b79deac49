package dev.puna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.calling.ArgumentKind;
import dev.puna.calling.ArgumentTags.Around;
import dev.puna.calling.CallFormat;
import dev.puna.calling.KnownCalls;
import dev.puna.tool.Tool;
import dev.puna.tool.ToolCall;
import dev.puna.tool.ToolChoice;
import dev.puna.tool.ToolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done with what a model says, in the words of a script. */
class ToolTurnTest {
  record City(String city) {}

  private static final Tool WEATHER =
      Tool.of("get_weather", "Get the weather", City.class, at -> "sunny in " + at.city());
  private static final Tool NEWS =
      Tool.of(
          "get_news",
          "Get the news",
          City.class,
          at -> {
            throw new IllegalStateException("no news from " + at.city());
          });
  private static final ToolOptions BOTH = ToolOptions.none().tools(List.of(WEATHER, NEWS));

  private final StringBuilder streamed = new StringBuilder();

  /** Says its lines one after the other, in pieces of one character, as far as they are wanted. */
  private static final class Script implements ToolVoice {
    private final List<String> lines;
    final List<String> begun = new ArrayList<>();
    FinishReason reason = FinishReason.STOP;

    Script(String... lines) {
      this.lines = new ArrayList<>(List.of(lines));
    }

    @Override
    public Generation speak(Prompt.Chat prompt, GenerateOptions options, Predicate<String> goesOn) {
      begun.add(prompt.beginning());
      String line = lines.removeFirst();
      if (options.grammar() != null) {
        assertEquals(line.length(), options.grammar().acceptedPrefix(line), line);
      }
      FinishReason end = reason;
      for (int i = 0; i < line.length() && end == reason; i++) {
        if (!goesOn.test(line.substring(i, i + 1))) {
          end = FinishReason.CANCELLED;
        }
      }
      return new Generation(line, end, new Usage(1, 0, 1, 1, 1, 0, 0, 0), List.of());
    }
  }

  private ToolTurn turn(KnownCalls calls, Script script, ToolOptions tools) {
    ChatOptions options = ChatOptions.defaults().tools(tools);
    return new ToolTurn(calls.format(), script, options);
  }

  private Generation run(ToolTurn turn) {
    return turn.run(List.of(Message.user("?")), streamed::append);
  }

  @ParameterizedTest
  @EnumSource(KnownCalls.class)
  void aCallIsFoundInEveryFormatAndItsArgumentsAreForced(KnownCalls calls) {
    CallFormat format = calls.format();
    List<String> lines = new ArrayList<>();
    lines.add((format.atStart() ? " " : "Let me see. ") + format.trigger() + " and so on");
    String name;
    if (format.tags() == null) {
      name = format.named("get_weather");
      lines.add(name);
      String space = name.substring(name.stripTrailing().length());
      lines.add(space + "{\"city\": \"Quito\"}" + format.nearEnd());
      name = name.stripTrailing();
    } else {
      Around around = format.tags().around(ArgumentKind.STRING);
      name = "get_weather" + format.tags().first() + "city" + around.before();
      lines.add(name);
      lines.add("Quito" + around.after() + " and so on");
    }
    if (format.repeats()) {
      lines.add("\n");
    }
    lines.add("It is sunny.");
    Script script = new Script(lines.toArray(String[]::new));
    ToolTurn turn = turn(calls, script, BOTH);
    assertEquals("It is sunny.", run(turn).text());
    String before = format.atStart() ? "" : "Let me see. ";
    assertEquals(before + "It is sunny.", streamed.toString());
    assertEquals(
        List.of(
            new ToolCall(
                "call00000", "get_weather", "{\"city\": \"Quito\"}", "sunny in Quito", false)),
        turn.calls());
    String head = before + format.trigger() + format.beforeName();
    assertEquals("", script.begun.get(0));
    assertEquals(head, script.begun.get(1).stripLeading());
    assertEquals(head + name, script.begun.get(2).stripLeading());
    assertEquals("", script.begun.getLast());
    assertEquals(before, turn.messages().getFirst().content());
  }

  @Test
  void severalCallsOfOneMessageAreMadeInOrder() {
    Script script =
        new Script(
            "<tool_call>",
            " {\"city\": \"A\"}}\n",
            "\n<tool_call>",
            " {\"city\": \"B\"} }\n",
            "",
            "Both sunny.");
    ToolTurn turn = turn(KnownCalls.HERMES, script, BOTH.tools(List.of(WEATHER)));
    assertEquals("Both sunny.", run(turn).text());
    assertEquals(
        List.of("sunny in A", "sunny in B"), turn.calls().stream().map(ToolCall::result).toList());
    assertEquals(4, turn.messages().size());
    assertTrue(
        script
            .begun
            .get(3)
            .startsWith(
                "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"A\"}}\n"
                    + "</tool_call>\n<tool_call>\n{\"name\": "));
  }

  @Test
  void whatGoesWrongInAToolIsItsResult() {
    Script script =
        new Script("get_news\", \"arguments\": ", " {\"city\": \"Rome\"}}\n", "There is none.");
    ToolTurn turn = turn(KnownCalls.HERMES, script, BOTH.choice(ToolChoice.required()));
    assertEquals("There is none.", run(turn).text());
    ToolCall call = turn.calls().getFirst();
    assertTrue(call.failed());
    assertEquals("error: no news from Rome", call.result());
    assertEquals("error: no news from Rome", turn.messages().get(1).content());
    assertEquals("tool", turn.messages().get(1).role());
  }

  @Test
  void roundsAreBounded() {
    String[] lines = new String[9];
    for (int i = 0; i < 9; i += 3) {
      lines[i] = "<tool_call>";
      lines[i + 1] = " {\"city\": \"A\"}}\n";
      lines[i + 2] = "";
    }
    ToolOptions tools = BOTH.tools(List.of(WEATHER)).maxRounds(2);
    ToolTurn turn = turn(KnownCalls.HERMES, new Script(lines), tools);
    PunaException e = assertThrows(PunaException.class, () -> run(turn));
    assertTrue(String.valueOf(e.getMessage()).contains("in 2 rounds"), e.getMessage());
  }

  @Test
  void jsonThatIsNoCallIsTextWhereCallsHaveNoMark() {
    Script script = new Script("{\"nam\": 1}");
    ToolTurn turn = turn(KnownCalls.LLAMA, script, BOTH);
    assertEquals("{\"nam\": 1}", run(turn).text());
    assertEquals("{\"nam\": 1}", streamed.toString());
    Script late = new Script("See {\"name\": 1}");
    assertEquals("See {\"name\": 1}", run(turn(KnownCalls.LLAMA, late, BOTH)).text());
    Script begun = new Script(" {\"name");
    assertEquals(" {\"name", run(turn(KnownCalls.LLAMA, begun, BOTH)).text());
  }

  @Test
  void aCallThatWasCancelledIsNotMade() {
    Script script = new Script(" {\"city\": \"Quito\"}, \"id\": \"call00000\"}]");
    script.reason = FinishReason.CANCELLED;
    ToolOptions tools = BOTH.tools(List.of(WEATHER)).choice(ToolChoice.required());
    ToolTurn turn = turn(KnownCalls.MISTRAL, script, tools);
    assertEquals(FinishReason.CANCELLED, run(turn).finishReason());
    assertEquals(List.of(), turn.calls());
  }

  record Trip(
      String from, Optional<Integer> nights, Optional<List<String>> cities, boolean cheap) {}

  enum Unit {
    KILOMETERS,
    MILES
  }

  record Distance(Optional<Unit> unit, double most) {}

  private static final Tool TRIP =
      Tool.of("plan", "Plan a trip", Trip.class, trip -> trip.toString());
  private static final Tool DISTANCE =
      Tool.of("plan_distance", "Plan", Distance.class, distance -> distance.toString());

  @Test
  void argumentsBetweenTagsComeInOrderAndOptionalOnesAreTheModelsChoice() {
    Script script =
        new Script(
            "<tool_call>",
            "plan>\n<parameter=from>\n",
            "A\n\"B\"\n</parameter>",
            "cities>\n",
            "[\"C\", \"D\"]\n</parameter>\n<parameter=cheap>\n",
            "true\n</parameter>\n</function>\n</tool_call>",
            "\n<tool_call>",
            "plan_distance>\n<parameter=unit>\n",
            "MILES\n</parameter>\n<parameter=most>\n",
            "2.5\n</parameter>\n</function>\n</tool_call>",
            "",
            "Done.");
    ToolOptions tools = BOTH.tools(List.of(TRIP, DISTANCE));
    ToolTurn turn = turn(KnownCalls.QWEN_CODER, script, tools);
    assertEquals("Done.", run(turn).text());
    assertEquals(
        List.of(
            "{\"from\": \"A\\n\\\"B\\\"\", \"cities\": [\"C\", \"D\"], \"cheap\": true}",
            "{\"unit\": \"MILES\", \"most\": 2.5}"),
        turn.calls().stream().map(ToolCall::arguments).toList());
    assertEquals(
        "Trip[from=A\n\"B\", nights=Optional.empty, cities=Optional[[C, D]], cheap=true]",
        turn.calls().getFirst().result());
    assertEquals("Distance[unit=Optional[MILES], most=2.5]", turn.calls().getLast().result());
    assertEquals(
        "<tool_call>\n<function=plan>\n<parameter=from>\nA\n\"B\"\n</parameter>\n<parameter=",
        script.begun.get(3));
  }

  @Test
  void aValueWithoutTagsEndsWhereTheNextArgumentBegins() {
    Script script =
        new Script("<|tool_call>", "plan_distance{most:", "12.25}<tool_call|>", "", "Done.");
    ToolTurn turn = turn(KnownCalls.GEMMA, script, BOTH.tools(List.of(DISTANCE)));
    assertEquals("Done.", run(turn).text());
    assertEquals("{\"most\": 12.25}", turn.calls().getFirst().arguments());
  }

  @Test
  void aToolWithoutParametersIsCalledBetweenTagsToo() {
    Tool now = Tool.ofSchema("now", "Time", "{\"type\": \"object\", \"properties\": {}}", a -> a);
    Script script = new Script("now>\n</function>\n</tool_call>", "Late.");
    ToolTurn turn =
        turn(KnownCalls.QWEN_CODER, script, BOTH.tools(List.of(now)).choice(ToolChoice.required()));
    assertEquals("Late.", run(turn).text());
    assertEquals("{}", turn.calls().getFirst().result());
  }

  @Test
  void aFreeStringThatDoesNotFitIsAnErrorForTheModel() {
    Tool zip =
        Tool.ofSchema(
            "zip",
            "Place",
            "{\"properties\": {\"code\": {\"type\": \"string\", \"pattern\": \"^[0-9]{5}$\"}},"
                + " \"required\": [\"code\"]}",
            arguments -> arguments);
    Script script =
        new Script(
            "<tool_call>",
            "zip<arg_key>code</arg_key><arg_value>",
            "1234</arg_value>",
            "",
            "<tool_call>",
            "zip<arg_key>code</arg_key><arg_value>",
            "12345</arg_value>",
            "",
            "Done.");
    ToolTurn turn = turn(KnownCalls.GLM, script, BOTH.tools(List.of(zip)));
    assertEquals("Done.", run(turn).text());
    assertTrue(turn.calls().getFirst().failed());
    assertTrue(turn.calls().getFirst().result().contains("do not fit"));
    assertEquals("{\"code\": \"12345\"}", turn.calls().getLast().result());
  }

  @Test
  void aCallThatEndsBetweenItsTagsIsNotMade() {
    Script script =
        new Script("<tool_call>", "get_weather<arg_key>city</arg_key><arg_value>", "Qui");
    ToolTurn turn = turn(KnownCalls.GLM, script, BOTH);
    assertEquals("", run(turn).text());
    assertEquals(List.of(), turn.calls());
  }
}
