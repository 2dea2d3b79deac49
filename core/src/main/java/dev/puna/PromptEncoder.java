package dev.puna;

import dev.puna.template.ChatTemplate;
import dev.puna.tokenizer.Tokenizer;
import dev.puna.tokenizer.Vocabulary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns prompts into token ids, with the model's own template and vocabulary. */
final class PromptEncoder {
  /** Roles whose messages may have control tokens. */
  private static final Set<String> TRUSTED = Set.of("system", "developer", "assistant");

  private final @Nullable Tokenizer tokenizer;
  private final @Nullable String templateSource;
  private final int vocabulary;

  /** Parsed when it is first used: a caller who never chats need not wait for it. */
  private volatile @Nullable ChatTemplate template;

  PromptEncoder(@Nullable Tokenizer tokenizer, @Nullable String templateSource, int vocabulary) {
    this.tokenizer = tokenizer;
    this.templateSource = templateSource;
    this.vocabulary = vocabulary;
  }

  boolean hasTokenizer() {
    return tokenizer != null;
  }

  boolean hasTemplate() {
    return templateSource != null;
  }

  Tokenizer tokenizer() {
    if (tokenizer == null) {
      throw new PunaException(
          "the model file has no tokenizer: give token ids, and use what needs no text"
              + " (evaluator)");
    }
    return tokenizer;
  }

  int[] encode(Prompt prompt) {
    int[] ids =
        switch (prompt) {
          case Prompt.Tokens tokens -> checked(tokens.ids());
          case Prompt.Text text -> tokenizer().encode(text.text(), true, false);
          case Prompt.Chat chat -> encodeChat(chat);
        };
    if (ids.length == 0) {
      throw new IllegalArgumentException("the prompt is empty");
    }
    return ids;
  }

  /** The text that the model's template makes of a conversation. */
  String render(Prompt.Chat chat) {
    return render(chat.context()) + chat.beginning();
  }

  private String render(Map<String, Object> variables) {
    Vocabulary words = tokenizer().vocabulary();
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("add_generation_prompt", true);
    context.put("bos_token", text(words, words.bos()));
    context.put("eos_token", text(words, words.eos()));
    context.putAll(variables);
    return template().render(context);
  }

  private ChatTemplate template() {
    ChatTemplate parsed = template;
    if (parsed == null) {
      if (templateSource == null) {
        throw new PunaException(
            "the model has no chat template: use it with plain text (Prompt.text, --raw)");
      }
      parsed = ChatTemplate.parse(templateSource);
      template = parsed;
    }
    return parsed;
  }

  /**
   * Control tokens of the template count, and those in a beginning, but not those in what others
   * than the model and the developer say. A beginning that the template wrote is not doubled.
   */
  private int[] encodeChat(Prompt.Chat chat) {
    String text = render(guarded(chat.context())) + chat.beginning();
    Vocabulary words = tokenizer().vocabulary();
    int[] ids = tokenizer().encode(text, false, true);
    OptionalInt bos = words.bos();
    if (words.addsBos() && bos.isPresent() && (ids.length == 0 || ids[0] != bos.getAsInt())) {
      int[] begun = new int[ids.length + 1];
      begun[0] = bos.getAsInt();
      System.arraycopy(ids, 0, begun, 1, ids.length);
      return begun;
    }
    return ids;
  }

  private Map<String, Object> guarded(Map<String, Object> variables) {
    if (!(variables.get("messages") instanceof List<?> messages)) {
      return variables;
    }
    Map<String, Object> guarded = new LinkedHashMap<>(variables);
    guarded.put("messages", messages.stream().map(this::guardedMessage).toList());
    return guarded;
  }

  private Object guardedMessage(Object message) {
    boolean trusted =
        message instanceof Map<?, ?> fields && TRUSTED.contains(String.valueOf(fields.get("role")));
    return trusted ? message : guarded(message, "content");
  }

  /** A map whose content has that name. */
  private Object guarded(Object map, String name) {
    if (!(map instanceof Map<?, ?> fields)) {
      return map;
    }
    Map<Object, Object> guarded = new LinkedHashMap<>(fields);
    guarded.computeIfPresent(name, (key, content) -> guardedContent(content));
    return guarded;
  }

  /** Text, or a list of parts with text. */
  private Object guardedContent(Object content) {
    return switch (content) {
      case String text -> tokenizer().guard(text);
      case List<?> parts -> parts.stream().map(part -> guarded(part, "text")).toList();
      default -> content;
    };
  }

  private static String text(Vocabulary vocabulary, OptionalInt id) {
    return id.isPresent() ? vocabulary.text(id.getAsInt()) : "";
  }

  int[] checked(int[] ids) {
    for (int id : ids) {
      if (id < 0 || id >= vocabulary) {
        throw new IllegalArgumentException(
            "token " + id + " is not in the vocabulary of " + vocabulary + " tokens");
      }
    }
    return ids;
  }
}
