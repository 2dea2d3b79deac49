package dev.puna.grammar;

import dev.puna.grammar.GrammarNode.CharClass;
import dev.puna.grammar.GrammarNode.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The contents of JSON strings that are none of some strings, however they are spelled: a tree of
 * the strings' characters, with a rule for each node.
 */
final class OtherStrings {
  private static final int ANY_DIGIT = 0xFFFF;
  private static final int D = 1 << 0xD;

  /** The hexadecimal digits, as bits, of what follows the first {@code \\u} of a character. */
  private static final int[][] ESCAPES = {
    {ANY_DIGIT & ~D, ANY_DIGIT, ANY_DIGIT, ANY_DIGIT},
    {D, 0x00FF, ANY_DIGIT, ANY_DIGIT},
    {D, 0x0F00, ANY_DIGIT, ANY_DIGIT, D, 0xF000, ANY_DIGIT, ANY_DIGIT},
  };

  private final JsonRules rules;
  private final String name;

  private OtherStrings(JsonRules rules, String name) {
    this.rules = rules;
    this.name = name;
  }

  /**
   * The contents of strings other than some.
   *
   * @param name what the names of the rules end with
   */
  static GrammarNode rule(Collection<String> excluded, JsonRules rules, String name) {
    Tree root = new Tree();
    for (String text : excluded) {
      Tree node = root;
      for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
        node = node.next.computeIfAbsent(text.codePointAt(i), c -> new Tree());
      }
      node.isExcluded = true;
    }
    return new OtherStrings(rules, name).add(root);
  }

  /** Adds a rule for each node; the tree may be as deep as a string is long. */
  private GrammarNode add(Tree root) {
    List<Tree> nodes = new ArrayList<>(List.of(root));
    for (int i = 0; i < nodes.size(); i++) {
      Tree node = nodes.get(i);
      List<GrammarNode> options = new ArrayList<>();
      if (!node.isExcluded) {
        options.add(Nodes.EMPTY);
      }
      for (Map.Entry<Integer, Tree> next : node.next.entrySet()) {
        int c = next.getKey();
        GrammarNode spelled = rules.builtIn("spellings of " + c, () -> spellings(c));
        options.add(Nodes.sequence(spelled, reference(nodes.size())));
        nodes.add(next.getValue());
      }
      Set<Integer> taken = node.next.keySet();
      GrammarNode others =
          taken.isEmpty()
              ? rules.character()
              : rules.builtIn("characters but " + taken, () -> others(taken));
      options.add(Nodes.sequence(others, Nodes.repeat(rules.character(), 0, -1)));
      rules.put(reference(i).rule(), Nodes.choice(options));
    }
    return reference(0);
  }

  private Reference reference(int node) {
    return new Reference(node + " of " + name);
  }

  /** All spellings of a character. */
  private static GrammarNode spellings(int c) {
    List<GrammarNode> options = new ArrayList<>();
    if (!CodePointRanges.contains(JsonStrings.NEVER_PLAIN, c)) {
      options.add(Nodes.literal(Character.toString(c)));
    }
    int letter = JsonStrings.SHORT_MEANINGS.indexOf(c);
    if (letter >= 0) {
      options.add(Nodes.literal("\\" + JsonStrings.SHORT_LETTERS.charAt(letter)));
    }
    int[] bits = digits(c);
    for (int i = 0; i < bits.length; i++) {
      bits[i] = 1 << bits[i];
    }
    options.add(Nodes.sequence(Nodes.literal("\\u"), hexadecimal(bits, 0)));
    return Nodes.choice(options);
  }

  /** All spellings of all other characters. */
  private static GrammarNode others(Collection<Integer> characters) {
    int[] ranges = new int[2 * characters.size()];
    StringBuilder letters = new StringBuilder(JsonStrings.SHORT_LETTERS);
    List<int[]> digits = new ArrayList<>();
    int length = 0;
    for (int c : characters) {
      ranges[length++] = c;
      ranges[length++] = c;
      digits.add(digits(c));
      int letter = JsonStrings.SHORT_MEANINGS.indexOf(c);
      if (letter >= 0) {
        letters.deleteCharAt(
            letters.indexOf(JsonStrings.SHORT_LETTERS.substring(letter, letter + 1)));
      }
    }
    List<GrammarNode> escapes = new ArrayList<>();
    if (!letters.isEmpty()) {
      escapes.add(Nodes.oneOf(letters.toString()));
    }
    escapes.add(Nodes.sequence(Nodes.literal("u"), escapedCharacter(digits)));
    return Nodes.choice(
        new CharClass(CodePointRanges.union(ranges, JsonStrings.NEVER_PLAIN), true),
        Nodes.sequence(Nodes.literal("\\"), Nodes.choice(escapes)));
  }

  /**
   * What follows {@code \\u} for all characters but some: four digits, or a surrogate pair.
   *
   * @param excluded their hexadecimal digits
   */
  static GrammarNode escapedCharacter(List<int[]> excluded) {
    List<GrammarNode> options = new ArrayList<>();
    for (int[] escape : ESCAPES) {
      List<int[]> matching = new ArrayList<>();
      for (int[] digits : excluded) {
        if (digits.length == escape.length
            && (escape[0] >> digits[0] & 1) != 0
            && (escape[1] >> digits[1] & 1) != 0) {
          matching.add(digits);
        }
      }
      options.add(except(escape, matching, 0));
    }
    return Nodes.choice(options);
  }

  /** The digits from {@code at} on, but for those that continue like an excluded one. */
  private static GrammarNode except(int[] escape, List<int[]> excluded, int at) {
    if (excluded.isEmpty()) {
      return hexadecimal(escape, at);
    }
    Map<Integer, List<int[]>> byDigit = new TreeMap<>();
    int others = escape[at];
    for (int[] digits : excluded) {
      byDigit.computeIfAbsent(digits[at], d -> new ArrayList<>()).add(digits);
      others &= ~(1 << digits[at]);
    }
    List<GrammarNode> options = new ArrayList<>();
    if (others != 0) {
      options.add(Nodes.sequence(digit(others, at), hexadecimal(escape, at + 1)));
    }
    if (at + 1 < escape.length) {
      byDigit.forEach(
          (digit, same) ->
              options.add(Nodes.sequence(digit(1 << digit, at), except(escape, same, at + 1))));
    }
    return Nodes.choice(options);
  }

  private static GrammarNode hexadecimal(int[] bits, int at) {
    List<GrammarNode> parts = new ArrayList<>();
    for (int i = at; i < bits.length; i++) {
      parts.add(digit(bits[i], i));
    }
    return Nodes.sequence(parts);
  }

  /** One of some digits, in either case; the fifth begins the second half of a pair. */
  private static GrammarNode digit(int bits, int at) {
    StringBuilder digits = new StringBuilder();
    for (int digit = 0; digit < 16; digit++) {
      if ((bits >> digit & 1) != 0) {
        char c = Character.forDigit(digit, 16);
        digits.append(c);
        if (digit > 9) {
          digits.append(Character.toUpperCase(c));
        }
      }
    }
    return Nodes.sequence(
        at == 4 ? Nodes.literal("\\u") : Nodes.EMPTY, Nodes.oneOf(digits.toString()));
  }

  /** The hexadecimal digits of a character's one or two UTF-16 units. */
  private static int[] digits(int c) {
    int[] digits = new int[4 * Character.charCount(c)];
    char[] units = Character.toChars(c);
    Arrays.setAll(digits, i -> units[i / 4] >> 12 - 4 * (i % 4) & 15);
    return digits;
  }

  private static final class Tree {
    final Map<Integer, Tree> next = new TreeMap<>();
    boolean isExcluded;
  }
}
