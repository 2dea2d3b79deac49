package dev.puna.template;

import dev.puna.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a template into tokens and applies white space control: {@code -} and {@code +} in tags,
 * and Jinja's {@code trim_blocks} (a newline after a block tag goes) and {@code lstrip_blocks}
 * (blanks from the start of a line to a block tag go).
 */
final class Lexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;

  /** Whether the last tag ended with a newline, so that the next text begins a line. */
  private boolean lineStarts = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokenize(String source) {
    String text = source;
    if (text.indexOf('\r') >= 0) {
      text = text.replace("\r\n", "\n").replace('\r', '\n');
    }
    if (text.endsWith("\n")) {
      text = text.substring(0, text.length() - 1);
    }
    Lexer lexer = new Lexer(text);
    lexer.run();
    lexer.add(Kind.END, "");
    return lexer.tokens;
  }

  private void run() {
    while (position < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        text(source.length(), ' ', false);
        return;
      }
      char kind = source.charAt(tag + 1);
      char sign = charAt(tag + 2);
      boolean signed = sign == '-' || sign == '+';
      text(tag, signed ? sign : ' ', kind != '{');
      int inside = tag + (signed ? 3 : 2);
      switch (kind) {
        case '#' -> comment(inside);
        case '{' -> {
          add(Kind.PRINT_BEGIN, "{{");
          position = inside;
          code(Kind.PRINT_END);
        }
        default -> {
          int raw = rawBegin(inside);
          if (raw >= 0) {
            raw(raw);
          } else {
            add(Kind.BLOCK_BEGIN, "{%");
            position = inside;
            code(Kind.BLOCK_END);
          }
        }
      }
    }
  }

  private int nextTag() {
    int brace = source.indexOf('{', position);
    while (brace >= 0) {
      char next = charAt(brace + 1);
      if (next == '%' || next == '{' || next == '#') {
        return brace;
      }
      brace = source.indexOf('{', brace + 1);
    }
    return -1;
  }

  /** The character at an index; beyond the end one that fits nowhere. */
  private char charAt(int index) {
    return index < source.length() ? source.charAt(index) : '\uffff';
  }

  private void add(Kind kind, String text) {
    tokens.add(new Token(kind, text, line));
  }

  private TemplateException error(String message) {
    return new TemplateException(line, message);
  }

  /** Moves on and counts the lines that are passed. */
  private void moveTo(int end) {
    for (int i = source.indexOf('\n', position, end); i >= 0; ) {
      line++;
      i = source.indexOf('\n', i + 1, end);
    }
    position = end;
  }

  /** Adds the text up to a tag, less what the tag strips. */
  private void text(int tag, char sign, boolean block) {
    int end = tag;
    if (sign == '-') {
      end = CodePoints.skipSpacesBack(source, position, tag);
    } else if (sign != '+' && block) {
      int blanks = CodePoints.skipSpacesBack(source, position, tag);
      int lineStart = tag;
      while (lineStart > blanks && source.charAt(lineStart - 1) != '\n') {
        lineStart--;
      }
      boolean startsLine = lineStart > position ? lineStart > blanks : lineStarts;
      if (startsLine) {
        end = lineStart;
      }
    }
    if (end > position) {
      add(Kind.TEXT, source.substring(position, end));
    }
    moveTo(tag);
  }

  /**
   * Ends a tag.
   *
   * @param end the index of its delimiter, or of a sign before it
   * @param trims whether a newline after it goes
   */
  private void endTag(int end, boolean trims) {
    char sign = source.charAt(end);
    int next = end + (sign == '-' || sign == '+' ? 3 : 2);
    if (sign == '-') {
      next = CodePoints.skipSpaces(source, next);
    } else if (sign != '+' && trims && charAt(next) == '\n') {
      next++;
    }
    moveTo(next);
    lineStarts = source.charAt(next - 1) == '\n';
  }

  private void comment(int start) {
    int end = source.indexOf("#}", start);
    if (end < 0) {
      throw error("a comment without its end '#}'");
    }
    char last = source.charAt(end - 1);
    boolean signed = end > start && (last == '-' || last == '+');
    endTag(signed ? end - 1 : end, true);
  }

  /** The index after {@code raw %}}, or -1 where that is not what the tag says. */
  private int rawBegin(int inside) {
    int name = CodePoints.skipSpaces(source, inside);
    if (!source.startsWith("raw", name)) {
      return -1;
    }
    int end = CodePoints.skipSpaces(source, name + 3);
    if (source.startsWith("-%}", end)) {
      return CodePoints.skipSpaces(source, end + 3);
    }
    return source.startsWith("%}", end) ? end + 2 : -1;
  }

  private void raw(int start) {
    moveTo(start);
    lineStarts = source.charAt(start - 1) == '\n';
    for (int tag = source.indexOf("{%", start); tag >= 0; tag = source.indexOf("{%", tag + 2)) {
      char sign = charAt(tag + 2);
      boolean signed = sign == '-' || sign == '+';
      int name = CodePoints.skipSpaces(source, tag + (signed ? 3 : 2));
      if (!source.startsWith("endraw", name)) {
        continue;
      }
      int end = CodePoints.skipSpaces(source, name + 6);
      if (source.startsWith("%}", end)
          || source.startsWith("-%}", end)
          || source.startsWith("+%}", end)) {
        text(tag, signed ? sign : ' ', true);
        endTag(end, true);
        return;
      }
    }
    throw error("'raw' without 'endraw'");
  }

  /** The tokens within a tag, up to its end. */
  private void code(Kind endKind) {
    boolean block = endKind == Kind.BLOCK_END;
    String end = block ? "%}" : "}}";
    StringBuilder open = new StringBuilder();
    while (position < source.length()) {
      char c = source.charAt(position);
      if (open.isEmpty()) {
        boolean signed = c == '-' || (c == '+' && block);
        if (source.startsWith(end, signed ? position + 1 : position)) {
          add(endKind, end);
          endTag(position, block);
          return;
        }
      }
      if (CodePoints.isSpace(c)) {
        moveTo(CodePoints.skipSpaces(source, position));
      } else if (c == '\'' || c == '"') {
        string(c);
      } else if (c >= '0' && c <= '9') {
        number();
      } else if (CharacterTests.isIdentifierStart(source.codePointAt(position))) {
        name();
      } else {
        operator(open);
      }
    }
  }

  private void token(Kind kind, int end) {
    add(kind, source.substring(position, end));
    position = end;
  }

  private void name() {
    int end = position;
    while (end < source.length() && CharacterTests.isIdentifierPart(source.codePointAt(end))) {
      end += Character.charCount(source.codePointAt(end));
    }
    token(Kind.NAME, end);
  }

  private void string(char quote) {
    int end = position + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw error("a string without its end");
    }
    String literal = source.substring(position + 1, end);
    try {
      add(Kind.STRING, StringLiteral.unescape(literal));
    } catch (RenderError e) {
      throw new TemplateException(line, e.reason(), e);
    }
    moveTo(end + 1);
  }

  private void number() {
    // After a dot comes an index: x.1.2 is no float.
    boolean afterDot = position > 0 && source.charAt(position - 1) == '.';
    int whole = digits(position, 10);
    int end = whole;
    if (charAt(end) == '.' && isDigit(charAt(end + 1), 10)) {
      end = digits(end + 1, 10);
    }
    char e = charAt(end);
    if (e == 'e' || e == 'E') {
      char sign = charAt(end + 1);
      int exponent = sign == '+' || sign == '-' ? end + 2 : end + 1;
      if (isDigit(charAt(exponent), 10)) {
        end = digits(exponent, 10);
      }
    }
    if (end > whole && !afterDot) {
      token(Kind.FLOAT, end);
      return;
    }
    int radix =
        source.charAt(position) != '0'
            ? 10
            : switch (charAt(position + 1)) {
              case 'x', 'X' -> 16;
              case 'o', 'O' -> 8;
              case 'b', 'B' -> 2;
              default -> 10;
            };
    if (radix != 10) {
      int start = position + (charAt(position + 2) == '_' ? 3 : 2);
      if (isDigit(charAt(start), radix)) {
        token(Kind.INTEGER, digits(start, radix));
        return;
      }
    }
    token(Kind.INTEGER, whole);
  }

  /** The index after digits with single underscores between them. */
  private int digits(int start, int radix) {
    int end = start;
    while (isDigit(charAt(end), radix)
        || (charAt(end) == '_' && end > start && isDigit(charAt(end + 1), radix))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c, int radix) {
    return c < 0x80 && Character.digit(c, radix) >= 0;
  }

  private void operator(StringBuilder open) {
    char c = source.charAt(position);
    char next = charAt(position + 1);
    boolean twice = next == c && (c == '/' || c == '*' || c == '=');
    if (twice || (next == '=' && (c == '!' || c == '<' || c == '>'))) {
      token(Kind.OPERATOR, position + 2);
      return;
    }
    if ("+-/*%~[](){}<>=.:|,;".indexOf(c) < 0) {
      throw error(
          "unexpected character '" + Character.toString(source.codePointAt(position)) + "'");
    }
    switch (c) {
      case '(' -> open.append(')');
      case '[' -> open.append(']');
      case '{' -> open.append('}');
      case ')', ']', '}' -> {
        int last = open.length() - 1;
        if (last < 0 || open.charAt(last) != c) {
          throw error("unexpected '" + c + "'");
        }
        open.setLength(last);
      }
      default -> {}
    }
    token(Kind.OPERATOR, position + 1);
  }
}
