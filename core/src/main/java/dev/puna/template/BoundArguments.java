package dev.puna.template;

import org.jspecify.annotations.Nullable;

/** The arguments of a call by the number of their parameter. */
final class BoundArguments {
  private final @Nullable Object[] values;

  /**
   * @param values one for each parameter, null where it was left out
   */
  BoundArguments(@Nullable Object[] values) {
    this.values = values;
  }

  /** The argument, or null where it was left out. */
  @Nullable Object optional(int parameter) {
    return values[parameter];
  }

  /** The argument, or a default where it was left out. */
  Object get(int parameter, Object otherwise) {
    Object value = values[parameter];
    return value == null ? otherwise : value;
  }

  /** An argument that is known to be there. */
  Object required(int parameter) {
    Object value = values[parameter];
    if (value == null) {
      throw new IllegalStateException("parameter " + parameter + " was bound as optional");
    }
    return value;
  }

  /** Whether the argument is there and not None. */
  boolean isGiven(int parameter) {
    return get(parameter, None.NONE) != None.NONE;
  }

  /** A truth value, false by default. */
  boolean flag(int parameter) {
    return Values.isTrue(get(parameter, false));
  }

  long integer(int parameter, long otherwise) {
    return Operators.requireInteger(get(parameter, otherwise));
  }

  String text(int parameter, String otherwise) {
    return Operators.requireText(get(parameter, otherwise));
  }
}
