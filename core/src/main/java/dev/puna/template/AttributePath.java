package dev.puna.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An attribute as filters name it: {@code 'function.parameters.0'}, or an index. */
record AttributePath(List<Object> parts) {
  /** The value itself. */
  static final AttributePath SELF = new AttributePath(List.of());

  static AttributePath of(@Nullable Object attribute) {
    if (attribute == null || attribute == None.NONE) {
      return SELF;
    }
    if (!Values.isText(attribute)) {
      return new AttributePath(List.of(attribute));
    }
    String text = Values.text(attribute);
    List<Object> parts = new ArrayList<>();
    int start = 0;
    while (start <= text.length()) {
      int dot = text.indexOf('.', start);
      int end = dot < 0 ? text.length() : dot;
      String part = text.substring(start, end);
      boolean index = !part.isEmpty() && part.length() < 10;
      for (int i = 0; i < part.length(); i++) {
        index &= part.charAt(i) >= '0' && part.charAt(i) <= '9';
      }
      parts.add(index ? (Object) Long.valueOf(part) : part);
      start = end + 1;
    }
    return new AttributePath(parts);
  }

  /** The attribute of a value, {@code otherwise} where a part of the path is missing. */
  Object get(Rendering rendering, Object value, @Nullable Object otherwise) {
    Object found = value;
    for (Object part : parts) {
      rendering.step();
      found = Attributes.item(rendering, found, part);
      if (found instanceof Undefined && otherwise != null && otherwise != None.NONE) {
        found = otherwise;
      }
    }
    return found;
  }
}
