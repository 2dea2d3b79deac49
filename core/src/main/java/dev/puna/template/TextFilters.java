package dev.puna.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The filters that make text. */
final class TextFilters {
  private TextFilters() {}

  static Object apply(Rendering rendering, String name, Object value, Arguments arguments) {
    return switch (name) {
      case "string" -> {
        arguments.bind(name, 0);
        yield value instanceof Markup ? value : Printer.text(rendering, value);
      }
      case "safe" -> {
        arguments.bind(name, 0);
        yield new Markup(Printer.text(rendering, value));
      }
      case "escape", "e" -> {
        arguments.bind(name, 0);
        yield new Markup(Markup.escape(rendering, value));
      }
      case "forceescape" -> {
        arguments.bind(name, 0);
        yield new Markup(Markup.escape(rendering, Printer.text(rendering, value)));
      }
      case "indent" -> indent(rendering, value, arguments);
      case "truncate" -> truncate(rendering, value, arguments);
      case "replace" -> {
        BoundArguments options = arguments.bind(name, 2, "old", "new", "count");
        yield StringMethods.replace(
            rendering,
            Printer.text(rendering, value),
            Printer.text(rendering, options.required(0)),
            Printer.text(rendering, options.required(1)),
            options.isGiven(2) ? options.integer(2, -1) : -1);
      }
      case "format" -> {
        if (!arguments.positional().isEmpty() && !arguments.named().isEmpty()) {
          throw new RenderError("format takes positional or named values, not both");
        }
        Object values =
            arguments.named().isEmpty()
                ? new Tuple(arguments.positional())
                : new LinkedHashMap<Object, Object>(arguments.named());
        boolean markup = value instanceof Markup;
        String text =
            PercentFormat.format(rendering, Printer.text(rendering, value), values, markup);
        yield markup ? new Markup(text) : text;
      }
      case "striptags" -> {
        arguments.bind(name, 0);
        yield Html.stripTags(rendering, Printer.text(rendering, value));
      }
      case "urlencode" -> {
        arguments.bind(name, 0);
        yield urlEncode(rendering, value);
      }
      default -> {
        String text = simple(rendering, name, Printer.text(rendering, value), arguments);
        yield name.equals("wordcount")
            ? (Object) wordCount(text)
            : value instanceof Markup ? new Markup(text) : text;
      }
    };
  }

  /** The filters that map a string to one; {@code wordcount} counts on what this returns. */
  private static String simple(Rendering rendering, String name, String text, Arguments arguments) {
    rendering.allocate(text.length());
    switch (name) {
      case "trim":
        Object characters = arguments.bind(name, 0, "chars").get(0, None.NONE);
        return StringMethods.strip(rendering, text, characters, true, true);
      case "center":
        long width = arguments.bind(name, 0, "width").integer(0, 80);
        return Padding.center(rendering, text, width, " ");
      default:
        arguments.bind(name, 0);
    }
    return switch (name) {
      case "upper" -> Casing.upper(text);
      case "lower" -> Casing.lower(text);
      case "capitalize" -> Casing.capitalize(text);
      case "title" -> Casing.titleOfJinja(text);
      default -> text;
    };
  }

  private static long wordCount(String text) {
    long count = 0;
    boolean inWord = false;
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      boolean word = CharacterTests.isWord(c);
      count += word && !inWord ? 1 : 0;
      inWord = word;
    }
    return count;
  }

  private static Object indent(Rendering rendering, Object value, Arguments arguments) {
    BoundArguments options = arguments.bind("indent", 0, "width", "first", "blank");
    String text = Operators.requireText(value);
    Object unit = options.get(0, 4L);
    String indent;
    if (Values.isText(unit)) {
      indent = Values.text(unit);
    } else {
      long width = Math.max(Operators.requireInteger(unit), 0);
      rendering.allocate(width);
      indent = " ".repeat((int) width);
    }
    boolean first = options.flag(1);
    boolean blank = options.flag(2);
    List<Object> lines = new ArrayList<>(Splitting.lines(rendering, text.concat("\n")));
    TextBuffer out = new TextBuffer(rendering);
    for (int i = 0; i < lines.size(); i++) {
      String line = (String) lines.get(i);
      boolean indented = i == 0 ? first : blank || !line.isEmpty();
      if (i > 0) {
        out.append('\n');
      }
      out.append(indented ? indent : "").append(line);
    }
    return value instanceof Markup ? new Markup(out.toString()) : out.toString();
  }

  private static Object truncate(Rendering rendering, Object value, Arguments arguments) {
    BoundArguments options = arguments.bind("truncate", 0, "length", "killwords", "end", "leeway");
    long length = options.integer(0, 255);
    String end = options.text(2, "...");
    long leeway = options.isGiven(3) ? options.integer(3, 0) : 5;
    int kept = (int) Math.min(length - CodePoints.length(rendering, end), Integer.MAX_VALUE);
    if (kept < 0 || leeway < 0) {
      throw new RenderError("truncate: a length below that of its ending, or a negative leeway");
    }
    if (Values.length(rendering, value) <= length + leeway) {
      return value;
    }
    String text = Operators.requireText(value);
    rendering.allocate(kept + (long) end.length());
    String result = text.substring(0, CodePoints.offset(text, kept));
    int space = result.lastIndexOf(' ');
    boolean cut = options.flag(1) || space < 0;
    result = (cut ? result : result.substring(0, space)).concat(end);
    return value instanceof Markup ? new Markup(result) : result;
  }

  private static String urlEncode(Rendering rendering, Object value) {
    TextBuffer out = new TextBuffer(rendering);
    if (Values.isText(value) || !Values.isIterable(value)) {
      quote(out, Printer.text(rendering, value), false);
      return out.toString();
    }
    List<Object> pairs =
        value instanceof Map
            ? DictView.list(rendering, DictView.Kind.ITEMS, Values.asDict(value))
            : Values.elements(rendering, value);
    for (int i = 0; i < pairs.size(); i++) {
      List<Object> pair = Values.elements(rendering, pairs.get(i));
      if (pair.size() != 2) {
        throw new RenderError("urlencode takes a string, a dictionary or pairs");
      }
      out.append(i > 0 ? "&" : "");
      quote(out, Printer.text(rendering, pair.get(0)), true);
      out.append('=');
      quote(out, Printer.text(rendering, pair.get(1)), true);
    }
    return out.toString();
  }

  private static void quote(TextBuffer out, String text, boolean query) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "_.-~".indexOf(c) >= 0);
      if (plain || (c == '/' && !query)) {
        out.append(c);
      } else if (c == ' ' && query) {
        out.append('+');
      } else {
        out.append('%');
        out.append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        out.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
  }
}
