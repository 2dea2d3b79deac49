package dev.puna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.calling.CallFormat;
import dev.puna.tool.Tool;
import dev.puna.tool.ToolCall;
import dev.puna.tool.ToolChoice;
import dev.puna.tool.ToolOptions;
import java.util.ArrayList;
import java.util.List;
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
      for (int i = 0; i < line.length(); i++) {
        if (!goesOn.test(line.substring(i, i + 1))) {
          break;
        }
      }
      return new Generation(line, reason, new Usage(1, 0, 1, 1, 1, 0, 0, 0), List.of());
    }
  }

  private ToolTurn turn(CallFormat format, Script script, ToolOptions tools) {
    ChatOptions options = ChatOptions.defaults().tools(tools);
    return new ToolTurn(format, script, options);
  }

  private Generation run(ToolTurn turn) {
    return turn.run(List.of(Message.user("?")), streamed::append);
  }

  @ParameterizedTest
  @EnumSource(CallFormat.class)
  void aCallIsFoundInEveryFormatAndItsArgumentsAreForced(CallFormat format) {
    List<String> lines = new ArrayList<>();
    lines.add((format.atStart() ? " " : "Let me see. ") + format.trigger() + " and so on");
    lines.add(format.named("get_weather"));
    lines.add("{\"city\": \"Quito\"}");
    if (format.repeats()) {
      lines.add("\n");
    }
    lines.add("It is sunny.");
    Script script = new Script(lines.toArray(String[]::new));
    ToolTurn turn = turn(format, script, BOTH);
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
    assertEquals(head + format.named("get_weather"), script.begun.get(2).stripLeading());
    assertEquals("", script.begun.getLast());
    assertEquals(before, turn.messages().getFirst().content());
  }

  @Test
  void severalCallsOfOneMessageAreMadeInOrder() {
    Script script =
        new Script(
            "<tool_call>",
            "{\"city\": \"A\"}",
            "\n<tool_call>",
            "{\"city\": \"B\"} ",
            "",
            "Both sunny.");
    ToolTurn turn = turn(CallFormat.HERMES, script, BOTH.tools(List.of(WEATHER)));
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
        new Script("get_news\", \"arguments\": ", "{\"city\": \"Rome\"}", "There is none.");
    ToolTurn turn = turn(CallFormat.HERMES, script, BOTH.choice(ToolChoice.required()));
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
      lines[i + 1] = "{\"city\": \"A\"}";
      lines[i + 2] = "";
    }
    ToolOptions tools = BOTH.tools(List.of(WEATHER)).maxRounds(2);
    ToolTurn turn = turn(CallFormat.HERMES, new Script(lines), tools);
    PunaException e = assertThrows(PunaException.class, () -> run(turn));
    assertTrue(String.valueOf(e.getMessage()).contains("in 2 rounds"), e.getMessage());
  }

  @Test
  void jsonThatIsNoCallIsTextWhereCallsHaveNoMark() {
    Script script = new Script("{\"nam\": 1}");
    ToolTurn turn = turn(CallFormat.LLAMA, script, BOTH);
    assertEquals("{\"nam\": 1}", run(turn).text());
    assertEquals("{\"nam\": 1}", streamed.toString());
    Script late = new Script("See {\"name\": 1}");
    assertEquals("See {\"name\": 1}", run(turn(CallFormat.LLAMA, late, BOTH)).text());
    Script begun = new Script(" {\"name");
    assertEquals(" {\"name", run(turn(CallFormat.LLAMA, begun, BOTH)).text());
  }

  @Test
  void aCallThatWasCancelledIsNotMade() {
    Script script = new Script("{\"city\": \"Quito\"}");
    script.reason = FinishReason.CANCELLED;
    ToolOptions tools = BOTH.tools(List.of(WEATHER)).choice(ToolChoice.required());
    ToolTurn turn = turn(CallFormat.MISTRAL, script, tools);
    assertEquals(FinishReason.CANCELLED, run(turn).finishReason());
    assertEquals(List.of(), turn.calls());
  }
}
