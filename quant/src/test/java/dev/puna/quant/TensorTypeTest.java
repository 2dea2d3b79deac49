package dev.puna.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TensorTypeTest {

  /** Block length, and the sizes of the fields of a block as GGML's structures list them. */
  private static final Map<TensorType, int[]> BLOCKS = new EnumMap<>(TensorType.class);

  static {
    block(TensorType.F32, 1, 4);
    block(TensorType.F16, 1, 2);
    block(TensorType.BF16, 1, 2);
    block(TensorType.F64, 1, 8);
    block(TensorType.I8, 1, 1);
    block(TensorType.I16, 1, 2);
    block(TensorType.I32, 1, 4);
    block(TensorType.I64, 1, 8);
    block(TensorType.Q1_0, 128, 2, 128 / 8);
    block(TensorType.Q4_0, 32, 2, 32 / 2);
    block(TensorType.Q4_1, 32, 2, 2, 32 / 2);
    block(TensorType.Q5_0, 32, 2, 4, 32 / 2);
    block(TensorType.Q5_1, 32, 2, 2, 4, 32 / 2);
    block(TensorType.Q8_0, 32, 2, 32);
    block(TensorType.Q8_1, 32, 2, 2, 32);
    block(TensorType.Q2_K, 256, 16, 256 / 4, 2, 2);
    block(TensorType.Q3_K, 256, 256 / 8, 256 / 4, 12, 2);
    block(TensorType.Q4_K, 256, 2, 2, 12, 256 / 2);
    block(TensorType.Q5_K, 256, 2, 2, 12, 256 / 8, 256 / 2);
    block(TensorType.Q6_K, 256, 256 / 2, 256 / 4, 16, 2);
    block(TensorType.Q8_K, 256, 4, 256, 16 * 2);
    block(TensorType.IQ1_S, 256, 2, 256 / 8, 256 / 16);
    block(TensorType.IQ1_M, 256, 256 / 8, 256 / 16, 256 / 32);
    block(TensorType.IQ2_XXS, 256, 2, 256 / 8 * 2);
    block(TensorType.IQ2_XS, 256, 2, 256 / 8 * 2, 256 / 32);
    block(TensorType.IQ2_S, 256, 2, 256 / 4, 256 / 32, 256 / 32);
    block(TensorType.IQ3_XXS, 256, 2, 256 / 4 + 256 / 8);
    block(TensorType.IQ3_S, 256, 2, 256 / 4, 256 / 32, 256 / 8, 256 / 64);
    block(TensorType.IQ4_NL, 32, 2, 32 / 2);
    block(TensorType.IQ4_XS, 256, 2, 2, 256 / 64, 256 / 2);
    block(TensorType.TQ1_0, 256, (256 - 4 * 256 / 64) / 5, 256 / 64, 2);
    block(TensorType.TQ2_0, 256, 256 / 4, 2);
    block(TensorType.MXFP4, 32, 1, 32 / 2);
    block(TensorType.NVFP4, 64, 64 / 16, 64 / 2);
  }

  private static void block(TensorType type, int length, int... fields) {
    int bytes = 0;
    for (int field : fields) {
      bytes += field;
    }
    BLOCKS.put(type, new int[] {length, bytes});
  }

  @Test
  void blocksAreAsLargeAsTheirFields() {
    assertEquals(EnumSet.allOf(TensorType.class), BLOCKS.keySet());
    BLOCKS.forEach(
        (type, block) -> {
          assertEquals(block[0], type.blockLength(), () -> type + " block length");
          assertEquals(block[1], type.blockBytes(), () -> type + " block bytes");
        });
  }

  @Test
  void everyTypeIsFoundByItsId() {
    Set<Integer> ids = new HashSet<>();
    for (TensorType type : TensorType.values()) {
      assertEquals(Optional.of(type), TensorType.ofId(type.id()));
      ids.add(type.id());
    }
    assertEquals(TensorType.values().length, ids.size());
  }

  @Test
  void unknownIdsAreEmpty() {
    // 4 and 5 were Q4_2 and Q4_3, long removed from GGML.
    for (int id : new int[] {4, 5, 31, 38, 42, 63, 64, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertEquals(Optional.empty(), TensorType.ofId(id));
    }
  }

  @Test
  void byteSizeCountsWholeBlocks() {
    assertEquals(0, TensorType.Q4_K.byteSize(0));
    assertEquals(144, TensorType.Q4_K.byteSize(256));
    assertEquals(3L << 33, TensorType.F32.byteSize(3L << 31));
    assertThrows(IllegalArgumentException.class, () -> TensorType.Q4_K.byteSize(255));
    assertThrows(IllegalArgumentException.class, () -> TensorType.F32.byteSize(-1));
    assertThrows(ArithmeticException.class, () -> TensorType.F32.byteSize(Long.MAX_VALUE));
  }

  @Test
  void formatsExistForTheTypesPunaComputesWith() {
    EnumSet<TensorType> expected =
        EnumSet.of(
            TensorType.F32,
            TensorType.F16,
            TensorType.BF16,
            TensorType.Q4_0,
            TensorType.Q4_1,
            TensorType.Q5_0,
            TensorType.Q5_1,
            TensorType.Q8_0,
            TensorType.Q2_K,
            TensorType.Q3_K,
            TensorType.Q4_K,
            TensorType.Q5_K,
            TensorType.Q6_K);
    for (TensorType type : TensorType.values()) {
      Optional<BlockFormat> format = type.format();
      assertEquals(expected.contains(type), format.isPresent(), type::toString);
      format.ifPresent(present -> assertSame(type, present.type()));
    }
  }
}
