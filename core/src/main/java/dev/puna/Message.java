package dev.puna;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One turn of a conversation, as chat templates see it.
 *
 * @param fields {@code role}, {@code content} and whatever else the template knows: {@code
 *     tool_calls}, {@code tool_call_id}, {@code name}
 */
public record Message(Map<String, Object> fields) {
  /** Copies the fields. */
  public Message {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** A message of any role. */
  public static Message of(String role, String content) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("role", role);
    fields.put("content", content);
    return new Message(fields);
  }

  /** What the model is told to be. */
  public static Message system(String content) {
    return of("system", content);
  }

  /** What the user says. */
  public static Message user(String content) {
    return of("user", content);
  }

  /** What the model said. */
  public static Message assistant(String content) {
    return of("assistant", content);
  }

  /** The role. */
  public String role() {
    return String.valueOf(fields.get("role"));
  }

  /** The text; empty where there is none. */
  public String content() {
    return fields.get("content") instanceof String text ? text : "";
  }
}
