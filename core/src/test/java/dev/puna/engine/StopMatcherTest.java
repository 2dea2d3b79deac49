package dev.puna.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StopMatcherTest {
  @Test
  void letsTextThroughWhereThereIsNothingToStopAt() {
    StopMatcher matcher = new StopMatcher(List.of());
    assertEquals("abc", matcher.accept("abc"));
    assertEquals("", matcher.flush());
    assertFalse(matcher.matched());
  }

  @Test
  void cutsBeforeTheStopStringWhereverItIsSplit() {
    StopMatcher matcher = new StopMatcher(List.of("END"));
    assertEquals("one ", matcher.accept("one E"));
    assertEquals("", matcher.accept("N"));
    assertEquals("", matcher.accept("D two"));
    assertTrue(matcher.matched());
    assertEquals("", matcher.accept("three"));
    assertEquals("", matcher.flush());
  }

  @Test
  void givesBackWhatLookedLikeAStopAndWasNone() {
    StopMatcher matcher = new StopMatcher(List.of("aab"));
    assertEquals("", matcher.accept("aa"));
    assertEquals("a", matcher.accept("a"));
    assertEquals("aac", matcher.accept("c"));
    assertEquals("", matcher.accept("a"));
    assertEquals("a", matcher.flush());
    assertFalse(matcher.matched());
  }

  @Test
  void theFirstOfSeveralStopsCounts() {
    StopMatcher matcher = new StopMatcher(List.of("yy", "x"));
    assertEquals("a", matcher.accept("axbyy"));
    assertTrue(matcher.matched());
  }

  @Test
  void anySplitOfAnyTextGivesWhatTheWholeGives() {
    Random random = new Random(1);
    for (int n = 0; n < 2_000; n++) {
      List<String> stops = List.of(text(random, 1 + random.nextInt(3)), text(random, 2));
      String text = text(random, random.nextInt(12));
      int end = text.length();
      for (String stop : stops) {
        int at = text.indexOf(stop);
        end = at < 0 ? end : Math.min(end, at);
      }
      StopMatcher matcher = new StopMatcher(stops);
      StringBuilder got = new StringBuilder();
      for (int from = 0; from < text.length(); ) {
        int to = Math.min(text.length(), from + 1 + random.nextInt(3));
        got.append(matcher.accept(text.substring(from, to)));
        from = to;
      }
      got.append(matcher.flush());
      assertEquals(text.substring(0, end), got.toString(), text + " " + stops);
    }
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(2)));
    }
    return text.toString();
  }
}
