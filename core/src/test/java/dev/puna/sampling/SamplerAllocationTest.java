package dev.puna.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.quant.testing.AllocatedBytes;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A token must cost no garbage, with the vocabulary of a large model. */
class SamplerAllocationTest {
  private static final int VOCABULARY = 128_256;
  private static final int TOKENS = 10;
  private static final int ROUNDS = 50;

  static Stream<SamplingOptions> options() {
    return Stream.of(
        SamplingOptions.greedy(),
        SamplingOptions.defaults(),
        SamplingOptions.builder()
            .repetitionPenalty(1.1f)
            .penaltyWindow(32)
            .logitBias(Map.of(3, 1f))
            .build(),
        SamplingOptions.builder().topK(0).typicalP(0.9f).build(),
        SamplingOptions.builder()
            .dry(DryOptions.none().multiplier(0.8f).allowedLength(0))
            .topNSigma(2)
            .topK(0)
            .xtc(new XtcOptions(0.5f, 0.001f))
            .dynamicTemperature(new DynamicTemperatureOptions(0.5f, 1))
            .build(),
        SamplingOptions.builder().mirostat(MirostatOptions.none().version(1)).build(),
        SamplingOptions.builder().mirostat(MirostatOptions.none().version(2)).build());
  }

  @ParameterizedTest
  @MethodSource("options")
  void sampleAndAcceptAllocateNothing(SamplingOptions options) {
    float[] logits = Logits.random(new Random(6), VOCABULARY, 3);
    byte[][] pieces = {{'a'}, {' ', 'b'}, {'c', '\n'}};
    Sampler sampler = Sampler.of(options, List.of(), id -> pieces[id % 3], OptionalInt.empty());
    AllocatedBytes allocated = new AllocatedBytes();
    long least = Long.MAX_VALUE;
    // Buffers grow and the compiler warms up at first; then nothing may be allocated.
    for (int round = 0; round < ROUNDS && least > 0; round++) {
      long before = allocated.now();
      assertTrue(before > 0, "the JVM counts no allocations");
      for (int i = 0; i < TOKENS; i++) {
        sampler.accept(sampler.sample(logits, 0, VOCABULARY));
      }
      least = Math.min(least, allocated.now() - before);
    }
    assertEquals(0, least);
  }
}
