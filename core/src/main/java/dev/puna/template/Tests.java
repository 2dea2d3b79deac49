package dev.puna.template;

import java.util.List;
import java.util.Map;

/** The tests by name: {@code value is name(arguments)}. */
final class Tests {
  private Tests() {}

  static boolean exists(String name) {
    return switch (name) {
      case "odd",
          "even",
          "divisibleby",
          "defined",
          "undefined",
          "filter",
          "test",
          "none",
          "boolean",
          "false",
          "true",
          "integer",
          "float",
          "lower",
          "upper",
          "string",
          "mapping",
          "number",
          "sequence",
          "iterable",
          "callable",
          "sameas",
          "escaped",
          "in",
          "==",
          "eq",
          "equalto",
          "!=",
          "ne",
          ">",
          "gt",
          "greaterthan",
          "ge",
          ">=",
          "<",
          "lt",
          "lessthan",
          "<=",
          "le" ->
          true;
      default -> false;
    };
  }

  static boolean apply(Rendering rendering, String name, Object value, Arguments arguments) {
    return switch (name) {
      case "divisibleby",
          "sameas",
          "in",
          "==",
          "eq",
          "equalto",
          "!=",
          "ne",
          ">",
          "gt",
          "greaterthan",
          "ge",
          ">=",
          "<",
          "lt",
          "lessthan",
          "<=",
          "le" -> {
        Object other = arguments.bind("the test '" + name + "'", 1, parameter(name)).required(0);
        yield binary(rendering, name, value, other);
      }
      default -> {
        if (!arguments.isEmpty()) {
          throw new RenderError("the test '" + name + "' takes no arguments");
        }
        yield unary(rendering, name, value);
      }
    };
  }

  private static String parameter(String name) {
    return switch (name) {
      case "divisibleby" -> "num";
      case "sameas" -> "other";
      case "in" -> "seq";
      default -> "";
    };
  }

  private static boolean binary(Rendering rendering, String name, Object value, Object other) {
    return switch (name) {
      case "divisibleby" -> remainder(rendering, value, other) == 0;
      case "sameas" -> isSame(value, other);
      case "in" -> Operators.contains(rendering, other, value);
      case "==", "eq", "equalto" -> Comparison.EQUAL.holds(rendering, value, other);
      case "!=", "ne" -> Comparison.NOT_EQUAL.holds(rendering, value, other);
      case ">", "gt", "greaterthan" -> Comparison.GREATER.holds(rendering, value, other);
      case ">=", "ge" -> Comparison.GREATER_OR_EQUAL.holds(rendering, value, other);
      case "<", "lt", "lessthan" -> Comparison.LESS.holds(rendering, value, other);
      default -> Comparison.LESS_OR_EQUAL.holds(rendering, value, other);
    };
  }

  private static boolean unary(Rendering rendering, String name, Object value) {
    return switch (name) {
      case "defined" -> !(value instanceof Undefined);
      case "undefined" -> value instanceof Undefined;
      case "none" -> value == None.NONE;
      case "string" -> Values.isText(value);
      case "mapping" -> value instanceof Map;
      case "boolean" -> value instanceof Boolean;
      case "true" -> value instanceof Boolean flag && flag;
      case "false" -> value instanceof Boolean flag && !flag;
      case "integer" -> Numbers.isInteger(value) && !(value instanceof Boolean);
      case "float" -> value instanceof Double;
      case "number" -> Numbers.isNumber(value);
      case "sequence" ->
          Values.isText(value)
              || value instanceof List
              || value instanceof Map
              || value instanceof Undefined;
      case "iterable" -> Values.isIterable(value) || value instanceof Loop;
      case "callable" -> value instanceof Callable || value instanceof Undefined;
      case "escaped" -> value instanceof Markup;
      case "lower", "upper" -> {
        String text = Printer.text(rendering, value);
        rendering.read(text.length());
        yield CharacterTests.isCased(text, name.equals("upper"));
      }
      case "odd" -> remainder(rendering, value, 2L) == 1;
      case "even" -> remainder(rendering, value, 2L) == 0;
      case "filter" -> Values.isText(value) && Filters.exists(Values.text(value));
      case "test" -> Values.isText(value) && exists(Values.text(value));
      default -> throw new RenderError("No test named '" + name + "'");
    };
  }

  private static double remainder(Rendering rendering, Object value, Object divisor) {
    if (!Numbers.isNumber(value) || !Numbers.isNumber(divisor)) {
      Operators.requireDefined(value);
      Operators.requireDefined(divisor);
      throw new RenderError("a number is needed, not " + Values.typeName(value));
    }
    return Numbers.toDouble(Operators.apply(rendering, Operators.Binary.MODULO, value, divisor));
  }

  /** Python's {@code is}; equal strings and integers count as one object. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Object a, Object b) {
    boolean values =
        (a instanceof String && b instanceof String) || (a instanceof Long && b instanceof Long);
    return a == b || (values && a.equals(b)) || (a instanceof Boolean && a.equals(b));
  }
}
