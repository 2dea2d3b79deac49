package dev.puna.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every file of the golden directory, named by {@code -Dpuna.golden}, is read, and written again as
 * the same bytes.
 */
@Tag("golden")
class GoldenFilesTest {

  @Test
  void everyFileRoundTrips() throws IOException {
    String golden = System.getProperty("puna.golden");
    assertNotNull(golden, "name the golden directory with -Dpuna.golden=DIR");
    for (String folder : List.of("mini", "arch", "quants", "tokenizer")) {
      List<Path> paths;
      try (Stream<Path> files = Files.list(Path.of(golden, folder))) {
        paths = files.filter(path -> path.toString().endsWith(".gguf")).sorted().toList();
      }
      assertTrue(paths.size() >= 6, folder);
      for (Path path : paths) {
        try (GgufFile file = GgufFile.open(path)) {
          check(file, folder.equals("tokenizer"));
          GgufWriter copy = new GgufWriter().metadata(file.metadata());
          file.tensors().forEach(copy::tensor);
          byte[] copied = GgufWriterTest.bytes(copy);
          // A file without tensors may end before the padding after its header.
          byte[] original = Arrays.copyOf(Files.readAllBytes(path), copied.length);
          assertArrayEquals(original, copied, path.toString());
        }
      }
    }
  }

  private static void check(GgufFile file, boolean vocabulary) {
    GgufMetadata metadata = file.metadata();
    assertTrue(metadata.string("general.architecture").isPresent());
    assertEquals(vocabulary, file.tensors().isEmpty());
    if (vocabulary) {
      List<String> tokens = metadata.strings("tokenizer.ggml.tokens").orElseThrow();
      assertTrue(tokens.size() >= 32_000);
      assertEquals(tokens.size(), metadata.ints("tokenizer.ggml.token_type").orElseThrow().length);
    }
  }
}
