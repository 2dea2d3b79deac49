package dev.puna.calling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.PunaException;
import dev.puna.calling.ArgumentTags.Around;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallFormatTest {
  private static final String JSON = "{\"name\": \"";

  private static CallFormat json(
      String trigger, boolean repeats, String beforeName, String afterName, String end) {
    boolean atStart = trigger.startsWith("{");
    return new CallFormat(trigger, atStart, repeats, beforeName, afterName, end, false, null);
  }

  @Test
  void callsInJsonAreMadeOutOfTheirTemplate() {
    String arguments = "\", \"arguments\": ";
    assertEquals(
        json("<tool_call>", true, "\n" + JSON, arguments, "}\n</tool_call>"),
        KnownCalls.HERMES.format());
    assertEquals(
        json("{\"name\":", false, " \"", "\", \"parameters\": ", "}"), KnownCalls.LLAMA.format());
    assertEquals(
        json("[TOOL_CALLS]", false, "[" + JSON, arguments, ", \"id\": \"call00000\"}]"),
        KnownCalls.MISTRAL.format());
    assertEquals(json("[TOOL_CALLS]", true, "", "[ARGS]", ""), KnownCalls.MISTRAL_ARGS.format());
    assertEquals(
        json("[TOOL_CALLS]", true, "", "[CALL_ID]call00000[ARGS]", ""),
        KnownCalls.MISTRAL_ID.format());
    assertEquals(json("<function=", true, "", ">", "</function>"), KnownCalls.FUNCTIONARY.format());
  }

  @Test
  void argumentsAreGivenAsATextWhereATemplateWantsThat() {
    assertEquals(
        new CallFormat(
            "<|calls|>",
            false,
            false,
            "<|call|>function<|sep|>",
            "\n```json\n",
            "\n```",
            true,
            null),
        KnownCalls.DEEPSEEK.format());
  }

  @Test
  void tagsOfArgumentsAreMadeOutOfTheirTemplate() {
    CallFormat format = KnownCalls.QWEN_CODER.format();
    assertEquals("<tool_call>", format.trigger());
    assertEquals("\n<function=", format.beforeName());
    assertTrue(format.repeats());
    Around around =
        new Around(">\n", "\n</parameter>", "\n<parameter=", "\n</function>\n</tool_call>");
    ArgumentTags tags = Objects.requireNonNull(format.tags());
    assertEquals(">\n<parameter=", tags.first());
    assertEquals(">\n</function>\n</tool_call>", tags.none());
    for (ArgumentKind kind : ArgumentKind.values()) {
      assertEquals(around, tags.around(kind));
    }
    assertTrue(format.anyTag("</parameter>"::equals));
  }

  @Test
  void valuesOfEachKindHaveTheirOwnTags() {
    ArgumentTags tags = Objects.requireNonNull(KnownCalls.GEMMA.format().tags());
    assertEquals("{", tags.first());
    assertEquals("{}<tool_call|>", tags.none());
    assertEquals(
        new Around(":<|\"|>", "<|\"|>", ",", "}<tool_call|>"), tags.around(ArgumentKind.STRING));
    assertEquals(new Around(":", "", ",", "}<tool_call|>"), tags.around(ArgumentKind.NUMBER));
  }

  @Test
  void aTemplateWithoutToolsIsRefused() {
    PunaException e =
        assertThrows(PunaException.class, () -> KnownCalls.format("{{ messages[0].content }}"));
    assertTrue(String.valueOf(e.getMessage()).contains("no known form"), e.getMessage());
    PunaException raised =
        assertThrows(
            PunaException.class, () -> KnownCalls.format("{{ raise_exception('no tools') }}"));
    assertTrue(String.valueOf(raised.getMessage()).contains("no tools"), raised.getMessage());
  }

  /** A quotation mark is no tag: it may be in a string. */
  @Test
  void callsInTheSyntaxOfALanguageAreRefused() {
    String python =
        "{% for m in messages %}{{ m.content }}{% for c in m.tool_calls or [] %}<|call|>["
            + "{{ c.function.name }}({% for k, v in c.function.arguments|items %}{{ k }}='{{ v }}'"
            + "{{ ', ' if not loop.last }}{% endfor %})]{% endfor %}<|end|>{% endfor %}";
    PunaException e = assertThrows(PunaException.class, () -> KnownCalls.format(python));
    assertTrue(String.valueOf(e.getMessage()).contains("no known form"), e.getMessage());
  }

  @ParameterizedTest
  @Tag("golden")
  @CsvSource(
      delimiter = ';',
      value = {
        "Qwen-Qwen3-0.6B; <tool_call>; true",
        "Qwen-QwQ-32B; <tool_call>; true",
        "MiMo-VL; <tool_call>; true",
        "ibm-granite-granite-4.1; <tool_call>; true",
        "NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use; <tool_call>; true",
        "Bielik-11B-v3.0-Instruct; <tool_call>; true",
        "Apriel-1.6-15b-Thinker-fixed; <tool_calls>; true",
        "MiniMax-M1; <tool_calls>; true",
        "meta-llama-Llama-3.1-8B-Instruct; {\"name\":; true",
        "meta-llama-Llama-3.2-3B-Instruct; {\"name\":; true",
        "mistralai-Mistral-Nemo-Instruct-2407; [TOOL_CALLS]; true",
        "unsloth-mistral-Devstral-Small-2507; [TOOL_CALLS]; true",
        "Mistral-Small-3.2-24B-Instruct-2506; [TOOL_CALLS]; true",
        "meetkai-functionary-medium-v3.1; <function=; true",
        "upstage-Solar-Open-100B; <|tool_calls|>; true",
        "llama-cpp-deepseek-r1; <｜tool▁calls▁begin｜>; true",
        "deepseek-ai-DeepSeek-V3.2; <｜DSML｜function_calls>; false",
        "google-gemma-4-31B-it; <|tool_call>; false",
        "inclusionai-ling-3.0-flash; <tool_call>; false",
        "Kimi-K3; <|open|>tools<|sep|>; false",
        "MiniMax-M2; <minimax:tool_call>; false",
        "poolside-Laguna-XS-2.1; <tool_call>; false",
        "Spark2.5; <tool_call>; false",
        "tencent-Hy3; <tool_calls:opensource>; false",
      })
  void templatesOfRealModelsAreKnown(String name, String trigger, boolean json) throws Exception {
    Path folder = Path.of(Objects.requireNonNull(System.getProperty("puna.golden")));
    CallFormat format =
        KnownCalls.format(Files.readString(folder.resolve("templates").resolve(name + ".jinja")));
    assertEquals(trigger, format.trigger());
    assertEquals(json, format.tags() == null);
  }
}
