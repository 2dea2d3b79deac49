package dev.puna.calling;

import dev.puna.PunaException;
import dev.puna.template.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Finds out how a chat template writes calls. */
final class CallProbe {
  private final ProbeCalls calls;

  private CallProbe(ProbeCalls calls) {
    this.calls = calls;
  }

  /**
   * The format.
   *
   * @param template renders a conversation
   * @throws PunaException if none can be made out
   */
  static CallFormat format(Function<List<Map<String, Object>>, String> template) {
    TemplateException refused = null;
    int refusals = 0;
    for (boolean text : new boolean[] {false, true}) {
      try {
        CallFormat format = new CallProbe(new ProbeCalls(template, text)).format();
        if (format != null) {
          return format;
        }
      } catch (TemplateException e) {
        refused = refused == null ? e : refused;
        refusals++;
      }
    }
    if (refused != null && refusals == 2) {
      throw new PunaException(
          "the model's chat template takes no calls of tools: " + refused.getMessage(), refused);
    }
    throw new PunaException(
        "the model's chat template writes calls of tools in no known form; known are a name and"
            + " arguments in JSON, behind a tag or at the start of an answer, and a tag for each"
            + " argument");
  }

  private @Nullable CallFormat format() {
    String call = calls.call("");
    int name = call.indexOf(ProbeCalls.NAME);
    if (name < 0) {
      return null;
    }
    String text = calls.text();
    String opening = opening(call.substring(0, name), text);
    String trigger = trigger(opening, text);
    if (trigger == null) {
      return null;
    }
    String beforeName = opening.substring(trigger.length());
    String behindName = call.substring(name + ProbeCalls.NAME.length());
    Matcher json = ProbeCalls.JSON.matcher(behindName);
    boolean atStart = isJson(opening);
    if (json.find()) {
      String afterName = behindName.substring(0, json.start());
      String ending = behindName.substring(json.end());
      String between = calls.between(ProbeCalls.JSON);
      String end = Tags.common(ending, between).stripTrailing();
      boolean repeats = between.substring(end.length()).contains(trigger);
      if (!repeats) {
        end = ending.substring(0, Math.max(0, ending.indexOf('<')));
      }
      boolean textArguments = calls.textArguments();
      return new CallFormat(
          trigger, atStart, repeats, beforeName, afterName, end, textArguments, null);
    }
    ArgumentTags tags = atStart || calls.textArguments() ? null : new TagProbe(calls).tags();
    if (tags == null) {
      return null;
    }
    boolean repeats = calls.between(ArgumentKind.STRING.spelling).contains(trigger);
    return new CallFormat(trigger, false, repeats, beforeName, "", "", false, tags);
  }

  /**
   * What a call begins with, as far as its name: what is there of a call beside a text and not
   * behind a text alone or, where a call has no text before it, what the answer begins with unlike
   * a text.
   */
  private String opening(String alone, String text) {
    int said = text.indexOf(ProbeCalls.CONTENT);
    String beside = calls.call(ProbeCalls.CONTENT);
    int from = beside.indexOf(ProbeCalls.CONTENT) + ProbeCalls.CONTENT.length();
    int to = beside.indexOf(ProbeCalls.NAME);
    String opening = alone;
    String unlike = said < 0 ? "" : text.substring(0, said);
    if (said >= 0 && from >= ProbeCalls.CONTENT.length() && from <= to) {
      opening = beside.substring(from, to);
      unlike = text.substring(said + ProbeCalls.CONTENT.length());
    }
    return opening.substring(Tags.common(opening, unlike).length()).stripLeading();
  }

  private static boolean isJson(String opening) {
    return opening.startsWith("{") || opening.startsWith("[{");
  }

  /**
   * The tags with which a call begins and a text does not, or the beginning of JSON; null if it is
   * neither.
   */
  private static @Nullable String trigger(String opening, String text) {
    if (isJson(opening)) {
      int colon = opening.lastIndexOf(':');
      return colon < 0 ? null : opening.substring(0, colon + 1);
    }
    if (!opening.startsWith("<") && !opening.startsWith("[")) {
      return null;
    }
    char close = opening.startsWith("<") ? '>' : ']';
    int at = opening.indexOf(close);
    while (at >= 0 && text.contains(opening.substring(0, at + 1))) {
      at = opening.indexOf(close, at + 1);
    }
    String trigger = at < 0 ? opening : opening.substring(0, at + 1);
    return text.contains(trigger) ? null : trigger;
  }
}
