package dev.puna.architecture;

import dev.puna.gguf.GgufArray;
import dev.puna.gguf.GgufMetadata;
import dev.puna.gguf.GgufValueType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a model, read from the metadata keys below its architecture's name: {@code
 * llama.block_count} and so on. A count of 0 means that it is not set.
 */
public final class Hyperparameters {
  /** No model has counts beyond this; a file that says so is damaged. */
  private static final int MAX_COUNT = 1 << 28;

  private static final int MAX_LAYERS = 4096;

  private final GgufMetadata metadata;
  private final String prefix;

  private final int vocabulary;
  private final int width;
  private final int layers;
  private final int contextLength;
  private final int keyLength;
  private final int valueLength;
  private final float epsilon;

  /**
   * Reads the numbers that every family has.
   *
   * @param metadata the file's metadata
   * @param architecture the value of {@code general.architecture}
   * @param vocabulary rows of the token embedding
   * @throws ModelFormatException naming the key that is missing or out of range
   */
  public Hyperparameters(GgufMetadata metadata, String architecture, int vocabulary) {
    this.metadata = metadata;
    this.prefix = architecture + ".";
    this.vocabulary = vocabulary;
    width = count("embedding_length");
    layers = count("block_count");
    if (layers > MAX_LAYERS) {
      throw wrong("block_count", layers, "at most " + MAX_LAYERS);
    }
    contextLength = count("context_length");
    int heads = heads(0);
    keyLength = count("attention.key_length", width / heads);
    valueLength = count("attention.value_length", width / heads);
    epsilon = (float) real("attention.layer_norm_rms_epsilon");
  }

  /** Rows of the embedding table. */
  public int vocabulary() {
    return vocabulary;
  }

  /** Elements of a hidden state. */
  public int width() {
    return width;
  }

  /** Number of layers. */
  public int layers() {
    return layers;
  }

  /** Positions that the model was trained for. */
  public int contextLength() {
    return contextLength;
  }

  /** Query heads of a layer. */
  public int heads(int layer) {
    return perLayer("attention.head_count", layer, null);
  }

  /** Key and value heads of a layer; as many as query heads where the file does not say. */
  public int kvHeads(int layer) {
    return perLayer("attention.head_count_kv", layer, heads(layer));
  }

  /** Elements of a query or key head. */
  public int keyLength() {
    return keyLength;
  }

  /** Elements of a value head. */
  public int valueLength() {
    return valueLength;
  }

  /** Inner width of a layer's feed-forward network. */
  public int feedForward(int layer) {
    return perLayer("feed_forward_length", layer, null);
  }

  /** Epsilon of the RMS norms. */
  public float epsilon() {
    return epsilon;
  }

  /** Number of experts; 0 for a dense model. */
  public int experts() {
    return count("expert_count", 0);
  }

  /** A count that has to be there and positive. */
  public int count(String key) {
    int value = count(key, 0);
    if (value == 0) {
      throw new ModelFormatException(
          "the model file lacks the key " + prefix + key + ", which its architecture needs");
    }
    return value;
  }

  /** A count, or {@code fallback} where it is missing or 0. */
  public int count(String key, int fallback) {
    long value = metadata.integer(prefix + key).orElse(0);
    if (value < 0 || value > MAX_COUNT) {
      throw wrong(key, value, "0 to " + MAX_COUNT);
    }
    return value == 0 ? fallback : (int) value;
  }

  /** A number that has to be there. */
  public double real(String key) {
    double value = real(key, Double.NaN);
    if (Double.isNaN(value)) {
      throw new ModelFormatException(
          "the model file lacks the key " + prefix + key + ", which its architecture needs");
    }
    return value;
  }

  /** A finite number of at least 0, or {@code fallback} where it is missing. */
  public double real(String key, double fallback) {
    if (!metadata.contains(prefix + key)) {
      return fallback;
    }
    double value = metadata.real(prefix + key).orElseThrow();
    if (!(value >= 0 && value <= Float.MAX_VALUE)) {
      throw wrong(key, value, "a finite number of at least 0");
    }
    return value;
  }

  /** A text. */
  public Optional<String> string(String key) {
    return metadata.string(prefix + key);
  }

  /**
   * Whether a layer attends within the sliding window only. The key {@code
   * attention.sliding_window_pattern} holds a flag for each layer, or a period p: the last of each
   * p layers attends to everything.
   *
   * @param period the family's own period, used where the key is missing
   */
  public boolean slidingWindow(int layer, int period) {
    String key = "attention.sliding_window_pattern";
    if (!metadata.contains(prefix + key)) {
      return layer % period < period - 1;
    }
    if (isArray(key)) {
      return flag(key, layer);
    }
    long value = metadata.integer(prefix + key).orElseThrow();
    if (value < 0 || value > MAX_COUNT) {
      throw wrong(key, value, "0 to " + MAX_COUNT);
    }
    return value == 0 || layer % value < value - 1;
  }

  private boolean isArray(String key) {
    return metadata.type(prefix + key) == GgufValueType.ARRAY;
  }

  private boolean flag(String key, int layer) {
    if (metadata.value(prefix + key) instanceof GgufArray array
        && array.elementType() == GgufValueType.BOOL) {
      boolean[] flags = metadata.bools(prefix + key).orElseThrow();
      checkLength(key, flags.length);
      return flags[layer];
    }
    int[] flags = metadata.ints(prefix + key).orElseThrow();
    checkLength(key, flags.length);
    return flags[layer] != 0;
  }

  private void checkLength(String key, int length) {
    if (length < layers) {
      throw wrong(key, length + " entries long", "an entry for each of the " + layers + " layers");
    }
  }

  private int perLayer(String key, int layer, @Nullable Integer fallback) {
    if (!metadata.contains(prefix + key) || !isArray(key)) {
      return fallback == null ? count(key) : count(key, fallback);
    }
    int[] values = metadata.ints(prefix + key).orElseThrow();
    checkLength(key, values.length);
    if (values[layer] <= 0 || values[layer] > MAX_COUNT) {
      throw wrong(key, values[layer], "1 to " + MAX_COUNT);
    }
    return values[layer];
  }

  private ModelFormatException wrong(String key, Object value, String wanted) {
    return new ModelFormatException(
        "the model file's key " + prefix + key + " is " + value + "; expected " + wanted);
  }
}
