package dev.puna.template;

import dev.puna.template.Token.Kind;
import java.util.List;

/** The tokens of a template, one after the other. */
final class TokenStream {
  private final List<Token> tokens;
  private final int maxNesting;
  private int position;
  private int nesting;

  TokenStream(List<Token> tokens, int maxNesting) {
    this.tokens = tokens;
    this.maxNesting = maxNesting;
  }

  Token peek() {
    return tokens.get(position);
  }

  /** The token after the next one. */
  Token peekSecond() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  /** Takes the next token; at the end, the end again and again. */
  Token next() {
    Token token = peek();
    if (token.kind() != Kind.END) {
      position++;
    }
    return token;
  }

  boolean at(Kind kind) {
    return peek().kind() == kind;
  }

  boolean atOperator(String symbol) {
    return peek().isOperator(symbol);
  }

  boolean atName(String name) {
    return peek().isName(name);
  }

  /** Takes the operator if it is next. */
  boolean skipOperator(String symbol) {
    boolean found = atOperator(symbol);
    position += found ? 1 : 0;
    return found;
  }

  /** Takes the name if it is next. */
  boolean skipName(String name) {
    boolean found = atName(name);
    position += found ? 1 : 0;
    return found;
  }

  Token expect(Kind kind) {
    if (!at(kind)) {
      throw error("expected " + kind.description + ", not " + peek().description());
    }
    return next();
  }

  void expectOperator(String symbol) {
    if (!skipOperator(symbol)) {
      throw error("expected '" + symbol + "', not " + peek().description());
    }
  }

  void expectName(String name) {
    if (!skipName(name)) {
      throw error("expected '" + name + "', not " + peek().description());
    }
  }

  TemplateException error(String message) {
    return new TemplateException(peek().line(), message);
  }

  /** Goes into a bracket, an operand or a block. */
  void enter() {
    if (++nesting > maxNesting) {
      throw error("nested deeper than " + maxNesting + " levels");
    }
  }

  void leave() {
    nesting--;
  }
}
