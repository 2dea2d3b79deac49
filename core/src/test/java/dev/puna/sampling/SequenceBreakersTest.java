package dev.puna.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceBreakersTest {
  /** In which of the pieces of a text breakers end, one digit a piece. */
  private static String found(List<String> texts, String... pieces) {
    StringBuilder found = new StringBuilder();
    for (boolean remembers : new boolean[] {false, true}) {
      SequenceBreakers breakers =
          new SequenceBreakers(texts, id -> pieces[id].getBytes(StandardCharsets.UTF_8));
      breakers.remember(remembers ? pieces.length : 0);
      StringBuilder one = new StringBuilder();
      for (int id = 0; id < pieces.length; id++) {
        one.append(breakers.accept(id) ? 1 : 0);
      }
      assertTrue(found.isEmpty() || found.toString().contentEquals(one), "remembered otherwise");
      found = one;
    }
    return found.toString();
  }

  @Test
  void breakersAreFoundInsideTokensAndAcrossThem() {
    assertEquals("010", found(List.of("\n"), "a", "b\nc", "d"));
    assertEquals("0010", found(List.of("###"), "#", "a#", "##a", "b"));
    assertEquals("001", found(List.of("abc"), "a", "b", "c"));
    assertEquals("00", found(List.of("abc"), "ab", "b"));
  }

  @Test
  void breakersMayOverlap() {
    assertEquals("0111", found(List.of("aa"), "a", "a", "a", "a"));
    // "ni" does not hide the longer text around it.
    assertEquals("0101", found(List.of("amniotic", "ni"), "am", "ni", "ot", "ic"));
    assertEquals("01001", found(List.of("abc", "bcd", "x"), "ab", "cx", "b", "c", "d"));
    assertEquals("0011", found(List.of("abc", "bcd"), "a", "b", "c", "d"));
  }

  @Test
  void aCompleteBreakerMayStartAnother() {
    assertEquals("101", found(List.of("\n", "\nx"), "\n", "", "x"));
    assertEquals("0101", found(List.of("aba"), "ab", "a", "b", "a"));
  }

  @Test
  void charactersMayBeSplitBetweenTokens() {
    byte[][] pieces = {{(byte) 0xC3}, {(byte) 0xA4}, {'a'}};
    SequenceBreakers breakers = new SequenceBreakers(List.of("\u00e4"), id -> pieces[id]);
    assertFalse(breakers.accept(0));
    assertTrue(breakers.accept(1));
    assertFalse(breakers.accept(2));
    assertFalse(breakers.accept(1));
  }

  @Test
  void tokensThatContainABreakerAreKnownWhateverCameBefore() {
    String[] pieces = {"a", "ba", "xbay", "b"};
    SequenceBreakers breakers =
        new SequenceBreakers(List.of("ba"), id -> pieces[id].getBytes(StandardCharsets.UTF_8));
    breakers.remember(2);
    assertFalse(breakers.accept(3));
    assertFalse(breakers.isIn(0));
    assertTrue(breakers.isIn(1));
    assertTrue(breakers.isIn(2));
    assertFalse(breakers.isIn(3));
    assertTrue(breakers.accept(0));
  }

  @Test
  void withoutBreakersThereIsNothingToFind() {
    assertEquals("00", found(List.of(), "a", "\n"));
  }

  @Test
  void findsWhatASearchInTheWholeTextFinds() {
    Random random = new Random(8);
    for (int round = 0; round < 500; round++) {
      List<String> texts =
          random
              .ints(1 + random.nextInt(5), 1, 6)
              .mapToObj(length -> text(random, length))
              .distinct()
              .toList();
      String[] pieces =
          random.ints(40, 0, 4).mapToObj(length -> text(random, length)).toArray(String[]::new);
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < pieces.length; i++) {
        int before = String.join("", Arrays.copyOf(pieces, i)).length();
        String all = String.join("", Arrays.copyOf(pieces, i + 1));
        boolean ends =
            texts.stream()
                .anyMatch(t -> all.lastIndexOf(t) >= 0 && all.lastIndexOf(t) + t.length() > before);
        expected.append(ends ? 1 : 0);
      }
      assertEquals(expected.toString(), found(texts, pieces));
    }
  }

  private static String text(Random random, int length) {
    return random
        .ints(length, 'a', 'c')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
