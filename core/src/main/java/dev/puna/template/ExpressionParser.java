package dev.puna.template;

import dev.puna.template.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses expressions by precedence climbing. */
final class ExpressionParser {
  // Precedences of the binary operators and of 'not'. Jinja's own: '~' binds more tightly than '+',
  // a sign more tightly than '**'.
  private static final int OR = 0;
  private static final int AND = 1;
  private static final int NOT = 2;
  private static final int COMPARE = 3;
  private static final int SUM = 4;
  private static final int CONCATENATE = 5;
  private static final int PRODUCT = 6;
  private static final int POWER = 7;
  private static final int NONE = -1;

  private static final Expression OMITTED = new Expression.Constant(None.NONE);

  private final TokenStream tokens;

  /** Which of the names that macros have to declare have been read so far. */
  private boolean sawCaller;

  private boolean sawKwargs;
  private boolean sawVarargs;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** The mention of {@code caller}, {@code kwargs} and {@code varargs}, for {@link Macro}. */
  record Mentions(boolean caller, boolean kwargs, boolean varargs) {}

  /** Starts anew to watch for mentions; returns those before. */
  Mentions takeMentions() {
    Mentions before = new Mentions(sawCaller, sawKwargs, sawVarargs);
    sawCaller = false;
    sawKwargs = false;
    sawVarargs = false;
    return before;
  }

  /** Adds mentions that were set aside. */
  void addMentions(Mentions mentions) {
    sawCaller |= mentions.caller;
    sawKwargs |= mentions.kwargs;
    sawVarargs |= mentions.varargs;
  }

  /** {@code a if b else c}, or anything that binds more tightly. */
  Expression expression() {
    tokens.enter();
    Expression value = binary(OR);
    while (tokens.skipName("if")) {
      Expression test = binary(OR);
      Expression otherwise = tokens.skipName("else") ? expression() : null;
      value = new Expression.Conditional(test, value, otherwise);
    }
    tokens.leave();
    return value;
  }

  /** An expression, or several with commas between them that make a tuple. */
  Expression tuple() {
    return tuple(true, false);
  }

  /** The same without {@code if} as an operator: what a loop runs over, what a branch tests. */
  Expression tupleWithoutConditional() {
    return tuple(false, false);
  }

  private Expression tuple(boolean conditional, boolean parenthesised) {
    List<Expression> elements = new ArrayList<>();
    boolean comma = false;
    while (!atTupleEnd()) {
      elements.add(conditional ? expression() : binary(OR));
      if (!tokens.skipOperator(",")) {
        break;
      }
      comma = true;
    }
    if (!comma && elements.size() == 1) {
      return elements.get(0);
    }
    if (!comma && !parenthesised) {
      throw tokens.error("expected an expression, not " + tokens.peek().description());
    }
    return new Expression.Sequence(elements, true);
  }

  private boolean atTupleEnd() {
    return tokens.at(Kind.PRINT_END)
        || tokens.at(Kind.BLOCK_END)
        || tokens.atOperator(")")
        || tokens.atName("recursive");
  }

  private Expression binary(int lowest) {
    Expression left;
    if (lowest <= NOT && tokens.skipName("not")) {
      tokens.enter();
      left = new Expression.Not(binary(NOT));
      tokens.leave();
    } else {
      left = unary(true);
    }
    while (true) {
      int precedence = precedence();
      if (precedence < lowest) {
        return left;
      }
      left =
          switch (precedence) {
            case COMPARE -> comparison(left);
            case CONCATENATE -> concatenation(left);
            default -> {
              String operator = tokens.next().text();
              Expression right = binary(precedence + 1);
              yield switch (operator) {
                case "or" -> new Expression.Or(left, right);
                case "and" -> new Expression.And(left, right);
                default -> new Expression.Binary(arithmetic(operator), left, right);
              };
            }
          };
    }
  }

  /** The precedence of the operator that comes next, or {@link #NONE}. */
  private int precedence() {
    Token token = tokens.peek();
    if (token.kind() == Kind.NAME) {
      return switch (token.text()) {
        case "or" -> OR;
        case "and" -> AND;
        case "in" -> COMPARE;
        case "not" -> tokens.peekSecond().isName("in") ? COMPARE : NONE;
        default -> NONE;
      };
    }
    if (token.kind() != Kind.OPERATOR) {
      return NONE;
    }
    return switch (token.text()) {
      case "==", "!=", "<", "<=", ">", ">=" -> COMPARE;
      case "+", "-" -> SUM;
      case "~" -> CONCATENATE;
      case "*", "/", "//", "%" -> PRODUCT;
      case "**" -> POWER;
      default -> NONE;
    };
  }

