package dev.puna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.calling.KnownCalls;
import dev.puna.sampling.SamplingOptions;
import dev.puna.testing.TinyModel;
import dev.puna.tool.Tool;
import dev.puna.tool.ToolCall;
import dev.puna.tool.ToolChoice;
import dev.puna.tool.ToolOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tools with models of random weights: whatever they say, a call that is forced fits. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChatToolsTest {
  private static final LoadOptions REFERENCE =
      LoadOptions.defaults().backend("reference").contextLength(1024);
  private static final String TEMPLATE =
      "{%- for m in messages -%}{{ m.role[0] + ':' + m.content }}"
          + "{%- for c in m.tool_calls -%}{{ '<tool_call>\n{\"name\": \"' + c.function.name"
          + " + '\", \"arguments\": ' + c.function.arguments | tojson + '}\n</tool_call>' }}"
          + "{%- endfor -%}{{ '<|turn|>' }}{%- endfor -%}"
          + "{%- if add_generation_prompt -%}{{ 'a:' }}{%- endif -%}";

  record Switch(boolean on, Level level) {}

  enum Level {
    LOW,
    HIGH
  }

  @TempDir private Path folder;

  private static final Tool LAMP =
      Tool.of("lamp", "Switches the lamp", Switch.class, s -> s.level() + " " + s.on());
  private static final Tool FAN = Tool.of("fan", "Switches the fan", Switch.class, s -> s);

  private Model load() {
    return load(TEMPLATE);
  }

  private Model load(String template) {
    return Model.load(TinyModel.write(folder, "llama", template), REFERENCE);
  }

  private static ChatOptions options(ToolChoice choice, int seed) {
    SamplingOptions sampling = SamplingOptions.builder().temperature(2).topK(0).seed(seed).build();
    return ChatOptions.defaults()
        .tools(ToolOptions.none().tools(List.of(LAMP, FAN)).choice(choice))
        .generate(GenerateOptions.defaults().maxTokens(200).sampling(sampling));
  }

  @ParameterizedTest
  @EnumSource(KnownCalls.class)
  void aCallThatIsRequiredIsMadeAndFits(KnownCalls calls) {
    try (Model model = load(calls.template())) {
      for (int seed = 0; seed < 8; seed++) {
        // Whoever likes an f calls the fan.
        Map<Integer, Float> taste = Map.of((int) (seed % 2 == 0 ? 'f' : 'l'), 100f);
        ChatOptions options = options(ToolChoice.required(), seed);
        SamplingOptions sampling =
            options.generate().sampling().toBuilder().logitBias(taste).build();
        try (Chat chat = model.chat(options.generate(options.generate().sampling(sampling)))) {
          Generation answer = chat.send("dark");
          ToolCall call = chat.toolCalls().getFirst();
          assertFalse(call.failed(), call.result());
          assertEquals(seed % 2 == 0 ? "fan" : "lamp", call.name());
          List<Message> history = chat.history();
          assertEquals(List.of("user", "assistant", "tool", "assistant"), roles(history));
          assertEquals(call.result(), history.get(2).content());
          assertEquals(answer.text(), history.get(3).content());
        }
      }
    }
  }

  record Note(String text) {}

  /** Whoever likes [ ends each string at once. */
  @Test
  void aCallThatEndsWithAFreeStringIsMade() {
    String template =
        "{% for m in messages %}{{ m.content }}{% for c in m.tool_calls or [] %}<call>"
            + "{{ c.function.name }}{% for k, v in c.function.arguments|items %}({{ k }}={{ v }}[["
            + "{% endfor %}</call>{% endfor %}<|turn|>{% endfor %}";
    Tool note = Tool.of("note", "Takes a note", Note.class, n -> "noted: " + n.text());
    ChatOptions options = options(ToolChoice.required(), 1);
    SamplingOptions sampling =
        options.generate().sampling().toBuilder().logitBias(Map.of((int) '[', 100f)).build();
    try (Model model = load(template);
        Chat chat =
            model.chat(
                options
                    .tools(options.tools().tools(List.of(note)))
                    .generate(options.generate().sampling(sampling)))) {
      chat.send("write");
      ToolCall call = chat.toolCalls().getFirst();
      assertEquals("{\"text\": \"\"}", call.arguments());
      assertEquals("noted: ", call.result());
    }
  }

  private static List<String> roles(List<Message> history) {
    return history.stream().map(Message::role).toList();
  }

  @Test
  void theToolThatIsNamedIsCalled() {
    try (Model model = load();
        Chat chat = model.chat(options(ToolChoice.tool("fan"), 1))) {
      chat.send("hot");
      ToolCall call = chat.toolCalls().getFirst();
      assertEquals("fan", call.name());
      assertTrue(call.result().startsWith("{\"on\": "), call.result());
      chat.send("still hot");
      assertEquals(1, chat.toolCalls().size());
      assertEquals("call00001", chat.toolCalls().getFirst().id());
    }
  }

  @Test
  void withoutACallTheAnswerIsThatOfAModelWithoutTools() {
    try (Model model = load()) {
      ChatOptions with = options(ToolChoice.auto(), 3);
      String plain;
      try (Chat chat = model.chat(with.tools(ToolOptions.none()))) {
        plain = chat.send("hello").text();
      }
      for (ToolChoice choice : List.of(ToolChoice.auto(), ToolChoice.none())) {
        try (Chat chat = model.chat(options(choice, 3))) {
          StringBuilder streamed = new StringBuilder();
          assertEquals(plain, chat.send("hello", streamed::append).text());
          assertEquals(plain, streamed.toString());
          assertEquals(List.of(), chat.toolCalls());
        }
      }
    }
  }

  @Test
  void aCallThatIsCutShortIsNotMade() {
    ChatOptions options = options(ToolChoice.required(), 1);
    try (Model model = load();
        Chat chat = model.chat(options.generate(options.generate().maxTokens(12)))) {
      Generation cut = chat.send("dark");
      assertEquals(FinishReason.LENGTH, cut.finishReason());
      assertEquals("", cut.text());
      assertEquals(List.of(), chat.toolCalls());
    }
  }

  @Test
  void aModelThatKnowsNoToolsIsRefused() {
    try (Model model = Model.load(TinyModel.write(folder, "llama"), REFERENCE);
        Chat chat = model.chat(options(ToolChoice.auto(), 1))) {
      PunaException e = assertThrows(PunaException.class, () -> chat.send("dark"));
      assertTrue(String.valueOf(e.getMessage()).contains("no known form"), e.getMessage());
    }
  }

  @Test
  void aGrammarBesideToolsIsRefused() {
    ChatOptions options = options(ToolChoice.auto(), 1);
    GenerateOptions forced = options.generate().grammar(LAMP.grammar());
    assertThrows(IllegalArgumentException.class, () -> options.generate(forced));
  }
}
