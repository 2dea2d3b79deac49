package dev.puna.template;

import dev.puna.template.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the statements of a template. */
final class Parser {
  private static final Expression CAPTURED = new Expression.Name(Statement.CAPTURED);

  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private final TargetParser targets;

  /** How many loops of the present macro are open, for {@code break} and {@code continue}. */
  private int loops;

  private Parser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
    this.targets = new TargetParser(tokens);
  }

  static List<Statement> parse(String source, int maxNesting) {
    TokenStream tokens = new TokenStream(Lexer.tokenize(source), maxNesting);
    return new Parser(tokens).statements(null);
  }

  /**
   * Statements up to the end of the template or to one of the tags that may follow them, whose name
   * is the next token then.
   *
   * @param opener what they are the body of, null for the whole template
   */
  private List<Statement> statements(@Nullable Token opener, String... ends) {
    tokens.enter();
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Token token = tokens.next();
      switch (token.kind()) {
        case TEXT -> statements.add(new Statement.Text(token.text(), token.line()));
        case PRINT_BEGIN -> {
          statements.add(new Statement.Print(expressions.tuple(), token.line()));
          tokens.expect(Kind.PRINT_END);
        }
        case BLOCK_BEGIN -> {
          if (atOneOf(ends)) {
            tokens.leave();
            return statements;
          }
          statements.add(statement());
          tokens.expect(Kind.BLOCK_END);
        }
        default -> {
          if (opener != null) {
            throw new TemplateException(
                opener.line(), "'" + opener.text() + "' without '" + ends[ends.length - 1] + "'");
          }
          tokens.leave();
          return statements;
        }
      }
    }
  }

  private boolean atOneOf(String... names) {
    for (String name : names) {
      if (tokens.atName(name)) {
        return true;
      }
    }
    return false;
  }

  /** The body of a block, from the end of its opening tag. */
  private List<Statement> body(Token opener, String... ends) {
    tokens.skipOperator(":");
    tokens.expect(Kind.BLOCK_END);
    return statements(opener, ends);
  }

  /** The body of a block with one end, which is taken too. */
  private List<Statement> wholeBody(Token opener, String end) {
    List<Statement> body = body(opener, end);
    tokens.next();
    return body;
  }

  private Statement statement() {
    Token tag = tokens.expect(Kind.NAME);
    return switch (tag.text()) {
      case "if" -> ifBlock(tag);
      case "for" -> forBlock(tag);
      case "set" -> set(tag);
      case "macro" -> macro(tag);
      case "call" -> callBlock(tag);
      case "filter" -> {
        Expression filtered = expressions.filtersAfterBar(CAPTURED);
        yield new Statement.FilterBlock(filtered, wholeBody(tag, "endfilter"), tag.line());
      }
      case "with" -> with(tag);
      case "generation" -> generation(tag);
      case "print" -> print(tag);
      case "break", "continue" -> {
        if (loops == 0) {
          throw new TemplateException(tag.line(), "'" + tag.text() + "' outside of a loop");
        }
        boolean leaves = tag.text().equals("break");
        yield new Statement.Jump(
            leaves ? Statement.Flow.BREAK : Statement.Flow.CONTINUE, tag.line());
      }
      case "include", "import", "from", "extends", "block", "autoescape" ->
          throw new TemplateException(
              tag.line(), "'" + tag.text() + "' is not available in chat templates");
      default ->
          throw new TemplateException(tag.line(), "unknown or misplaced tag '" + tag.text() + "'");
    };
  }

  /** {@code print a, b}: one after the other. */
  private Statement print(Token tag) {
    List<Expression> parts = new ArrayList<>();
    do {
      parts.add(expressions.expression());
    } while (tokens.skipOperator(","));
    return new Statement.Print(new Expression.Concatenation(parts), tag.line());
  }

  private Statement ifBlock(Token tag) {
    List<Statement.If.Branch> branches = new ArrayList<>();
    Token opener = tag;
    while (true) {
      Expression test = expressions.tupleWithoutConditional();
      List<Statement> body = body(opener, "elif", "else", "endif");
      branches.add(new Statement.If.Branch(test, body, opener.line()));
      Token end = tokens.next();
      if (end.isName("elif")) {
        opener = end;
        continue;
      }
      List<Statement> otherwise = end.isName("else") ? wholeBody(end, "endif") : List.of();
      return new Statement.If(branches, otherwise, tag.line());
    }
  }

  private Statement forBlock(Token tag) {
    Target target = targets.target(false);
    if (assignsLoop(target)) {
      throw new TemplateException(tag.line(), "can't assign to the variable 'loop'");
    }
    tokens.expectName("in");
    Expression elements = expressions.tupleWithoutConditional();
    Expression test = tokens.skipName("if") ? expressions.expression() : null;
    boolean recursive = tokens.skipName("recursive");
    loops++;
    List<Statement> body = body(tag, "else", "endfor");
    loops--;
    Token end = tokens.next();
    List<Statement> otherwise = end.isName("else") ? wholeBody(end, "endfor") : List.of();
    return new Statement.For(target, elements, test, recursive, body, otherwise, tag.line());
  }

  private static boolean assignsLoop(Target target) {
    if (target instanceof Target.Unpacked unpacked) {
      for (Target inner : unpacked.targets()) {
        if (assignsLoop(inner)) {
          return true;
        }
      }
    }
    return target instanceof Target.Variable variable && variable.name().equals("loop");
  }

  private Statement set(Token tag) {
    Target target = targets.target(true);
    if (tokens.skipOperator("=")) {
      return new Statement.Set(target, expressions.tuple(), tag.line());
    }
    Expression value = tokens.atOperator("|") ? expressions.filters(CAPTURED) : CAPTURED;
    return new Statement.SetBlock(target, value, wholeBody(tag, "endset"), tag.line());
  }

  private Statement with(Token tag) {
    List<Target> names = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.at(Kind.BLOCK_END)) {
      if (!names.isEmpty()) {
        tokens.expectOperator(",");
      }
      names.add(targets.target(false));
      tokens.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Statement.With(names, values, wholeBody(tag, "endwith"), tag.line());
  }

  /** Hugging Face's mark of what the model wrote: it renders its body. */
  private Statement generation(Token tag) {
    List<Statement> body = functionBody(tag, "endgeneration");
    return new Statement.With(List.of(), List.of(), body, tag.line());
  }

  /** A body that a loop around it can not be left from. */
  private List<Statement> functionBody(Token tag, String end) {
    int outerLoops = loops;
    loops = 0;
    List<Statement> body = wholeBody(tag, end);
    loops = outerLoops;
    return body;
  }

  private Statement macro(Token tag) {
    String name = targets.name();
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = parameters(parameters);
    OperandParser.Mentions outer = expressions.takeMentions();
    List<Statement> body = functionBody(tag, "endmacro");
    Macro.Signature signature = signature(name, parameters, defaults, outer);
    return new Statement.DefineMacro(signature, body, tag.line());
  }

  private Statement callBlock(Token tag) {
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = tokens.atOperator("(") ? parameters(parameters) : List.of();
    Expression call = expressions.expression();
    if (!(call instanceof Expression.Call target)) {
      throw new TemplateException(tag.line(), "'call' needs a call");
    }
    OperandParser.Mentions outer = expressions.takeMentions();
    List<Statement> body = functionBody(tag, "endcall");
    Macro.Signature signature = signature("", parameters, defaults, outer);
    return new Statement.CallBlock(signature, target, body, tag.line());
  }

  /** The parameters in brackets; returns the defaults of the last ones. */
  private List<Expression> parameters(List<String> names) {
    List<Expression> defaults = new ArrayList<>();
    Set<String> distinct = new HashSet<>();
    tokens.expectOperator("(");
    while (!tokens.atOperator(")")) {
      if (!names.isEmpty()) {
        tokens.expectOperator(",");
      }
      String name = targets.name();
      if (!distinct.add(name)) {
        throw tokens.error("two parameters named '" + name + "'");
      }
      names.add(name);
      Expression value = tokens.skipOperator("=") ? expressions.expression() : null;
      if (value != null) {
        defaults.add(value);
      } else if (!defaults.isEmpty()) {
        throw tokens.error("a parameter without a default follows one with a default");
      }
    }
    tokens.expectOperator(")");
    return defaults;
  }

  private Macro.Signature signature(
      String name,
      List<String> parameters,
      List<Expression> defaults,
      OperandParser.Mentions outer) {
    OperandParser.Mentions inner = expressions.takeMentions();
    expressions.addMentions(outer);
    expressions.addMentions(inner);
    return new Macro.Signature(
        name,
        parameters,
        defaults,
        inner.caller(),
        inner.kwargs() && !parameters.contains("kwargs"),
        inner.varargs() && !parameters.contains("varargs"));
  }
}
