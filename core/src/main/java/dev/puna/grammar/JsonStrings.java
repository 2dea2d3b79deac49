package dev.puna.grammar;

import dev.puna.grammar.GrammarNode.CharClass;
import dev.puna.grammar.GrammarNode.Choice;
import dev.puna.grammar.GrammarNode.Literal;
import dev.puna.grammar.GrammarNode.Reference;
import dev.puna.grammar.GrammarNode.Repeat;
import dev.puna.grammar.GrammarNode.Sequence;
import dev.puna.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/** How JSON strings spell their characters. */
final class JsonStrings {
  /** Letters of the short escapes, and below what they stand for. */
  static final String SHORT_LETTERS = "\"\\/bfnrt";

  static final String SHORT_MEANINGS = "\"\\/\b\f\n\r\t";

  /** What a string can not contain as it is; no text contains half a surrogate pair. */
  static final int[] NEVER_PLAIN = {
    0, 0x1F, '"', '"', '\\', '\\', Character.MIN_SURROGATE, Character.MAX_SURROGATE
  };

  private static final String HEX_DIGITS = "0123456789abcdef";

  private JsonStrings() {}

  /** Any character in any of its spellings. */
  static GrammarNode character() {
    return Nodes.choice(
        new CharClass(NEVER_PLAIN, true),
        Nodes.sequence(
            Nodes.literal("\\"),
            Nodes.choice(
                Nodes.oneOf(SHORT_LETTERS),
                Nodes.sequence(Nodes.literal("u"), OtherStrings.escapedCharacter(List.of())))));
  }

  /** The strings whose contents fit a node, in their usual spelling, without quotes. */
  static GrammarNode escaped(GrammarNode contents) {
    return switch (contents) {
      case Literal literal -> Nodes.literal(JsonWriter.escaped(literal.text()));
      case CharClass characters -> escaped(characters);
      case Sequence sequence -> Nodes.sequence(escaped(sequence.parts()));
      case Choice choice -> Nodes.choice(escaped(choice.options()));
      case Repeat repeat -> Nodes.repeat(escaped(repeat.body()), repeat.least(), repeat.most());
      case Reference reference -> throw new IllegalArgumentException(reference.rule());
      case GrammarNode.Token token -> throw new IllegalArgumentException(token.token().name());
    };
  }

  private static List<GrammarNode> escaped(List<GrammarNode> nodes) {
    List<GrammarNode> escaped = new ArrayList<>(nodes.size());
    for (GrammarNode node : nodes) {
      escaped.add(escaped(node));
    }
    return escaped;
  }

  private static GrammarNode escaped(CharClass characters) {
    int[] meant = CodePointRanges.of(characters);
    List<GrammarNode> options = new ArrayList<>();
    int[] plain = CodePointRanges.minus(meant, NEVER_PLAIN);
    if (plain.length > 0) {
      options.add(new CharClass(plain, false));
    }
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < SHORT_LETTERS.length(); i++) {
      char meaning = SHORT_MEANINGS.charAt(i);
      if (meaning != '/' && CodePointRanges.contains(meant, meaning)) {
        letters.append(SHORT_LETTERS.charAt(i));
      }
    }
    if (!letters.isEmpty()) {
      options.add(Nodes.sequence(Nodes.literal("\\"), Nodes.oneOf(letters.toString())));
    }
    for (int high = 0; high < 2; high++) {
      String digits = controls(meant, 16 * high);
      if (!digits.isEmpty()) {
        options.add(Nodes.sequence(Nodes.literal("\\u00" + high), Nodes.oneOf(digits)));
      }
    }
    return Nodes.choice(options);
  }

  /** The last digits of the meant control characters, of 16, that have no short escape. */
  private static String controls(int[] meant, int first) {
    StringBuilder digits = new StringBuilder();
    for (int low = 0; low < 16; low++) {
      boolean isShort = SHORT_MEANINGS.indexOf(first + low) >= 0;
      if (!isShort && CodePointRanges.contains(meant, first + low)) {
        digits.append(HEX_DIGITS.charAt(low));
        if (low > 9) {
          digits.append(Character.toUpperCase(HEX_DIGITS.charAt(low)));
        }
      }
    }
    return digits.toString();
  }
}
