package dev.puna.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of strings, named as in Python. Splitting has a class of its own. */
final class StringMethods {
  private StringMethods() {}

  static boolean isMethod(String name) {
    return switch (name) {
      case "capitalize",
          "casefold",
          "center",
          "count",
          "endswith",
          "expandtabs",
          "find",
          "format",
          "format_map",
          "index",
          "isalnum",
          "isalpha",
          "isascii",
          "isdecimal",
          "isdigit",
          "isidentifier",
          "islower",
          "isnumeric",
          "isprintable",
          "isspace",
          "istitle",
          "isupper",
          "join",
          "ljust",
          "lower",
          "lstrip",
          "partition",
          "removeprefix",
          "removesuffix",
          "replace",
          "rfind",
          "rindex",
          "rjust",
          "rpartition",
          "rsplit",
          "rstrip",
          "split",
          "splitlines",
          "startswith",
          "strip",
          "swapcase",
          "title",
          "upper",
          "zfill" ->
          true;
      default -> false;
    };
  }

  /** Calls a method of text marked as safe: what comes in is escaped, what comes out is marked. */
  static Object call(Rendering rendering, Markup markup, String name, Arguments arguments) {
    Object result =
        switch (name) {
          case "format" -> StringFormat.format(rendering, markup.text(), arguments, true);
          case "join" -> {
            Object elements = arguments.positionalOnly("join", 1, 1).get(0);
            List<Object> escaped = new ArrayList<>();
            for (Object element : Values.elements(rendering, elements)) {
              escaped.add(Markup.escape(rendering, element));
            }
            yield join(rendering, markup.text(), escaped);
          }
          case "replace" -> {
            List<Object> values = new ArrayList<>(arguments.positionalOnly("replace", 2, 3));
            values.set(1, Markup.escape(rendering, values.get(1)));
            yield call(rendering, markup.text(), name, Arguments.of(values));
          }
          default -> call(rendering, markup.text(), name, arguments);
        };
    return marked(result);
  }

  private static Object marked(Object value) {
    if (value instanceof String text) {
      return new Markup(text);
    }
    if (!(value instanceof List)) {
      return value;
    }
    List<Object> marked = new ArrayList<>();
    for (Object part : Values.asList(value)) {
      marked.add(marked(part));
    }
    return value instanceof Tuple ? new Tuple(marked) : marked;
  }

  static Object call(Rendering rendering, String text, String name, Arguments arguments) {
    return switch (name) {
      case "find", "rfind", "index", "rindex", "count", "startswith", "endswith" ->
          Searching.call(rendering, text, name, arguments);
      default -> {
        rendering.allocate(text.length());
        yield transform(rendering, text, name, arguments);
      }
    };
  }

  private static Object transform(
      Rendering rendering, String text, String name, Arguments arguments) {
    return switch (name) {
      case "split", "rsplit", "splitlines", "partition", "rpartition" ->
          Splitting.call(rendering, text, name, arguments);
      case "strip", "lstrip", "rstrip" -> {
        List<Object> values = arguments.positionalOnly(name, 0, 1);
        Object characters = values.isEmpty() ? None.NONE : values.get(0);
        yield strip(rendering, text, characters, !name.equals("rstrip"), !name.equals("lstrip"));
      }
      case "replace" -> {
        List<Object> values = arguments.positionalOnly("replace", 2, 3);
        yield replace(
            rendering,
            text,
            Operators.requireText(values.get(0)),
            Operators.requireText(values.get(1)),
            values.size() == 3 ? Operators.requireInteger(values.get(2)) : -1);
      }
      case "join" -> join(rendering, text, arguments.positionalOnly("join", 1, 1).get(0));
      case "format" -> StringFormat.format(rendering, text, arguments, false);
      case "format_map" -> {
        Object values = arguments.positionalOnly("format_map", 1, 1).get(0);
        yield StringFormat.format(rendering, text, named(values), false);
      }
      case "removeprefix" -> {
        String prefix = argument(arguments, name);
        yield text.startsWith(prefix) ? text.substring(prefix.length()) : text;
      }
      case "removesuffix" -> {
        String suffix = argument(arguments, name);
        yield text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
      }
      case "ljust", "rjust", "center" -> {
        List<Object> values = arguments.positionalOnly(name, 1, 2);
        long width = Operators.requireInteger(values.get(0));
        String fill = values.size() == 2 ? Operators.requireText(values.get(1)) : " ";
        if (CodePoints.length(rendering, fill) != 1) {
          throw new RenderError(name + "() fills with one character");
        }
        yield name.equals("center")
            ? Padding.center(rendering, text, width, fill)
            : Padding.pad(rendering, "", text, width, name.equals("ljust") ? '<' : '>', fill);
      }
      case "zfill" -> {
        long width = Operators.requireInteger(arguments.positionalOnly("zfill", 1, 1).get(0));
        boolean signed = text.startsWith("-") || text.startsWith("+");
        yield Padding.pad(
            rendering,
            signed ? text.substring(0, 1) : "",
            signed ? text.substring(1) : text,
            width,
            '=',
            "0");
      }
      case "expandtabs" -> {
        yield expandTabs(rendering, text, arguments.bind(name, 0, "tabsize").integer(0, 8));
      }
      default -> {
        arguments.positionalOnly(name, 0, 0);
        yield name.startsWith("is") ? CharacterTests.test(text, name) : changeCase(text, name);
      }
    };
  }

