package dev.puna.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The filters that compare elements with each other, by default without regard to case. */
final class OrderFilters {
  private OrderFilters() {}

  /** An element with what it is ordered by. */
  private record Keyed(Object key, Object element) {}

  static Object apply(Rendering rendering, String name, Object value, Arguments arguments) {
    return switch (name) {
      case "sort" -> sort(rendering, value, arguments);
      case "dictsort" -> dictSort(rendering, value, arguments);
      case "min" -> extreme(rendering, value, -1, arguments);
      case "max" -> extreme(rendering, value, 1, arguments);
      case "unique" -> unique(rendering, value, arguments);
      default -> groupBy(rendering, value, arguments);
    };
  }

  private static Object foldCase(Rendering rendering, Object key, boolean caseSensitive) {
    if (caseSensitive || !Values.isText(key)) {
      return key;
    }
    rendering.allocate(Values.text(key).length());
    return Casing.lower(Values.text(key));
  }

  /** A stable sort, in either direction. */
  private static List<Object> sorted(Rendering rendering, List<Keyed> keyed, boolean reverse) {
    int direction = reverse ? -1 : 1;
    try {
      keyed.sort((a, b) -> direction * Operators.compare(rendering, a.key, b.key));
    } catch (IllegalArgumentException e) {
      throw new RenderError("sort: the order of the elements contradicts itself");
    }
    List<Object> elements = new ArrayList<>(keyed.size());
    for (Keyed entry : keyed) {
      elements.add(entry.element);
    }
    return elements;
  }

  private static Object sort(Rendering rendering, Object value, Arguments arguments) {
    BoundArguments options = arguments.bind("sort", 0, "reverse", "case_sensitive", "attribute");
    boolean caseSensitive = options.flag(1);
    List<AttributePath> paths = new ArrayList<>();
    if (options.isGiven(2) && Values.isText(options.required(2))) {
      for (String part : Values.text(options.required(2)).split(",", -1)) {
        paths.add(AttributePath.of(part));
      }
    } else {
      paths.add(AttributePath.of(options.optional(2)));
    }
    List<Keyed> keyed = new ArrayList<>();
    for (Object element : Values.newList(rendering, value)) {
      rendering.allocateElements(paths.size());
      List<Object> key = new ArrayList<>(paths.size());
      for (AttributePath path : paths) {
        key.add(foldCase(rendering, path.get(rendering, element, null), caseSensitive));
      }
      keyed.add(new Keyed(key, element));
    }
    return sorted(rendering, keyed, options.flag(0));
  }

  private static Object dictSort(Rendering rendering, Object value, Arguments arguments) {
    BoundArguments options = arguments.bind("dictsort", 0, "case_sensitive", "by", "reverse");
    Operators.requireDefined(value);
    if (!(value instanceof Map)) {
      throw new RenderError("dictsort takes a dictionary, not " + Values.typeName(value));
    }
    String by = options.text(1, "key");
    if (!by.equals("key") && !by.equals("value")) {
      throw new RenderError("dictsort sorts by 'key' or 'value'");
    }
    List<Keyed> keyed = new ArrayList<>();
    for (Object item : DictView.list(rendering, DictView.Kind.ITEMS, Values.asDict(value))) {
      Object key = ((Tuple) item).get(by.equals("key") ? 0 : 1);
      keyed.add(new Keyed(foldCase(rendering, key, options.flag(0)), item));
    }
    return sorted(rendering, keyed, options.flag(2));
  }

  private static Object extreme(
      Rendering rendering, Object value, int direction, Arguments arguments) {
    String name = direction < 0 ? "min" : "max";
    BoundArguments options = arguments.bind(name, 0, "case_sensitive", "attribute");
    AttributePath path = AttributePath.of(options.optional(1));
    Keyed best = null;
    for (Object element : Values.elements(rendering, value)) {
      Object key = foldCase(rendering, path.get(rendering, element, null), options.flag(0));
      if (best == null || direction * Operators.compare(rendering, key, best.key) > 0) {
        best = new Keyed(key, element);
      }
    }
    return best == null ? new Undefined("No aggregated item, sequence was empty.") : best.element;
  }

  private static Object unique(Rendering rendering, Object value, Arguments arguments) {
    BoundArguments options = arguments.bind("unique", 0, "case_sensitive", "attribute");
    AttributePath path = AttributePath.of(options.optional(1));
    Set<Object> seen = new HashSet<>();
    List<Object> unique = new ArrayList<>();
    for (Object element : Values.newList(rendering, value)) {
      rendering.allocateElements(2);
      Object key = foldCase(rendering, path.get(rendering, element, null), options.flag(0));
      if (seen.add(Values.key(rendering, key))) {
        unique.add(element);
      }
    }
    return new Generator(unique);
  }

  private static Object groupBy(Rendering rendering, Object value, Arguments arguments) {
    BoundArguments options = arguments.bind("groupby", 1, "attribute", "default", "case_sensitive");
    AttributePath path = AttributePath.of(options.optional(0));
    boolean caseSensitive = options.flag(2);
    List<Keyed> keyed = new ArrayList<>();
    for (Object element : Values.newList(rendering, value)) {
      Object key = path.get(rendering, element, options.optional(1));
      keyed.add(new Keyed(foldCase(rendering, key, caseSensitive), element));
    }
    sorted(rendering, keyed, false);
    List<Object> groups = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= keyed.size(); i++) {
      if (i < keyed.size() && Operators.equal(rendering, keyed.get(i).key, keyed.get(start).key)) {
        continue;
      }
      List<Object> members = new ArrayList<>();
      for (Keyed entry : keyed.subList(start, i)) {
        members.add(entry.element);
      }
      groups.add(new Group(path.get(rendering, members.get(0), options.optional(1)), members));
      start = i;
    }
    return groups;
  }
}
