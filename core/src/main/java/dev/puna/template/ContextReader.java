package dev.puna.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies the caller's variables into values of a template, so that no Java object gets there. */
final class ContextReader {
  private final int maxDepth;
  private int depth;
  private long values;
  private long characters;

  private ContextReader(int maxDepth) {
    this.maxDepth = maxDepth;
  }

  /** Copies the variables; with them grows what the rendering may consume. */
  static Map<String, Object> read(
      Map<String, ? extends @Nullable Object> context, Rendering rendering) {
    ContextReader reader = new ContextReader(rendering.limits.depth());
    Map<String, Object> variables = new HashMap<>();
    for (Map.Entry<String, ? extends @Nullable Object> entry : context.entrySet()) {
      variables.put(entry.getKey(), reader.value(entry.getValue()));
    }
    rendering.allowFor(reader.values, reader.characters);
    return variables;
  }

  private Object value(@Nullable Object value) {
    values++;
    if (value == null) {
      return None.NONE;
    }
    if (value instanceof String text) {
      characters += text.length();
      return text;
    }
    if (value instanceof Boolean || value instanceof Long || value instanceof Double) {
      return value;
    }
    if (value instanceof Map<?, ?> map) {
      return dict(map);
    }
    if (value instanceof Iterable<?> iterable) {
      return list(iterable);
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value instanceof CharSequence || value instanceof Character) {
      return value.toString();
    }
    throw new RenderError(
        "the context holds a "
            + value.getClass().getName()
            + "; a template takes maps, lists, strings, numbers, booleans and null");
  }

  private static Object number(Number number) {
    if (number instanceof BigInteger big) {
      return big.bitLength() < Long.SIZE ? (Object) big.longValue() : big;
    }
    if (number instanceof Float || number instanceof BigDecimal) {
      // Through decimal digits: 0.1f is 0.1, not 0.10000000149011612.
      return Double.valueOf(number.toString());
    }
    return number.longValue();
  }

  private Object dict(Map<?, ?> map) {
    enter();
    Map<Object, Object> dict = LinkedHashMap.newLinkedHashMap(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = value(entry.getKey());
      if (key instanceof Map || key instanceof List) {
        throw new RenderError("the context holds a map with a key that is a list or a map");
      }
      dict.put(key, value(entry.getValue()));
    }
    depth--;
    return dict;
  }

  private Object list(Iterable<?> iterable) {
    enter();
    List<Object> list = new ArrayList<>();
    for (Object element : iterable) {
      list.add(value(element));
    }
    depth--;
    return list;
  }

  private void enter() {
    if (++depth > maxDepth) {
      throw new RenderError("the context is nested deeper than " + maxDepth + " levels");
    }
  }
}
