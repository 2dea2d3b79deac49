package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("golden")
class GoldenTokenizerTest {
  private static final String SEPARATOR = "\n__ggml_vocab_test__\n";

  static List<Path> vocabularies() {
    return GoldenFolder.files("tokenizer", ".gguf");
  }

  @Test
  void sixVocabulariesAreThere() {
    assertEquals(6, vocabularies().size());
  }

  @ParameterizedTest
  @MethodSource("vocabularies")
  void everyLineGivesItsIds(Path vocabulary, @TempDir Path folder) throws IOException {
    // Byte for byte: a text may be no UTF-8.
    String inputs = read(vocabulary + ".inp", StandardCharsets.ISO_8859_1);
    List<String> texts = List.of(inputs.split(SEPARATOR));
    List<String> lines = read(vocabulary + ".out", StandardCharsets.UTF_8).lines().toList();
    assertTrue(texts.size() > 40 && texts.size() == lines.size(), lines.size() + " lines");
    Path file = folder.resolve("text");
    for (int i = 0; i < texts.size(); i++) {
      Files.write(file, texts.get(i).getBytes(StandardCharsets.ISO_8859_1));
      String[] arguments = {
        "tokenize", "-m", vocabulary.toString(), "--ids", "--file", file.toString()
      };
      String ids = CommandRun.puna(arguments).succeeded();
      assertEquals(lines.get(i).strip(), ids.strip(), "line " + (i + 1));
    }
  }

  private static String read(String file, Charset charset) throws IOException {
    return new String(Files.readAllBytes(Path.of(file)), charset);
  }
}
