package dev.puna.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.quant.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitFilesTest {
  @TempDir Path folder;

  /** Five tensors of 4, 8, .. 20 bytes, 32 with padding, so that 64 bytes make three parts. */
  private static GgufWriter model() {
    GgufWriter writer = new GgufWriter().string("general.architecture", "test").alignment(32);
    for (int i = 1; i <= 5; i++) {
      byte[] data = new byte[4 * i];
      Arrays.fill(data, (byte) i);
      writer.tensor("t" + i, TensorType.F32, new long[] {i}, MemorySegment.ofArray(data));
    }
    return writer;
  }

  private Path part(int number, int count) {
    return folder.resolve("model-%05d-of-%05d.gguf".formatted(number, count));
  }

  @Test
  void anyPartOpensTheWhole() {
    List<Path> paths = model().writeSplit(folder.resolve("model"), 64);
    assertEquals(List.of(part(1, 3), part(2, 3), part(3, 3)), paths);

    for (Path path : paths) {
      try (GgufFile file = GgufFile.open(path)) {
        assertEquals("test", file.metadata().string("general.architecture").orElseThrow());
        assertEquals(
            List.of("t1", "t2", "t3", "t4", "t5"),
            file.tensors().stream().map(GgufTensor::name).toList());
        for (int i = 1; i <= 5; i++) {
          byte[] data = file.tensor("t" + i).orElseThrow().data().toArray(ValueLayout.JAVA_BYTE);
          assertEquals(4 * i, data.length);
          assertEquals(i, data[4 * i - 1]);
        }
      }
    }
  }

  @Test
  void namesAndMessagesDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      List<Path> paths = model().writeSplit(folder.resolve("model"), 64);

      assertEquals("model-00003-of-00003.gguf", paths.get(2).getFileName().toString());
      Refusal.assertRefused(
          GgufFormatException.class,
          () -> CraftedFile.header(1, 0, 0).open(),
          "offset 4: version 1 is not supported");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aCopyOfASplitModelIsWhole() throws IOException {
    model().writeSplit(folder.resolve("model"), 32);
    Path copy = folder.resolve("copy.gguf");

    try (GgufFile file = GgufFile.open(part(2, 5))) {
      GgufWriter writer = new GgufWriter().metadata(file.metadata());
      file.tensors().forEach(writer::tensor);
      writer.write(copy);
    }

    assertArrayEquals(GgufWriterTest.bytes(model()), Files.readAllBytes(copy));
  }

  @Test
  void closingUnmapsEveryPart() {
    model().writeSplit(folder.resolve("model"), 32);
    GgufFile file = GgufFile.open(part(1, 5));

    file.close();

    assertTrue(file.tensors().stream().noneMatch(t -> t.data().scope().isAlive()));
  }

  @Test
  void aModelInOnePartIsOpenedUnderAnyName() throws IOException {
    List<Path> paths = model().writeSplit(folder.resolve("model"), Long.MAX_VALUE);
    assertEquals(List.of(part(1, 1)), paths);
    Path renamed = Files.move(paths.get(0), folder.resolve("renamed.gguf"));

    try (GgufFile file = GgufFile.open(renamed)) {
      assertEquals(5, file.tensors().size());
    }
  }

  @Test
  void saysWhichPartIsMissing() throws IOException {
    model().writeSplit(folder.resolve("model"), 64);
    Files.delete(part(2, 3));

    for (Path path : List.of(part(1, 3), part(3, 3))) {
      Exception e = assertThrows(UncheckedIOException.class, () -> GgufFile.open(path));
      assertEquals(
          "Cannot open " + part(2, 3) + ": part 2 of 3 is missing; put all parts into one folder",
          e.getMessage());
    }
  }

  @Test
  void saysHowAPartMustBeNamed() throws IOException {
    model().writeSplit(folder.resolve("model"), 64);
    Path renamed = Files.move(part(2, 3), folder.resolve("second.gguf"));

    assertRefused(
        renamed,
        "second.gguf: key \"split.count\", offset ",
        "this is part 2 of 3, its name must end in -00002-of-00003.gguf");
  }

  @Test
  void refusesAPartInThePlaceOfAnother() throws IOException {
    model().writeSplit(folder.resolve("model"), 64);
    Files.delete(part(3, 3));
    Files.copy(part(2, 3), part(3, 3));

    assertRefused(
        part(1, 3),
        "model-00003-of-00003.gguf: key \"split.no\", offset ",
        "part number 1, expected is 2");
  }

  @Test
  void refusesAPartOfAnotherModel() throws IOException {
    model().writeSplit(folder.resolve("model"), 32);
    Files.move(part(2, 5), part(2, 3));
    model().writeSplit(folder.resolve("other"), 64);
    Files.move(folder.resolve("other-00001-of-00003.gguf"), part(1, 3));
    Files.move(folder.resolve("other-00003-of-00003.gguf"), part(3, 3));

    assertRefused(
        part(1, 3),
        "model-00002-of-00003.gguf: key \"split.count\", offset ",
        "this part is of a model of 5 parts, not 3");
  }

  @Test
  void refusesTensorsThatAreInTwoParts() throws IOException {
    write(part(1, 2), 0, 2, 2, "same");
    write(part(2, 2), 1, 2, 2, "same");

    assertRefused(part(1, 2), "model-00002-of-00002.gguf: tensor \"same\" is in another part too");
  }

  @Test
  void refusesPartsThatDoNotHaveAllTensors() throws IOException {
    write(part(1, 2), 0, 2, 3, "a");
    write(part(2, 2), 1, 2, 3, "b");

    assertRefused(
        part(1, 2),
        "model-00001-of-00002.gguf: key \"split.tensors.count\", offset ",
        "3 tensors, but all parts have 2");
  }

  @Test
  void refusesPartNumbersOutOfRange() throws IOException {
    write(part(3, 2), 2, 2, 2, "a");
    assertRefused(part(3, 2), "key \"split.no\", offset ", "part number 2, allowed are 0 to 1");

    CraftedFile many = CraftedFile.header(0, 1).key("split.count", CraftedFile.UINT32).int32(-1);
    Path path = Files.write(folder.resolve("many.gguf"), many.bytes());
    assertRefused(path, "key \"split.count\", offset ", "4294967295 parts, the limit is 65535");

    CraftedFile unnumbered =
        CraftedFile.header(0, 1).key("split.count", CraftedFile.UINT16).int16(2);
    path = Files.write(folder.resolve("unnumbered.gguf"), unnumbered.bytes());
    assertRefused(path, "key \"split.no\": part number -1, allowed are 0 to 1");
  }

  @Test
  void aDamagedPartIsNamed() throws IOException {
    model().writeSplit(folder.resolve("model"), 64);
    Files.write(part(2, 3), new byte[] {'G', 'G', 'U', 'F', 3});

    assertRefused(part(1, 3), "model-00002-of-00003.gguf: header, offset 4: version needs 4 bytes");
  }

  @Test
  void aPartInMemoryIsRefused() throws IOException {
    model().writeSplit(folder.resolve("model"), 64);
    MemorySegment bytes = MemorySegment.ofArray(Files.readAllBytes(part(1, 3)));

    Refusal.assertRefused(
        GgufFormatException.class,
        () -> GgufFile.of(bytes),
        "this is one of 3 parts; open the model by its path");
  }

  private static void write(Path path, int number, int count, int tensors, String tensor)
      throws IOException {
    CraftedFile file = CraftedFile.header(1, 3);
    file.key("split.no", CraftedFile.UINT16).int16(number);
    file.key("split.count", CraftedFile.UINT16).int16(count);
    file.key("split.tensors.count", CraftedFile.INT32).int32(tensors);
    Files.write(path, file.tensor(tensor, 0, 0, 1).align(32).float32(1).bytes());
  }

  private static void assertRefused(Path path, String... parts) {
    Refusal.assertRefused(GgufFormatException.class, () -> GgufFile.open(path), parts);
  }
}
