package dev.puna.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.quant.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufFileTest {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void readsBothVersions(int version) {
    GgufFile file = CraftedFile.everything(version).open();

    assertEquals(version, file.version());
    assertEquals(20, file.metadata().keys().size());
    assertEquals(2, file.tensors().size());
  }

  @Test
  void readsTensors() {
    GgufFile file = CraftedFile.everything(3).open();

    GgufTensor matrix = file.tensor("matrix").orElseThrow();
    assertEquals(matrix, file.tensors().get(0));
    assertEquals(TensorType.F32, matrix.type());
    assertArrayEquals(new long[] {3, 2}, matrix.shape());
    assertEquals(6, matrix.elements());
    assertEquals(24, matrix.data().byteSize());
    assertEquals(5f, matrix.data().get(FLOAT, 20));
    GgufTensor quantised = file.tensor("quantised").orElseThrow();
    assertEquals(TensorType.Q8_0, quantised.type());
    assertEquals(34, quantised.data().byteSize());
    assertEquals(99, quantised.data().get(ValueLayout.JAVA_BYTE, 33));
    assertTrue(file.tensor("missing").isEmpty());
  }

  @Test
  void readsTensorsAtTheAlignmentOfTheFile() {
    CraftedFile file = CraftedFile.header(1, 1);
    file.key("general.alignment", CraftedFile.UINT32).int32(4096);
    file.tensor("t", 0, 4096, 1).align(4096).zeros(4096).float32(2.5f);

    MemorySegment data = file.open().tensor("t").orElseThrow().data();

    assertEquals(2.5f, data.get(FLOAT, 0));
  }

  @Test
  void acceptsTensorsInAnyOrder() {
    CraftedFile file = CraftedFile.header(2, 0);
    file.tensor("last", 0, 32, 1).tensor("first", 0, 0, 1).align(32);
    file.float32(1).align(32).float32(2);

    List<GgufTensor> tensors = file.open().tensors();

    assertEquals(List.of("last", "first"), tensors.stream().map(GgufTensor::name).toList());
    assertEquals(2f, tensors.get(0).data().get(FLOAT, 0));
    assertEquals(1f, tensors.get(1).data().get(FLOAT, 0));
  }

  @Test
  void acceptsAFileWithNothingInIt() {
    GgufFile file = CraftedFile.header(0, 0).open();

    assertTrue(file.metadata().keys().isEmpty());
    assertTrue(file.tensors().isEmpty());
  }

  @Test
  void readsNativeAndHeapMemoryAlike() {
    byte[] bytes = CraftedFile.everything(3).bytes();
    long[] heap = new long[Math.ceilDiv(bytes.length, 8)];
    MemorySegment.copy(
        MemorySegment.ofArray(bytes), 0, MemorySegment.ofArray(heap), 0, bytes.length);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment direct = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      for (MemorySegment segment :
          List.of(direct, MemorySegment.ofArray(heap).asSlice(0, bytes.length))) {
        GgufFile file = GgufFile.of(segment);
        assertEquals("test", file.metadata().string("general.architecture").orElseThrow());
        assertEquals(5f, file.tensor("matrix").orElseThrow().data().get(FLOAT, 20));
        file.close();
        assertTrue(segment.scope().isAlive());
      }
    }
  }

  @Test
  void mapsAFileUntilItIsClosed() throws IOException {
    Path path = Files.write(folder.resolve("m.gguf"), CraftedFile.everything(3).bytes());

    GgufFile file = GgufFile.open(path);
    MemorySegment data = file.tensor("matrix").orElseThrow().data();
    assertTrue(data.isMapped());
    assertTrue(data.isReadOnly());
    assertEquals(5f, data.get(FLOAT, 20));
    file.close();
    file.close();

    assertFalse(data.scope().isAlive());
    assertEquals(List.of("a", "", "Ġb"), file.metadata().strings("strings").orElseThrow());
  }

  @Test
  void aMappedFileIsReadByEveryThread() throws Exception {
    Path path = Files.write(folder.resolve("m.gguf"), CraftedFile.everything(3).bytes());
    try (GgufFile file = GgufFile.open(path)) {
      float[] read = new float[1];
      Thread thread =
          new Thread(() -> read[0] = file.tensor("matrix").orElseThrow().data().get(FLOAT, 16));
      thread.start();
      thread.join();
      assertEquals(4f, read[0]);
    }
  }

  @Test
  void saysThatAFileIsMissing() {
    Path path = folder.resolve("missing.gguf");

    Exception e = assertThrows(UncheckedIOException.class, () -> GgufFile.open(path));

    assertEquals(
        "Cannot open " + path + ": there is no such file or folder; check the path",
        e.getMessage());
  }

  @Test
  void saysThatAFolderIsNoFile() {
    Exception e = assertThrows(UncheckedIOException.class, () -> GgufFile.open(folder));

    assertEquals(
        "Cannot open " + folder + ": it is no regular file; name a .gguf file", e.getMessage());
  }

  @Test
  void saysWhatAnEmptyFileLacks() throws IOException {
    Path path = Files.createFile(folder.resolve("empty.gguf"));

    Exception e = assertThrows(GgufFormatException.class, () -> GgufFile.open(path));

    assertEquals(
        path + ": header, offset 0: magic number needs 4 bytes, but only 0 are left in the file",
        e.getMessage());
  }
}
