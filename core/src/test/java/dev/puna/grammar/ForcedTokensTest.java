package dev.puna.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.gguf.GgufFile;
import dev.puna.tokenizer.Tokenizer;
import dev.puna.tokenizer.Tokenizers;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forced tokens are those that the tokenizer gives for the whole text. */
class ForcedTokensTest {
  private static final Grammar WEATHER =
      Grammar.jsonSchema(
          """
          {"type": "object", "required": ["temperature in the shade", "größte Windstärke"],
           "properties": {"temperature in the shade": {"type": "integer"},
                          "größte Windstärke": {"enum": ["very little wind", "storm"]}}}
          """);
  private static final String ANSWER =
      "{\"temperature in the shade\": 21, \"größte Windstärke\": \"very little wind\"}";

  private static Tokenizer demo() {
    try {
      return tokenizer(
          Path.of(ForcedTokensTest.class.getResource("/tokenizer/demo-vocabulary.gguf").toURI()));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Tokenizer tokenizer(Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      return Tokenizers.from(file.metadata()).orElseThrow();
    }
  }

  @Test
  void areThoseOfTheTextForTheDemoVocabulary() {
    assertForced(demo(), WEATHER, ANSWER, 2);
  }

  @ParameterizedTest
  @Tag("golden")
  @ValueSource(strings = {"deepseek-llm", "gpt-2", "llama-bpe", "llama-spm", "phi-3", "qwen2"})
  void areThoseOfTheTextForAnyVocabulary(String name) {
    String golden = System.getProperty("puna.golden");
    Path file = Path.of(String.valueOf(golden), "tokenizer", "ggml-vocab-" + name + ".gguf");
    assertForced(tokenizer(file), WEATHER, ANSWER, 1.3);
  }

  /** Reads the tokens of a text as a model would choose them, and skips those that are forced. */
  private static void assertForced(
      Tokenizer tokenizer, Grammar grammar, String text, double leastSaving) {
    GrammarConstraint constraint = new GrammarConstraint(grammar, TokenTable.of(tokenizer));
    ForcedTokens forced = new ForcedTokens(constraint, tokenizer);
    int[] tokens = tokenizer.encode(text, false, false);
    if (tokenizer.pieceBytes(tokens[0])[0] == ' ') {
      // The space that SentencePiece puts before a text would not fit.
      int[] spaced = tokenizer.encode("x" + text, false, false);
      tokens = Arrays.copyOfRange(spaced, 1, spaced.length);
    }
    int chosen = 0;
    for (int i = 0; i < tokens.length; ) {
      constraint.accept(tokens[i]);
      chosen++;
      int last = tokens[i++];
      for (int token : forced.after(last)) {
        assertEquals(tokens[i++], token);
        constraint.accept(token);
      }
    }
    assertTrue(constraint.isComplete());
    assertTrue(leastSaving * chosen <= tokens.length, chosen + " of " + tokens.length);
  }

  @Test
  void goToTheEndOfATextThatCanNotGoOn() {
    Tokenizer tokenizer = demo();
    Grammar grammar = Grammar.choice(List.of("The cat sat on the mat.", "A dog."));
    GrammarConstraint constraint = new GrammarConstraint(grammar, TokenTable.of(tokenizer));
    int[] tokens = tokenizer.encode("The cat sat on the mat.", false, false);
    constraint.accept(tokens[0]);
    int[] rest = new ForcedTokens(constraint, tokenizer).after(tokens[0]);
    assertEquals(
        List.of(Arrays.stream(tokens).skip(1).boxed().toArray()),
        List.of(Arrays.stream(rest).boxed().toArray()));
  }

  @Test
  void thereAreNoneWhereThereIsAChoiceOrTheTextMayEnd() {
    Tokenizer tokenizer = demo();
    Grammar grammar = Grammar.gbnf("root ::= \"a\" | \"ab\" [xy]");
    GrammarConstraint constraint = new GrammarConstraint(grammar, TokenTable.of(tokenizer));
    ForcedTokens forced = new ForcedTokens(constraint, tokenizer);
    for (String letter : List.of("a", "b")) {
      int token = tokenizer.encode(letter, false, false)[0];
      constraint.accept(token);
      assertEquals(0, forced.after(token).length, letter);
    }
  }

  @Test
  void thereAreNoneWhereTheTokenizerWouldNotHaveEndedTheLastToken() {
    Tokenizer tokenizer = demo();
    int whole = tokenizer.encode(" the", false, false)[0];
    int[] space = tokenizer.encode(" ", false, false);
    assertEquals(1, tokenizer.encode(" the", false, false).length, "a word of the vocabulary");
    GrammarConstraint constraint =
        new GrammarConstraint(
            Grammar.gbnf("root ::= \" the end of it\" [.!]"), TokenTable.of(tokenizer));
    ForcedTokens forced = new ForcedTokens(constraint, tokenizer);
    constraint.accept(space[0]);
    assertEquals(0, forced.after(space[0]).length, "'the' without its space");
    GrammarConstraint again =
        new GrammarConstraint(
            Grammar.gbnf("root ::= \" the end of it\" [.!]"), TokenTable.of(tokenizer));
    again.accept(whole);
    assertTrue(new ForcedTokens(again, tokenizer).after(whole).length > 0);
  }
}
