package dev.puna.template;

import java.util.List;
import java.util.Map;

/** {@code 'text {}'.format(values)}; attributes and elements go through the sandbox. */
final class StringFormat {
  private static final int MAX_NESTING = 2;

  private final Rendering rendering;
  private final List<Object> positional;
  private final Map<String, Object> named;
  private final boolean escape;
  private int automatic;
  private boolean numbered;

  private StringFormat(Rendering rendering, Arguments arguments, boolean escape) {
    this.rendering = rendering;
    this.positional = arguments.positional();
    this.named = arguments.named();
    this.escape = escape;
  }

  static String format(Rendering rendering, String format, Arguments arguments, boolean escape) {
    return new StringFormat(rendering, arguments, escape).run(format, MAX_NESTING);
  }

  private String run(String format, int nesting) {
    TextBuffer out = new TextBuffer(rendering);
    int position = 0;
    while (position < format.length()) {
      char c = format.charAt(position);
      boolean doubled = position + 1 < format.length() && format.charAt(position + 1) == c;
      if (c != '{' && c != '}') {
        int end = position + 1;
        while (end < format.length() && format.charAt(end) != '{' && format.charAt(end) != '}') {
          end++;
        }
        out.append(format, position, end);
        position = end;
      } else if (doubled) {
        out.append(c);
        position += 2;
      } else if (c == '}') {
        throw new RenderError("format(): single '}' in the format string");
      } else {
        int end = fieldEnd(format, position + 1);
        out.append(field(format.substring(position + 1, end), nesting));
        position = end + 1;
      }
    }
    return out.toString();
  }

  private static int fieldEnd(String format, int start) {
    int depth = 1;
    boolean bracket = false;
    for (int i = start; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c == '[') {
        bracket = true;
      } else if (c == ']') {
        bracket = false;
      } else if (c == '{' && !bracket) {
        depth++;
      } else if (c == '}' && !bracket && --depth == 0) {
        return i;
      }
    }
    throw new RenderError("format(): '{' without '}' in the format string");
  }

  /** One field {@code name!conversion:specification}. */
  private String field(String field, int nesting) {
    if (nesting == 0) {
      throw new RenderError("format(): fields are nested too deeply");
    }
    int nameEnd = 0;
    boolean bracket = false;
    while (nameEnd < field.length()) {
      char c = field.charAt(nameEnd);
      if (!bracket && (c == ':' || c == '!')) {
        break;
      }
      bracket = c == '[' || (bracket && c != ']');
      nameEnd++;
    }
    Object value = value(field.substring(0, nameEnd));
    int position = nameEnd;
    if (position < field.length() && field.charAt(position) == '!') {
      if (position + 2 < field.length() && field.charAt(position + 2) != ':') {
        throw new RenderError("format(): expected ':' after the conversion");
      }
      value = converted(value, position + 1 < field.length() ? field.charAt(position + 1) : ' ');
      position += 2;
    }
    String spec = position < field.length() ? field.substring(position + 1) : "";
    String resolved = spec.indexOf('{') < 0 ? spec : run(spec, nesting - 1);
    String text = FormatSpec.format(rendering, value, resolved);
    return escape && !(value instanceof Markup) ? Markup.escape(rendering, text) : text;
  }

  private Object converted(Object value, char conversion) {
    return switch (conversion) {
      case 's' -> Printer.text(rendering, value);
      case 'r', 'a' -> Printer.representation(rendering, value);
      default -> throw new RenderError("format(): unknown conversion '!" + conversion + "'");
    };
  }

  /** {@code first.attribute[element]}, where {@code first} is a name, a number or empty. */
  private Object value(String path) {
    int end = 0;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    Object value = argument(path.substring(0, end));
    while (end < path.length()) {
      rendering.step();
      if (path.charAt(end) == '[') {
        int close = path.indexOf(']', end);
        if (close < 0) {
          throw new RenderError("format(): '[' without ']'");
        }
        String key = path.substring(end + 1, close);
        value = Attributes.item(rendering, value, isNumber(key) ? (Object) index(key) : key);
        end = close + 1;
        continue;
      }
      int start = end + 1;
      end = start;
      while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
        end++;
      }
      value = Attributes.attribute(value, path.substring(start, end));
    }
    return value;
  }

  private Object argument(String name) {
    if (!name.isEmpty() && !isNumber(name)) {
      Object value = named.get(name);
      if (value == null) {
        throw new RenderError("format(): no argument named '" + name + "'");
      }
      return value;
    }
    boolean mixed = name.isEmpty() ? numbered : automatic > 0;
    if (mixed) {
      throw new RenderError("format(): automatic and manual numbering are mixed");
    }
    long index = name.isEmpty() ? automatic++ : index(name);
    numbered = !name.isEmpty();
    if (index >= positional.size()) {
      throw new RenderError("format(): no argument number " + index);
    }
    return positional.get((int) index);
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static long index(String digits) {
    if (digits.length() > 9) {
      throw new RenderError("format(): the index " + digits.length() + " digits long is too large");
    }
    return Integer.parseInt(digits);
  }
}
