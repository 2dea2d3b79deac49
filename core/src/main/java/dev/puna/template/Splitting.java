package dev.puna.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code split}, {@code rsplit}, {@code splitlines}, {@code partition} and {@code rpartition}. */
final class Splitting {
  private final Rendering rendering;
  private final String text;
  private final List<Object> parts = new ArrayList<>();

  private Splitting(Rendering rendering, String text) {
    this.rendering = rendering;
    this.text = text;
  }

  static Object call(Rendering rendering, String text, String name, Arguments arguments) {
    Splitting splitting = new Splitting(rendering, text);
    switch (name) {
      case "splitlines" -> {
        splitting.lines(arguments.bind("splitlines", 0, "keepends").flag(0));
      }
      case "partition", "rpartition" -> {
        Object separator = arguments.positionalOnly(name, 1, 1).get(0);
        splitting.partition(requireSeparator(separator), name.equals("partition"));
        return new Tuple(splitting.parts);
      }
      default -> {
        BoundArguments options = arguments.bind(name, 0, "sep", "maxsplit");
        long most = options.integer(1, -1);
        most = most < 0 ? Long.MAX_VALUE : most;
        boolean forward = name.equals("split");
        if (!options.isGiven(0)) {
          if (forward) {
            splitting.spaces(most);
          } else {
            splitting.spacesBack(most);
          }
        } else if (forward) {
          splitting.separator(requireSeparator(options.required(0)), most);
        } else {
          splitting.separatorBack(requireSeparator(options.required(0)), most);
        }
      }
    }
    return splitting.parts;
  }

  /** The lines of a text, without their ends. */
  static List<Object> lines(Rendering rendering, String text) {
    Splitting splitting = new Splitting(rendering, text);
    splitting.lines(false);
    return splitting.parts;
  }

  private static String requireSeparator(Object value) {
    String separator = Operators.requireText(value);
    if (separator.isEmpty()) {
      throw new RenderError("an empty separator");
    }
    return separator;
  }

  private void add(int start, int end) {
    rendering.allocateElements(1);
    parts.add(text.substring(start, end));
  }

  private void separator(String separator, long most) {
    Substring needle = new Substring(rendering, separator);
    int start = 0;
    while (parts.size() < most) {
      int found = needle.indexIn(text, start);
      if (found < 0) {
        break;
      }
      add(start, found);
      start = found + separator.length();
    }
    add(start, text.length());
  }

  private void separatorBack(String separator, long most) {
    Substring needle = new Substring(rendering, separator);
    int end = text.length();
    while (parts.size() < most) {
      int found = needle.lastIndexIn(text, 0, end);
      if (found < 0) {
        break;
      }
      add(found + separator.length(), end);
      end = found;
    }
    add(0, end);
    Collections.reverse(parts);
  }

  private void spaces(long most) {
    int start = CodePoints.skipSpaces(text, 0);
    while (start < text.length()) {
      if (parts.size() >= most) {
        add(start, text.length());
        return;
      }
      int end = start;
      while (end < text.length() && !CodePoints.isSpace(text.charAt(end))) {
        end++;
      }
      add(start, end);
      start = CodePoints.skipSpaces(text, end);
    }
  }

  private void spacesBack(long most) {
    int end = CodePoints.skipSpacesBack(text, 0, text.length());
    while (end > 0) {
      if (parts.size() >= most) {
        add(0, end);
        break;
      }
      int start = end;
      while (start > 0 && !CodePoints.isSpace(text.charAt(start - 1))) {
        start--;
      }
      add(start, end);
      end = CodePoints.skipSpacesBack(text, 0, start);
    }
    Collections.reverse(parts);
  }

  private void lines(boolean keepEnds) {
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length() && !CodePoints.isLineBreak(text.charAt(end))) {
        end++;
      }
      int next = Math.min(end + 1, text.length());
      if (text.startsWith("\r\n", end)) {
        next = end + 2;
      }
      add(start, keepEnds ? next : end);
      start = next;
    }
  }

  private void partition(String separator, boolean first) {
    Substring needle = new Substring(rendering, separator);
    int length = text.length();
    int found = first ? needle.indexIn(text, 0) : needle.lastIndexIn(text, 0, length);
    if (found < 0) {
      parts.addAll(first ? List.of(text, "", "") : List.of("", "", text));
      return;
    }
    add(0, found);
    add(found, found + separator.length());
    add(found + separator.length(), length);
  }
}
