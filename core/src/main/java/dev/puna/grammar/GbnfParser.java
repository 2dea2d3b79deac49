package dev.puna.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads GBNF, the grammars of llama.cpp: {@code name ::= ...} with literals, character classes,
 * groups, alternatives, repetitions, references to other rules, and tokens.
 */
final class GbnfParser {
  /** Bounds the time and memory of everything that is made of a grammar. */
  private static final int LONGEST = 1 << 22;

  /** Groups within groups. */
  private static final int DEEPEST = 100;

  /** Repetitions of one item, as in {@code a*?}. */
  private static final int MOST_SUFFIXES = 4;

  private final String text;
  private final Map<String, GrammarNode> rules = new LinkedHashMap<>();

  /** Where a rule is defined. */
  private final Map<String, Integer> definitions = new LinkedHashMap<>();

  /** Where a rule is referred to first. */
  private final Map<String, Integer> references = new LinkedHashMap<>();

  private int at;
  private int depth;

  private GbnfParser(String text) {
    this.text = text;
  }

  /**
   * The rules of a grammar, of which {@code root} is one. All that are referred to exist and none
   * is left recursive.
   *
   * @throws GrammarException if it is malformed
   */
  static GrammarRules parse(String text) {
    if (text.length() > LONGEST) {
      throw new GrammarException("the grammar is longer than " + LONGEST + " characters");
    }
    return new GbnfParser(text).parse();
  }

  private GrammarRules parse() {
    skipSpace(true);
    while (at < text.length()) {
      rule();
    }
    references.forEach(
        (name, place) -> {
          if (!rules.containsKey(name)) {
            throw fault(place, "rule " + name + " is not defined");
          }
        });
    if (!rules.containsKey(Grammar.ROOT)) {
      throw fault(0, "there is no rule named " + Grammar.ROOT);
    }
    String recursive = LeftRecursion.find(rules);
    if (recursive != null) {
      throw fault(definitions.getOrDefault(recursive, 0), LeftRecursion.message(recursive));
    }
    return new GrammarRules(rules, Grammar.ROOT);
  }

  private void rule() {
    int start = at;
    String name = name();
    skipSpace(false);
    if (!text.startsWith("::=", at)) {
      throw fault(at, "expected ::= after the name of the rule, not " + found());
    }
    at += 3;
    skipSpace(true);
    GrammarNode body = alternatives(false);
    if (at < text.length() && peek() != '\n' && peek() != '\r') {
      throw fault(at, "expected the rest of rule " + name + " or a new line, not " + found());
    }
    if (rules.putIfAbsent(name, body) != null) {
      throw fault(start, "rule " + name + " is defined twice");
    }
    definitions.put(name, start);
    skipSpace(true);
  }

  /** What is between the names of two rules, or within parentheses, where lines do not count. */
  private GrammarNode alternatives(boolean nested) {
    List<GrammarNode> options = new ArrayList<>();
    options.add(sequence(nested));
    while (peek() == '|') {
      at++;
      skipSpace(true);
      options.add(sequence(nested));
    }
    return options.size() == 1 ? options.getFirst() : new GrammarNode.Choice(options);
  }

  private GrammarNode sequence(boolean nested) {
    List<GrammarNode> parts = new ArrayList<>();
    int suffixes = 0;
    while (true) {
      int start = at;
      GrammarNode item = item();
      if (item != null) {
        parts.add(item);
        suffixes = 0;
      } else if (isSuffix(peek())) {
        if (parts.isEmpty()) {
          throw fault(at, "there is nothing to repeat before " + found());
        }
        if (++suffixes > MOST_SUFFIXES) {
          throw fault(start, "one item has more than " + MOST_SUFFIXES + " repetitions");
        }
        parts.add(repeat(parts.removeLast(), nested));
      } else {
        return parts.size() == 1 ? parts.getFirst() : new GrammarNode.Sequence(parts);
      }
      skipSpace(nested);
    }
  }

  /** A literal, a class, a group, a token or a reference; null where none begins here. */
  private @Nullable GrammarNode item() {
    int c = peek();
    if (c == '"') {
      return literal();
    }
    if (c == '[') {
      return characterClass();
    }
    if (c == '.') {
      at++;
      return new GrammarNode.CharClass(new int[] {0, Character.MAX_CODE_POINT}, false);
    }
    if (c == '(') {
      return group();
    }
    if (c == '<' || c == '!') {
      return token();
    }
    if (isNamePart(c)) {
      int start = at;
      String name = name();
      references.putIfAbsent(name, start);
      return new GrammarNode.Reference(name);
    }
    return null;
  }

  private GrammarNode group() {
    int start = at++;
    if (++depth > DEEPEST) {
      throw fault(start, "groups are nested more than " + DEEPEST + " deep");
    }
    skipSpace(true);
    GrammarNode body = alternatives(true);
    if (peek() != ')') {
      throw fault(
          at,
          at == text.length()
              ? "the group that begins at " + place(start) + " is not closed"
              : "expected ) or the rest of the group, not " + found());
    }
    at++;
    depth--;
    return body;
  }

  /** {@code <text>}, whose angle brackets are part of it, or {@code <[id]>}; after ! any other. */
  private GrammarNode token() {
    boolean negated = peek() == '!';
    if (negated) {
      at++;
    }
    int start = at;
    if (peek() != '<') {
      throw fault(at, "expected < and the name of a token after !, not " + found());
    }
    while (peek() != '>') {
      if (at == text.length() || peek() == '\n' || peek() == '\r') {
        throw fault(start, "the name of the token is not closed: > is missing");
      }
      at++;
    }
    at++;
    String name = text.substring(start, at);
    int id = name.startsWith("<[") ? tokenId(name, start) : -1;
    return new GrammarNode.Token(new TokenReference(id, name), negated);
  }

