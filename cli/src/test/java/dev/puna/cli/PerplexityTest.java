package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PerplexityTest {
  @Test
  void evenChoiceIsAsSurprisingAsItIsWide() {
    Perplexity perplexity = new Perplexity();
    perplexity.add(new float[] {3, 3, 3, 3}, 2);
    perplexity.add(new float[] {-5, -5, -5, -5}, 0);
    assertEquals(4, perplexity.value(), 1e-12);
    assertEquals(0, perplexity.error(), 1e-6);
    assertEquals(2, perplexity.count());
  }

  @Test
  void errorIsThatOfTheMean() {
    // Probabilities 1/2, 1/4 and 1/8: surprises of 1, 2 and 3 times ln 2.
    Perplexity perplexity = new Perplexity();
    perplexity.add(logarithms(0.5, 0.5), 0);
    perplexity.add(logarithms(0.75, 0.25), 1);
    perplexity.add(logarithms(0.125, 0.875), 0);
    assertEquals(4, perplexity.value(), 1e-6);
    // Variance 2/3 (ln 2)^2, divided by 3 - 1.
    assertEquals(4 * Math.log(2) * Math.sqrt(1.0 / 3), perplexity.error(), 1e-6);
  }

  @Test
  void largeLogitsDoNotOverflow() {
    Perplexity perplexity = new Perplexity();
    perplexity.add(new float[] {1e30f, 1e30f}, 0);
    assertEquals(2, perplexity.value(), 1e-6);
  }

  private static float[] logarithms(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]) + 7;
    }
    return logits;
  }
}
