package dev.puna.binding;

import dev.puna.json.JsonValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A form that stands at one place of the schema and is referred to from others, its own too. */
final class NamedForm implements JsonForm {
  private final String pointer;
  private @Nullable JsonForm definition;

  NamedForm(String pointer) {
    this.pointer = pointer;
  }

  /** Says what it is, once that is known. */
  void define(JsonForm form) {
    definition = form;
  }

  /** What it is. */
  JsonForm definition() {
    return Objects.requireNonNull(definition);
  }

  @Override
  public JsonValue.Members schema() {
    return Schemas.of("$ref", new JsonValue.Text(pointer));
  }

  @Override
  public Object read(JsonValue value, String at) {
    return definition().read(value, at);
  }
}
