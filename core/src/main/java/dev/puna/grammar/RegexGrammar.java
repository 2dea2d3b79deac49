package dev.puna.grammar;

import dev.puna.grammar.GrammarNode.CharClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The regular part of the expressions of ECMAScript and Java, where the two agree. Characters are
 * code points; classes such as {@code \d} are ASCII, and {@code .} is any character but the line
 * terminators of either language. The whole text must match, so lazy marks change nothing.
 */
final class RegexGrammar {
  private static final int MAX_CHARACTERS = 50_000;
  private static final int MAX_DEPTH = 100;
  private static final int[] LINE_TERMINATORS = {
    '\n', '\n', '\r', '\r', 0x85, 0x85, 0x2028, 0x2029
  };
  private static final GrammarNode ANYTHING =
      Nodes.repeat(Nodes.range(0, Character.MAX_CODE_POINT), 0, -1);
  private static final int END = -1;

  private final String regex;
  private final boolean searches;
  private int at;

  private RegexGrammar(String regex, boolean searches) {
    this.regex = regex;
    this.searches = searches;
    if (regex.length() > MAX_CHARACTERS) {
      throw new GrammarException(
          "the regular expression has %d characters; at most %d are read"
              .formatted(regex.length(), MAX_CHARACTERS));
    }
  }

  /** The texts that match as a whole; anchors at the ends of an alternative may be there. */
  static GrammarRules rules(String regex) {
    Map<String, GrammarNode> rules = new LinkedHashMap<>();
    rules.put("root", new RegexGrammar(regex, false).parse());
    return new GrammarRules(rules, "root");
  }

  /** The texts in which an expression is found: anything may be where it has no anchor. */
  static GrammarNode search(String regex) {
    return new RegexGrammar(regex, true).parse();
  }

  private GrammarNode parse() {
    GrammarNode node = alternatives(0);
    if (at < regex.length()) {
      throw error(at, "this ) closes nothing; write \\) for the character");
    }
    return node;
  }

  /** Up to the end or a closing parenthesis, which is left. */
  private GrammarNode alternatives(int depth) {
    if (depth > MAX_DEPTH) {
      throw error(at, "groups are nested more than " + MAX_DEPTH + " deep");
    }
    List<GrammarNode> options = new ArrayList<>();
    do {
      options.add(sequence(depth));
    } while (skip('|'));
    return Nodes.choice(options);
  }

  private GrammarNode sequence(int depth) {
    boolean begins = depth == 0 && skip('^');
    boolean ends = false;
    List<GrammarNode> parts = new ArrayList<>();
    if (searches && depth == 0 && !begins) {
      parts.add(ANYTHING);
    }
    StringBuilder literal = new StringBuilder();
    while (!ends && peek() != END && peek() != '|' && peek() != ')') {
      if (skip('$')) {
        ends = depth == 0 && (peek() == END || peek() == '|');
        if (!ends) {
          throw error(at - 1, "$ may be at the end only; write \\$ for the character");
        }
      } else {
        GrammarNode part = repeated(atom(depth));
        if (part instanceof GrammarNode.Literal characters) {
          literal.append(characters.text());
        } else {
          parts.add(Nodes.literal(literal.toString()));
          literal.setLength(0);
          parts.add(part);
        }
      }
    }
    parts.add(Nodes.literal(literal.toString()));
    if (searches && depth == 0 && !ends) {
      parts.add(ANYTHING);
    }
    return Nodes.sequence(parts);
  }

  private GrammarNode atom(int depth) {
    int start = at;
    int c = next();
    return switch (c) {
      case '(' -> group(start, depth);
      case '[' -> characterClass(start);
      case '.' -> new CharClass(LINE_TERMINATORS, true);
      case '\\' -> {
        int[] ranges = RegexEscape.shorthand(peek(), false);
        if (ranges != null) {
          at++;
          yield new CharClass(ranges, false);
        }
        yield Nodes.literal(Character.toString(escaped(start)));
      }
      case '^' -> throw error(start, "^ may be at the start only; write \\^ for the character");
      case '*', '+', '?', '{' ->
          throw error(
              start, "there is nothing to repeat; write \\%c for the character".formatted(c));
      default -> Nodes.literal(Character.toString(c));
    };
  }

  private GrammarNode group(int start, int depth) {
    if (skip('?')) {
      if (regex.startsWith("<", at) && !regex.startsWith("<=", at) && !regex.startsWith("<!", at)) {
        skipName(start);
      } else if (!skip(':')) {
        throw error(start, unsupportedGroup());
      }
    }
    GrammarNode body = alternatives(depth + 1);
    if (!skip(')')) {
      throw error(start, "this ( is not closed");
    }
    return body;
  }

  private void skipName(int start) {
    int end = regex.indexOf('>', at);
    boolean isName = end > at + 1 && Character.isLetter(regex.charAt(at + 1));
    for (int i = at + 1; i < end; i++) {
      char c = regex.charAt(i);
      isName &= Character.isLetterOrDigit(c) || c == '_';
    }
    if (!isName) {
      throw error(start, "the name of this group is malformed");
    }
    at = end + 1;
  }

