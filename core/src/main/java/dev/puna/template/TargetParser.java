package dev.puna.template;

import dev.puna.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Parses what is assigned to. */
final class TargetParser {
  private final TokenStream tokens;

  TargetParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** The target of an assignment that is a name and nothing else. */
  String name() {
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
    while (!atEnd()) {
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
    String name = name();
    if (namespaces && tokens.skipOperator(".")) {
      return new Target.NamespaceAttribute(name, tokens.expect(Kind.NAME).text());
    }
    return new Target.Variable(name);
  }

  private boolean atEnd() {
    return tokens.at(Kind.BLOCK_END) || tokens.atOperator(")") || tokens.atName("in");
  }
}
