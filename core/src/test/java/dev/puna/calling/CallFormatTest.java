package dev.puna.calling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.PunaException;
import dev.puna.template.ChatTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallFormatTest {
  private static CallFormat format(String template) {
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "HERMES       | <tool_call>\\n{\"name\": \"NAME\", \"arguments\": ARGS}\\n</tool_call>",
        "LLAMA        | {\"name\": \"NAME\", \"parameters\": ARGS}",
        "MISTRAL      | [TOOL_CALLS][{\"name\": \"NAME\", \"arguments\": ARGS, \"id\": \"ID\"}]",
        "MISTRAL_ARGS | [TOOL_CALLS]NAME[ARGS]ARGS",
        "MISTRAL_ID   | [TOOL_CALLS]NAME[CALL_ID]ID[ARGS]ARGS",
        "FUNCTIONARY  | <function=NAME>ARGS</function>",
      })
  void aFormatIsKnownByHowItsTemplateWritesACall(CallFormat format, String call) {
    String written =
        call.replace("\\n", "\n")
            .replace("[ARGS]ARGS", "[A]JSON")
            .replace(" ARGS", " JSON")
            .replace(">ARGS", ">JSON")
            .replace("[A]", "[ARGS]")
            .replace("NAME", "{{ call.function.name }}")
            .replace("CALL_ID]ID", "CALL_ID]{{ call.id }}")
            .replace("\"ID\"", "\"{{ call.id }}\"")
            .replace("JSON", "{{ call.function.arguments | tojson }}");
    String template =
        "{% for m in messages %}{% if m.tool_calls %}{% set call = m.tool_calls[0] %}"
            + written
            + "{% endif %}{% endfor %}";
    assertEquals(format, format(template));
  }

  @Test
  void aTemplateWithoutToolsIsRefused() {
    PunaException e = assertThrows(PunaException.class, () -> format("{{ messages[0].content }}"));
    assertTrue(String.valueOf(e.getMessage()).contains("no known form"), e.getMessage());
    PunaException raised =
        assertThrows(PunaException.class, () -> format("{{ raise_exception('no tools') }}"));
    assertTrue(String.valueOf(raised.getMessage()).contains("no tools"), raised.getMessage());
  }

  @ParameterizedTest
  @Tag("golden")
  @CsvSource({
    "Qwen-Qwen3-0.6B, HERMES",
    "Qwen-QwQ-32B, HERMES",
    "MiMo-VL, HERMES",
    "ibm-granite-granite-4.1, HERMES",
    "NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use, HERMES",
    "Bielik-11B-v3.0-Instruct, HERMES",
    "meta-llama-Llama-3.1-8B-Instruct, LLAMA",
    "meta-llama-Llama-3.2-3B-Instruct, LLAMA",
    "mistralai-Mistral-Nemo-Instruct-2407, MISTRAL",
    "unsloth-mistral-Devstral-Small-2507, MISTRAL_ARGS",
    "Mistral-Small-3.2-24B-Instruct-2506, MISTRAL_ID",
    "meetkai-functionary-medium-v3.1, FUNCTIONARY",
  })
  void templatesOfRealModelsAreKnown(String name, CallFormat format) throws Exception {
    Path folder = Path.of(Objects.requireNonNull(System.getProperty("puna.golden")));
    assertEquals(
        format, format(Files.readString(folder.resolve("templates").resolve(name + ".jinja"))));
  }
}
