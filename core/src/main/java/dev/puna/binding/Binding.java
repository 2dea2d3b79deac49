package dev.puna.binding;

import dev.puna.json.JsonReader;
import dev.puna.json.JsonValue;
import dev.puna.json.JsonWriter;

/** A Java type and the JSON schema of its values. Immutable and thread-safe. */
public final class Binding {
  private final JsonForm form;
  private final JsonValue.Members schema;

  private Binding(JsonForm form, JsonValue.Members schema) {
    this.form = form;
    this.schema = schema;
  }

  /**
   * The binding of a class.
   *
   * @throws IllegalArgumentException if it, or what it is made of, is not supported or out of reach
   */
  public static Binding of(Class<?> type) {
    FormBuilder builder = new FormBuilder();
    JsonForm form = builder.root(type);
    return new Binding(form, builder.schema(form));
  }

  /** The schema in one line. */
  public String schema() {
    return JsonWriter.write(schema);
  }

  /**
   * The value that JSON stands for.
   *
   * @throws dev.puna.PunaException if it is malformed, or does not fit the schema, or the type
   *     refuses it
   */
  public Object read(String json) {
    return form.read(JsonReader.readAnswer(json), "#");
  }
}
