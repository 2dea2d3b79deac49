package dev.puna.binding;

import dev.puna.json.JsonValue;

/** How the values of a Java type look as JSON. */
public interface JsonForm {
  /** The schema that describes them. */
  JsonValue.Members schema();

  /**
   * The Java value that JSON stands for.
   *
   * @param at where the JSON is in the whole, as a JSON pointer that begins with #
   * @throws MismatchException if the schema does not allow it, or the type refuses it
   */
  Object read(JsonValue value, String at);
}
