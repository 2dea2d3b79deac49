package dev.puna;

import dev.puna.calling.ArgumentTags;
import dev.puna.calling.CallFormat;
import dev.puna.calling.CallGrammars;
import dev.puna.calling.MarkWatcher;
import dev.puna.grammar.Grammar;
import dev.puna.tool.Tool;
import dev.puna.tool.ToolChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One message of a model, in which it may call tools. Text is free until a call begins; from there
 * on the name, the arguments and what is around them are forced.
 */
final class ToolSpeaker {
  private static final int MAX_CALLS = 16;

  private final CallFormat format;
  private final Utterance said;
  private final Consumer<String> onText;

  private final StringBuilder content = new StringBuilder();
  private final List<ToolMessage.Request> requests = new ArrayList<>();

  /**
   * Begins a message.
   *
   * @param onText takes the text as it comes, without calls
   */
  ToolSpeaker(CallFormat format, Utterance said, Consumer<String> onText) {
    this.format = format;
    this.said = said;
    this.onText = onText;
  }

  /** Says it. */
  ToolMessage say(List<Tool> tools, ToolChoice choice) {
    if (choice.equals(ToolChoice.none())) {
      return message(said.free(MarkWatcher.none(), this::takeText));
    }
    if (!choice.equals(ToolChoice.auto())) {
      said.add(format.trigger());
      return message(call(callable(tools, choice)));
    }
    Generation generation;
    int before;
    do {
      before = requests.size();
      MarkWatcher trigger = new MarkWatcher(format.trigger(), format.atStart());
      generation = said.free(trigger, this::takeText);
      if (trigger.found()) {
        said.add(format.trigger());
        generation = call(tools);
      }
    } while (requests.size() > before && format.repeats() && before + 1 < MAX_CALLS);
    return message(generation);
  }

  private ToolMessage message(Generation last) {
    String text = content.toString();
    Generation generation =
        new Generation(text, last.finishReason(), last.usage(), last.logProbabilities());
    return new ToolMessage(text, List.copyOf(requests), generation);
  }

  private static List<Tool> callable(List<Tool> tools, ToolChoice choice) {
    return choice instanceof ToolChoice.Named named
        ? tools.stream().filter(tool -> tool.name().equals(named.name())).toList()
        : tools;
  }

  /** Text before the first call; what is between calls is only space. */
  private void takeText(String text) {
    if (requests.isEmpty() && !text.isEmpty()) {
      content.append(text);
      onText.accept(text);
    }
  }

  /** A call, from behind the trigger on. One that is cut short is no request. */
  private Generation call(List<Tool> tools) {
    said.add(format.beforeName());
    ArgumentTags tags = format.tags();
    return tags == null ? json(tools) : tagged(tools, tags);
  }

  private Generation json(List<Tool> tools) {
    Map<String, Tool> byName = new LinkedHashMap<>();
    tools.forEach(tool -> byName.put(format.named(tool.name()), tool));
    Tool tool = tools.getFirst();
    if (tools.size() > 1) {
      Generation chosen = said.forced(Grammar.choice(List.copyOf(byName.keySet())));
      tool = byName.get(chosen.text());
      if (tool == null) {
        return chosen;
      }
    }
    // Tokens may begin before the arguments, and end behind them.
    String name = format.named(tool.name());
    String before = name.substring(name.stripTrailing().length());
    String after = format.nearEnd();
    said.add(name.stripTrailing());
    Generation generation =
        said.forced(CallGrammars.of(tool).value(before, tool.schema(), List.of(after)));
    String text = generation.text();
    String arguments =
        text.startsWith(before) && text.endsWith(after)
            ? text.substring(0, text.length() - after.length()).strip()
            : "";
    if (tool.grammar().accepts(arguments)) {
      said.add(before + arguments + format.end());
      requests.add(new ToolMessage.Request(tool, arguments));
    }
    return generation;
  }

  private Generation tagged(List<Tool> tools, ArgumentTags tags) {
    TaggedCall call = new TaggedCall(said, tags);
    Generation generation = call.say(tools);
    ToolMessage.Request request = call.request();
    if (request != null) {
      requests.add(request);
    }
    return generation;
  }
}
