package dev.puna;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluatorTest {
  @ParameterizedTest
  @CsvSource({
    "512, 256, 512",
    "512, 128256, 130",
    "512, 262144, 64",
    "17, 262144, 17",
    "512, 16777217, 1",
    "512, 2147483647, 1",
    "512, 0, 512",
    "1, 128256, 1",
    "0, 128256, 0"
  })
  void theLogitsOfARunAreBounded(int tokens, int vocabulary, int together) {
    assertEquals(together, Evaluator.tokensPerRun(tokens, vocabulary));
  }
}
