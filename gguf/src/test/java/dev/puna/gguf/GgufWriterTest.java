package dev.puna.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.quant.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class GgufWriterTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() {
    for (int seed = 0; seed < 500; seed++) {
      RandomModel model = new RandomModel(seed);

      GgufFile file = GgufFile.of(MemorySegment.ofArray(bytes(model.writer())));

      assertEquals(3, file.version());
      List<String> keys = new ArrayList<>(file.metadata().keys());
      keys.remove("general.alignment");
      assertEquals(model.values.stream().map(RandomModel.Value::key).toList(), keys);
      for (RandomModel.Value value : model.values) {
        assertEquals(value.type(), file.metadata().type(value.key()));
        assertEquals(value.value(), file.metadata().value(value.key()));
      }
      assertEquals(model.tensors.size(), file.tensors().size());
      for (int i = 0; i < model.tensors.size(); i++) {
        RandomModel.Tensor tensor = model.tensors.get(i);
        GgufTensor read = file.tensors().get(i);
        assertEquals(tensor.name(), read.name());
        assertEquals(tensor.type(), read.type());
        assertArrayEquals(tensor.shape(), read.shape());
        assertArrayEquals(tensor.data(), read.data().toArray(ValueLayout.JAVA_BYTE));
      }
    }
  }

  @Test
  void aCopyEqualsTheOriginalByteForByte() {
    for (int seed = 0; seed < 100; seed++) {
      byte[] original = bytes(new RandomModel(seed).writer());
      GgufFile file = GgufFile.of(MemorySegment.ofArray(original));

      GgufWriter copy = new GgufWriter().metadata(file.metadata());
      file.tensors().forEach(copy::tensor);

      assertArrayEquals(original, bytes(copy));
    }
  }

  @Test
  void writesWhatTheSpecificationSays() {
    CraftedFile expected = CraftedFile.header(1, 3);
    expected.key("general.alignment", CraftedFile.UINT32).int32(16);
    expected.key("s", CraftedFile.STRING).string("é");
    expected.key("a", CraftedFile.ARRAY).array(CraftedFile.STRING, 1).string("x");
    expected.tensor("t", 1, 0, 2, 1).align(16).int16(1).int16(2).align(16);

    GgufWriter writer = new GgufWriter().alignment(16).string("s", "é").strings("a", List.of("x"));
    writer.tensor(
        "t", TensorType.F16, new long[] {2, 1}, MemorySegment.ofArray(new byte[] {1, 0, 2, 0}));

    assertArrayEquals(expected.bytes(), bytes(writer));
  }

  @Test
  void hasAMethodForTheUsualTypes() {
    GgufWriter writer = new GgufWriter().bool("b", true).uint32("u", -1).float32("f", 0.5f);
    writer.array("a", GgufValueType.INT32, List.of(1, 2));

    GgufMetadata metadata = GgufFile.of(MemorySegment.ofArray(bytes(writer))).metadata();

    assertTrue(metadata.bool("b").orElseThrow());
    assertEquals(4_294_967_295L, metadata.integer("u").getAsLong());
    assertEquals(0.5, metadata.real("f").getAsDouble());
    assertArrayEquals(new int[] {1, 2}, metadata.ints("a").orElseThrow());
  }

  @Test
  void replacesAFileOnlyWhenTheNewOneIsComplete() throws IOException {
    Path path = folder.resolve("m.gguf");
    new GgufWriter().string("k", "old").write(path);
    GgufWriter failing = new GgufWriter().string("k", "new");
    failing.tensor(
        "t",
        TensorType.F32,
        new long[] {1},
        (offset, target) -> {
          throw new IllegalStateException("no data");
        });

    assertThrows(IllegalStateException.class, () -> failing.write(path));

    try (GgufFile file = GgufFile.open(path)) {
      assertEquals("old", file.metadata().string("k").orElseThrow());
      // The mapped file can be written anew: the writer does not touch it before it is done.
      new GgufWriter().metadata(file.metadata()).string("more", "x").write(path);
    }
    try (GgufFile file = GgufFile.open(path);
        Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of("k", "more"), List.copyOf(file.metadata().keys()));
      assertEquals(List.of(path), files.toList());
    }
  }

  @Test
  void saysThatAFolderIsMissing() {
    Path path = folder.resolve("missing/m.gguf");

    Exception e = assertThrows(UncheckedIOException.class, () -> new GgufWriter().write(path));

    assertEquals(
        "Cannot write " + path + ": there is no such file or folder; check the path",
        e.getMessage());
  }

  @Test
  void replacesNoFolder() throws IOException {
    Path path = Files.createDirectory(folder.resolve("m.gguf"));

    Refusal.assertRefused(
        UncheckedIOException.class,
        () -> new GgufWriter().write(path),
        "Cannot write " + path + ": it is no regular file");

    assertTrue(Files.isDirectory(path));
  }

  /** 2^31 weights of F16: positions in the tensor and the file exceed an int. */
  @Test
  void streamsTensorsOverTwoGibibytes() {
    long size = 1L << 32;
    List<Long> offsets = new ArrayList<>();
    long[] total = new long[1];
    GgufWriter writer = new GgufWriter();
    GgufTensorSource source =
        (offset, target) -> {
          offsets.add(offset);
          total[0] += target.byteSize();
          assertEquals(0, target.byteSize() % 2);
          target.set(ValueLayout.JAVA_LONG, 0, offset);
        };
    writer.tensor("large", TensorType.F16, new long[] {1L << 21, 1L << 10}, source);
    writer.tensor(
        "after", TensorType.I8, new long[] {4}, MemorySegment.ofArray(new byte[] {1, 2, 3, 4}));
    CountingChannel channel = new CountingChannel();

    writer.write(channel);

    assertEquals(size, total[0]);
    assertEquals(0, offsets.getFirst());
    assertTrue(offsets.getLast() > Integer.MAX_VALUE);
    long header = 24 + (8 + 5 + 4 + 16 + 4 + 8) + (8 + 5 + 4 + 8 + 4 + 8);
    assertEquals(Math.ceilDiv(header, 32) * 32 + size + 32, channel.written);
  }

  /** Takes any number of bytes, a million at a time, and forgets them. */
  private static final class CountingChannel implements WritableByteChannel {
    private long written;

    @Override
    public int write(ByteBuffer source) {
      int count = Math.min(source.remaining(), 1_000_000);
      source.position(source.position() + count);
      written += count;
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void refusesWhatCanNotBeRead() {
    GgufWriter writer = new GgufWriter().string("twin", "");
    MemorySegment data = MemorySegment.ofArray(new float[1]);
    writer.tensor("twin", TensorType.F32, new long[] {1}, data);

    assertRefused("the key \"twin\" is there already", () -> writer.string("twin", ""));
    assertRefused(
        "the tensor \"twin\" is there already",
        () -> writer.tensor("twin", TensorType.F32, new long[] {1}, data));
    assertRefused("\"\" has 0 bytes, allowed are 1 to 65535", () -> writer.string("", ""));
    assertRefused("has 65536 bytes", () -> writer.string("k".repeat(65_536), ""));
    assertRefused("has 0 bytes", () -> writer.tensor("", TensorType.F32, new long[] {1}, data));
    assertRefused("unpaired surrogate", () -> writer.string("k", "\uD800"));
    assertRefused("unpaired surrogate", () -> writer.string("\uDC00", ""));
    assertRefused(
        "a value of type UINT8 can not be a java.lang.Integer",
        () -> writer.value("k", GgufValueType.UINT8, 1));
    assertRefused(
        "a value of type STRING can not be a java.lang.Byte",
        () -> writer.array("k", GgufValueType.STRING, List.of((byte) 1)));
    for (int alignment : new int[] {0, 4, 33, 1 << 21, -32}) {
      assertRefused(
          alignment + " of type UINT32 is no alignment", () -> writer.alignment(alignment));
    }
    assertRefused(
        "32 of type STRING is no alignment", () -> writer.string("general.alignment", "32"));
    assertRefused(
        "tensor t takes 8 bytes, its data has 4",
        () -> writer.tensor("t", TensorType.F32, new long[] {2}, data));
    assertRefused("0 dimensions", () -> writer.tensor("t", TensorType.F32, new long[0], data));
    assertRefused(
        "row length 1 is no multiple of the block length 32 of Q8_0",
        () -> writer.tensor("t", TensorType.Q8_0, new long[] {1}, data));
    GgufArray nested = new GgufArray(GgufValueType.BOOL, List.of());
    for (int i = 0; i < MetadataReader.MAX_ARRAY_DEPTH; i++) {
      nested = new GgufArray(GgufValueType.ARRAY, List.of(nested));
    }
    GgufArray tooDeep = nested;
    assertRefused(
        "deeper than the limit of 8", () -> writer.value("k", GgufValueType.ARRAY, tooDeep));

    assertEquals(1, GgufFile.of(MemorySegment.ofArray(bytes(writer))).metadata().keys().size());
  }

  private static void assertRefused(String problem, Executable write) {
    Refusal.assertRefused(IllegalArgumentException.class, write, problem);
  }

  static byte[] bytes(GgufWriter writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writer.write(Channels.newChannel(bytes));
    return bytes.toByteArray();
  }
}
