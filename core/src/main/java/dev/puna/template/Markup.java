package dev.puna.template;

/**
 * Text marked as safe HTML by {@code safe} or {@code escape}. It behaves like its text, but what is
 * joined to it by an operator or a method of its own gets escaped.
 */
record Markup(String text) {

  /** The text of a string operand, escaped unless it is marked safe itself. */
  static String escape(Rendering rendering, Object value) {
    return value instanceof Markup markup
        ? markup.text
        : escape(rendering, Printer.text(rendering, value));
  }

  static String escape(Rendering rendering, String text) {
    TextBuffer buffer = new TextBuffer(rendering);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> buffer.append("&amp;");
        case '<' -> buffer.append("&lt;");
        case '>' -> buffer.append("&gt;");
        case '\'' -> buffer.append("&#39;");
        case '"' -> buffer.append("&#34;");
        default -> buffer.append(c);
      }
    }
    return buffer.toString();
  }
}
