package dev.puna.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GuardMarksTest {
  @Test
  void marksAreTakenOutAndTheirPlacesKept() {
    GuardMarks marks = GuardMarks.of(utf8("\uFDD0é\uFDD0\uFDD0b\uFDD0"));
    assertEquals("éb", new String(marks.text(), StandardCharsets.UTF_8));
    assertArrayEquals(new int[] {0, 2, 2, 3}, marks.places());
  }

  @Test
  void aTextWithoutMarksIsTheSame() {
    byte[] text = utf8("ﷲa\uFDCF");
    GuardMarks marks = GuardMarks.of(text);
    assertArrayEquals(text, marks.text());
    assertEquals(0, marks.places().length);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
