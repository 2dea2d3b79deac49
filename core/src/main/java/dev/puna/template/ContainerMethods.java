package dev.puna.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes of dictionaries, lists and tuples; those that change their owner are withheld. */
final class ContainerMethods {
  private ContainerMethods() {}

  static @Nullable Object attribute(Object owner, String name) {
    if (owner instanceof Map) {
      return switch (name) {
        case "get", "items", "keys", "values", "copy" -> new BoundMethod(owner, name);
        case "clear", "pop", "popitem", "setdefault", "update" -> Undefined.unsafe(owner, name);
        default -> null;
      };
    }
    if (owner instanceof Group group) {
      switch (name) {
        case "grouper":
          return group.get(0);
        case "list":
          return group.get(1);
        default:
      }
    }
    return switch (name) {
      case "count", "index" -> new BoundMethod(owner, name);
      case "copy" -> Values.isList(owner) ? new BoundMethod(owner, name) : null;
      case "append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort" ->
          Values.isList(owner) ? Undefined.unsafe(owner, name) : null;
      default -> null;
    };
  }

  static Object callOnDict(
      Rendering rendering, Map<Object, Object> dict, String name, Arguments arguments) {
    if (name.equals("get")) {
      List<Object> values = arguments.positionalOnly("get", 1, 2);
      Object found = dict.get(Values.key(rendering, values.get(0)));
      if (found != null) {
        return found;
      }
      return values.size() == 2 ? values.get(1) : None.NONE;
    }
    arguments.positionalOnly(name, 0, 0);
    return switch (name) {
      case "items" -> new DictView(DictView.Kind.ITEMS, dict);
      case "keys" -> new DictView(DictView.Kind.KEYS, dict);
      case "values" -> new DictView(DictView.Kind.VALUES, dict);
      default -> {
        rendering.allocateElements(2L * dict.size());
        yield new LinkedHashMap<>(dict);
      }
    };
  }

  static Object callOnList(
      Rendering rendering, List<Object> list, String name, Arguments arguments) {
    if (name.equals("copy")) {
      arguments.positionalOnly("copy", 0, 0);
      rendering.allocateElements(list.size());
      return new ArrayList<>(list);
    }
    Object wanted = arguments.positionalOnly(name, 1, 1).get(0);
    long count = 0;
    for (int i = 0; i < list.size(); i++) {
      if (Operators.equal(rendering, list.get(i), wanted)) {
        if (name.equals("index")) {
          return (long) i;
        }
        count++;
      }
    }
    if (name.equals("index")) {
      throw new RenderError("index(): the value is not in the list");
    }
    return count;
  }
}
