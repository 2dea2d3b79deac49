package dev.puna.grammar;

import dev.puna.grammar.GrammarNode.CharClass;
import dev.puna.grammar.GrammarNode.Choice;
import dev.puna.grammar.GrammarNode.Literal;
import dev.puna.grammar.GrammarNode.Repeat;
import dev.puna.grammar.GrammarNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds nodes; parts that nothing fits are dropped from choices and spoil sequences. */
final class Nodes {
  /** The empty text. */
  static final GrammarNode EMPTY = new Literal("");

  /** What nothing fits. */
  static final GrammarNode NONE = new Choice(List.of());

  /** A decimal digit. */
  static final GrammarNode DIGIT = range('0', '9');

  /** Texts that branch off within one another, beyond which they are listed. */
  private static final int MAX_SHARED = 50;

  private Nodes() {}

  static GrammarNode literal(String text) {
    return text.isEmpty() ? EMPTY : new Literal(text);
  }

  /** A character between two, both among them. */
  static GrammarNode range(int least, int most) {
    return new CharClass(new int[] {least, most}, false);
  }

  /** One of these characters. */
  static GrammarNode oneOf(String characters) {
    int[] ranges = new int[2 * characters.length()];
    for (int i = 0; i < ranges.length; i++) {
      ranges[i] = characters.charAt(i / 2);
    }
    return new CharClass(ranges, false);
  }

  static GrammarNode sequence(GrammarNode... parts) {
    return sequence(List.of(parts));
  }

  static GrammarNode sequence(List<GrammarNode> parts) {
    List<GrammarNode> kept = new ArrayList<>(parts.size());
    for (GrammarNode part : parts) {
      if (isNone(part)) {
        return NONE;
      }
      if (!isEmpty(part)) {
        kept.add(part);
      }
    }
    return switch (kept.size()) {
      case 0 -> EMPTY;
      case 1 -> kept.getFirst();
      default -> new Sequence(kept);
    };
  }

  static GrammarNode choice(GrammarNode... options) {
    return choice(List.of(options));
  }

  static GrammarNode choice(List<GrammarNode> options) {
    List<GrammarNode> kept = new ArrayList<>(options.size());
    for (GrammarNode option : options) {
      if (!isNone(option)) {
        kept.add(option);
      }
    }
    return switch (kept.size()) {
      case 0 -> NONE;
      case 1 -> kept.getFirst();
      default -> new Choice(kept);
    };
  }

  /** One of some texts; beginnings that they share are shared. */
  static GrammarNode anyOf(List<String> texts) {
    return anyOf(texts, 0, 0);
  }

  /** What some texts, which are the same up to {@code from}, have from there on. */
  private static GrammarNode anyOf(List<String> texts, int from, int depth) {
    if (texts.size() < 2 || depth > MAX_SHARED) {
      List<GrammarNode> rests = new ArrayList<>(texts.size());
      for (String text : texts) {
        rests.add(literal(text.substring(from)));
      }
      return choice(rests);
    }
    int to = sharedLength(texts, from);
    Map<Integer, List<String>> groups = new LinkedHashMap<>();
    for (String text : texts) {
      int next = to < text.length() ? text.codePointAt(to) : -1;
      groups.computeIfAbsent(next, key -> new ArrayList<>()).add(text);
    }
    List<GrammarNode> options = new ArrayList<>(groups.size());
    groups.forEach((next, group) -> options.add(next < 0 ? EMPTY : anyOf(group, to, depth + 1)));
    return sequence(literal(texts.getFirst().substring(from, to)), choice(options));
  }

  /** How far texts are the same, never ending within a surrogate pair. */
  private static int sharedLength(List<String> texts, int from) {
    String first = texts.getFirst();
    int length = first.length();
    for (String text : texts) {
      int i = from;
      while (i < Math.min(length, text.length()) && text.charAt(i) == first.charAt(i)) {
        i++;
      }
      length = i;
    }
    boolean splits =
        length > from
            && length < first.length()
            && Character.isSurrogatePair(first.charAt(length - 1), first.charAt(length));
    return splits ? length - 1 : length;
  }

  static GrammarNode optional(GrammarNode node) {
    return repeat(node, 0, 1);
  }

  /** The same between {@code least} and {@code most} times; -1 is any number. */
  static GrammarNode repeat(GrammarNode node, int least, int most) {
    if (most == 0 || isEmpty(node) || isNone(node) && least == 0) {
      return EMPTY;
    }
    if (isNone(node)) {
      return NONE;
    }
    return least == 1 && most == 1 ? node : new Repeat(node, least, most);
  }

  static boolean isNone(GrammarNode node) {
    return node instanceof Choice choice && choice.options().isEmpty();
  }

  private static boolean isEmpty(GrammarNode node) {
    return node instanceof Literal literal && literal.text().isEmpty();
  }
}
