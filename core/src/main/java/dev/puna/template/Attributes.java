package dev.puna.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code x.name}, {@code x[index]} and {@code x[a:b:c]} mean. */
final class Attributes {
  private Attributes() {}

  /** {@code owner.name}: the attribute, else the element of that name. */
  static Object attribute(Object owner, String name) {
    Object attribute = own(owner, name);
    if (attribute == null) {
      attribute = owner instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return attribute == null ? Undefined.attribute(owner, name) : attribute;
  }

  /** {@code owner[index]}: the element, else the attribute of that name. */
  static Object item(Rendering rendering, Object owner, Object index) {
    boolean named = Values.isText(index);
    boolean key = owner instanceof Map && Values.isHashable(rendering, index);
    Object item = element(rendering, owner, key ? Values.key(rendering, index) : index);
    if (item == null && named) {
      item = own(owner, Values.text(index));
    }
    if (item != null) {
      return item;
    }
    return named ? Undefined.attribute(owner, Values.text(index)) : Undefined.element(owner);
  }

  /** The attribute alone, or null: the filter {@code attr}. */
  static @Nullable Object own(Object owner, String name) {
    if (owner instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (name.startsWith("__") && name.endsWith("__")) {
      return Undefined.unsafe(owner, name);
    }
    if (Values.isText(owner)) {
      return StringMethods.isMethod(name) ? new BoundMethod(owner, name) : null;
    }
    if (owner instanceof Map || owner instanceof List) {
      return ContainerMethods.attribute(owner, name);
    }
    if (owner instanceof Namespace namespace) {
      return namespace.attributes.get(name);
    }
    if (owner instanceof Loop loop) {
      return loop.attribute(name);
    }
    if (owner instanceof Cycler cycler) {
      return cycler.attribute(name);
    }
    return owner instanceof Macro macro ? macro.attribute(name) : null;
  }

  private static @Nullable Object element(Rendering rendering, Object owner, Object index) {
    if (owner instanceof Map<?, ?> map) {
      return map.get(index);
    }
    if (owner instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (index instanceof Boolean flag) {
      return element(rendering, owner, flag ? 1L : 0L);
    }
    if (!(index instanceof Long position)) {
      return null;
    }
    if (owner instanceof List<?> list) {
      long i = position < 0 ? position + list.size() : position;
      return i >= 0 && i < list.size() ? list.get((int) i) : null;
    }
    if (Values.isText(owner)) {
      String text = Values.text(owner);
      String character = character(rendering, text, position);
      return owner instanceof Markup && character != null ? new Markup(character) : character;
    }
    return null;
  }

  private static @Nullable String character(Rendering rendering, String text, long position) {
    if (position >= text.length() || position < -text.length()) {
      return null;
    }
    int length = CodePoints.length(rendering, text);
    long i = position < 0 ? position + length : position;
    if (i < 0 || i >= length) {
      return null;
    }
    int start = CodePoints.offset(text, (int) i);
    return text.substring(start, text.offsetByCodePoints(start, 1));
  }
}
