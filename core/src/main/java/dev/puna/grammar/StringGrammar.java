package dev.puna.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Strings: what {@code pattern}, {@code format}, {@code minLength} and {@code maxLength} say. */
final class StringGrammar {
  /** Those of {@code pattern} and {@code format}, each once. */
  private final List<Schema> contents = new ArrayList<>();

  private final Effort effort;
  private final int least;
  private final int most;

  /** A keyword about the length, or null where there is none. */
  private final @Nullable Schema length;

  StringGrammar(SchemaConstraints constraints) {
    effort = constraints.effort();
    for (String name : List.of("pattern", "format")) {
      for (Schema keyword : constraints.all(name)) {
        if (contents.stream().noneMatch(known -> known.says(keyword))) {
          contents.add(keyword);
        }
      }
    }
    least = constraints.largest("minLength", 0);
    most = constraints.smallest("maxLength", -1);
    List<Schema> lengths = new ArrayList<>(constraints.all("maxLength"));
    lengths.addAll(constraints.all("minLength"));
    length = lengths.isEmpty() ? null : lengths.getFirst();
  }

  /**
   * The strings that fit.
   *
   * @param rule what the names of rules end with
   */
  GrammarNode string(JsonRules rules, String rule) {
    if (contents.isEmpty()) {
      return ofLength(rules);
    }
    if (contents.size() == 1 && length == null) {
      return rules.string(JsonStrings.escaped(expression(contents.getFirst())));
    }
    return rules.string(texts().rules(rules, "strings of " + rule, JsonStrings::escaped));
  }

  private GrammarNode ofLength(JsonRules rules) {
    if (length == null) {
      return rules.string();
    }
    return most >= 0 && most < least
        ? Nodes.NONE
        : rules.string(Nodes.repeat(rules.character(), least, most));
  }

  /** Tells which strings fit. */
  Predicate<String> fits() {
    List<CharacterDfa> all = contents.stream().map(this::texts).toList();
    return text -> {
      int characters = text.codePointCount(0, text.length());
      return characters >= least
          && (most < 0 || characters <= most)
          && all.stream().allMatch(texts -> texts.accepts(text));
    };
  }

  /** What all keywords say together. */
  CharacterDfa texts() {
    CharacterDfa texts = CharacterDfa.all(effort);
    for (Schema keyword : contents) {
      CharacterDfa before = texts;
      CharacterDfa these = texts(keyword);
      texts = keyword.taken(() -> before.and(these));
    }
    if (length == null) {
      return texts;
    }
    CharacterDfa ofAnyLength = texts;
    return length.taken(() -> ofAnyLength.withLength(least, most));
  }

  private CharacterDfa texts(Schema keyword) {
    GrammarNode expression = expression(keyword);
    return keyword.taken(() -> Determinizer.of(expression, effort));
  }

  private static GrammarNode expression(Schema keyword) {
    return keyword.name().equals("format")
        ? StringFormat.read(keyword)
        : keyword.taken(() -> RegexGrammar.search(keyword.text()));
  }
}
