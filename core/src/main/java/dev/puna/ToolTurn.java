package dev.puna;

import dev.puna.calling.CallFormat;
import dev.puna.calling.CallMessages;
import dev.puna.tool.ToolCall;
import dev.puna.tool.ToolChoice;
import dev.puna.tool.ToolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a model says and does after a message: it calls tools, is told their results, and answers.
 */
final class ToolTurn {
  private final CallFormat format;
  private final ToolVoice voice;
  private final ChatOptions options;
  private final long end;

  /** What it adds to the conversation. */
  private final List<Message> messages = new ArrayList<>();

  private final List<ToolCall> calls = new ArrayList<>();

  ToolTurn(CallFormat format, ToolVoice voice, ChatOptions options) {
    this.format = format;
    this.voice = voice;
    this.options = options;
    end = System.nanoTime() + options.generate().timeout().toNanos();
  }

  /** The messages of the model and of the tools, in order. */
  List<Message> messages() {
    return messages;
  }

  /** The calls, in order. */
  List<ToolCall> calls() {
    return calls;
  }

  /**
   * Goes on until there is an answer.
   *
   * @param before the conversation so far
   * @throws PunaException if there is none after so many rounds as are allowed
   */
  Generation run(List<Message> before, Consumer<String> onText) {
    ToolOptions tools = options.tools();
    ToolChoice choice = tools.choice();
    for (int round = 0; ; round++) {
      Utterance begun = new Utterance(voice, prompt(before), limits());
      ToolMessage said = new ToolSpeaker(format, begun, onText).say(tools.tools(), choice);
      if (said.requests().isEmpty() || !said.isWhole()) {
        messages.add(Message.assistant(said.content()));
        return said.generation();
      }
      if (round == tools.maxRounds()) {
        throw new PunaException(
            "the model called tools in "
                + round
                + " rounds and wants to once more, without an answer; allow more (maxRounds)");
      }
      call(said, results(before));
      choice = ToolChoice.auto();
    }
  }

  private Prompt.Chat prompt(List<Message> before) {
    List<Map<String, Object>> all = new ArrayList<>();
    before.forEach(message -> all.add(message.fields()));
    messages.forEach(message -> all.add(message.fields()));
    return options.prompt(all);
  }

  /** The time is for the whole turn; a step that has none left ends at once. */
  private GenerateOptions limits() {
    GenerateOptions generate = options.generate();
    return generate.timeout().isZero()
        ? generate
        : generate.timeout(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
  }

  private static int results(List<Message> before) {
    return (int) before.stream().filter(message -> message.role().equals("tool")).count();
  }

  private void call(ToolMessage said, int callsBefore) {
    List<ToolCall> made = new ArrayList<>();
    for (ToolMessage.Request request : said.requests()) {
      String id = CallMessages.id(callsBefore + calls.size() + made.size());
      made.add(call(id, request));
    }
    messages.add(new Message(CallMessages.calls(said.content(), made, format.textArguments())));
    made.forEach(call -> messages.add(new Message(CallMessages.result(call))));
    calls.addAll(made);
  }

  /** Whatever goes wrong in a tool is for the model to know. */
  private static ToolCall call(String id, ToolMessage.Request request) {
    String name = request.tool().name();
    try {
      if (!request.tool().grammar().accepts(request.arguments())) {
        throw new PunaException("the arguments do not fit the schema of their tool");
      }
      String result = request.tool().call(request.arguments());
      return new ToolCall(id, name, request.arguments(), result, false);
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      return new ToolCall(id, name, request.arguments(), "error: " + reason, true);
    }
  }
}
