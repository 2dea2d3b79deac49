package dev.puna.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that every template can call. */
enum GlobalFunction implements Callable {
  RANGE,
  DICT,
  NAMESPACE,
  CYCLER,
  JOINER,
  RAISE_EXCEPTION,
  STRFTIME_NOW;

  static @Nullable GlobalFunction named(String name) {
    return switch (name) {
      case "range" -> RANGE;
      case "dict" -> DICT;
      case "namespace" -> NAMESPACE;
      case "cycler" -> CYCLER;
      case "joiner" -> JOINER;
      case "raise_exception" -> RAISE_EXCEPTION;
      case "strftime_now" -> STRFTIME_NOW;
      default -> null;
    };
  }

  @Override
  public Object call(Rendering rendering, Arguments arguments) {
    return switch (this) {
      case RANGE -> range(arguments);
      case DICT -> dict(rendering, arguments);
      case NAMESPACE -> {
        Namespace namespace = new Namespace();
        namespace.attributes.putAll(dict(rendering, arguments));
        yield namespace;
      }
      case CYCLER -> new Cycler(arguments.positionalOnly("cycler", 0, Integer.MAX_VALUE));
      case JOINER -> {
        yield new Joiner(arguments.bind("joiner", 0, "sep").get(0, ", "));
      }
      case RAISE_EXCEPTION -> {
        Object message = arguments.bind("raise_exception", 1, "message").required(0);
        throw new RenderError(Printer.text(rendering, message));
      }
      case STRFTIME_NOW -> {
        Object format = arguments.bind("strftime_now", 1, "format").required(0);
        yield Strftime.format(rendering, Operators.requireText(format));
      }
    };
  }

  private static Range range(Arguments arguments) {
    List<Object> bounds = arguments.positionalOnly("range", 1, 3);
    long first = Operators.requireInteger(bounds.get(0));
    if (bounds.size() == 1) {
      return new Range(0, first, 1);
    }
    long second = Operators.requireInteger(bounds.get(1));
    return new Range(
        first, second, bounds.size() == 2 ? 1 : Operators.requireInteger(bounds.get(2)));
  }

  /** {@code dict(pairs, name=value)}, the pairs being a dictionary or a list of pairs. */
  private static Map<Object, Object> dict(Rendering rendering, Arguments arguments) {
    Map<Object, Object> dict = new LinkedHashMap<>();
    if (arguments.positional().size() > 1) {
      throw new RenderError("dict() takes at most one positional argument");
    }
    for (Object source : arguments.positional()) {
      if (source instanceof Map) {
        rendering.allocateElements(2L * ((Map<?, ?>) source).size());
        dict.putAll(Values.asDict(source));
        continue;
      }
      for (Object element : Values.elements(rendering, source)) {
        List<Object> pair = Values.elements(rendering, element);
        if (pair.size() != 2) {
          throw new RenderError("dict() takes pairs, not " + pair.size() + " elements");
        }
        Values.put(rendering, dict, pair.get(0), pair.get(1));
      }
    }
    dict.putAll(arguments.named());
    return dict;
  }
}
