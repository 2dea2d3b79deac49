package dev.puna.template;

import java.util.ArrayList;
import java.util.List;

/** {@code x[start:stop:step]} as in Python: bounds may be negative, beyond the end, or left out. */
final class Slicing {
  private Slicing() {}

  static Object slice(Rendering rendering, Object owner, Object start, Object stop, Object step) {
    if (owner instanceof Undefined undefined) {
      throw undefined.error();
    }
    long stride = bound(step, 1);
    if (stride == 0) {
      throw new RenderError("slice step can not be zero");
    }
    if (Values.isText(owner)) {
      String sliced = text(rendering, Values.text(owner), start, stop, stride);
      return owner instanceof Markup ? new Markup(sliced) : sliced;
    }
    if (owner instanceof List) {
      List<Object> sliced = list(rendering, Values.asList(owner), start, stop, stride);
      return owner instanceof Tuple ? new Tuple(sliced) : sliced;
    }
    throw new RenderError("a value of type " + Values.typeName(owner) + " can not be sliced");
  }

  private static List<Object> list(
      Rendering rendering, List<Object> list, Object start, Object stop, long step) {
    long from = first(start, list.size(), step);
    int count = count(from, last(stop, list.size(), step), step);
    rendering.allocateElements(count);
    List<Object> sliced = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sliced.add(list.get((int) (from + i * step)));
    }
    return sliced;
  }

  private static String text(
      Rendering rendering, String text, Object start, Object stop, long step) {
    int length = CodePoints.length(rendering, text);
    long from = first(start, length, step);
    int count = count(from, last(stop, length, step), step);
    rendering.allocate(text.length());
    if (count == 0) {
      return "";
    }
    if (step == 1) {
      int begin = CodePoints.offset(text, (int) from);
      return text.substring(begin, text.offsetByCodePoints(begin, count));
    }
    int[] characters = text.codePoints().toArray();
    StringBuilder sliced = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      sliced.appendCodePoint(characters[(int) (from + i * step)]);
    }
    return sliced.toString();
  }

  private static int count(long from, long to, long step) {
    long distance = step > 0 ? to - from : from - to;
    return distance <= 0 ? 0 : (int) ((distance - 1) / Math.abs(step) + 1);
  }

  private static long first(Object bound, int length, long step) {
    return clamp(bound(bound, step > 0 ? 0 : Long.MAX_VALUE), length, step);
  }

  private static long last(Object bound, int length, long step) {
    if (bound == None.NONE) {
      return step > 0 ? length : -1;
    }
    return clamp(bound(bound, 0), length, step);
  }

  /** Into 0 to length going up, into -1 to length - 1 going down. */
  private static long clamp(long bound, int length, long step) {
    long index = bound < 0 ? bound + length : bound;
    long lowest = step > 0 ? 0 : -1;
    return Math.clamp(index, lowest, lowest + length);
  }

  private static long bound(Object value, long otherwise) {
    if (value == None.NONE) {
      return otherwise;
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    if (value instanceof Long number) {
      return number;
    }
    throw new RenderError("slice bounds must be integers, not " + Values.typeName(value));
  }
}
