package dev.puna.template;

import dev.puna.template.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses what operators stand between: names, literals and brackets, with the calls, subscripts,
 * filters and tests that follow them.
 */
abstract class OperandParser {
  private static final Expression OMITTED = new Expression.Constant(None.NONE);

  final TokenStream tokens;

  /** Which of the names that macros have to declare have been read so far. */
  private boolean sawCaller;

  private boolean sawKwargs;
  private boolean sawVarargs;

  OperandParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** Any expression. */
  abstract Expression expression();

  /** What stands in brackets: an expression or a tuple. */
  abstract Expression parenthesised();

  /** The mention of {@code caller}, {@code kwargs} and {@code varargs}, for {@link Macro}. */
  record Mentions(boolean caller, boolean kwargs, boolean varargs) {}

  /** Starts anew to watch for mentions; returns those before. */
  final Mentions takeMentions() {
    Mentions before = new Mentions(sawCaller, sawKwargs, sawVarargs);
    sawCaller = false;
    sawKwargs = false;
    sawVarargs = false;
    return before;
  }

  /** Adds mentions that were set aside. */
  final void addMentions(Mentions mentions) {
    sawCaller |= mentions.caller;
    sawKwargs |= mentions.kwargs;
    sawVarargs |= mentions.varargs;
  }

  final Expression primary() {
    Token token = tokens.next();
    switch (token.kind()) {
      case NAME:
        return name(token.text());
      case STRING:
        return string(token.text());
      case INTEGER:
        return integer(token);
      case FLOAT:
        return new Expression.Constant(Double.valueOf(token.text().replace("_", "")));
      case OPERATOR:
        switch (token.text()) {
          case "(":
            Expression inner = parenthesised();
            tokens.expectOperator(")");
            return inner;
          case "[":
            return list();
          case "{":
            return dict();
          default:
        }
        break;
      default:
    }
    throw new TemplateException(token.line(), "unexpected " + token.description());
  }

  private Expression name(String name) {
    switch (name) {
      case "true", "True":
        return new Expression.Constant(true);
      case "false", "False":
        return new Expression.Constant(false);
      case "none", "None":
        return new Expression.Constant(None.NONE);
      case "caller":
        sawCaller = true;
        break;
      case "kwargs":
        sawKwargs = true;
        break;
      case "varargs":
        sawVarargs = true;
        break;
      default:
    }
    return new Expression.Name(name);
  }

  /** A string literal; several in a row are one. */
  private Expression string(String first) {
    if (!tokens.at(Kind.STRING)) {
      return new Expression.Constant(first);
    }
    StringBuilder text = new StringBuilder(first);
    while (tokens.at(Kind.STRING)) {
      text.append(tokens.next().text());
    }
    return new Expression.Constant(text.toString());
  }

  private static Expression integer(Token token) {
    String digits = token.text().replace("_", "");
    int radix = 10;
    if (digits.length() > 2 && digits.charAt(0) == '0') {
      radix =
          switch (digits.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 10;
          };
    }
    try {
      return new Expression.Constant(
          Long.valueOf(radix == 10 ? digits : digits.substring(2), radix));
    } catch (NumberFormatException e) {
      throw new TemplateException(token.line(), "an integer of more than 64 bits", e);
    }
  }

  private Expression list() {
    List<Expression> elements = new ArrayList<>();
    while (!tokens.atOperator("]")) {
      elements.add(expression());
      if (!tokens.skipOperator(",")) {
        break;
      }
    }
    tokens.expectOperator("]");
    return new Expression.Sequence(elements, false);
  }

