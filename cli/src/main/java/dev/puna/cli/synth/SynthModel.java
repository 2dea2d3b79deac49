package dev.puna.cli.synth;

import dev.puna.gguf.GgufTensorSource;
import dev.puna.gguf.GgufWriter;
import dev.puna.quant.TensorType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A model of random weights. It computes as the real one does, at the same cost, and says nonsense.
 *
 * @param shape its numbers
 * @param mix the types of its tensors
 * @param pure whether all matrices have the mix's base type
 * @param seed what makes its weights differ from those of another
 */
public record SynthModel(Shape shape, Mix mix, boolean pure, long seed) {

  /** Weights in all. */
  public long parameters() {
    long count = 0;
    for (TensorSpec tensor : Tensors.of(shape)) {
      count += tensor.elements();
    }
    return count;
  }

  /** Bytes of all weights. */
  public long weightBytes() {
    long bytes = 0;
    for (TensorSpec tensor : Tensors.of(shape)) {
      bytes += mix.type(tensor, shape, pure).byteSize(tensor.elements());
    }
    return bytes;
  }

  /** Bytes of the file at most. */
  public long fileBytes() {
    // The longest word takes 13 bytes, its merge 14, each with a length of 8; the rest is small.
    return weightBytes() + 64L * shape.vocabulary() + (1 << 20);
  }

  /** Its file, ready to be written; the weights are made while it is. */
  public GgufWriter file() {
    GgufWriter writer = new GgufWriter();
    describe(writer);
    Tokens tokens = shape.family().tokens();
    tokens.write(writer, shape.vocabulary());
    writer.string("tokenizer.chat_template", tokens.template());
    RandomWeights weights = new RandomWeights(seed);
    for (TensorSpec tensor : Tensors.of(shape)) {
      TensorType type = mix.type(tensor, shape, pure);
      writer.tensor(tensor.name(), type, tensor.shape(), source(tensor, type, weights));
    }
    return writer;
  }

  private void describe(GgufWriter writer) {
    Family family = shape.family();
    String prefix = family.architecture() + ".";
    writer
        .string("general.architecture", family.architecture())
        .string("general.type", "model")
        .string("general.name", shape.title() + " (random weights)")
        .uint32("general.file_type", mix.id())
        .uint32("general.quantization_version", 2)
        .uint32(prefix + "block_count", shape.layers())
        .uint32(prefix + "context_length", shape.contextLength())
        .uint32(prefix + "embedding_length", shape.width())
        .uint32(prefix + "feed_forward_length", shape.feedForward())
        .uint32(prefix + "attention.head_count", shape.heads())
        .uint32(prefix + "attention.head_count_kv", shape.kvHeads())
        .uint32(prefix + "attention.key_length", shape.headLength())
        .uint32(prefix + "attention.value_length", shape.headLength())
        .float32(prefix + "attention.layer_norm_rms_epsilon", family.epsilon())
        .uint32(prefix + "rope.dimension_count", shape.headLength())
        .float32(prefix + "rope.freq_base", family.ropeBase())
        .uint32(prefix + "vocab_size", shape.vocabulary());
    if (family == Family.GEMMA3) {
      writer.uint32(prefix + "attention.sliding_window", Shape.WINDOW);
    }
    if (shape.experts() > 0) {
      writer
          .uint32(prefix + "expert_count", shape.experts())
          .uint32(prefix + "expert_used_count", Shape.EXPERTS_USED)
          .uint32(prefix + "expert_feed_forward_length", Shape.EXPERT_WIDTH);
    }
  }

  private GgufTensorSource source(TensorSpec tensor, TensorType type, RandomWeights weights) {
    return switch (tensor.role()) {
      case NORM -> {
        float[] ones = new float[tensor.columns()];
        Arrays.fill(ones, 1);
        yield vector(ones);
      }
      case ROPE_FACTORS -> vector(RopeFactors.of(shape, tensor.columns()));
      default -> weights.matrix(type, tensor.columns(), tensor.name());
    };
  }

  private static GgufTensorSource vector(float[] elements) {
    ByteBuffer bytes =
        ByteBuffer.allocate(elements.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(elements);
    return GgufTensorSource.of(MemorySegment.ofBuffer(bytes));
  }
}
