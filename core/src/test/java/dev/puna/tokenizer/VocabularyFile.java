package dev.puna.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.puna.gguf.GgufFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A vocabulary with texts in {@code NAME.inp} and, a line each, the ids that llama.cpp gives them
 * in {@code NAME.out}.
 */
record VocabularyFile(Path path) {
  private static final String SEPARATOR = "\n__ggml_vocab_test__\n";

  /** The tokenizer of the demo model, in the test resources. */
  static VocabularyFile demo() {
    URL url = VocabularyFile.class.getResource("/tokenizer/demo-vocabulary.gguf");
    try {
      return new VocabularyFile(Path.of(Objects.requireNonNull(url).toURI()));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  Tokenizer tokenizer() {
    try (GgufFile file = GgufFile.open(path)) {
      return Tokenizers.from(file.metadata()).orElseThrow();
    }
  }

  List<String> texts() throws IOException {
    String[] texts = Files.readString(beside(".inp")).split(SEPARATOR, -1);
    boolean endsEmpty = texts[texts.length - 1].isEmpty();
    return Arrays.asList(texts).subList(0, texts.length - (endsEmpty ? 1 : 0));
  }

  int[] ids(int line) throws IOException {
    String ids = Files.readAllLines(beside(".out")).get(line).strip();
    return ids.isEmpty()
        ? new int[0]
        : Arrays.stream(ids.split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  /** Every text gives its ids, and the ids give the text. */
  void check() throws IOException {
    Tokenizer tokenizer = tokenizer();
    List<String> texts = texts();
    assertEquals(Files.readAllLines(beside(".out")).size(), texts.size(), path.toString());
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      int[] ids = tokenizer.encode(text, false, false);
      assertArrayEquals(ids(i), ids, path + ", text " + i + ": " + text);
      assertEquals(text, tokenizer.decode(ids), path + ", text " + i);
    }
  }

  private Path beside(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }
}
