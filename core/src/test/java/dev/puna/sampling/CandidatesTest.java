package dev.puna.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.PunaException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CandidatesTest {

  private static List<Integer> ids(Candidates candidates) {
    return IntStream.range(0, candidates.size()).mapToObj(candidates::id).toList();
  }

  @Test
  void sortsByDescendingLogitAndAscendingId() {
    Candidates candidates = Logits.candidates(1, 3, 2, 3, Float.NEGATIVE_INFINITY, 1);
    candidates.sort();
    assertTrue(candidates.isSorted());
    assertEquals(List.of(1, 3, 2, 0, 5, 4), ids(candidates));
  }

  @Test
  void keepLargestEqualsAFullSort() {
    Random random = new Random(1);
    for (int vocabulary : new int[] {1, 2, 3, 10, 257, 1000}) {
      float[] logits = Logits.random(random, vocabulary, 1);
      List<Integer> sorted =
          IntStream.range(0, vocabulary)
              .boxed()
              .sorted(
                  Comparator.comparingDouble((Integer id) -> -logits[id])
                      .thenComparingInt(id -> id))
              .toList();
      for (int k = 1; k < vocabulary; k = k * 2 + 1) {
        Candidates candidates = Logits.candidates(logits);
        candidates.keepLargest(k);
        assertEquals(sorted.subList(0, k), ids(candidates));
        assertTrue(candidates.isSorted());
        for (int i = 0; i < k; i++) {
          assertEquals(logits[candidates.id(i)], candidates.logit(i));
        }
      }
    }
  }

  @Test
  void keepLargestOfMoreThanThereAreChangesNothing() {
    Candidates candidates = Logits.candidates(1, 3, 2);
    candidates.keepLargest(3);
    candidates.keepLargest(1000);
    assertEquals(List.of(0, 1, 2), ids(candidates));
    assertThrows(IllegalArgumentException.class, () -> candidates.keepLargest(0));
  }

  @Test
  void sortLargestDropsNone() {
    Candidates candidates = Logits.candidates(1, 3, 2, 5, 3, 0);
    candidates.sortLargest(3);
    assertFalse(candidates.isSorted());
    assertEquals(List.of(3, 1, 4), ids(candidates).subList(0, 3));
    assertEquals(Set.of(0, 1, 2, 3, 4, 5), Set.copyOf(ids(candidates)));
    candidates.sortLargest(6);
    assertTrue(candidates.isSorted());
    assertEquals(List.of(3, 1, 4, 2, 0, 5), ids(candidates));
  }

  @Test
  void dropBeforeDropsWhatSortingWouldPutFirst() {
    Candidates candidates = Logits.candidates(1, 3, 2, 5, 3, 0);
    candidates.dropBefore(4);
    assertEquals(List.of(0, 2, 4, 5), ids(candidates));
    candidates.dropBefore(2);
    assertEquals(List.of(0, 2, 4, 5), ids(candidates));
  }

  @Test
  void entropyAndLogTotalAreThoseOfTheProbabilities() {
    Candidates candidates = Logits.candidates(Logits.of(0.5, 0, 0.25, 0.25));
    assertEquals(1.5 * Math.log(2), candidates.entropy(), 1e-6);
    assertEquals(0, candidates.logTotal(), 1e-6);
    candidates = Logits.candidates(1000, 1000, Float.NEGATIVE_INFINITY);
    assertEquals(Math.log(2), candidates.entropy(), 1e-12);
    assertEquals(1000 + Math.log(2), candidates.logTotal(), 1e-12);
    candidates.dropForbidden();
    assertEquals(List.of(0, 1), ids(candidates));
  }

  @Test
  void findWorksAfterCandidatesWereRemoved() {
    Candidates candidates = Logits.candidates(1, 3, 2, 5, 3, 0);
    candidates.keepAtLeast(2);
    for (int id = 0; id < 6; id++) {
      assertEquals(ids(candidates).indexOf(id), candidates.find(id));
    }
  }

  @Test
  void findWorksBeforeAndAfterCandidatesMove() {
    Candidates candidates = Logits.candidates(1, 3, 2);
    assertEquals(2, candidates.find(2));
    assertEquals(-1, candidates.find(3));
    assertEquals(-1, candidates.find(-1));
    candidates.sort();
    assertEquals(0, candidates.find(1));
    assertEquals(2, candidates.find(0));
    candidates.keepFirst(2);
    assertEquals(-1, candidates.find(0));
    assertEquals(3, candidates.vocabulary());
  }

  @Test
  void aChangedLogitEndsTheOrder() {
    Candidates candidates = Logits.candidates(1, 3, 2);
    candidates.sort();
    candidates.setLogit(2, 5);
    assertFalse(candidates.isSorted());
    candidates.sort();
    assertEquals(List.of(0, 1, 2), ids(candidates));
  }

  @Test
  void logitsMustBeNumbers() {
    Candidates candidates = Logits.candidates(1, 2);
    for (float logit : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThrows(PunaException.class, () -> candidates.setLogit(0, logit));
      assertThrows(PunaException.class, () -> Logits.candidates(0, logit));
    }
    assertThrows(IndexOutOfBoundsException.class, () -> candidates.setLogit(2, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> candidates.id(2));
    assertThrows(IndexOutOfBoundsException.class, () -> candidates.keepFirst(3));
  }

  @Test
  void massSelectionKeepsTheFewestThatReachTheMass() {
    Random random = new Random(2);
    for (int round = 0; round < 300; round++) {
      int size = 1 + random.nextInt(200);
      float[] logits = Logits.random(random, size, 2);
      double[] keys = random.doubles(size, 0, 4).map(Math::rint).toArray();
      Candidates candidates = Logits.candidates(logits);
      double[] weights = candidates.weights().clone();
      double mass = random.nextDouble() * Arrays.stream(weights).sum();

      List<Integer> expected =
          IntStream.range(0, size)
              .boxed()
              .sorted(
                  Comparator.comparingDouble((Integer id) -> -keys[id]).thenComparingInt(id -> id))
              .toList();
      double sum = 0;
      int count = 0;
      while (sum < mass) {
        sum += weights[expected.get(count++)];
      }

      MassSelection.keep(candidates, keys.clone(), weights.clone(), mass);

      assertEquals(
          expected.subList(0, count).stream().sorted().toList(),
          ids(candidates).stream().sorted().toList());
    }
  }

  @Test
  void keepsOnlyTheTokensOfASet() {
    float[] logits = new float[200];
    for (int id = 0; id < logits.length; id++) {
      logits[id] = id % 7;
    }
    long[] set = new long[3]; // tokens from 192 on are not in it
    for (int id : new int[] {0, 63, 64, 130, 191}) {
      set[id >> 6] |= 1L << id;
    }
    Candidates whole = Logits.candidates(logits);
    whole.keepOnly(set);
    assertEquals(List.of(0, 63, 64, 130, 191), ids(whole));
    assertEquals(130 % 7, whole.logit(3));
    assertEquals(3, whole.find(130));
    assertEquals(-1, whole.find(1));

    Candidates sorted = Logits.candidates(logits);
    sorted.sort();
    sorted.keepOnly(set);
    assertEquals(List.of(130, 191, 64, 0, 63), ids(sorted));
    assertTrue(sorted.isSorted());
    sorted.keepOnly(new long[4]);
    assertEquals(0, sorted.size());
  }
}
