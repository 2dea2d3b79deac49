package dev.puna.grammar;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Texts that fit a grammar. */
final class RandomText {
  private static final int FAR = 1_000_000;

  private final GrammarRules rules;
  private final Random random;
  private final Map<String, Integer> shortest = new HashMap<>();
  private final StringBuilder text = new StringBuilder();
  private int budget;

  RandomText(GrammarRules rules, Random random) {
    this.rules = rules;
    this.random = random;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Map.Entry<String, GrammarNode> rule : rules.rules().entrySet()) {
        int length = length(rule.getValue());
        changed |= length < shortest.getOrDefault(rule.getKey(), FAR);
        shortest.merge(rule.getKey(), length, Math::min);
      }
    }
  }

  /** Another text. */
  String next() {
    text.setLength(0);
    budget = 60;
    write(new GrammarNode.Reference(rules.root()));
    return text.toString();
  }

  private void write(GrammarNode node) {
    budget--;
    switch (node) {
      case GrammarNode.Literal literal -> text.append(literal.text());
      case GrammarNode.CharClass characters -> text.appendCodePoint(character(characters));
      case GrammarNode.Token token -> throw new IllegalArgumentException("a token is no text");
      case GrammarNode.Sequence sequence -> sequence.parts().forEach(this::write);
      case GrammarNode.Choice choice -> write(option(choice.options()));
      case GrammarNode.Repeat repeat -> {
        int most =
            repeat.most() < 0 ? repeat.least() + 3 : Math.min(repeat.most(), repeat.least() + 3);
        int count =
            budget < 0 || length(repeat.body()) >= FAR
                ? repeat.least()
                : random.nextInt(repeat.least(), most + 1);
        for (int i = 0; i < count; i++) {
          write(repeat.body());
        }
      }
      case GrammarNode.Reference reference ->
          write(Objects.requireNonNull(rules.rules().get(reference.rule())));
    }
  }

  private GrammarNode option(List<GrammarNode> options) {
    List<GrammarNode> finite = options.stream().filter(o -> length(o) < FAR).toList();
    if (budget >= 0) {
      return finite.get(random.nextInt(finite.size()));
    }
    GrammarNode best = finite.getFirst();
    for (GrammarNode option : finite) {
      best = length(option) < length(best) ? option : best;
    }
    return best;
  }

  private int character(GrammarNode.CharClass characters) {
    int[] ranges = CodePointRanges.of(characters);
    while (true) {
      int pair = 2 * random.nextInt(ranges.length / 2);
      int least = ranges[pair];
      int most = random.nextInt(4) > 0 ? Math.min(ranges[pair + 1], least + 200) : ranges[pair + 1];
      int c = random.nextInt(least, most + 1);
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        return c;
      }
    }
  }

  private int length(GrammarNode node) {
    return switch (node) {
      case GrammarNode.Literal literal -> literal.text().length() + 1;
      case GrammarNode.CharClass characters -> 1;
      case GrammarNode.Token token -> 1;
      case GrammarNode.Sequence sequence ->
          Math.min(FAR, sequence.parts().stream().mapToInt(this::length).sum() + 1);
      case GrammarNode.Choice choice ->
          choice.options().stream().mapToInt(this::length).min().orElse(FAR);
      case GrammarNode.Repeat repeat ->
          repeat.least() == 0 ? 1 : Math.min(FAR, 1 + repeat.least() * length(repeat.body()));
      case GrammarNode.Reference reference ->
          Math.min(FAR, 1 + shortest.getOrDefault(reference.rule(), FAR));
    };
  }
}
