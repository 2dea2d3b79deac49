package dev.puna.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real vocabularies of the golden directory, named by {@code -Dpuna.golden}. */
@Tag("golden")
class GoldenTokenizerTest {

  @ParameterizedTest
  @ValueSource(strings = {"deepseek-llm", "gpt-2", "llama-bpe", "llama-spm", "phi-3", "qwen2"})
  void everyLineHasTheIdsOfLlamaCpp(String name) throws IOException {
    vocabulary(name).check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-2", "llama-bpe", "llama-spm", "phi-3", "qwen2"})
  void anyBytesComeBack(String name) {
    Tokenizer tokenizer = vocabulary(name).tokenizer();
    boolean hasPrefix = tokenizer.vocabulary().addsSpacePrefix();
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = RandomText.bytes(random);
      byte[] decoded = RandomText.concatenate(tokenizer, tokenizer.encode(bytes, false, false));
      byte[] expected =
          hasPrefix && bytes.length > 0
              ? (" " + new String(bytes, StandardCharsets.ISO_8859_1))
                  .getBytes(StandardCharsets.ISO_8859_1)
              : bytes;
      assertArrayEquals(expected, decoded);
    }
  }

  private static VocabularyFile vocabulary(String name) {
    String golden = System.getProperty("puna.golden");
    assertNotNull(golden, "name the golden directory with -Dpuna.golden=DIR");
    return new VocabularyFile(Path.of(golden, "tokenizer", "ggml-vocab-" + name + ".gguf"));
  }
}
