package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.architecture.Architectures;
import dev.puna.gguf.GgufFile;
import dev.puna.gguf.GgufTensor;
import dev.puna.quant.TensorType;
import dev.puna.testing.GoldenModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("golden")
class GoldenLogitsTest {
  @TempDir private Path folder;

  /** Every model of a supported family whose weights have types that Puna computes with. */
  static List<Path> models() {
    List<Path> models = new ArrayList<>();
    for (String name : List.of("mini", "arch", "quants")) {
      for (Path file : GoldenFolder.files(name, ".gguf")) {
        if (isSupported(file)) {
          models.add(file);
        }
      }
    }
    return models;
  }

  private static boolean isSupported(Path file) {
    try (GgufFile gguf = GgufFile.open(file)) {
      return Architectures.names().contains(architecture(gguf))
          && types(gguf).stream().allMatch(type -> type.format().isPresent());
    }
  }

  private static String architecture(GgufFile gguf) {
    return gguf.metadata().string("general.architecture").orElseThrow();
  }

  private static Set<TensorType> types(GgufFile gguf) {
    Set<TensorType> types = EnumSet.noneOf(TensorType.class);
    for (GgufTensor tensor : gguf.tensors()) {
      types.add(tensor.type());
    }
    return types;
  }

  @Test
  void everyFamilyAndTypeIsAmongTheModels() {
    Set<String> families = new TreeSet<>();
    Set<TensorType> types = EnumSet.noneOf(TensorType.class);
    for (Path file : models()) {
      try (GgufFile gguf = GgufFile.open(file)) {
        families.add(architecture(gguf));
        types.addAll(types(gguf));
      }
    }
    assertTrue(families.containsAll(Architectures.names()), families.toString());
    Set<TensorType> computable = EnumSet.allOf(TensorType.class);
    computable.removeIf(type -> type.format().isEmpty());
    computable.removeAll(types);
    assertTrue(computable.isEmpty(), "no model has " + computable);
  }

  @ParameterizedTest
  @MethodSource("models")
  void logitsAreThoseOfTheReferenceInAnyBatch(Path file) throws IOException {
    for (String batch : List.of("48", "17", "1")) {
      check(file, "--batch", batch);
    }
    check(file, "--backend", "reference");
  }

  private void check(Path file, String... options) throws IOException {
    String name = file.getFileName().toString().replace(".gguf", "");
    Path parent = file.toAbsolutePath().getParent();
    double error = GoldenLogits.error(GoldenModel.in(parent, name), folder.resolve("out"), options);
    assertTrue(error <= GoldenLogits.LIMIT, name + " " + List.of(options) + ": " + error);
  }
}
