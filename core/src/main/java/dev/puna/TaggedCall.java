package dev.puna;

import dev.puna.calling.ArgumentKind;
import dev.puna.calling.ArgumentTags;
import dev.puna.calling.ArgumentTags.Around;
import dev.puna.calling.CallGrammars;
import dev.puna.calling.MarkWatcher;
import dev.puna.calling.Parameter;
import dev.puna.calling.Tags;
import dev.puna.grammar.Grammar;
import dev.puna.json.JsonException;
import dev.puna.json.JsonReader;
import dev.puna.json.JsonValue;
import dev.puna.json.JsonWriter;
import dev.puna.tool.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call whose arguments stand between tags of their own. They come in the order of the parameters;
 * the model chooses which of the optional ones there are. Values are forced to fit, except strings
 * that are not some of a list: these are free, up to their closing tag.
 */
final class TaggedCall {
  /** Where there is no further argument. */
  private static final int NONE = -1;

  private record Start(Tool tool, List<Parameter> parameters, int argument) {}

  private final Utterance said;
  private final ArgumentTags tags;
  private ToolMessage.@Nullable Request request;

  TaggedCall(Utterance said, ArgumentTags tags) {
    this.said = said;
    this.tags = tags;
  }

  /** What is asked for; null if the call was cut short. */
  ToolMessage.@Nullable Request request() {
    return request;
  }

  /** Says the name of one of these tools, and its arguments; returns the last piece of work. */
  Generation say(List<Tool> tools) {
    Map<String, Start> starts = new LinkedHashMap<>();
    for (Tool tool : tools) {
      List<Parameter> parameters = CallGrammars.of(tool).parameters();
      next(parameters, 0, tags.first(), tags.none())
          .forEach((text, i) -> starts.put(tool.name() + text, new Start(tool, parameters, i)));
    }
    Generation generation = said.forced(Grammar.choice(List.copyOf(starts.keySet())));
    Start start = starts.get(generation.text());
    if (start == null) {
      return generation;
    }
    said.add(generation.text());
    Map<String, JsonValue> arguments = new LinkedHashMap<>();
    Integer argument = start.argument;
    while (argument != null && argument != NONE) {
      Parameter parameter = start.parameters.get(argument);
      Around around = tags.around(parameter.kind());
      Map<String, Integer> next =
          next(
              start.parameters,
              argument + 1,
              around.after() + around.next(),
              around.after() + around.close());
      boolean free = parameter.kind() == ArgumentKind.STRING && parameter.texts().isEmpty();
      Value value = free ? text(around.after(), next) : value(start.tool, parameter, next);
      generation = value.generation;
      argument = value.next;
      if (value.value != null) {
        arguments.put(parameter.key(), value.value);
      }
    }
    if (argument != null) {
      String json = JsonWriter.write(new JsonValue.Members(arguments));
      request = new ToolMessage.Request(start.tool, json);
    }
    return generation;
  }

  /**
   * What may be said next, and which argument comes then: one of those up to the first that is
   * required, or none.
   */
  private Map<String, Integer> next(
      List<Parameter> parameters, int from, String beforeKey, String close) {
    Map<String, Integer> texts = new LinkedHashMap<>();
    for (int i = from; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      texts.put(beforeKey + parameter.key() + tags.around(parameter.kind()).before(), i);
      if (parameter.required()) {
        return texts;
      }
    }
    texts.put(close, NONE);
    return texts;
  }

  /**
   * A value, and the argument that is begun behind it; null where it was cut short.
   *
   * @param generation the last piece of work
   */
  private record Value(@Nullable JsonValue value, @Nullable Integer next, Generation generation) {}

  /** A string up to its closing tag, and what is said next. */
  private Value text(String end, Map<String, Integer> next) {
    MarkWatcher mark = new MarkWatcher(end, false);
    StringBuilder text = new StringBuilder();
    Generation generation = said.value(mark, text::append);
    if (!mark.found()) {
      return new Value(null, null, generation);
    }
    // It was ended at the mark, which is no reason not to make the call.
    generation =
        new Generation(
            generation.text(),
            FinishReason.STOP,
            generation.usage(),
            generation.logProbabilities());
    // What is certain may be of tokens that no grammar lets through.
    String certain = next.keySet().stream().reduce(Tags::prefix).orElse("");
    said.add(certain);
    Map<String, Integer> behind = new LinkedHashMap<>();
    next.forEach((all, i) -> behind.put(all.substring(certain.length()), i));
    String following = "";
    if (behind.size() > 1) {
      generation = said.forced(Grammar.choice(List.copyOf(behind.keySet())));
      following = generation.text();
      said.add(following);
    }
    return new Value(new JsonValue.Text(text.toString()), behind.get(following), generation);
  }

  /** A value that is forced to fit, together with what is said next. */
  private Value value(Tool tool, Parameter parameter, Map<String, Integer> next) {
    List<String> after = List.copyOf(next.keySet());
    Generation generation =
        said.forced(
            parameter.texts().isEmpty()
                ? CallGrammars.of(tool).value("", parameter.schema(), after)
                : Grammar.choice(all(parameter.texts(), after)));
    String text = generation.text();
    for (String following : after) {
      JsonValue value =
          text.endsWith(following)
              ? read(parameter, text.substring(0, text.length() - following.length()))
              : null;
      if (value != null) {
        said.add(text);
        return new Value(value, next.get(following), generation);
      }
    }
    return new Value(null, null, generation);
  }

  private static List<String> all(List<String> values, List<String> after) {
    List<String> all = new ArrayList<>();
    values.forEach(value -> after.forEach(following -> all.add(value + following)));
    return all;
  }

  private static @Nullable JsonValue read(Parameter parameter, String text) {
    if (!parameter.texts().isEmpty()) {
      return parameter.texts().contains(text) ? new JsonValue.Text(text) : null;
    }
    try {
      return JsonReader.readAnswer(text);
    } catch (JsonException e) {
      return null;
    }
  }
}
