package dev.puna.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.puna.gguf.GgufFile;
import dev.puna.gguf.GgufTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that a GGUF file says, as JSON. */
final class InfoJson {
  private InfoJson() {}

  static byte[] of(GgufFile file) throws IOException {
    ModelFacts facts = new ModelFacts(file);
    Map<String, @Nullable Object> info = new LinkedHashMap<>();
    info.put("name", facts.name());
    info.put("architecture", facts.architecture());
    info.put("supported", facts.isSupported());
    info.put("parameters", facts.parameters());
    info.put("bytes", facts.bytes());
    info.put("types", facts.types());
    info.put("context_length", facts.ofArchitecture("context_length"));
    info.put("layers", facts.ofArchitecture("block_count"));
    info.put("width", facts.ofArchitecture("embedding_length"));
    info.put("heads", facts.ofArchitecture("attention.head_count"));
    info.put("kv_heads", facts.ofArchitecture("attention.head_count_kv"));
    info.put("feed_forward", facts.ofArchitecture("feed_forward_length"));
    info.put("experts", facts.ofArchitecture("expert_count"));
    info.put("vocabulary", facts.vocabulary());
    info.put("tokenizer", facts.text("tokenizer.ggml.model"));
    info.put("chat_template", facts.chatTemplate());
    info.put("gguf_version", file.version());
    info.put("metadata", metadata(file));
    info.put("tensors", tensors(file));
    return JSON.std
        .with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES)
        .asBytes(info);
  }

  private static Map<String, @Nullable Object> metadata(GgufFile file) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (String key : file.metadata().keys()) {
      values.put(key, MetadataValues.of(file.metadata(), key));
    }
    return values;
  }

  private static List<Map<String, Object>> tensors(GgufFile file) {
    List<Map<String, Object>> tensors = new ArrayList<>();
    for (GgufTensor tensor : file.tensors()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", tensor.name());
      fields.put("type", tensor.type().name());
      fields.put("shape", tensor.shape());
      fields.put("bytes", tensor.data().byteSize());
      tensors.add(fields);
    }
    return tensors;
  }
}
