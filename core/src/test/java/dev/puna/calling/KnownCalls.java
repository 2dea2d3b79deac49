package dev.puna.calling;

import dev.puna.template.ChatTemplate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ways to write calls that are in use, as templates in miniature. */
public enum KnownCalls {
  HERMES(json("\\n<tool_call>\\n{\"name\": \"NAME\", \"arguments\": ARGUMENTS}\\n</tool_call>")),
  LLAMA(
      "{% if m.tool_calls and m.tool_calls|length != 1 %}{{ raise_exception('one call') }}"
          + "{% endif %}"
          + json("{\"name\": \"NAME\", \"parameters\": ARGUMENTS}")),
  MISTRAL(
      "{% if m.tool_calls %}[TOOL_CALLS][{% for c in m.tool_calls %}{\"name\": \"{{"
          + " c.function.name }}\", \"arguments\": {{ c.function.arguments|tojson }}, \"id\":"
          + " \"{{ c.id }}\"}{{ ', ' if not loop.last }}{% endfor %}]{% endif %}"),
  MISTRAL_ARGS(json("[TOOL_CALLS]NAME[ARGS]ARGUMENTS")),
  MISTRAL_ID(json("[TOOL_CALLS]NAME[CALL_ID]{{ c.id }}[ARGS]ARGUMENTS")),
  FUNCTIONARY(json("<function=NAME>ARGUMENTS</function>")),
  /** It takes arguments as a text only. */
  DEEPSEEK(
      "{% if m.tool_calls %}<|calls|>{% for c in m.tool_calls %}<|call|>function<|sep|>{{"
          + " c.function.name + '\\n```json\\n' + c.function.arguments }}\\n```<|end_call|>"
          + "{% endfor %}<|end_calls|>{% endif %}"),
  QWEN_CODER(
      tagged("\\n<tool_call>\\n<function=NAME>\\n", "<parameter=KEY>\\nVALUE\\n</parameter>\\n", "")
          + "</function>\\n</tool_call>{% endfor %}"),
  GLM(
      tagged("<tool_call>NAME", "<arg_key>KEY</arg_key><arg_value>VALUE</arg_value>", "")
          + "</tool_call>{% endfor %}"),
  /** Strings have marks of their own, other values nothing that ends them. */
  GEMMA(
      tagged("<|tool_call>call:NAME{{ '{' }}", "KEY:MARKVALUEMARK", ",")
              .replace("MARK", "{{ '<|\"|>' if v is string }}")
          + "}<tool_call|>{% endfor %}");

  private final String call;

  KnownCalls(String call) {
    this.call = call;
  }

  /** A whole template. */
  public String template() {
    return ("{% for m in messages %}<|{{ m.role }}|>\\n{{ m.content }}"
            + call
            + "<|end|>\\n{% endfor %}")
        .replace("\\n", "\n")
        .replace("\n```json\n' +", "\\n```json\\n' +");
  }

  /** What is made out. */
  public CallFormat format() {
    return format(template());
  }

  static CallFormat format(String template) {
    ChatTemplate parsed = ChatTemplate.parse(template);
    Map<String, Object> context = new HashMap<>();
    context.put("bos_token", "<s>");
    context.put("eos_token", "</s>");
    context.put("tools", List.of());
    return CallFormat.of(
        messages -> {
          context.put("messages", messages);
          return parsed.render(context);
        });
  }

  private static String json(String call) {
    return "{% for c in m.tool_calls or [] %}"
        + call.replace("NAME", "{{ c.function.name }}")
            .replace("ARGUMENTS", "{{ c.function.arguments|tojson }}")
        + "{% endfor %}";
  }

  private static String tagged(String begin, String argument, String between) {
    return "{% for c in m.tool_calls or [] %}"
        + begin.replace("NAME", "{{ c.function.name }}")
        + "{% for k, v in c.function.arguments|items %}"
        + argument
            .replace("KEY", "{{ k }}")
            .replace("VALUE", "{{ v if v is string else v|tojson }}")
        + (between.isEmpty() ? "" : "{{ '" + between + "' if not loop.last }}")
        + "{% endfor %}";
  }
}
