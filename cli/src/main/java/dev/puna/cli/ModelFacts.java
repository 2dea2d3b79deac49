package dev.puna.cli;

import dev.puna.architecture.Architectures;
import dev.puna.gguf.GgufFile;
import dev.puna.gguf.GgufMetadata;
import dev.puna.gguf.GgufTensor;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a GGUF file says about its model. Nothing is required: the architecture may be unknown, the
 * weights may be missing.
 */
final class ModelFacts {
  private static final String TOKENS = "tokenizer.ggml.tokens";

  private final GgufMetadata metadata;
  private final Map<String, Integer> types = new TreeMap<>();
  private long parameters;
  private long bytes;

  ModelFacts(GgufFile file) {
    metadata = file.metadata();
    for (GgufTensor tensor : file.tensors()) {
      parameters += tensor.elements();
      bytes += tensor.data().byteSize();
      types.merge(tensor.type().name(), 1, Integer::sum);
    }
  }

  @Nullable String name() {
    return text("general.name");
  }

  @Nullable String architecture() {
    return text("general.architecture");
  }

  /** Whether Puna can run it. */
  boolean isSupported() {
    String architecture = architecture();
    return architecture != null && Architectures.names().contains(architecture);
  }

  /** Number of weights. */
  long parameters() {
    return parameters;
  }

  /** Size of all tensors. */
  long bytes() {
    return bytes;
  }

  /** Number of tensors of each type. */
  Map<String, Integer> types() {
    return types;
  }

  /** The value of a key that begins with the architecture: {@code context_length}. */
  @Nullable Object ofArchitecture(String key) {
    return MetadataValues.of(metadata, architecture() + "." + key);
  }

  /** Number of tokens. */
  @Nullable Object vocabulary() {
    return metadata.contains(TOKENS)
        ? metadata.array(TOKENS).orElseThrow().elements().size()
        : ofArchitecture("vocab_size");
  }

  /** The value of a key, where it is a string. */
  @Nullable String text(String key) {
    return MetadataValues.of(metadata, key) instanceof String text ? text : null;
  }

  @Nullable String chatTemplate() {
    return text("tokenizer.chat_template");
  }
}
