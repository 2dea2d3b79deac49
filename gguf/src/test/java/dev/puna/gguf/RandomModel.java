package dev.puna.gguf;

import dev.puna.quant.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random keys, values and tensors, the same for the same seed. */
final class RandomModel {
  record Value(String key, GgufValueType type, Object value) {}

  record Tensor(String name, TensorType type, long[] shape, byte[] data) {}

  private static final int[] ALPHABET = {'a', '.', '_', '0', '\n', 0xE9, 0x4E16, 0x1F600};

  private final Random random;
  final List<Value> values = new ArrayList<>();
  final List<Tensor> tensors = new ArrayList<>();

  RandomModel(long seed) {
    random = new Random(seed);
    int keys = random.nextInt(30);
    for (int i = 0; i < keys; i++) {
      GgufValueType type = type();
      values.add(new Value(text() + i, type, value(type, 1)));
    }
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      tensors.add(tensor(text() + i));
    }
  }

  /** A writer that was given all of it. */
  GgufWriter writer() {
    GgufWriter writer = new GgufWriter();
    if (random.nextBoolean()) {
      writer.alignment(8 << random.nextInt(8));
    }
    values.forEach(v -> writer.value(v.key(), v.type(), v.value()));
    tensors.forEach(
        t -> writer.tensor(t.name(), t.type(), t.shape(), MemorySegment.ofArray(t.data())));
    return writer;
  }

  private GgufValueType type() {
    return pick(List.of(GgufValueType.values()));
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(20);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(ALPHABET[random.nextInt(ALPHABET.length)]);
    }
    return text.toString();
  }

  private Object value(GgufValueType type, int depth) {
    return switch (type) {
      case UINT8, INT8 -> (byte) random.nextInt();
      case UINT16, INT16 -> (short) random.nextInt();
      case UINT32, INT32 -> random.nextInt();
      case UINT64, INT64 -> random.nextLong();
      case FLOAT32 -> Float.intBitsToFloat(random.nextInt() & 0xBFFFFFFF);
      case FLOAT64 -> random.nextGaussian();
      case BOOL -> random.nextBoolean();
      case STRING -> text();
      case ARRAY -> array(depth);
    };
  }

  private GgufArray array(int depth) {
    GgufValueType type = type();
    if (depth >= MetadataReader.MAX_ARRAY_DEPTH) {
      type = GgufValueType.STRING;
    }
    List<Object> elements = new ArrayList<>();
    int count = random.nextInt(8);
    for (int i = 0; i < count; i++) {
      elements.add(value(type, depth + 1));
    }
    return new GgufArray(type, elements);
  }

  private Tensor tensor(String name) {
    TensorType type = pick(List.of(TensorType.values()));
    long[] shape = new long[1 + random.nextInt(4)];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = random.nextLong(1, 4);
    }
    shape[0] *= type.blockLength();
    byte[] data = new byte[(int) GgufTensor.byteSize(type, shape)];
    random.nextBytes(data);
    return new Tensor(name, type, shape, data);
  }
}
