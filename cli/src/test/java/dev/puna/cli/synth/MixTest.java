package dev.puna.cli.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.quant.TensorType;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MixTest {
  /** The counts are those of the files that llama.cpp's users publish. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama-3.2-1b | Q4_K_M | {F32=34, Q4_K=96, Q6_K=17}",
        "llama-3.1-8b | Q4_K_M | {F32=66, Q4_K=193, Q6_K=33}",
        "qwen3-30b-a3b | Q4_K_M | {F32=241, Q4_K=289, Q6_K=49}",
        "gemma-3-1b | Q4_K_M | {F32=157, Q4_K=39, Q5_0=117, Q6_K=13, Q8_0=14}",
        "llama-3.1-8b | Q8_0 | {F32=66, Q8_0=226}",
        "llama-3.1-8b | F16 | {F16=226, F32=66}",
        "llama-3.1-8b | Q4_0 | {F32=66, Q4_0=225, Q6_K=1}",
      })
  void tensorsOfEachTypeAreAsManyAsInPublishedFiles(String shape, Mix mix, String counts) {
    assertEquals(counts, counts(Shape.named(shape), mix, false).toString());
  }

  /** A letter a layer: the digit of the type. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Q2_K   | 4444444444444444 | 3333333333333333 | 3",
        "Q2_K_S | 4444444444444444 | 4422222222222222 | 2",
        "Q3_K_S | 3333333333333333 | 3333333333333333 | 3",
        "Q3_K_M | 5544444444444444 | 5444444444444444 | 4",
        "Q3_K_L | 5555555555555555 | 5555555555555555 | 5",
        "Q4_K_S | 5555444444444444 | 5544444444444444 | 4",
        "Q4_K_M | 6644644644644666 | 6644644644644666 | 4",
        "Q5_K_S | 5555555555555555 | 5555555555555555 | 5",
        "Q5_K_M | 6655655655655666 | 6655655655655666 | 5",
        "Q6_K   | 6666666666666666 | 6666666666666666 | 6",
      })
  void valuesAndDownProjectionsGetMoreBitsInSomeLayers(
      Mix mix, String values, String down, String attentionOutput) {
    Shape shape = Shape.named("llama-3.2-1b");
    assertEquals(values, digits(shape, mix, Role.VALUE));
    assertEquals(down, digits(shape, mix, Role.DOWN));
    assertEquals(attentionOutput.repeat(16), digits(shape, mix, Role.ATTENTION_OUTPUT));
    assertEquals(mix.name().substring(1, 2).repeat(16), digits(shape, mix, Role.GATE));
    assertEquals("6", digits(shape, mix, Role.OUTPUT));
  }

  @Test
  void valuesThatFewHeadsShareGetFewerBitsInQ2K() {
    assertEquals("3".repeat(28), digits(Shape.named("qwen3-0.6b"), Mix.Q2_K, Role.VALUE));
  }

  @ParameterizedTest
  @EnumSource
  void pureGivesAllMatricesOneType(Mix mix) {
    Set<String> types = counts(Shape.named("llama-3.1-8b"), mix, true).keySet();
    assertEquals(mix == Mix.F32 ? Set.of("F32") : Set.of("F32", mix.base().name()), types);
  }

  @Test
  void everyTypeThatCanBeWrittenIsSomeMixesBase() {
    Set<TensorType> bases = EnumSet.noneOf(TensorType.class);
    for (Mix mix : Mix.values()) {
      bases.add(mix.base());
    }
    for (TensorType type : TensorType.values()) {
      assertTrue(type.format().isEmpty() || bases.contains(type), type.name());
    }
  }

  private static Map<String, Integer> counts(Shape shape, Mix mix, boolean pure) {
    Map<String, Integer> counts = new TreeMap<>();
    for (TensorSpec tensor : Tensors.of(shape)) {
      counts.merge(mix.type(tensor, shape, pure).name(), 1, Integer::sum);
    }
    return counts;
  }

  private static String digits(Shape shape, Mix mix, Role role) {
    StringBuilder digits = new StringBuilder();
    for (TensorSpec tensor : Tensors.of(shape)) {
      if (tensor.role() == role) {
        digits.append(mix.type(tensor, shape, false).name().charAt(1));
      }
    }
    return digits.toString();
  }
}
