package dev.puna.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments in a call: {@code (a, b, name=c, *rest, **more)}.
 *
 * @param rest a list of further positional arguments
 * @param more a dictionary of further named arguments
 */
record CallArguments(
    List<Expression> positional,
    Map<String, Expression> named,
    @Nullable Expression rest,
    @Nullable Expression more) {
  static final CallArguments NONE = new CallArguments(List.of(), Map.of(), null, null);

  static CallArguments of(Expression single) {
    return new CallArguments(List.of(single), Map.of(), null, null);
  }

  Arguments evaluate(Rendering rendering, Scope scope) {
    if (positional.isEmpty() && named.isEmpty() && rest == null && more == null) {
      return Arguments.NONE;
    }
    List<Object> values = new ArrayList<>(positional.size());
    for (int i = 0; i < positional.size(); i++) {
      values.add(rendering.evaluate(positional.get(i), scope));
    }
    if (rest != null) {
      List<Object> further = Values.elements(rendering, rendering.evaluate(rest, scope));
      rendering.allocateElements(further.size());
      values.addAll(further);
    }
    if (named.isEmpty() && more == null) {
      return Arguments.of(values);
    }
    Map<String, Object> byName = new LinkedHashMap<>();
    for (Map.Entry<String, Expression> argument : named.entrySet()) {
      byName.put(argument.getKey(), rendering.evaluate(argument.getValue(), scope));
    }
    if (more != null) {
      addAll(rendering, byName, rendering.evaluate(more, scope));
    }
    return new Arguments(values, byName);
  }

  private static void addAll(Rendering rendering, Map<String, Object> byName, Object dict) {
    if (!(dict instanceof Map<?, ?> map)) {
      throw new RenderError("** takes a dictionary, not " + Values.typeName(dict));
    }
    rendering.allocateElements(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String name)) {
        throw new RenderError("** takes a dictionary whose keys are strings");
      }
      if (byName.put(name, entry.getValue()) != null) {
        throw new RenderError("two values for the argument '" + name + "'");
      }
    }
  }
}
