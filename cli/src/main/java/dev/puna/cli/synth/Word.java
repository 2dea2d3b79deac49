package dev.puna.cli.synth;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A made-up word of a vocabulary: two shorter pieces put together.
 *
 * @param left the piece that it begins with: a letter, a space, or an earlier word
 * @param right the piece that it ends with; it has no space
 */
record Word(String left, String right) {
  /** By how common they are in English. */
  private static final String LETTERS = "etaoinshrdlucmfwypvbgkjqxz";

  private static final int MAX_CHARACTERS = 12;

  /** The word. */
  String text() {
    return left + right;
  }

  /**
   * Makes words, always the same. Common pieces are used most often, so that English text needs
   * fewer tokens than it has letters.
   *
   * @param space how the vocabulary writes a space
   */
  static List<Word> make(int count, char space) {
    List<String> inner = new ArrayList<>(List.of(LETTERS.split("")));
    List<String> all = new ArrayList<>(inner);
    all.add(String.valueOf(space));
    SplittableRandom random = new SplittableRandom(1);
    List<Word> words = new ArrayList<>(count);
    Set<String> known = new HashSet<>();
    while (words.size() < count) {
      Word word = new Word(pick(all, random), pick(inner, random));
      String text = word.text();
      if (text.length() <= MAX_CHARACTERS && known.add(text)) {
        words.add(word);
        all.add(text);
        if (text.charAt(0) != space) {
          inner.add(text);
        }
      }
    }
    return words;
  }

  /** One of them, early ones more often. */
  private static String pick(List<String> pieces, SplittableRandom random) {
    double place = random.nextDouble();
    return pieces.get((int) (place * place * pieces.size()));
  }
}