  private String unsupportedGroup() {
    String what =
        switch (peek()) {
          case '=', '!' -> "look-ahead";
          case '<' -> "look-behind";
          case '>' -> "an atomic group";
          default -> "flags";
        };
    return "(?"
        + (peek() == END ? "" : Character.toString(peek()))
        + ": "
        + what
        + " can not be part of a grammar";
  }

  private GrammarNode repeated(GrammarNode body) {
    int start = at;
    GrammarNode node =
        switch (peek()) {
          case '*' -> repeated(body, 0, -1);
          case '+' -> repeated(body, 1, -1);
          case '?' -> repeated(body, 0, 1);
          case '{' -> counted(body);
          default -> body;
        };
    if (at > start) {
      skip('?');
      if (peek() == '+') {
        throw error(at, "possessive repetition can not be part of a grammar");
      }
      if (peek() == '*' || peek() == '?' || peek() == '{') {
        throw error(at, "a repetition can not be repeated; put it into (?:...)");
      }
    }
    return node;
  }

  private GrammarNode repeated(GrammarNode body, int least, int most) {
    at++;
    return Nodes.repeat(body, least, most);
  }

  private GrammarNode counted(GrammarNode body) {
    int start = at++;
    int least = count(start);
    int most = least;
    if (skip(',')) {
      most = peek() == '}' ? -1 : count(start);
    }
    if (!skip('}')) {
      throw error(start, "{m}, {m,} or {m,n} is expected; write \\{ for the character");
    }
    if (most >= 0 && most < least) {
      throw error(start, "the bounds of this repetition are in the wrong order");
    }
    return Nodes.repeat(body, least, most);
  }

  private int count(int start) {
    int first = at;
    int count = 0;
    while (peek() >= '0' && peek() <= '9') {
      count = 10 * count + (next() - '0');
      if (count > Grammar.MOST_REPETITIONS) {
        throw error(
            start, "more than " + Grammar.MOST_REPETITIONS + " repetitions are not supported");
      }
    }
    if (at == first) {
      throw error(start, "{m}, {m,} or {m,n} is expected; write \\{ for the character");
    }
    return count;
  }

  private GrammarNode characterClass(int start) {
    boolean negated = skip('^');
    int[] ranges = {};
    if (peek() == ']') {
      throw error(start, "this class is empty; write \\] for the character ]");
    }
    List<Integer> pairs = new ArrayList<>();
    while (!skip(']')) {
      int itemStart = at;
      int[] shorthand = peek() == '\\' ? RegexEscape.shorthand(peekSecond(), negated) : null;
      if (shorthand != null) {
        at += 2;
        ranges = CodePointRanges.union(ranges, shorthand);
        if (peek() == '-' && peekSecond() != ']') {
          throw error(itemStart, "a range can not begin with a class; write \\- for the character");
        }
      } else {
        int least = classCharacter(start);
        int most = least;
        if (peek() == '-' && peekSecond() != ']') {
          at++;
          if (peek() == '\\' && RegexEscape.shorthand(peekSecond(), negated) != null) {
            throw error(itemStart, "a range can not end with a class; write \\- for the character");
          }
          most = classCharacter(start);
        }
        if (most < least) {
          throw error(itemStart, "the ends of this range are in the wrong order");
        }
        pairs.add(least);
        pairs.add(most);
      }
    }
    int[] all = new int[pairs.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = pairs.get(i);
    }
    return new CharClass(CodePointRanges.union(ranges, all), negated);
  }

  /** A character in a class that began at {@code start}. */
  private int classCharacter(int start) {
    int from = at;
    int c = next();
    if (c == END) {
      throw error(start, "this [ is not closed");
    }
    if (c == '[') {
      throw error(from, "a [ in a class must be written \\[");
    }
    if (c == '&' && peek() == '&') {
      throw error(from, "&& in a class is not supported; write \\& for the character");
    }
    return c == '\\' ? escaped(from) : c;
  }

  /** The character of an escape that began at {@code start} and whose backslash was read. */
  private int escaped(int start) {
    RegexEscape escape = RegexEscape.read(regex, at);
    if (escape.fault() != null) {
      throw error(start, escape.fault());
    }
    at = escape.end();
    return escape.codePoint();
  }

  private boolean skip(char c) {
    boolean isThere = peek() == c;
    if (isThere) {
      at++;
    }
    return isThere;
  }

  private int peek() {
    return at < regex.length() ? regex.codePointAt(at) : END;
  }

  private int peekSecond() {
    return at + 1 < regex.length() ? regex.codePointAt(at + 1) : END;
  }

  private int next() {
    int c = peek();
    if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
      throw error(at, "half a surrogate pair is no character");
    }
    at += c == END ? 0 : Character.charCount(c);
    return c;
  }

  private GrammarException error(int offset, String message) {
    return GrammarException.at(regex, offset, "regular expression: " + message);
  }
}