  private Expression dict() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.atOperator("}")) {
      keys.add(expression());
      tokens.expectOperator(":");
      values.add(expression());
      if (!tokens.skipOperator(",")) {
        break;
      }
    }
    tokens.expectOperator("}");
    return new Expression.Dict(keys, values);
  }

  final Expression postfix(Expression first) {
    Expression value = first;
    while (true) {
      int line = tokens.peek().line();
      if (tokens.skipOperator(".")) {
        Token member = tokens.next();
        value =
            switch (member.kind()) {
              case NAME -> new Expression.Attribute(value, member.text());
              case INTEGER -> new Expression.Item(value, integer(member));
              default ->
                  throw new TemplateException(
                      member.line(), "expected a name or a number after '.'");
            };
      } else if (tokens.skipOperator("[")) {
        value = subscript(value);
      } else if (tokens.atOperator("(")) {
        value = new Expression.Call(value, arguments(), line);
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression owner) {
    Expression start = tokens.atOperator(":") ? OMITTED : expression();
    Expression value;
    if (tokens.skipOperator(":")) {
      Expression stop = bound();
      Expression step = tokens.skipOperator(":") ? bound() : OMITTED;
      value = new Expression.Slice(owner, start, stop, step);
    } else if (tokens.atOperator(",")) {
      List<Expression> indices = new ArrayList<>();
      indices.add(start);
      while (tokens.skipOperator(",")) {
        indices.add(expression());
      }
      value = new Expression.Item(owner, new Expression.Sequence(indices, true));
    } else {
      value = new Expression.Item(owner, start);
    }
    tokens.expectOperator("]");
    return value;
  }

  private Expression bound() {
    return tokens.atOperator(":") || tokens.atOperator("]") ? OMITTED : expression();
  }

  final Expression filtersAndTests(Expression first) {
    Expression value = first;
    while (true) {
      if (tokens.atOperator("|")) {
        value = filters(value);
      } else if (tokens.atName("is")) {
        value = test(value);
      } else if (tokens.atOperator("(")) {
        int line = tokens.peek().line();
        value = new Expression.Call(value, arguments(), line);
      } else {
        return value;
      }
    }
  }

  /** {@code | name(arguments) | ...}, at least one of them. */
  final Expression filters(Expression input) {
    tokens.expectOperator("|");
    return filtersAfterBar(input);
  }

  /** The same where the first bar is left out, as in {@code filter} blocks. */
  final Expression filtersAfterBar(Expression input) {
    Expression value = input;
    do {
      Token name = tokens.expect(Kind.NAME);
      String dotted = dotted(name.text());
      CallArguments arguments = tokens.atOperator("(") ? arguments() : CallArguments.NONE;
      value = new Expression.Filter(value, dotted, arguments, name.line());
    } while (tokens.skipOperator("|"));
    return value;
  }

  private String dotted(String first) {
    String name = first;
    while (tokens.skipOperator(".")) {
      name = name + "." + tokens.expect(Kind.NAME).text();
    }
    return name;
  }

  private Expression test(Expression input) {
    int line = tokens.next().line();
    boolean negated = tokens.skipName("not");
    String name = dotted(tokens.expect(Kind.NAME).text());
    CallArguments arguments = CallArguments.NONE;
    if (tokens.atOperator("(")) {
      arguments = arguments();
    } else if (startsOperand(tokens.peek())) {
      if (tokens.atName("is")) {
        throw tokens.error("tests can not be chained with 'is'");
      }
      arguments = CallArguments.of(postfix(primary()));
    }
    Expression test = new Expression.Test(input, name, arguments, line);
    return negated ? new Expression.Not(test) : test;
  }

  /** Whether a token begins the operand of a test that is written without brackets. */
  private static boolean startsOperand(Token token) {
    return switch (token.kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> token.isOperator("[") || token.isOperator("{");
      case NAME -> !token.isName("else") && !token.isName("or") && !token.isName("and");
      default -> false;
    };
  }

  private CallArguments arguments() {
    tokens.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    Expression rest = null;
    Expression more = null;
    while (!tokens.atOperator(")")) {
      boolean onlyMore = more != null;
      if (tokens.skipOperator("*")) {
        requireOrder(!onlyMore && rest == null);
        rest = expression();
      } else if (tokens.skipOperator("**")) {
        requireOrder(!onlyMore);
        more = expression();
      } else if (tokens.at(Kind.NAME) && tokens.peekSecond().isOperator("=")) {
        requireOrder(!onlyMore);
        String name = tokens.next().text();
        tokens.next();
        requireOrder(named.put(name, expression()) == null);
      } else {
        requireOrder(!onlyMore && rest == null && named.isEmpty());
        positional.add(expression());
      }
      if (!tokens.skipOperator(",")) {
        break;
      }
    }
    tokens.expectOperator(")");
    return new CallArguments(positional, named, rest, more);
  }

  private void requireOrder(boolean ordered) {
    if (!ordered) {
      throw tokens.error("arguments in the wrong order, or one of them twice");
    }
  }
}
