package dev.puna.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says by trying everything whether a short text fits; for rules without left recursion. */
final class NaiveMatcher {
  private final GrammarRules grammar;
  private final int[] text;

  /** By place: the token that begins there, or -1. */
  private final int[] tokens;

  /** Where a rule that begins at a place may end. */
  private final Map<String, BitSet> known = new HashMap<>();

  private NaiveMatcher(GrammarRules grammar, int[] text, int[] tokens) {
    this.grammar = grammar;
    this.text = text;
    this.tokens = tokens;
  }

  static boolean accepts(GrammarRules grammar, String text) {
    return new NaiveMatcher(grammar, text.codePoints().toArray(), new int[0]).accepts();
  }

  /** The same for tokens; a text of null is one that only its token stands for. */
  static boolean accepts(GrammarRules grammar, List<Integer> ids, List<@Nullable String> texts) {
    List<Integer> characters = new ArrayList<>();
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      String text = texts.get(i);
      int[] codePoints = text == null ? new int[] {-1} : text.codePoints().toArray();
      for (int j = 0; j < codePoints.length; j++) {
        characters.add(codePoints[j]);
        tokens.add(j == 0 ? ids.get(i) : -1);
      }
    }
    return new NaiveMatcher(grammar, array(characters), array(tokens)).accepts();
  }

  private static int[] array(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private boolean accepts() {
    return ends(new GrammarNode.Reference(grammar.root()), 0).get(text.length);
  }

  private BitSet ends(GrammarNode node, int from) {
    BitSet ends = new BitSet();
    switch (node) {
      case GrammarNode.Literal literal -> {
        int[] wanted = literal.text().codePoints().toArray();
        int length = 0;
        while (length < wanted.length
            && from + length < text.length
            && text[from + length] == wanted[length]) {
          length++;
        }
        ends.set(from + length, length == wanted.length);
      }
      case GrammarNode.CharClass characters -> {
        if (from < text.length) {
          boolean in = false;
          for (int i = 0; i < characters.ranges().length; i += 2) {
            in |= characters.ranges()[i] <= text[from] && text[from] <= characters.ranges()[i + 1];
          }
          ends.set(from + 1, text[from] >= 0 && in != characters.negated());
        }
      }
      case GrammarNode.Token token -> {
        if (from < tokens.length && tokens[from] >= 0) {
          int end = from + 1;
          while (end < tokens.length && tokens[end] < 0) {
            end++;
          }
          ends.set(end, (tokens[from] == token.token().id()) != token.negated());
        }
      }
      case GrammarNode.Sequence sequence -> {
        BitSet now = new BitSet();
        now.set(from);
        for (GrammarNode part : sequence.parts()) {
          now = step(part, now);
        }
        ends.or(now);
      }
      case GrammarNode.Choice choice ->
          choice.options().forEach(option -> ends.or(ends(option, from)));
      case GrammarNode.Repeat repeat -> {
        BitSet now = new BitSet();
        now.set(from);
        for (int i = 0; i < repeat.least(); i++) {
          now = step(repeat.body(), now);
        }
        ends.or(now);
        // No text is so long that more repetitions could be told apart.
        int most = repeat.most() < 0 ? text.length + 1 : repeat.most() - repeat.least();
        for (int i = 0; i < Math.min(most, text.length + 1); i++) {
          now = step(repeat.body(), now);
          ends.or(now);
        }
      }
      case GrammarNode.Reference reference -> {
        String key = reference.rule() + " " + from;
        BitSet before = known.get(key);
        if (before == null) {
          before = ends(Objects.requireNonNull(grammar.rules().get(reference.rule())), from);
          known.put(key, before);
        }
        ends.or(before);
      }
    }
    return ends;
  }

  private BitSet step(GrammarNode node, BitSet from) {
    BitSet ends = new BitSet();
    from.stream().forEach(place -> ends.or(ends(node, place)));
    return ends;
  }
}
