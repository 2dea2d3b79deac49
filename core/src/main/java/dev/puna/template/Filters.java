package dev.puna.template;

import java.util.List;
import java.util.Map;

/** The filters by name: {@code value | name(arguments)}. */
final class Filters {
  private Filters() {}

  static boolean exists(String name) {
    return switch (name) {
      case "abs",
          "attr",
          "batch",
          "capitalize",
          "center",
          "count",
          "d",
          "default",
          "dictsort",
          "e",
          "escape",
          "filesizeformat",
          "first",
          "float",
          "forceescape",
          "format",
          "groupby",
          "indent",
          "int",
          "items",
          "join",
          "last",
          "length",
          "list",
          "lower",
          "map",
          "max",
          "min",
          "reject",
          "rejectattr",
          "replace",
          "reverse",
          "round",
          "safe",
          "select",
          "selectattr",
          "slice",
          "sort",
          "string",
          "striptags",
          "sum",
          "title",
          "tojson",
          "trim",
          "truncate",
          "unique",
          "upper",
          "urlencode",
          "wordcount" ->
          true;
      default -> false;
    };
  }

  static Object apply(Rendering rendering, String name, Object value, Arguments arguments) {
    return switch (name) {
      case "default", "d" -> defaultTo(value, arguments);
      case "tojson" -> JsonWriter.write(rendering, value, arguments);
      case "attr" -> {
        String attribute = Operators.requireText(arguments.bind(name, 1, "name").required(0));
        Object found = Attributes.own(value, attribute);
        yield found == null ? Undefined.attribute(value, attribute) : found;
      }
      case "string",
          "safe",
          "escape",
          "e",
          "forceescape",
          "upper",
          "lower",
          "capitalize",
          "title",
          "trim",
          "replace",
          "indent",
          "center",
          "truncate",
          "wordcount",
          "striptags",
          "urlencode",
          "format" ->
          TextFilters.apply(rendering, name, value, arguments);
      case "abs", "int", "float", "round", "filesizeformat" ->
          NumberFilters.apply(rendering, name, value, arguments);
      case "map" -> map(rendering, value, arguments);
      case "select", "reject", "selectattr", "rejectattr" ->
          select(rendering, name, value, arguments);
      case "sort", "dictsort", "min", "max", "unique", "groupby" ->
          OrderFilters.apply(rendering, name, value, arguments);
      case "first",
          "last",
          "length",
          "count",
          "list",
          "items",
          "join",
          "reverse",
          "sum",
          "batch",
          "slice" ->
          SequenceFilters.apply(rendering, name, value, arguments);
      case "pprint", "random", "urlize", "wordwrap", "xmlattr" ->
          throw new RenderError("the filter '" + name + "' is not supported in chat templates");
      default -> throw new RenderError("No filter named '" + name + "'");
    };
  }

  private static Object defaultTo(Object value, Arguments arguments) {
    BoundArguments options = arguments.bind("default", 0, "default_value", "boolean");
    boolean missing = value instanceof Undefined || (options.flag(1) && !Values.isTrue(value));
    return missing ? options.get(0, "") : value;
  }

  /** {@code map('filter', ...)} or {@code map(attribute='name', default=...)}. */
  private static Object map(Rendering rendering, Object value, Arguments arguments) {
    if (!Values.isTrue(value)) {
      return new Generator(List.of());
    }
    List<Object> mapped = Values.newList(rendering, value);
    Map<String, Object> named = arguments.named();
    if (arguments.positional().isEmpty()) {
      BoundArguments options = arguments.bind("map", 1, "attribute", "default");
      AttributePath path = AttributePath.of(options.required(0));
      for (int i = 0; i < mapped.size(); i++) {
        mapped.set(i, path.get(rendering, mapped.get(i), options.optional(1)));
      }
      return new Generator(mapped);
    }
    String filter = Operators.requireText(arguments.positional().get(0));
    Arguments rest = new Arguments(rest(arguments, 1), named);
    for (int i = 0; i < mapped.size(); i++) {
      rendering.step();
      mapped.set(i, apply(rendering, filter, mapped.get(i), rest));
    }
    return new Generator(mapped);
  }

  private static Object select(
      Rendering rendering, String name, Object value, Arguments arguments) {
    if (!Values.isTrue(value)) {
      return new Generator(List.of());
    }
    boolean byAttribute = name.endsWith("attr");
    boolean wanted = name.startsWith("select");
    List<Object> positional = arguments.positional();
    if (byAttribute && positional.isEmpty()) {
      throw new RenderError(name + " needs the name of an attribute");
    }
    AttributePath path = byAttribute ? AttributePath.of(positional.get(0)) : AttributePath.SELF;
    int first = byAttribute ? 1 : 0;
    String test = null;
    Arguments rest = Arguments.NONE;
    if (positional.size() > first) {
      test = Operators.requireText(positional.get(first));
      rest = new Arguments(rest(arguments, first + 1), arguments.named());
    }
    List<Object> all = Values.newList(rendering, value);
    int kept = 0;
    for (int i = 0; i < all.size(); i++) {
      rendering.step();
      Object tested = path.get(rendering, all.get(i), null);
      boolean holds =
          test == null ? Values.isTrue(tested) : Tests.apply(rendering, test, tested, rest);
      if (holds == wanted) {
        all.set(kept++, all.get(i));
      }
    }
    return new Generator(all.subList(0, kept));
  }

  private static List<Object> rest(Arguments arguments, int from) {
    List<Object> positional = arguments.positional();
    return positional.subList(from, positional.size());
  }
}
