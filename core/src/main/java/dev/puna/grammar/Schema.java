package dev.puna.grammar;

import dev.puna.json.JsonValue;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A part of a schema.
 *
 * @param value what stands there
 * @param pointer where: a JSON pointer that begins with #
 */
record Schema(JsonValue value, String pointer) {
  /** What the message of a fault with a place begins with. */
  private static final String PLACE = "schema, ";

  static Schema root(JsonValue value) {
    return new Schema(value, "#");
  }

  /** Whether both are the same place of the schema. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Schema schema && pointer.equals(schema.pointer);
  }

  @Override
  public int hashCode() {
    return pointer.hashCode();
  }

  /** A fault at this place. */
  GrammarException error(String message) {
    return new GrammarException(PLACE + pointer + ": " + message);
  }

  /**
   * What is made of this place.
   *
   * @throws GrammarException with the place, if it can not be made
   */
  <T> T taken(Supplier<T> made) {
    try {
      return made.get();
    } catch (GrammarException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(PLACE) ? e : error(message);
    }
  }

  /** Whether another keyword is the same and says the same. */
  boolean says(Schema other) {
    return name().equals(other.name()) && value.equals(other.value);
  }

  /** The name of the keyword that stands here. */
  String name() {
    return pointer.substring(pointer.lastIndexOf('/') + 1);
  }

  /** The member of an object, or null. */
  @Nullable Schema member(String name) {
    JsonValue member = members().get(name);
    return member == null ? null : new Schema(member, step(name));
  }

  /** A member that is there. */
  Schema keyword(String name) {
    return Objects.requireNonNull(member(name));
  }

  /** The members of an object. */
  Map<String, JsonValue> members() {
    if (value instanceof JsonValue.Members members) {
      return members.values();
    }
    throw error("an object is expected, not " + value.kind());
  }

  /** The elements of an array, each with its place. */
  List<Schema> elements() {
    if (!(value instanceof JsonValue.Array array)) {
      throw error("an array is expected, not " + value.kind());
    }
    List<Schema> schemas = new ArrayList<>();
    for (JsonValue element : array.elements()) {
      schemas.add(new Schema(element, step(Integer.toString(schemas.size()))));
    }
    return schemas;
  }

  /** A string. */
  String text() {
    if (value instanceof JsonValue.Text text) {
      return text.value();
    }
    throw error("a string is expected, not " + value.kind());
  }

  /** A number. */
  BigDecimal number() {
    if (value instanceof JsonValue.Decimal number) {
      return number.value();
    }
    throw error("a number is expected, not " + value.kind());
  }

  /** A number of characters or items. */
  int count() {
    BigDecimal number = number();
    if (number.signum() < 0 || number.stripTrailingZeros().scale() > 0) {
      throw error("an integer that is not negative is expected");
    }
    if (number.compareTo(BigDecimal.valueOf(Grammar.MOST_REPETITIONS)) > 0) {
      throw error("more than " + Grammar.MOST_REPETITIONS + " is not supported");
    }
    return number.intValue();
  }

  /** The place that a local reference, which stands here, names in the whole schema. */
  Schema resolve(Schema root) {
    String reference = text();
    if (!reference.equals("#") && !reference.startsWith("#/")) {
      throw error(
          "\""
              + reference
              + "\" is not supported: only references into the same schema are, such as"
              + " #/$defs/name");
    }
    Schema target = root;
    String[] steps = decoded(reference).split("/", -1);
    for (int i = 1; i < steps.length; i++) {
      Schema next = target.child(steps[i].replace("~1", "/").replace("~0", "~"));
      if (next == null) {
        throw error("there is no \"" + reference + "\" in the schema");
      }
      target = next;
    }
    return target;
  }

  private @Nullable Schema child(String step) {
    if (value instanceof JsonValue.Members) {
      return member(step);
    }
    boolean isIndex =
        !step.isEmpty() && step.length() < 9 && (step.equals("0") || step.charAt(0) != '0');
    for (int i = 0; i < step.length(); i++) {
      isIndex &= step.charAt(i) >= '0' && step.charAt(i) <= '9';
    }
    if (value instanceof JsonValue.Array array
        && isIndex
        && Integer.parseInt(step) < array.elements().size()) {
      return new Schema(array.elements().get(Integer.parseInt(step)), step(step));
    }
    return null;
  }

  /** Without the percent signs that an URI needs. */
  private String decoded(String reference) {
    if (reference.indexOf('%') < 0) {
      return reference;
    }
    try {
      return URLDecoder.decode(reference.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw error("\"" + reference + "\" is malformed");
    }
  }

  private String step(String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
