package dev.puna;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a model is given to go on from. */
public sealed interface Prompt {
  /** A question, put as a chat of one turn; see {@link #chat(List)}. */
  static Prompt user(String content) {
    return chat(List.of(Message.user(content)));
  }

  /**
   * A conversation, rendered by the model's chat template. Names of control tokens are text in the
   * messages of users and tools, which may come from anywhere; in those of the model and of the
   * system they stand for these tokens.
   */
  static Prompt chat(List<Message> messages) {
    return chat(messages, Map.of());
  }

  /**
   * A conversation with other variables of the chat template: {@code tools}, {@code
   * enable_thinking} and so on. Values are strings, numbers, booleans, lists and maps.
   */
  static Prompt chat(List<Message> messages, Map<String, ?> variables) {
    Map<String, Object> context = new LinkedHashMap<>(variables);
    context.put("messages", messages.stream().map(Message::fields).toList());
    return new Chat(context);
  }

  /** Text to continue as it is, without a chat template; control tokens in it are plain text. */
  static Prompt text(String text) {
    return new Text(text);
  }

  /** Token ids to continue. */
  static Prompt tokens(int... ids) {
    return new Tokens(ids);
  }

  /**
   * Variables of the model's chat template; {@code messages} has to be among them. {@code
   * add_generation_prompt}, {@code bos_token} and {@code eos_token} are added where they are
   * missing.
   *
   * @param context the variables
   * @param beginning what the answer begins with; it is not generated. Names of control tokens in
   *     it stand for these tokens, as in the rest of the rendered text
   */
  record Chat(Map<String, Object> context, String beginning) implements Prompt {
    /** Copies the map. */
    public Chat {
      context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
    }

    /** A conversation with an answer that may begin as it likes. */
    public Chat(Map<String, Object> context) {
      this(context, "");
    }

    /** Lets the answer begin with this, and go on from there. */
    public Chat beginning(String text) {
      return new Chat(context, text);
    }
  }

  /**
   * Text to continue.
   *
   * @param text the text
   */
  record Text(String text) implements Prompt {}

  /**
   * Token ids to continue.
   *
   * @param ids at least one id of the vocabulary
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Tokens(int[] ids) implements Prompt {
    /** Copies the array. */
    public Tokens {
      ids = ids.clone();
    }
  }
}
