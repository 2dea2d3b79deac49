package dev.puna.gguf;

import static dev.puna.gguf.HostileHeaderTest.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.puna.quant.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensor tables that are damaged or made to do harm. */
class HostileTensorTest {
  private static final int F32 = 0;
  private static final int Q4_K = 12;

  // The name of a first tensor "t" starts after the header, what follows it after length and "t".
  private static final int NAME = 24;
  private static final int DIMENSIONS = NAME + 9;

  @ParameterizedTest
  @EnumSource
  void readsEveryTypeThatHasAnId(TensorType type) {
    CraftedFile file = CraftedFile.header(1, 0).tensor("t", type.id(), 0, type.blockLength(), 3);

    GgufTensor tensor = file.align(32).zeros(3 * type.blockBytes()).open().tensors().get(0);

    assertEquals(type, tensor.type());
    assertEquals(3L * type.blockBytes(), tensor.data().byteSize());
  }

  @ParameterizedTest
  @CsvSource({"4, 4", "31, 31", "1000, 1000", "-1, 4294967295"})
  void refusesUnknownTypes(int type, String shown) {
    assertRefused(
        CraftedFile.header(1, 0).tensor("t", type, 0, 1).align(32).zeros(64),
        "tensor \"t\", offset " + (DIMENSIONS + 12) + ": unknown tensor type " + shown);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "5, 5", "-1, 4294967295", "-2147483648, 2147483648"})
  void refusesOtherNumbersOfDimensionsThan1To4(int dimensions, String shown) {
    assertRefused(
        CraftedFile.header(1, 0).string("t").int32(dimensions).zeros(100),
        "tensor \"t\", offset 33: number of dimensions is " + shown + ", allowed are 1 to 4");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void refusesDimensionsOutOfRange(long length) {
    assertRefused(
        CraftedFile.header(1, 0).tensor("t", F32, 0, 32, length).align(32).zeros(64),
        "tensor \"t\", offset 37: dimension 1 is " + Long.toUnsignedString(length) + ", allowed");
  }

  @Test
  void refusesDimensionsWhoseProductOverflows() {
    long[][] shapes = {
      {1L << 32, 1L << 32}, // 0 in 64 bits
      {1L << 31, 1L << 31, 4}, // 0 in 64 bits
      {3_037_000_500L, 3_037_000_500L}, // negative in 64 bits
      {1L << 16, 1L << 16, 1L << 16, 1L << 16}, // 0 in 64 bits
      {Long.MAX_VALUE}, // overflows times 4 bytes
      {1L << 62}, // 0 times 4 bytes in 64 bits
      {32, Long.MAX_VALUE},
    };
    for (long[] shape : shapes) {
      assertRefused(
          CraftedFile.header(1, 0).tensor("t", F32, 0, shape).align(32).zeros(64),
          "tensor \"t\", offset 37: dimension ",
          " makes more than 1152921504606846975 elements");
    }
  }

  @Test
  void refusesRowsThatAreNoWholeBlocks() {
    assertRefused(
        CraftedFile.header(1, 0).tensor("t", Q4_K, 0, 128, 2).align(32).zeros(144),
        "tensor \"t\", offset 37: row length 128 is no multiple of the block length 256 of Q4_K");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "16, 16", "-1, 18446744073709551615"})
  void refusesMisalignedData(long offset, String shown) {
    assertRefused(
        CraftedFile.header(1, 0).tensor("t", F32, offset, 1).align(32).zeros(64),
        "tensor \"t\", offset 49: data offset " + shown + " is no multiple of the alignment 32");
  }

  @Test
  void refusesDataBeyondTheFile() {
    assertRefused(
        CraftedFile.header(1, 0).tensor("t", F32, 0, 17).align(32).zeros(64),
        "tensor \"t\", offset 24: 68 bytes at data offset 0 end outside the file, which has 64"
            + " bytes of tensor data");
    assertRefused(
        CraftedFile.header(1, 0).tensor("t", F32, 0, 1),
        "4 bytes at data offset 0 end outside the file, which has 0 bytes of tensor data");
  }

  @ParameterizedTest
  @ValueSource(longs = {64, 96, Long.MAX_VALUE - 31, Long.MIN_VALUE, -32})
  void refusesDataThatStartsBeyondTheFile(long offset) {
    assertRefused(
        CraftedFile.header(1, 0).tensor("t", F32, offset, 8).align(32).zeros(64),
        "tensor \"t\", offset 24: 32 bytes at data offset " + Long.toUnsignedString(offset));
  }

  @Test
  void refusesDataThatOverlaps() {
    CraftedFile file = CraftedFile.header(3, 0);
    file.tensor("b", F32, 32, 9).tensor("c", F32, 64, 1).tensor("a", F32, 0, 8);
    file.align(32).zeros(96);

    assertRefused(
        file, "tensor \"c\", offset 57: data offset 64 overlaps tensor \"b\", which ends at 68");
  }

  @Test
  void refusesTensorsAtTheSamePlace() {
    CraftedFile file = CraftedFile.header(2, 0);
    file.tensor("a", F32, 0, 1).tensor("b", F32, 0, 1).align(32).zeros(64);

    assertRefused(file, "tensor \"b\", offset 57: data offset 0 overlaps tensor \"a\"");
  }

  @Test
  void refusesTheSameNameTwice() {
    CraftedFile file = CraftedFile.header(2, 0);
    file.tensor("t", F32, 0, 1).tensor("t", F32, 32, 1).align(32).zeros(64);

    assertRefused(file, "tensor \"t\", offset 57: the name occurs twice");
  }

  @Test
  void refusesNamesThatAreNone() {
    assertRefused(
        CraftedFile.header(1, 0).int64(-1).zeros(100),
        "tensor number 0, offset 24: name has a length of 18446744073709551615 bytes");
    assertRefused(
        CraftedFile.header(1, 0).string("").zeros(100),
        "tensor number 0, offset 24: name has a length of 0 bytes, allowed are 1 to 65535");
    assertRefused(
        CraftedFile.header(1, 0).string((byte) 0x80).zeros(100),
        "tensor number 0, offset 32: name is not UTF-8: byte 0x80");
  }
}
