package dev.puna.cli.synth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.Evaluator;
import dev.puna.LoadOptions;
import dev.puna.Model;
import dev.puna.Prompt;
import dev.puna.gguf.GgufFile;
import dev.puna.gguf.GgufTensor;
import dev.puna.quant.BlockFormat;
import dev.puna.tokenizer.TokenType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SynthModelTest {
  private static final String TEXT = "Hello, wörld! 1 + 1 = 2\n";

  @TempDir private Path folder;

  /** The sizes that the publishers state. */
  @ParameterizedTest
  @CsvSource({
    "llama-3.2-1b, 1.236e9",
    "llama-3.2-3b, 3.213e9",
    "llama-3.1-8b, 8.030e9",
    "qwen3-0.6b, 0.596e9",
    "qwen3-4b, 4.022e9",
    "qwen3-30b-a3b, 30.532e9",
    "gemma-3-1b, 1.000e9",
  })
  void shapeHasThePublishedNumberOfWeights(String shape, double parameters) {
    SynthModel model = new SynthModel(Shape.named(shape), Mix.Q8_0, false, 1);
    assertEquals(parameters, (double) model.parameters(), 0.0006e9);
  }

  static List<Shape> shapes() {
    return Shape.all();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void eachShapeRuns(Shape shape) {
    Path file = write(new SynthModel(small(shape), Mix.Q2_K, true, 1));
    try (Model model = Model.load(file, LoadOptions.defaults().backend("reference"))) {
      assertEquals(shape.family().architecture(), model.info().architecture());
      assertText(model);
      assertLogits(model);
      assertChat(model);
    }
  }

  private static void assertChat(Model model) {
    Map<String, String> message = Map.of("role", "user", "content", "Hi");
    String text = model.render(new Prompt.Chat(Map.of("messages", List.of(message))));
    int[] ids = model.tokenizer().encode(text.getBytes(StandardCharsets.UTF_8), false, true);
    assertEquals(TokenType.CONTROL, model.tokenizer().vocabulary().type(ids[0]), text);
    assertTrue(text.contains("Hi"), text);
  }

  private static void assertText(Model model) {
    int[] ids = model.tokenizer().encode(TEXT.getBytes(StandardCharsets.UTF_8), false, false);
    assertEquals(TEXT, model.tokenizer().decode(ids));
    int end = model.tokenizer().vocabulary().eos().orElseThrow();
    assertTrue(model.tokenizer().vocabulary().isEndOfGeneration(end));
  }

  /** Activations keep their size, so that logits are neither infinite nor all alike. */
  private static void assertLogits(Model model) {
    try (Evaluator evaluator = model.evaluator(3, 3)) {
      evaluator.logits(
          new int[] {1, 2, 3},
          (position, row) -> {
            double squares = 0;
            for (float logit : row) {
              squares += logit * logit;
            }
            double size = Math.sqrt(squares / row.length);
            assertTrue(size > 0.1 && size < 100, "logits of size " + size);
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachMixIsWrittenWithItsTypes(Mix mix) {
    Shape shape = small(Shape.named("qwen3-0.6b"));
    SynthModel model = new SynthModel(shape, mix, false, 1);
    Path file = write(model);
    try (GgufFile gguf = GgufFile.open(file)) {
      long bytes = 0;
      for (TensorSpec spec : Tensors.of(shape)) {
        GgufTensor tensor = gguf.tensor(spec.name()).orElseThrow();
        assertEquals(mix.type(spec, shape, false), tensor.type(), spec.name());
        assertArrayEquals(spec.shape(), tensor.shape());
        bytes += tensor.data().byteSize();
      }
      assertEquals(model.weightBytes(), bytes);
      assertTrue(file.toFile().length() <= model.fileBytes());
      assertVariance(gguf.tensor("blk.0.ffn_down.weight").orElseThrow());
    }
  }

  /** 1 / columns, so that the length of a row is 1; rounding to few bits changes it a little. */
  private static void assertVariance(GgufTensor tensor) {
    BlockFormat format = tensor.type().format().orElseThrow();
    float[] row = new float[(int) tensor.shape()[0]];
    double squares = 0;
    for (int i = 0; i < 16; i++) {
      format.dequantise(tensor.data(), i * tensor.type().byteSize(row.length), row, 0, row.length);
      for (float weight : row) {
        squares += weight * weight;
      }
    }
    assertEquals(1, squares / 16, 0.1);
  }

  @Test
  void seedDecidesTheWeightsAndNothingElse() {
    Shape shape = small(Shape.named("qwen3-0.6b"));
    try (GgufFile one = GgufFile.open(write(new SynthModel(shape, Mix.Q4_0, false, 1)));
        GgufFile same = GgufFile.open(write(new SynthModel(shape, Mix.Q4_0, false, 1)));
        GgufFile other = GgufFile.open(write(new SynthModel(shape, Mix.Q4_0, false, 2)))) {
      assertEquals(-1, mismatch(one, same, "blk.0.ffn_up.weight"));
      assertFalse(mismatch(one, other, "blk.0.ffn_up.weight") < 0);
      assertFalse(
          one.tensor("blk.0.ffn_up.weight")
                  .orElseThrow()
                  .data()
                  .mismatch(one.tensor("blk.0.ffn_gate.weight").orElseThrow().data())
              < 0);
      String tokens = "tokenizer.ggml.tokens";
      assertEquals(one.metadata().strings(tokens), other.metadata().strings(tokens));
    }
  }

  private static long mismatch(GgufFile a, GgufFile b, String tensor) {
    return a.tensor(tensor).orElseThrow().data().mismatch(b.tensor(tensor).orElseThrow().data());
  }

  @Test
  void ropeOfLlama3IsStretchedWhereItTurnsSlowly() {
    float[] factors = RopeFactors.of(Shape.named("llama-3.2-1b"), 32);
    assertEquals(1, factors[0]);
    assertEquals(32, factors[31]);
    for (int i = 1; i < factors.length; i++) {
      assertTrue(factors[i] >= factors[i - 1]);
    }
  }

  @Test
  void wordsAreMadeOfEarlierPieces() {
    List<Word> words = Word.make(5000, '_');
    Set<String> known = new HashSet<>(List.of("_"));
    for (Word word : words) {
      for (String part : List.of(word.left(), word.right())) {
        assertTrue(part.length() == 1 || known.contains(part), word.toString());
      }
      assertTrue(known.add(word.text()), word.toString());
    }
  }

  /** One layer, and a vocabulary that is quickly written. */
  private static Shape small(Shape shape) {
    return new Shape(
        shape.title(),
        shape.family(),
        1,
        shape.width(),
        shape.feedForward(),
        shape.heads(),
        shape.kvHeads(),
        shape.headLength(),
        1024,
        shape.contextLength(),
        shape.ownOutput(),
        Math.min(shape.experts(), 16),
        shape.ropeFactor());
  }

  private Path write(SynthModel model) {
    Path file = folder.resolve(model.hashCode() + "-" + System.nanoTime() + ".gguf");
    model.file().write(file);
    return file;
  }
}
