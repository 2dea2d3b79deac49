package dev.puna.calling;

import dev.puna.template.TemplateException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a chat template makes of calls whose names and arguments are known.
 *
 * @param template renders a conversation
 * @param textArguments whether it is given arguments as a text
 */
record ProbeCalls(Function<List<Map<String, Object>>, String> template, boolean textArguments) {
  static final String NAME = "get_probe";
  static final String CONTENT = "Said before it.";
  static final String KEY = "alpha";
  static final String NEXT_KEY = "beta";
  static final String VALUE = "text_a";

  /** How the arguments are written where they are JSON. */
  static final Pattern JSON = Pattern.compile("\\{\\s*\"alpha\"\\s*:\\s*\"text_a\"\\s*}");

  private static final String OTHER_NAME = "get_other";
  private static final String NEXT_VALUE = "text_b";

  /** What is behind the question where the answer is a text. */
  String text() {
    return behindQuestion(CONTENT, List.of());
  }

  /** What is behind the question where the answer is a call, beside a text which may be empty. */
  String call(String content) {
    return behindQuestion(content, List.of(call(NAME, arguments(VALUE, false))));
  }

  /** What is behind the name of a call without arguments. */
  String behindName() {
    return behindName(Map.of());
  }

  /** What is behind the name of a call with one argument, or with a string as a second one. */
  String behindName(Object value, boolean two) {
    return behindName(arguments(value, two));
  }

  private String behindName(Map<String, Object> arguments) {
    String answer = behindQuestion("", List.of(call(NAME, arguments)));
    return answer.substring(answer.indexOf(NAME) + NAME.length());
  }

  /**
   * What is between the argument of a call and the name of a second one; empty where the template
   * takes only one.
   */
  String between(Pattern argument) {
    Map<String, Object> arguments = arguments(VALUE, false);
    String two;
    try {
      two = behindQuestion("", List.of(call(NAME, arguments), call(OTHER_NAME, arguments)));
    } catch (TemplateException e) {
      return "";
    }
    int name = two.indexOf(NAME);
    int other = two.indexOf(OTHER_NAME);
    Matcher value = argument.matcher(two);
    return name >= 0 && value.find(name) && value.end() <= other
        ? two.substring(value.end(), other)
        : "";
  }

  private String behindQuestion(String content, List<Map<String, Object>> calls) {
    String all = template.apply(CallMessages.probe(content, calls));
    return all.substring(all.lastIndexOf(CallMessages.QUESTION) + 1);
  }

  private Map<String, Object> call(String name, Map<String, Object> arguments) {
    return CallMessages.probe(name, textArguments ? "{\"alpha\": \"text_a\"}" : arguments);
  }

  private static Map<String, Object> arguments(Object value, boolean two) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put(KEY, value);
    if (two) {
      arguments.put(NEXT_KEY, NEXT_VALUE);
    }
    return arguments;
  }
}
