package dev.puna.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operators on values of any type; those on numbers alone are in {@link Numbers}. */
final class Operators {
  private Operators() {}

  /** The binary operators that are neither comparisons nor logic. */
  enum Binary {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    FLOOR_DIVIDE("//"),
    MODULO("%"),
    POWER("**");

    final String symbol;

    Binary(String symbol) {
      this.symbol = symbol;
    }
  }

  static Object apply(Rendering rendering, Binary operator, Object left, Object right) {
    requireDefined(left);
    if (operator == Binary.ADD && left instanceof String a && right instanceof String b) {
      rendering.allocate((long) a.length() + b.length());
      return a.concat(b);
    }
    if (operator == Binary.MODULO && Values.isText(left)) {
      return percent(rendering, left, right);
    }
    requireDefined(right);
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.apply(operator, left, right);
    }
    Object result = null;
    if (operator == Binary.ADD) {
      result = concatenate(rendering, left, right);
    } else if (operator == Binary.MULTIPLY) {
      result =
          Numbers.isInteger(right)
              ? repeat(rendering, left, right)
              : Numbers.isInteger(left) ? repeat(rendering, right, left) : null;
    }
    if (result != null) {
      return result;
    }
    throw new RenderError(
        "the operator '"
            + operator.symbol
            + "' can not be applied to "
            + Values.typeName(left)
            + " and "
            + Values.typeName(right));
  }

  private static Object percent(Rendering rendering, Object left, Object right) {
    String text = PercentFormat.format(rendering, Values.text(left), right, left instanceof Markup);
    return left instanceof Markup ? new Markup(text) : text;
  }

  private static @Nullable Object concatenate(Rendering rendering, Object left, Object right) {
    if (Values.isText(left) && Values.isText(right)) {
      boolean markup = left instanceof Markup || right instanceof Markup;
      String a = markup ? Markup.escape(rendering, left) : Values.text(left);
      String b = markup ? Markup.escape(rendering, right) : Values.text(right);
      rendering.allocate((long) a.length() + b.length());
      return markup ? new Markup(a.concat(b)) : a.concat(b);
    }
    boolean tuples = left instanceof Tuple && right instanceof Tuple;
    if (!tuples && !(Values.isList(left) && Values.isList(right))) {
      return null;
    }
    List<Object> a = Values.asList(left);
    List<Object> b = Values.asList(right);
    rendering.allocateElements((long) a.size() + b.size());
    List<Object> both = new ArrayList<>(a.size() + b.size());
    both.addAll(a);
    both.addAll(b);
    return tuples ? new Tuple(both) : both;
  }

  private static @Nullable Object repeat(Rendering rendering, Object value, Object times) {
    long count = Math.clamp(requireInteger(times), 0, Integer.MAX_VALUE);
    if (Values.isText(value)) {
      String text = Values.text(value);
      rendering.allocate(text.length() * count);
      String repeated = text.isEmpty() ? "" : text.repeat((int) count);
      return value instanceof Markup ? new Markup(repeated) : repeated;
    }
    if (!Values.isList(value) && !(value instanceof Tuple)) {
      return null;
    }
    List<Object> list = Values.asList(value);
    rendering.allocateElements(list.size() * count);
    List<Object> repeated = new ArrayList<>((int) (list.size() * count));
    for (long i = 0; i < count && !list.isEmpty(); i++) {
      repeated.addAll(list);
    }
    return value instanceof Tuple ? new Tuple(repeated) : repeated;
  }

  @SuppressWarnings("ReferenceEquality")
  static boolean equal(Rendering rendering, Object a, Object b) {
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      return Numbers.equal(a, b);
    }
    if (a == b) {
      return true;
    }
    if (Values.isText(a) && Values.isText(b)) {
      rendering.read(Values.text(a).length());
      return Values.text(a).equals(Values.text(b));
    }
    if (a instanceof List && b instanceof List) {
      boolean alike =
          a instanceof Tuple == b instanceof Tuple && a instanceof Range == b instanceof Range;
      return alike && equalLists(rendering, Values.asList(a), Values.asList(b));
    }
    if (a instanceof Map && b instanceof Map) {
      return equalDicts(rendering, Values.asDict(a), Values.asDict(b));
    }
    return a instanceof Undefined && b instanceof Undefined;
  }

  private static boolean equalLists(Rendering rendering, List<Object> a, List<Object> b) {
    rendering.enter();
    boolean equal = a.size() == b.size();
    for (int i = 0; equal && i < a.size(); i++) {
      rendering.step();
      equal = equal(rendering, a.get(i), b.get(i));
    }
    rendering.leave();
    return equal;
  }

  private static boolean equalDicts(
      Rendering rendering, Map<Object, Object> a, Map<Object, Object> b) {
    rendering.enter();
    boolean equal = a.size() == b.size();
    for (Map.Entry<Object, Object> entry : a.entrySet()) {
      rendering.step();
      Object other = b.get(entry.getKey());
      equal = equal && other != null && equal(rendering, entry.getValue(), other);
      if (!equal) {
        break;
      }
    }
    rendering.leave();
    return equal;
  }

  /** Orders two values; an error where Python knows no order between them. */
  static int compare(Rendering rendering, Object a, Object b) {
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      return Numbers.compare(a, b);
    }
    if (Values.isText(a) && Values.isText(b)) {
      rendering.read(4L * Math.min(Values.text(a).length(), Values.text(b).length()));
      return CodePoints.compare(Values.text(a), Values.text(b));
    }
    boolean tuples = a instanceof Tuple && b instanceof Tuple;
    if (tuples || (Values.isList(a) && Values.isList(b))) {
      return compareLists(rendering, Values.asList(a), Values.asList(b));
    }
    requireDefined(a);
    requireDefined(b);
    throw new RenderError(
        "values of type "
            + Values.typeName(a)
            + " and "
            + Values.typeName(b)
            + " can not be ordered");
  }

  private static int compareLists(Rendering rendering, List<Object> a, List<Object> b) {
    rendering.enter();
    int order = 0;
    int common = Math.min(a.size(), b.size());
    for (int i = 0; order == 0 && i < common; i++) {
      rendering.step();
      if (!equal(rendering, a.get(i), b.get(i))) {
        order = compare(rendering, a.get(i), b.get(i));
      }
    }
    rendering.leave();
    return order == 0 ? Integer.compare(a.size(), b.size()) : order;
  }

  /** {@code value in container}. */
  static boolean contains(Rendering rendering, Object container, Object value) {
    if (Values.isText(container)) {
      if (!Values.isText(value)) {
        requireDefined(value);
        throw new RenderError(
            "'in' a string takes a string on its left, not " + Values.typeName(value));
      }
      String text = Values.text(container);
      rendering.read(text.length());
      return new Substring(rendering, Values.text(value)).indexIn(text, 0) >= 0;
    }
    if (container instanceof Map<?, ?> map) {
      return map.containsKey(Values.key(rendering, value));
    }
    if (container instanceof DictView view && view.kind() == DictView.Kind.KEYS) {
      return view.dict().containsKey(Values.key(rendering, value));
    }
    List<Object> elements = Values.elements(rendering, container);
    for (int i = 0; i < elements.size(); i++) {
      rendering.step();
      if (equal(rendering, elements.get(i), value)) {
        return true;
      }
    }
    return false;
  }

  static void requireDefined(Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
  }

  static long requireInteger(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    requireDefined(value);
    throw new RenderError("an integer is needed, not " + Values.typeName(value));
  }

  static String requireText(Object value) {
    if (Values.isText(value)) {
      return Values.text(value);
    }
    requireDefined(value);
    throw new RenderError("a string is needed, not " + Values.typeName(value));
  }
}
