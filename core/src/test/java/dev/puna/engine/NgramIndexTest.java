package dev.puna.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NgramIndexTest {
  private static List<Integer> draft(NgramIndex index, int most, int... tokens) {
    Draft draft = new Draft();
    draft.begin(most);
    index.draft(tokens, tokens.length, draft);
    List<Integer> drafted = new ArrayList<>();
    for (int i = 0; i < draft.count(); i++) {
      drafted.add(draft.token(i));
    }
    return drafted;
  }

  private static List<Integer> draft(int most, int... tokens) {
    return draft(new NgramIndex(tokens.length), most, tokens);
  }

  @Test
  void whatFollowedBeforeFollowsAgain() {
    assertEquals(List.of(4, 5), draft(2, 1, 2, 3, 4, 5, 6, 1, 2, 3));
  }

  @Test
  void theLongestMatchCountsAndOfSeveralTheLast() {
    assertEquals(List.of(7), draft(1, 1, 2, 3, 7, 3, 8, 1, 2, 3));
    assertEquals(List.of(8), draft(1, 3, 7, 3, 8, 3));
  }

  @Test
  void nothingIsDraftedWhereNothingWasSeen() {
    assertEquals(List.of(), draft(4, 1, 2, 3));
    assertEquals(List.of(), draft(4, 1));
    assertEquals(List.of(), draft(4, 0));
    assertEquals(List.of(), draft(0, 1, 1, 1));
  }

  @Test
  void aTextThatRepeatsItselfGoesOnSo() {
    assertEquals(List.of(9, 8, 9, 8, 9), draft(5, 1, 8, 9, 8, 9, 8));
    assertEquals(List.of(7, 7, 7), draft(3, 7, 7));
  }

  @Test
  void growingAListGivesWhatAFreshIndexGives() {
    Random random = new Random(5);
    int[] tokens = random.ints(400, 0, 6).toArray();
    NgramIndex grown = new NgramIndex(tokens.length);
    for (int count = 1; count <= tokens.length; count += 1 + random.nextInt(5)) {
      int[] some = Arrays.copyOf(tokens, count);
      assertEquals(draft(new NgramIndex(tokens.length), 4, some), draft(grown, 4, some));
    }
  }

  @Test
  void ofALongListTheEndIsKnown() {
    int[] tokens = new int[300_000];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = i % 1000;
    }
    assertEquals(List.of(0, 1), draft(2, tokens));
  }
}
