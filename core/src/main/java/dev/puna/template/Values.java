package dev.puna.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What templates compute with: {@link None}, Boolean, Long, BigInteger (only where it came from the
 * caller or from a conversion; arithmetic is 64-bit), Double, String, {@link Markup}, lists, {@link
 * Tuple}, {@link Range}, dictionaries (maps that keep their order), {@link DictView}, {@link
 * Generator}, {@link Namespace}, {@link Undefined} and what can be called.
 */
final class Values {
  private Values() {}

  static String typeName(Object value) {
    if (value instanceof String) {
      return "str";
    }
    if (value instanceof Map) {
      return "dict";
    }
    if (value instanceof Tuple) {
      return "tuple";
    }
    if (value instanceof Range) {
      return "range";
    }
    if (value instanceof List) {
      return "list";
    }
    if (value instanceof Boolean) {
      return "bool";
    }
    if (value instanceof Long || value instanceof BigInteger) {
      return "int";
    }
    if (value instanceof Double) {
      return "float";
    }
    if (value == None.NONE) {
      return "NoneType";
    }
    if (value instanceof DictView view) {
      return view.kind().typeName;
    }
    if (value instanceof Generator) {
      return "generator";
    }
    if (value instanceof GlobalFunction || value instanceof BoundMethod) {
      return "function";
    }
    return value.getClass().getSimpleName();
  }

  /** How an owner of a missing attribute is called in messages. */
  static String objectName(Object value) {
    return value == None.NONE ? "None" : typeName(value) + " object";
  }

  static boolean isText(Object value) {
    return value instanceof String || value instanceof Markup;
  }

  /** The characters of a string; the value must be one. */
  static String text(Object value) {
    return value instanceof Markup markup ? markup.text() : (String) value;
  }

  static boolean isList(Object value) {
    return value instanceof List && !(value instanceof Tuple) && !(value instanceof Range);
  }

  @SuppressWarnings("unchecked")
  static List<Object> asList(Object value) {
    return (List<Object>) value;
  }

  @SuppressWarnings("unchecked")
  static Map<Object, Object> asDict(Object value) {
    return (Map<Object, Object>) value;
  }

  static boolean isTrue(Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    if (value instanceof String text) {
      return !text.isEmpty();
    }
    if (value == None.NONE || value instanceof Undefined) {
      return false;
    }
    if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    if (value instanceof List<?> list) {
      return !list.isEmpty();
    }
    if (value instanceof Long number) {
      return number != 0;
    }
    if (value instanceof Double number) {
      return number != 0;
    }
    if (value instanceof BigInteger number) {
      return number.signum() != 0;
    }
    if (value instanceof Markup markup) {
      return !markup.text().isEmpty();
    }
    return !(value instanceof DictView view) || !view.dict().isEmpty();
  }

  /** Python's {@code len()}. */
  static long length(Rendering rendering, Object value) {
    if (isText(value)) {
      return CodePoints.length(rendering, text(value));
    }
    if (value instanceof List<?> list) {
      return list.size();
    }
    if (value instanceof Map<?, ?> map) {
      return map.size();
    }
    if (value instanceof DictView view) {
      return view.dict().size();
    }
    if (value instanceof Undefined) {
      return 0;
    }
    if (value instanceof Loop loop) {
      return loop.length();
    }
    throw new RenderError("a value of type " + typeName(value) + " has no length");
  }

  static boolean isIterable(Object value) {
    return isText(value)
        || value instanceof List
        || value instanceof Map
        || value instanceof DictView
        || value instanceof Generator
        || value instanceof Undefined;
  }

  /** The elements that iterating over a value yields; not to be changed. */
  static List<Object> elements(Rendering rendering, Object value) {
    if (value instanceof List) {
      return asList(value);
    }
    if (value instanceof Map) {
      return DictView.list(rendering, DictView.Kind.KEYS, asDict(value));
    }
    if (value instanceof DictView view) {
      return view.list(rendering);
    }
    if (isText(value)) {
      return CodePoints.characters(rendering, text(value));
    }
    if (value instanceof Generator generator) {
      return generator.drain(rendering);
    }
    if (value instanceof Undefined) {
      return List.of();
    }
    throw new RenderError("a value of type " + typeName(value) + " is not iterable");
  }

  /** The elements as a new list of the caller's. */
  static List<Object> newList(Rendering rendering, Object value) {
    List<Object> elements = elements(rendering, value);
    rendering.allocateElements(elements.size());
    return new ArrayList<>(elements);
  }

  static boolean isHashable(Rendering rendering, Object value) {
    if (value instanceof Tuple tuple) {
      rendering.enter();
      boolean hashable = true;
      for (int i = 0; hashable && i < tuple.size(); i++) {
        hashable = isHashable(rendering, tuple.get(i));
      }
      rendering.leave();
      return hashable;
    }
    return !(value instanceof List) && !(value instanceof Map) && !(value instanceof DictView);
  }

  /**
   * The form of a value that dictionaries are keyed by, so that Java's equality is Python's: 1 and
   * 1.0 are one key. (Python takes True for 1 as well; here it stays a key of its own.)
   */
  static Object key(Rendering rendering, Object value) {
    if (value instanceof Markup markup) {
      return markup.text();
    }
    if (value instanceof Double number && number == number.longValue()) {
      return number.longValue();
    }
    if (value instanceof Tuple tuple) {
      rendering.enter();
      rendering.allocateElements(tuple.size());
      List<Object> keys = new ArrayList<>(tuple.size());
      for (Object element : tuple) {
        keys.add(key(rendering, element));
      }
      rendering.leave();
      return new Tuple(keys);
    }
    if (!isHashable(rendering, value)) {
      throw new RenderError("a value of type " + typeName(value) + " can not be a key");
    }
    return value;
  }

  /** Adds a pair to a new dictionary. */
  static void put(Rendering rendering, Map<Object, Object> dict, Object key, Object value) {
    rendering.allocateElements(2);
    dict.put(key(rendering, key), value);
  }
}
