package dev.puna.calling;

import dev.puna.PunaException;
import dev.puna.template.TemplateException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How a family of models writes a call: a trigger, then the name and the arguments, each between
 * fixed texts.
 */
public enum CallFormat {
  /** Hermes, Qwen and many others. */
  HERMES("<tool_call>", "\n{\"name\": \"", "\", \"arguments\": ", "}\n</tool_call>", false, true),
  /** Llama 3.1 to 3.3: JSON from the first character on. */
  LLAMA("{\"name\":", " \"", "\", \"parameters\": ", "}", true, false),
  /** Mistral up to 2024: an array. */
  MISTRAL("[TOOL_CALLS]", "[{\"name\": \"", "\", \"arguments\": ", "}]", false, false),
  /** Mistral since 2025. */
  MISTRAL_ARGS("[TOOL_CALLS]", "", "[ARGS]", "", false, true),
  /** The same with ids, which a model need not make up: the template does. */
  MISTRAL_ID("[TOOL_CALLS]", "", "[CALL_ID]" + CallMessages.PROBE_ID + "[ARGS]", "", false, true),
  /** Functionary 3.1. */
  FUNCTIONARY("<function=", "", ">", "</function>", false, true);

  private static final String PROBE_NAME = "get_probe";
  private static final Map<String, Object> PROBE_ARGUMENTS = Map.of("key", "value");
  private static final String PROBE_JSON = "{\"key\": \"value\"}";

  private final String trigger;
  private final String beforeName;
  private final String beforeArguments;
  private final String end;
  private final boolean atStart;
  private final boolean repeats;

  CallFormat(
      String trigger,
      String beforeName,
      String beforeArguments,
      String end,
      boolean atStart,
      boolean repeats) {
    this.trigger = trigger;
    this.beforeName = beforeName;
    this.beforeArguments = beforeArguments;
    this.end = end;
    this.atStart = atStart;
    this.repeats = repeats;
  }

  /**
   * The format of a model: that in which its chat template writes a call that was made before.
   *
   * @param template renders a conversation
   * @throws PunaException if it is none of these
   */
  public static CallFormat of(Function<List<Map<String, Object>>, String> template) {
    String rendered;
    try {
      rendered = template.apply(CallMessages.probe(PROBE_NAME, PROBE_ARGUMENTS));
    } catch (TemplateException e) {
      throw new PunaException(
          "the model's chat template takes no calls of tools: " + e.getMessage(), e);
    }
    for (CallFormat format : values()) {
      String call = format.trigger + format.head(PROBE_NAME) + PROBE_JSON;
      if (rendered.contains(call)) {
        return format;
      }
    }
    throw new PunaException(
        "the model's chat template writes calls of tools in no known form; known are "
            + Arrays.toString(values()));
  }

  /** What a call begins with. */
  public String trigger() {
    return trigger;
  }

  /** Whether the trigger counts only at the start of an answer. */
  public boolean atStart() {
    return atStart;
  }

  /** Whether a call may be followed by others. */
  public boolean repeats() {
    return repeats;
  }

  /** What is between the trigger and the name. */
  public String beforeName() {
    return beforeName;
  }

  /** What is between the trigger and the arguments. */
  public String head(String name) {
    return beforeName + named(name);
  }

  /** The name and what is between it and the arguments. */
  public String named(String name) {
    return name + beforeArguments;
  }

  /** What is after the arguments. */
  public String end() {
    return end;
  }
}
