package dev.puna.template;

import java.util.List;

/** {@code find}, {@code index}, {@code count}, {@code startswith} and their like. */
final class Searching {
  private Searching() {}

  static Object call(Rendering rendering, String text, String name, Arguments arguments) {
    List<Object> values = arguments.positionalOnly(name, 1, 3);
    if (values.size() == 1 && name.endsWith("with")) {
      return hasAffix(rendering, text, 0, text.length(), values.get(0), name.equals("startswith"));
    }
    int length = CodePoints.length(rendering, text);
    long first = bound(values, 1, 0, length);
    long last = bound(values, 2, length, length);
    Object wanted = values.get(0);
    boolean affix = name.endsWith("with");
    if (first > last || first > length) {
      boolean none = affix || name.equals("count");
      return none ? (affix ? (Object) false : (Object) 0L) : missing(name);
    }
    int from = CodePoints.offset(text, (int) first);
    int to = text.offsetByCodePoints(from, (int) (last - first));
    if (affix) {
      return hasAffix(rendering, text, from, to, wanted, name.equals("startswith"));
    }
    Substring needle = new Substring(rendering, Operators.requireText(wanted));
    rendering.read(to - from);
    if (name.equals("count")) {
      return count(needle, text, from, to);
    }
    int found =
        name.startsWith("r") ? needle.lastIndexIn(text, from, to) : needle.indexIn(text, from, to);
    return found < 0 ? missing(name) : (Object) (long) text.codePointCount(0, found);
  }

  private static Object missing(String name) {
    if (name.endsWith("index")) {
      throw new RenderError(name + "(): the text was not found");
    }
    return -1L;
  }

  /** An optional bound as an index from 0; it may exceed the length. */
  private static long bound(List<Object> values, int position, long otherwise, int length) {
    if (position >= values.size() || values.get(position) == None.NONE) {
      return otherwise;
    }
    long bound = Operators.requireInteger(values.get(position));
    if (position == 2) {
      bound = Math.min(bound, length);
    }
    return Math.max(bound < 0 ? bound + length : bound, 0);
  }

  private static boolean hasAffix(
      Rendering rendering, String text, int from, int to, Object affix, boolean atStart) {
    if (affix instanceof Tuple choices) {
      for (Object choice : choices) {
        if (hasAffix(rendering, text, from, to, choice, atStart)) {
          return true;
        }
      }
      return false;
    }
    String wanted = Operators.requireText(affix);
    rendering.read(wanted.length());
    int start = atStart ? from : to - wanted.length();
    return start >= from && start + wanted.length() <= to && text.startsWith(wanted, start);
  }

  private static long count(Substring needle, String text, int from, int to) {
    if (needle.length() == 0) {
      return text.codePointCount(from, to) + 1L;
    }
    long count = 0;
    int position = needle.indexIn(text, from, to);
    while (position >= 0) {
      count++;
      position = needle.indexIn(text, position + needle.length(), to);
    }
    return count;
  }
}
