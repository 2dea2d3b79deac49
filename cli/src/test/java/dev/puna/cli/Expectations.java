package dev.puna.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The exact greedy answers of the demo model. */
final class Expectations {
  private Expectations() {}

  /**
   * A conversation and its answer.
   *
   * @param context messages, and tools where there are some
   * @param answer what the model answers
   */
  record Conversation(Map<String, Object> context, String answer) {
    String json() throws IOException {
      return JSON.std.asString(context);
    }

    int turns() {
      return new Json(context).list("messages").size();
    }

    boolean hasTools() {
      return context.containsKey("tools");
    }
  }

  /**
   * A text and how it goes on.
   *
   * @param prompt the text
   * @param maxTokens tokens to generate at most
   * @param answer what comes after it
   */
  record Completion(String prompt, int maxTokens, String answer) {}

  static List<Conversation> conversations() {
    return cases("chat").stream().map(Expectations::conversation).toList();
  }

  static List<Completion> completions() {
    return cases("completion").stream()
        .map(c -> new Completion(c.text("prompt"), c.number("max_tokens"), c.text("expected")))
        .toList();
  }

  private static Conversation conversation(Json fields) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("messages", fields.get("messages"));
    if (fields.has("tools")) {
      context.put("tools", fields.get("tools"));
    }
    return new Conversation(context, fields.text("expected"));
  }

  private static List<Json> cases(String name) {
    try (InputStream in = Expectations.class.getResourceAsStream("/expectations.json")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return Json.parse(new String(bytes, StandardCharsets.UTF_8)).objects(name);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
