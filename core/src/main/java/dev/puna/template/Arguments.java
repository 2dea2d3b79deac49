package dev.puna.template;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The evaluated arguments of a call, a filter or a test. */
record Arguments(List<Object> positional, Map<String, Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static Arguments of(List<Object> positional) {
    return new Arguments(positional, Map.of());
  }

  boolean isEmpty() {
    return positional.isEmpty() && named.isEmpty();
  }

  /** The same with one more named argument. */
  Arguments with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(named);
    more.put(name, value);
    return new Arguments(positional, more);
  }

  /**
   * Assigns the arguments to parameters.
   *
   * @param callee what is called, for messages
   * @param required how many of the parameters have no default
   */
  BoundArguments bind(String callee, int required, String... parameters) {
    if (positional.size() > parameters.length) {
      throw new RenderError(
          callee
              + " takes at most "
              + parameters.length
              + " argument(s), not "
              + positional.size());
    }
    @Nullable Object[] values = Arrays.copyOf(positional.toArray(), parameters.length);
    for (Map.Entry<String, Object> argument : named.entrySet()) {
      int index = Arrays.asList(parameters).indexOf(argument.getKey());
      if (index < 0) {
        throw new RenderError(callee + " has no argument named '" + argument.getKey() + "'");
      }
      if (values[index] != null) {
        throw new RenderError(callee + " got two values for '" + argument.getKey() + "'");
      }
      values[index] = argument.getValue();
    }
    for (int i = 0; i < required; i++) {
      if (values[i] == null) {
        throw new RenderError(callee + " needs the argument '" + parameters[i] + "'");
      }
    }
    return new BoundArguments(values);
  }

  /** For callees whose arguments can not be named: between {@code least} and {@code most}. */
  List<Object> positionalOnly(String callee, int least, int most) {
    if (!named.isEmpty()) {
      throw new RenderError(callee + " takes no named arguments");
    }
    if (positional.size() < least || positional.size() > most) {
      throw new RenderError(callee + " does not take " + positional.size() + " argument(s)");
    }
    return positional;
  }
}
