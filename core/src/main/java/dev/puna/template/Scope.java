package dev.puna.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables of a block; a name that it lacks is looked up in the enclosing scope. */
final class Scope {
  private final @Nullable Scope parent;
  private final Map<String, Object> variables;

  Scope(Scope parent) {
    this.parent = parent;
    this.variables = new HashMap<>(8);
  }

  /** The outermost scope; it takes over the map. */
  Scope(Map<String, Object> variables) {
    this.parent = null;
    this.variables = variables;
  }

  void set(String name, Object value) {
    variables.put(name, value);
  }

  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      Object value = scope.variables.get(name);
      if (value != null) {
        return value;
      }
    }
    Object global = GlobalFunction.named(name);
    return global == null ? Undefined.variable(name) : global;
  }
}