  private int tokenId(String name, int start) {
    if (!name.matches("<\\[[0-9]{1,9}]>")) {
      throw fault(start, "expected a token's id, as in <[1000]>, not " + name);
    }
    return Integer.parseInt(name, 2, name.length() - 2, 10);
  }

  private GrammarNode literal() {
    int start = at++;
    StringBuilder value = new StringBuilder();
    while (peek() != '"') {
      int place = at;
      int codePoint = character(start, "literal");
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw fault(place, "half a surrogate pair is no character; write \\U and eight digits");
      }
      value.appendCodePoint(codePoint);
    }
    at++;
    return new GrammarNode.Literal(value.toString());
  }

  private GrammarNode characterClass() {
    int start = at++;
    boolean negated = peek() == '^';
    if (negated) {
      at++;
    }
    List<Integer> ranges = new ArrayList<>();
    while (peek() != ']') {
      int place = at;
      int low = character(start, "character class");
      int high = low;
      if (peek() == '-' && at + 1 < text.length() && text.charAt(at + 1) != ']') {
        at++;
        high = character(start, "character class");
      }
      if (low > high) {
        throw fault(place, "the range ends before it begins");
      }
      ranges.add(low);
      ranges.add(high);
    }
    if (ranges.isEmpty()) {
      throw fault(start, "the character class is empty");
    }
    at++;
    return new GrammarNode.CharClass(
        ranges.stream().mapToInt(Integer::intValue).toArray(), negated);
  }

  private GrammarNode repeat(GrammarNode body, boolean nested) {
    int start = at;
    int c = text.charAt(at++);
    if (c != '{') {
      return new GrammarNode.Repeat(body, c == '+' ? 1 : 0, c == '?' ? 1 : -1);
    }
    skipSpace(nested);
    int least = count();
    int most = least;
    skipSpace(nested);
    if (peek() == ',') {
      at++;
      skipSpace(nested);
      most = peek() == '}' ? -1 : count();
      skipSpace(nested);
    }
    if (peek() != '}') {
      throw fault(at, "expected , or } in a repetition, not " + found());
    }
    at++;
    if (most >= 0 && most < least) {
      throw fault(start, "the repetition's least, " + least + ", is more than its most, " + most);
    }
    return new GrammarNode.Repeat(body, least, most);
  }

  private int count() {
    int start = at;
    long value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = value * 10 + (text.charAt(at++) - '0');
      if (value > Grammar.MOST_REPETITIONS) {
        throw fault(
            start, "something is repeated more than " + Grammar.MOST_REPETITIONS + " times");
      }
    }
    if (at == start) {
      throw fault(at, "expected how often to repeat, not " + found());
    }
    return (int) value;
  }

  /** The next character of a literal or class, which may be written as an escape. */
  private int character(int start, String what) {
    if (at == text.length()) {
      throw fault(at, "the " + what + " that begins at " + place(start) + " is not closed");
    }
    int place = at;
    int codePoint = text.codePointAt(at);
    at += Character.charCount(codePoint);
    if (codePoint != '\\') {
      return codePoint;
    }
    int escape = peek();
    at++;
    return switch (escape) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '\\', '"', '[', ']', '-' -> escape;
      case 'x' -> hexadecimal(place, 2);
      case 'u' -> hexadecimal(place, 4);
      case 'U' -> hexadecimal(place, 8);
      default ->
          throw fault(
              place, "unknown escape; known are \\n \\r \\t \\\\ \\\" \\[ \\] \\- \\x \\u \\U");
    };
  }

  private int hexadecimal(int place, int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0 || text.charAt(at) >= 0x80) {
        throw fault(place, "the escape needs " + digits + " hexadecimal digits");
      }
      value = value << 4 | digit;
      at++;
    }
    if (value > Character.MAX_CODE_POINT) {
      throw fault(place, "there is no character U+" + Long.toHexString(value));
    }
    return (int) value;
  }

  private String name() {
    int start = at;
    while (isNamePart(peek())) {
      at++;
    }
    if (at == start) {
      throw fault(at, "expected the name of a rule (letters, digits and -), not " + found());
    }
    return text.substring(start, at);
  }

  /** Skips blanks and comments. */
  private void skipSpace(boolean newLines) {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        while (at < text.length() && peek() != '\n' && peek() != '\r') {
          at++;
        }
      } else if (c == ' ' || c == '\t' || newLines && (c == '\n' || c == '\r')) {
        at++;
      } else {
        return;
      }
    }
  }

  /** The next char; -1 at the end. */
  private int peek() {
    return at < text.length() ? text.charAt(at) : -1;
  }

  private static boolean isSuffix(int c) {
    return c == '*' || c == '+' || c == '?' || c == '{';
  }

  private static boolean isNamePart(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
  }

  private String found() {
    int c = at < text.length() ? text.codePointAt(at) : -1;
    return switch (c) {
      case -1 -> "the end";
      case '\n', '\r' -> "a new line";
      default -> c < ' ' ? "U+" + Integer.toHexString(c) : Character.toString(c);
    };
  }

  private String place(int offset) {
    GrammarException there = fault(offset, "");
    return there.line() + ":" + there.column();
  }

  private GrammarException fault(int offset, String message) {
    return GrammarException.at(text, offset, message);
  }
}
