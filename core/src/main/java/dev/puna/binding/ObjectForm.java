package dev.puna.binding;

import dev.puna.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Objects with certain properties: records, and the parameters of a method.
 *
 * @param description what it is; may be empty
 * @param tag what the property {@value #TAG} says, which tells the options of a union apart; or
 *     null where there is no such property
 * @param properties in their order
 * @param maker makes the Java value
 */
record ObjectForm(String description, @Nullable String tag, List<Property> properties, Maker maker)
    implements JsonForm {
  /** The property that names the record among those of a sealed interface. */
  static final String TAG = "type";

  /**
   * A property.
   *
   * @param description what it means; may be empty
   */
  record Property(String name, JsonForm form, String description) {
    boolean isRequired() {
      return !(form instanceof OptionalForm);
    }
  }

  /** Makes a value. */
  interface Maker {
    /**
     * Makes a value of those of the properties, in their order.
     *
     * @throws MismatchException if it refuses them
     */
    Object make(Object[] values, String at);
  }

  @Override
  public JsonValue.Members schema() {
    Map<String, JsonValue> schemas = new LinkedHashMap<>();
    Set<String> required = new LinkedHashSet<>();
    if (tag != null) {
      schemas.put(TAG, Schemas.of("const", new JsonValue.Text(tag)));
      required.add(TAG);
    }
    for (Property property : properties) {
      schemas.put(property.name, Schemas.described(property.form.schema(), property.description));
      if (property.isRequired()) {
        required.add(property.name);
      }
    }
    JsonValue.Members schema = Schemas.described(Schemas.type("object"), description);
    schema = Schemas.with(schema, "properties", new JsonValue.Members(schemas));
    return required.isEmpty() ? schema : Schemas.with(schema, "required", Schemas.texts(required));
  }

  @Override
  public Object read(JsonValue value, String at) {
    if (!(value instanceof JsonValue.Members members)) {
      throw MismatchException.expected("an object", value, at);
    }
    Set<String> unknown = new TreeSet<>(members.values().keySet());
    Object[] values = new Object[properties.size()];
    for (int i = 0; i < values.length; i++) {
      Property property = properties.get(i);
      JsonValue given = members.values().get(property.name);
      if (given != null) {
        values[i] = property.form.read(given, at + "/" + property.name);
      } else if (property.isRequired()) {
        throw new MismatchException(at, "\"" + property.name + "\" is missing");
      } else {
        values[i] = Optional.empty();
      }
      unknown.remove(property.name);
    }
    if (tag != null) {
      unknown.remove(TAG);
    }
    if (!unknown.isEmpty()) {
      throw new MismatchException(at, "there is no \"" + unknown.iterator().next() + "\" here");
    }
    return maker.make(values, at);
  }
}
