package dev.puna.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Small grammars over few characters, and texts that may fit them. */
final class RandomGrammar {
  private static final String[] CHARACTERS = {"a", "b", "é", "€", "😀"};
  private static final String[] RULES = {"root", "x", "y-2"};
  private final Random random;

  private RandomGrammar(Random random) {
    this.random = random;
  }

  static GrammarRules rules(Random random) {
    RandomGrammar maker = new RandomGrammar(random);
    Map<String, GrammarNode> rules = new LinkedHashMap<>();
    for (String name : RULES) {
      rules.put(name, maker.node(4));
    }
    return new GrammarRules(rules, "root");
  }

  static String text(Random random, int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      text.append(CHARACTERS[random.nextInt(random.nextBoolean() ? 2 : CHARACTERS.length)]);
    }
    return text.toString();
  }

  private GrammarNode node(int depth) {
    return switch (random.nextInt(depth == 0 ? 3 : 8)) {
      case 0, 1 -> new GrammarNode.Literal(text(random, 2));
      case 2 -> characters();
      case 3, 4 -> new GrammarNode.Sequence(nodes(depth));
      case 5 -> new GrammarNode.Choice(nodes(depth));
      case 6 -> {
        int least = random.nextInt(3);
        int most = random.nextBoolean() ? -1 : least + random.nextInt(3);
        yield new GrammarNode.Repeat(node(depth - 1), least, most);
      }
      default -> new GrammarNode.Reference(RULES[random.nextInt(RULES.length)]);
    };
  }

  private List<GrammarNode> nodes(int depth) {
    List<GrammarNode> nodes = new ArrayList<>();
    for (int i = random.nextInt(2, 4); i > 0; i--) {
      nodes.add(node(depth - 1));
    }
    return nodes;
  }

  private GrammarNode characters() {
    Supplier<Integer> any = () -> CHARACTERS[random.nextInt(CHARACTERS.length)].codePointAt(0);
    int first = any.get();
    int second = any.get();
    return new GrammarNode.CharClass(
        new int[] {Math.min(first, second), Math.max(first, second), 'b', 'b'},
        random.nextInt(3) == 0);
  }

  /** The grammar in GBNF. */
  static String gbnf(GrammarRules grammar) {
    StringBuilder text = new StringBuilder();
    grammar.rules().forEach((name, body) -> text.append(name + " ::= " + gbnf(body) + "\n"));
    return text.toString();
  }

  private static String gbnf(GrammarNode node) {
    return switch (node) {
      case GrammarNode.Literal literal -> '"' + literal.text() + '"';
      case GrammarNode.CharClass characters -> {
        StringBuilder text = new StringBuilder(characters.negated() ? "[^" : "[");
        for (int i = 0; i < characters.ranges().length; i += 2) {
          text.append(String.format("\\U%08x-", characters.ranges()[i]));
          text.appendCodePoint(characters.ranges()[i + 1]);
        }
        yield text.append(']').toString();
      }
      case GrammarNode.Token token -> (token.negated() ? "!" : "") + token.token().name();
      case GrammarNode.Sequence sequence -> join(sequence.parts(), " ");
      case GrammarNode.Choice choice -> join(choice.options(), "\n | ");
      case GrammarNode.Repeat repeat ->
          "("
              + gbnf(repeat.body())
              + "){"
              + repeat.least()
              + ","
              + (repeat.most() < 0 ? "" : repeat.most())
              + "}";
      case GrammarNode.Reference reference -> reference.rule();
    };
  }

  private static String join(List<GrammarNode> nodes, String separator) {
    return "(" + String.join(separator, nodes.stream().map(RandomGrammar::gbnf).toList()) + ")";
  }
}
