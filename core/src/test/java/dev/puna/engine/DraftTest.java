package dev.puna.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DraftTest {
  private final Draft draft = new Draft();

  private void check(int tokens, int right) {
    draft.begin(tokens);
    for (int i = 0; i < tokens; i++) {
      draft.add(i);
    }
    draft.checked(right, right < tokens);
    assertEquals(0, draft.count());
  }

  @Test
  void acceptanceFollowsWhatWasChecked() {
    assertEquals(0.7, draft.acceptance(0.7));
    for (int i = 0; i < 20; i++) {
      check(3, 3);
    }
    assertTrue(draft.acceptance(0.7) > 0.95);
    for (int i = 0; i < 40; i++) {
      check(3, 0);
    }
    assertTrue(draft.acceptance(0.7) < 0.1);
    assertEquals(180, draft.drafted());
    assertEquals(60, draft.accepted());
  }

  @Test
  void oneOfTwoIsHalf() {
    draft.acceptance(0.7);
    for (int i = 0; i < 100; i++) {
      check(2, 1);
    }
    assertEquals(0.5, draft.acceptance(0.7), 0.1);
  }

  @Test
  void whereNothingPaysItIsTriedEverMoreSeldom() {
    List<Integer> tries = new ArrayList<>();
    for (int step = 1; step <= 1300; step++) {
      if (draft.probing(0, 8) > 0) {
        tries.add(step);
      }
    }
    assertEquals(List.of(16, 48, 112, 240, 496, 752, 1008, 1264), tries);
    assertEquals(5, draft.probing(5, 8), "what pays is drafted");
    int idle = 1;
    while (draft.probing(0, 1) == 0) {
      idle++;
    }
    assertEquals(16, idle, "and then tried again soon");
  }

  @Test
  void isCutToWhatThereIsRoomFor() {
    draft.begin(4);
    draft.add(7);
    draft.add(8);
    assertTrue(draft.isOpen());
    draft.close();
    assertEquals(false, draft.isOpen());
    draft.limit(1);
    assertEquals(1, draft.count());
    assertEquals(7, draft.token(0));
  }
}
