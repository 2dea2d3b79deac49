package dev.puna;

import dev.puna.calling.CallFormat;
import dev.puna.calling.CallTrigger;
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
 * on the name, the arguments and what is around them are forced, in pieces that each go on from
 * what was said before, which the cache knows.
 */
final class ToolSpeaker {
  private static final int MAX_CALLS = 16;

  private final CallFormat format;
  private final ToolVoice voice;
  private final Prompt.Chat prompt;
  private final GenerateOptions options;
  private final Consumer<String> onText;

  /** All that was said, as the model writes it. */
  private final StringBuilder said = new StringBuilder();

  private final StringBuilder content = new StringBuilder();
  private final List<ToolMessage.Request> requests = new ArrayList<>();

  /**
   * Begins a message.
   *
   * @param prompt what is before it
   * @param options how to generate each piece
   * @param onText takes the text as it comes, without calls
   */
  ToolSpeaker(
      CallFormat format,
      ToolVoice voice,
      Prompt.Chat prompt,
      GenerateOptions options,
      Consumer<String> onText) {
    this.format = format;
    this.voice = voice;
    this.prompt = prompt;
    this.options = options;
    this.onText = onText;
  }

  /** Says it. */
  ToolMessage say(List<Tool> tools, ToolChoice choice) {
    if (choice.equals(ToolChoice.none())) {
      return message(voice.speak(prompt, options, this::takeText));
    }
    if (!choice.equals(ToolChoice.auto())) {
      said.append(format.trigger());
      return message(call(callable(tools, choice)));
    }
    Generation generation;
    int before;
    do {
      before = requests.size();
      CallTrigger trigger = new CallTrigger(format);
      generation = speakUntil(trigger);
      if (trigger.found()) {
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

  /** Speaks freely up to a call, and goes to where the trigger ends. */
  private Generation speakUntil(CallTrigger trigger) {
    StringBuilder text = new StringBuilder();
    Generation generation =
        voice.speak(
            prompt.beginning(said.toString()),
            options,
            piece -> {
              String free = trigger.accept(piece);
              text.append(free);
              takeText(free);
              return !trigger.found();
            });
    String rest = trigger.flush();
    text.append(rest);
    takeText(rest);
    said.append(text).append(format.trigger());
    return generation;
  }

  /** Text before the first call; what is between calls is only space. */
  private boolean takeText(String text) {
    if (requests.isEmpty() && !text.isEmpty()) {
      content.append(text);
      onText.accept(text);
    }
    return true;
  }

  /** A call, from behind the trigger on. One that is cut short is no request. */
  private Generation call(List<Tool> tools) {
    said.append(format.beforeName());
    Map<String, Tool> byName = new LinkedHashMap<>();
    tools.forEach(tool -> byName.put(format.named(tool.name()), tool));
    Tool tool = tools.getFirst();
    if (tools.size() > 1) {
      Generation name = forced(Grammar.choice(List.copyOf(byName.keySet())));
      tool = byName.get(name.text());
      if (tool == null) {
        return name;
      }
    }
    said.append(format.named(tool.name()));
    Generation generation = forced(tool.grammar());
    if (!tool.grammar().accepts(generation.text())) {
      return generation;
    }
    String arguments = generation.text().strip();
    said.append(arguments).append(format.end());
    requests.add(new ToolMessage.Request(tool, arguments));
    return generation;
  }

  private Generation forced(Grammar grammar) {
    return voice.speak(
        prompt.beginning(said.toString()),
        options.stop(new String[0]).grammar(grammar),
        piece -> true);
  }
}