  private static Operators.Binary arithmetic(String operator) {
    return switch (operator) {
      case "+" -> Operators.Binary.ADD;
      case "-" -> Operators.Binary.SUBTRACT;
      case "*" -> Operators.Binary.MULTIPLY;
      case "/" -> Operators.Binary.DIVIDE;
      case "//" -> Operators.Binary.FLOOR_DIVIDE;
      case "%" -> Operators.Binary.MODULO;
      default -> Operators.Binary.POWER;
    };
  }

  private Expression comparison(Expression first) {
    List<Comparison> operators = new ArrayList<>();
    List<Expression> operands = new ArrayList<>();
    while (precedence() == COMPARE) {
      operators.add(
          switch (tokens.next().text()) {
            case "==" -> Comparison.EQUAL;
            case "!=" -> Comparison.NOT_EQUAL;
            case "<" -> Comparison.LESS;
            case "<=" -> Comparison.LESS_OR_EQUAL;
            case ">" -> Comparison.GREATER;
            case ">=" -> Comparison.GREATER_OR_EQUAL;
            case "in" -> Comparison.IN;
            default -> {
              tokens.expectName("in");
              yield Comparison.NOT_IN;
            }
          });
      operands.add(binary(SUM));
    }
    return new Expression.Compare(first, operators, operands);
  }

  private Expression concatenation(Expression first) {
    List<Expression> parts = new ArrayList<>();
    parts.add(first);
    while (tokens.skipOperator("~")) {
      parts.add(binary(PRODUCT));
    }
    return new Expression.Concatenation(parts);
  }

  private Expression unary(boolean filters) {
    Expression value;
    boolean negative = tokens.atOperator("-");
    if (negative || tokens.atOperator("+")) {
      tokens.next();
      tokens.enter();
      value = new Expression.Sign(negative, unary(false));
      tokens.leave();
    } else {
      value = primary();
    }
    value = postfix(value);
    return filters ? filtersAndTests(value) : value;
  }

  private Expression primary() {
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
            Expression inner = tuple(true, true);
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

  private Expression postfix(Expression first) {
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

  private Expression filtersAndTests(Expression first) {
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
  Expression filters(Expression input) {
    tokens.expectOperator("|");
    return filtersAfterBar(input);
  }

  /** The same where the first bar is left out, as in {@code filter} blocks. */
  Expression filtersAfterBar(Expression input) {
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

  CallArguments arguments() {
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

  /** The target of an assignment that is a name and nothing else. */
  String targetName() {
    Token name = tokens.expect(Kind.NAME);
    switch (name.text()) {
      case "true", "True", "false", "False", "none", "None":
        throw new TemplateException(name.line(), "can't assign to '" + name.text() + "'");
      default:
        return name.text();
    }
  }

  /** {@code a}, {@code a, b}, {@code (a, b)}; with {@code namespaces} also {@code a.b}. */
  Target target(boolean namespaces) {
    List<Target> targets = new ArrayList<>();
    boolean comma = false;
    while (!atTupleEnd() && !tokens.atName("in")) {
      targets.add(singleTarget(namespaces));
      if (!tokens.skipOperator(",")) {
        break;
      }
      comma = true;
    }
    if (targets.isEmpty()) {
      throw tokens.error("expected a name to assign to, not " + tokens.peek().description());
    }
    return comma ? new Target.Unpacked(targets) : targets.get(0);
  }

  private Target singleTarget(boolean namespaces) {
    if (tokens.skipOperator("(")) {
      tokens.enter();
      Target inner = target(namespaces);
      tokens.leave();
      tokens.expectOperator(")");
      return inner;
    }
    String name = targetName();
    if (namespaces && tokens.skipOperator(".")) {
      return new Target.NamespaceAttribute(name, tokens.expect(Kind.NAME).text());
    }
    return new Target.Variable(name);
  }

  /** A default of a macro's parameter, or null. */
  @Nullable Expression defaultValue() {
    return tokens.skipOperator("=") ? expression() : null;
  }
}
