package dev.puna.engine;

import dev.puna.gguf.GgufArray;
import dev.puna.gguf.GgufFile;
import dev.puna.gguf.GgufTensor;
import dev.puna.graph.Graph;
import dev.puna.graph.Operation;
import dev.puna.graph.RopeSpec;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * What makes the keys and values of a model its own: numbers, tensors, a sample of the weights, how
 * positions are encoded. Takes two pages of each tensor, so that it takes no longer for a large
 * model.
 */
final class Fingerprint {
  private static final long SAMPLE_BYTES = 64;

  private final MessageDigest digest;

  private Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }

  /** By what differs, in words. */
  static Map<String, String> of(GgufFile file, String architecture, Graph graph) {
    Map<String, String> prints = new LinkedHashMap<>();
    prints.put("architecture", architecture);
    Fingerprint numbers = new Fingerprint();
    for (String key : new TreeSet<>(file.metadata().keys())) {
      if (key.startsWith(architecture + ".")) {
        Object value = file.metadata().value(key);
        numbers.add(key + "=" + (value instanceof GgufArray array ? array.elements() : value));
      }
    }
    prints.put("hyperparameters", numbers.done());
    Fingerprint tensors = new Fingerprint();
    Fingerprint weights = new Fingerprint();
    for (GgufTensor tensor : file.tensors()) {
      tensors.add(tensor.name() + " " + tensor.type() + " " + Arrays.toString(tensor.shape()));
      weights.sample(tensor.data());
    }
    prints.put("tensors", tensors.done());
    prints.put("weights", weights.done());
    Fingerprint positions = new Fingerprint();
    for (Operation operation : graph.operations()) {
      if (operation instanceof Operation.Rope rope) {
        RopeSpec spec = rope.spec();
        positions.add(
            spec.pairing() + " " + spec.magnitude() + " " + Arrays.toString(spec.frequencies()));
      }
    }
    prints.put("frequencies of positions", positions.done());
    return prints;
  }

  private void add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  /** Takes the first bytes and some in the middle. */
  private void sample(MemorySegment data) {
    long bytes = Math.min(SAMPLE_BYTES, data.byteSize());
    digest.update(data.asSlice(0, bytes).asByteBuffer());
    digest.update(data.asSlice((data.byteSize() - bytes) / 2, bytes).asByteBuffer());
  }

  private String done() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
