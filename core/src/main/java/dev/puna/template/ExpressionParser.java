package dev.puna.template;

import dev.puna.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Parses expressions: operators, by precedence climbing, conditions and tuples. */
final class ExpressionParser extends OperandParser {
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

  ExpressionParser(TokenStream tokens) {
    super(tokens);
  }

  /** {@code a if b else c}, or anything that binds more tightly. */
  @Override
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

  @Override
  Expression parenthesised() {
    return tuple(true, true);
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
}