  private static String argument(Arguments arguments, String name) {
    return Operators.requireText(arguments.positionalOnly(name, 1, 1).get(0));
  }

  private static Arguments named(Object values) {
    if (!(values instanceof Map<?, ?> map)) {
      throw new RenderError("format_map() takes a dictionary");
    }
    Map<String, Object> named = new HashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (entry.getKey() instanceof String name) {
        named.put(name, entry.getValue());
      }
    }
    return new Arguments(List.of(), named);
  }

  private static String changeCase(String text, String name) {
    return switch (name) {
      case "upper" -> Casing.upper(text);
      case "lower" -> Casing.lower(text);
      case "casefold" -> Casing.fold(text);
      case "capitalize" -> Casing.capitalize(text);
      case "title" -> Casing.title(text);
      default -> Casing.swap(text);
    };
  }

  /**
   * Strips one or both ends.
   *
   * @param characters what to strip; None for white space
   */
  static String strip(
      Rendering rendering, String text, Object characters, boolean left, boolean right) {
    String set = characters == None.NONE ? null : Operators.requireText(characters);
    int start = 0;
    int end = text.length();
    while (left && start < end && strips(rendering, text.codePointAt(start), set)) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (right && start < end && strips(rendering, text.codePointBefore(end), set)) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  private static boolean strips(Rendering rendering, int character, @Nullable String set) {
    if (set == null) {
      return CodePoints.isSpace(character);
    }
    rendering.read(set.length());
    return set.indexOf(character) >= 0;
  }

  /** Replaces the first {@code count} occurrences, or all if that is negative. */
  static String replace(Rendering rendering, String text, String old, String by, long count) {
    TextBuffer out = new TextBuffer(rendering);
    Substring needle = new Substring(rendering, old);
    rendering.read(text.length());
    int copied = 0;
    int from = 0;
    for (long i = 0; i != count; i++) {
      int found = needle.indexIn(text, from);
      if (found < 0) {
        break;
      }
      out.append(text, copied, found).append(by);
      copied = found + old.length();
      from = copied;
      if (old.isEmpty()) {
        if (found == text.length()) {
          break;
        }
        from = text.offsetByCodePoints(found, 1);
      }
    }
    return out.append(text, copied, text.length()).toString();
  }

  private static String join(Rendering rendering, String separator, Object elements) {
    TextBuffer out = new TextBuffer(rendering);
    boolean first = true;
    for (Object element : Values.elements(rendering, elements)) {
      if (!Values.isText(element)) {
        throw new RenderError("join() joins strings, not " + Values.typeName(element));
      }
      if (!first) {
        out.append(separator);
      }
      out.append(Values.text(element));
      first = false;
    }
    return out.toString();
  }

  private static String expandTabs(Rendering rendering, String text, long size) {
    TextBuffer out = new TextBuffer(rendering);
    long column = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\t') {
        long spaces = size <= 0 ? 0 : size - column % size;
        out.appendRepeated(" ", (int) Math.min(spaces, Integer.MAX_VALUE));
        column += spaces;
        continue;
      }
      out.append(c);
      column = c == '\n' || c == '\r' ? 0 : column + (Character.isLowSurrogate(c) ? 0 : 1);
    }
    return out.toString();
  }
}
