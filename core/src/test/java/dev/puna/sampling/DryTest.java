package dev.puna.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class DryTest {
  private static final DryOptions HALF =
      DryOptions.none().multiplier(0.5f).base(1.5f).sequenceBreakers(List.of());

  private static IntFunction<byte[]> pieces(String... texts) {
    return id -> texts[id].getBytes(StandardCharsets.UTF_8);
  }

  /** What logits of 0 become after these tokens. */
  private static float[] after(Dry dry, int vocabulary, int... tokens) {
    for (int token : tokens) {
      dry.accept(token);
    }
    Candidates candidates = Logits.candidates(new float[vocabulary]);
    dry.apply(candidates);
    float[] logits = new float[vocabulary];
    for (int i = 0; i < vocabulary; i++) {
      logits[i] = candidates.logit(i);
    }
    return logits;
  }

  private static float[] after(DryOptions options, int vocabulary, int... tokens) {
    return after(new Dry(options, id -> new byte[0]), vocabulary, tokens);
  }

  @Test
  void whatRepeatsLessThanAllowedIsFree() {
    assertArrayEquals(new float[3], after(HALF, 3));
    assertArrayEquals(new float[3], after(HALF, 3, 0, 1));
    assertArrayEquals(new float[3], after(HALF, 3, 1, 2, 1));
    assertArrayEquals(new float[3], after(HALF.allowedLength(3), 3, 0, 1, 2, 0, 1));
  }

  @Test
  void penaltyGrowsWithTheLengthOfTheRepetition() {
    // 0 1 came before, and then 2.
    assertArrayEquals(new float[] {0, 0, -0.5f}, after(HALF, 3, 0, 1, 2, 0, 1));
    assertArrayEquals(new float[] {0, 0, 0, -0.75f}, after(HALF, 4, 0, 1, 2, 3, 0, 1, 2));
    assertArrayEquals(
        new float[] {0, -0.5f, -0.75f}, after(HALF.allowedLength(1), 3, 1, 0, 2, 0, 1, 0));
  }

  @Test
  void theLongestOfSeveralRepetitionsCounts() {
    // 0 1 2 came before 7, and so did 1 2.
    float[] expected = {0, 0, 0, 0, 0, 0, 0, -0.75f};
    assertArrayEquals(expected, after(HALF, 8, 0, 1, 2, 7, 5, 1, 2, 7, 0, 1, 2));
    assertArrayEquals(expected, after(HALF, 8, 5, 1, 2, 7, 0, 1, 2, 7, 6, 0, 1, 2));
  }

  @Test
  void aRepetitionMayOverlapItself() {
    assertArrayEquals(new float[] {0, -0.5f * 2.25f}, after(HALF, 2, 1, 1, 1, 1, 1));
  }

  @Test
  void allowedLengthOfNothingPenalisesWhateverFollowedSomething() {
    assertArrayEquals(new float[] {0, -0.5f, -0.5f, 0}, after(HALF.allowedLength(0), 4, 0, 1, 2));
  }

  @Test
  void onlyTheWindowIsSearched() {
    int[] tokens = {0, 1, 2, 0, 1};
    assertArrayEquals(new float[] {0, 0, -0.5f}, after(HALF.window(5), 3, tokens));
    assertArrayEquals(new float[3], after(HALF.window(4), 3, tokens));
    assertArrayEquals(new float[] {0, 0, -0.5f}, after(HALF.window(-1), 3, tokens));
  }

  @Test
  void breakersEndRepetitionsAndAreFree() {
    DryOptions options = HALF.sequenceBreakers(List.of("\n", "--"));
    IntFunction<byte[]> pieces = pieces("a", "b", "c", "x\ny", "-");
    assertArrayEquals(
        new float[] {0, 0, -0.5f, 0, 0}, after(new Dry(options, pieces), 5, 0, 1, 2, 3, 0, 1));
    assertArrayEquals(
        new float[5], after(new Dry(options, pieces), 5, 3, 0, 1, 2, 3, 1), "one since the break");
    // The breaker itself would lengthen the repetition of 0 1, but is never penalised.
    assertArrayEquals(new float[5], after(new Dry(options, pieces), 5, 0, 1, 3, 0, 1));
    // Half a breaker is no breaker.
    assertArrayEquals(
        new float[] {0, 0, 0, 0, -0.5f}, after(new Dry(options, pieces), 5, 0, 1, 4, 2, 0, 1));
    // Two tokens may make one.
    assertArrayEquals(new float[5], after(new Dry(options, pieces), 5, 0, 4, 4, 1, 0, 4, 4, 1));
  }

  @Test
  void hugePenaltiesStayNumbers() {
    int[] tokens = new int[500];
    DryOptions huge = HALF.multiplier(Float.MAX_VALUE).base(1e30f).window(-1);
    assertArrayEquals(new float[] {-Float.MAX_VALUE, 0}, after(huge, 2, tokens));
    Dry dry = new Dry(huge, id -> new byte[0]);
    for (int token : tokens) {
      dry.accept(token);
    }
    Candidates candidates = Logits.candidates(Float.NEGATIVE_INFINITY, 1);
    dry.apply(candidates);
    assertEquals(Float.NEGATIVE_INFINITY, candidates.logit(0));
  }

  @Test
  void tokensOutsideTheVocabularyAreIgnored() {
    assertArrayEquals(new float[3], after(HALF, 3, 0, 1, 99, 0, 1));
    assertArrayEquals(new float[] {0, 0, -0.75f}, after(HALF, 3, 99, 0, 1, 2, 99, 0, 1));
  }

  @Test
  void equalsADefinitionThatLooksAtEverything() {
    String[] texts = {"a", "b", "ab", "\n", "c:", "", "\u00e4", "ba\na", "aab", "x"};
    List<List<String>> breakers =
        List.of(
            List.of(),
            List.of("\n", ":"),
            List.of("aa"),
            List.of("aba", "b", "\u00e4x"),
            List.of("abab", "ba", "aab\n"));
    Random random = new Random(3);
    for (int round = 0; round < 2000; round++) {
      DryOptions options =
          DryOptions.none()
              .multiplier(0.1f + random.nextFloat())
              .base(1 + random.nextFloat())
              .allowedLength(random.nextInt(4))
              .window(random.nextInt(60) - 1)
              .sequenceBreakers(breakers.get(random.nextInt(breakers.size())));
      if (options.window() == 0) {
        continue;
      }
      int vocabulary = 2 + random.nextInt(texts.length - 1);
      Dry dry = new Dry(options, pieces(texts));
      List<Integer> history = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        if (i % 7 == 0) {
          assertArrayEquals(
              naive(options, texts, vocabulary, history), after(dry, vocabulary), 1e-3f);
        }
        int token = random.nextInt(vocabulary);
        history.add(token);
        dry.accept(token);
      }
    }
  }

  /** As the definition reads: each place, token by token, and the text as a whole. */
  private static float[] naive(
      DryOptions options, String[] texts, int vocabulary, List<Integer> history) {
    StringBuilder text = new StringBuilder();
    List<Integer> ends = new ArrayList<>();
    for (int token : history) {
      text.append(texts[token]);
      ends.add(text.length());
    }
    int broken = 0;
    for (String breaker : options.sequenceBreakers()) {
      int at = text.lastIndexOf(breaker);
      broken = at < 0 ? broken : Math.max(broken, at + breaker.length());
    }
    int limit = 0;
    while (limit < history.size() && begins(ends, history.size() - 1 - limit) >= broken) {
      limit++;
    }
    int size = history.size();
    int first = options.window() < 0 ? 0 : Math.max(0, size - options.window());
    List<Integer> window = history.subList(first, size);
    int n = window.size();
    float[] logits = new float[vocabulary];
    int[] longest = new int[vocabulary];
    for (int end = 0; end < n - 1; end++) {
      int length = 0;
      while (length <= end && window.get(end - length).equals(window.get(n - 1 - length))) {
        length++;
      }
      length = Math.min(length, Math.min(limit, n));
      int next = window.get(end + 1);
      longest[next] = Math.max(longest[next], length + 1);
    }
    for (int token = 0; token < vocabulary; token++) {
      boolean isBreaker = options.sequenceBreakers().stream().anyMatch(texts[token]::contains);
      int length = longest[token] - 1;
      boolean counts = n > options.allowedLength() && limit >= options.allowedLength();
      if (counts && !isBreaker && length >= 0 && length >= options.allowedLength()) {
        logits[token] -=
            (float)
                (options.multiplier() * Math.pow(options.base(), length - options.allowedLength()));
      }
    }
    return logits;
  }

  private static int begins(List<Integer> ends, int token) {
    return token == 0 ? 0 : ends.get(token - 1);
  }
}
