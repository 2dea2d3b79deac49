package dev.puna.calling;

import dev.puna.json.JsonReader;
import dev.puna.json.JsonValue;
import dev.puna.json.PlainValues;
import dev.puna.tool.Tool;
import dev.puna.tool.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tools and their calls as the variables of chat templates, in the form that OpenAI introduced. */
public final class CallMessages {
  /** An id as templates check it: 9 letters and digits. */
  static final String PROBE_ID = "call00000";

  /** What is asked before a call; one character, that is hardly in a template. */
  static final String QUESTION = "\u2047";

  private CallMessages() {}

  /** The id of a call, by its number. */
  public static String id(int number) {
    return "call%05d".formatted(number % 100_000);
  }

  /** The variable {@code tools}. */
  public static List<Map<String, Object>> tools(List<Tool> tools) {
    List<Map<String, Object>> described = new ArrayList<>();
    for (Tool tool : tools) {
      Map<String, Object> function = new LinkedHashMap<>();
      function.put("name", tool.name());
      function.put("description", tool.description());
      function.put("parameters", object(tool.schema()));
      described.add(typed(function));
    }
    return described;
  }

  /**
   * The fields of a message in which a model calls tools.
   *
   * @param text whether the template wants arguments as a text
   */
  public static Map<String, Object> calls(String content, List<ToolCall> calls, boolean text) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (ToolCall call : calls) {
      Object arguments = text ? call.arguments() : object(call.arguments());
      list.add(call(call.id(), call.name(), arguments));
    }
    return message(content, list);
  }

  /** The fields of the message that tells a model the result of a call. */
  public static Map<String, Object> result(ToolCall call) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("role", "tool");
    fields.put("name", call.name());
    fields.put("tool_call_id", call.id());
    fields.put("content", call.result());
    return fields;
  }

  /** A conversation with calls, to see what a template makes of it. */
  static List<Map<String, Object>> probe(String content, List<Map<String, Object>> calls) {
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("role", "user");
    question.put("content", QUESTION);
    return List.of(question, message(content, calls));
  }

  /** A call of such a conversation. */
  static Map<String, Object> probe(String name, Object arguments) {
    return call(PROBE_ID, name, arguments);
  }

  private static Map<String, Object> message(String content, List<Map<String, Object>> calls) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("role", "assistant");
    fields.put("content", content);
    if (!calls.isEmpty()) {
      fields.put("tool_calls", calls);
    }
    return fields;
  }

  private static Map<String, Object> call(String id, String name, Object arguments) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", name);
    function.put("arguments", arguments);
    Map<String, Object> call = typed(function);
    call.put("id", id);
    return call;
  }

  private static Map<String, Object> typed(Map<String, Object> function) {
    Map<String, Object> typed = new LinkedHashMap<>();
    typed.put("type", "function");
    typed.put("function", function);
    return typed;
  }

  private static Map<String, @Nullable Object> object(String json) {
    return JsonReader.readAnswer(json) instanceof JsonValue.Members members
        ? PlainValues.of(members)
        : Map.of();
  }
}
