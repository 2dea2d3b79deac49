package dev.puna.simd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ProcessorsTest {
  @Test
  void countsAtLeastOneAndNoMoreThanThereAre() {
    int count = Processors.count();
    assertTrue(count >= 1 && count <= Runtime.getRuntime().availableProcessors());
  }
}
