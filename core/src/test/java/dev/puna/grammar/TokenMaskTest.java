package dev.puna.grammar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.PunaException;
import dev.puna.gguf.GgufFile;
import dev.puna.tokenizer.Tokenizer;
import dev.puna.tokenizer.Tokenizers;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks of real vocabularies against their definition: append a token's bytes and try. */
class TokenMaskTest {
  /** Free text, a schema of its own, code points of all lengths, recursion and ambiguity. */
  private static final List<Grammar> GRAMMARS =
      List.of(
          Grammar.json(),
          Grammar.gbnf(
              """
              root   ::= "{\\"name\\": " string ", \\"age\\": " [0-9]{1,3} ", \\"tags\\": [" tags "]}"
              tags   ::= (string (", " string){0,3})?
              string ::= "\\"" [^"\\\\\\x00-\\x1f]{0,40} "\\""
              """),
          Grammar.gbnf("root ::= [^a-z]* | (\"the \" | \"then\" | [a-z]+ \" \")* \".\""),
          Grammar.gbnf("root ::= [α-ωé-ü一-龥😀-😏 ]+ \"!\"?"),
          Grammar.gbnf("root ::= \"(\" root \")\" root | \"( \" root \")\" | [ a-f]*"),
          Grammar.gbnf(
              """
              root ::= (x ", "){30,60}
              x    ::= [a-z ]{1,40} | "[" (x "; "){0,30} "]" | long{28,90}
              long ::= [A-F] | "%s"
              """
                  .formatted("z".repeat(200))),
          Grammar.jsonSchema(
              """
              {"pattern": "^([a-zé]+|[^a-y]{2,3} )*$", "minLength": 30, "maxLength": 90}
              """),
          Grammar.jsonSchema(
              """
              {"additionalProperties": {"multipleOf": 0.25, "minimum": -3},
               "propertyNames": {"pattern": "^[a-c]", "maxLength": 40}, "maxProperties": 3}
              """),
          Grammar.gbnf("root ::= x{2,5}\nx ::= (\"ab\" | \"a\" | \"bé\" x? | \" \")+ | \"\\n\""));

  private static Tokenizer tokenizer(Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      return Tokenizers.from(file.metadata()).orElseThrow();
    }
  }

  private static Tokenizer demo() {
    try {
      return tokenizer(
          Path.of(TokenMaskTest.class.getResource("/tokenizer/demo-vocabulary.gguf").toURI()));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Tokenizer golden(String name) {
    String golden = System.getProperty("puna.golden");
    assertNotNull(golden, "name the golden directory with -Dpuna.golden=DIR");
    return tokenizer(Path.of(golden, "tokenizer", "ggml-vocab-" + name + ".gguf"));
  }

  @Test
  void masksOfTheDemoVocabularyAreExact() {
    checkMasks(demo(), 25, 40);
  }

  @ParameterizedTest
  @Tag("golden")
  @ValueSource(strings = {"deepseek-llm", "gpt-2", "llama-bpe", "llama-spm", "phi-3", "qwen2"})
  void masksOfAnyVocabularyAreExact(String name) {
    checkMasks(golden(name), 2, 25);
  }

  /** Random walks through the grammars; at each step every token is tried. */
  private static void checkMasks(Tokenizer tokenizer, int walks, int steps) {
    TokenTable table = TokenTable.of(tokenizer);
    Random random = new Random(4);
    for (Grammar grammar : GRAMMARS) {
      for (int walk = 0; walk < walks; walk++) {
        GrammarConstraint constraint = new GrammarConstraint(grammar, table);
        ParseState state = grammar.states().start();
        for (int step = 0; step < steps && !constraint.isFinished(); step++) {
          long[] allowed = constraint.allowed();
          List<Integer> text = new ArrayList<>();
          for (int id = 0; id < table.size(); id++) {
            boolean expected =
                tokenizer.vocabulary().isEndOfGeneration(id)
                    ? state.complete
                    : fits(grammar, state, table.bytes(id));
            int token = id;
            boolean inMask = (allowed[id >> 6] >>> id & 1) != 0;
            assertEquals(expected, inMask, () -> tokenizer.piece(token));
            if (expected && table.bytes(id).length > 0) {
              text.add(id);
            }
          }
          if (text.isEmpty()) {
            break;
          }
          int token = text.get(random.nextInt(text.size()));
          constraint.accept(token);
          for (byte value : table.bytes(token)) {
            state = grammar.states().next(state, value);
          }
        }
      }
    }
  }

  @Test
  void placesFarFromABoundHaveTheSameMask() {
    Grammar grammar = Grammar.jsonSchema("{\"pattern\": \"^[a-z]*é?$\", \"maxLength\": 200}");
    ParseState early = after(grammar, "\"abc");
    assertSame(grammar.states().alike(early), grammar.states().alike(after(grammar, "\"abcdefg")));
    ParseState late = after(grammar, "\"" + "a".repeat(190));
    assertNotSame(grammar.states().alike(early), grammar.states().alike(late));
  }

  private static ParseState after(Grammar grammar, String text) {
    ParseState state = grammar.states().start();
    for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
      state = grammar.states().next(state, value);
    }
    return state;
  }

  private static boolean fits(Grammar grammar, ParseState from, byte[] bytes) {
    ParseState state = bytes.length == 0 ? ParseState.DEAD : from;
    for (int i = 0; i < bytes.length && state != ParseState.DEAD; i++) {
      state = grammar.states().next(state, bytes[i]);
    }
    return state != ParseState.DEAD;
  }

  @Test
  void aRandomChoiceAmongAllowedTokensEndsInATextOfTheGrammar() {
    TokenTable table = TokenTable.of(demo());
    Tokenizer tokenizer = demo();
    Random random = new Random(5);
    int ended = 0;
    for (Grammar grammar : GRAMMARS) {
      for (int run = 0; run < 30; run++) {
        GrammarConstraint constraint = new GrammarConstraint(grammar, table);
        List<Integer> ids = new ArrayList<>();
        while (!constraint.isFinished() && ids.size() < 200) {
          int id = anyOf(constraint.allowed(), table, random);
          constraint.accept(id);
          ids.add(id);
        }
        String text = tokenizer.decode(ids.stream().mapToInt(Integer::intValue).toArray());
        if (constraint.isFinished()) {
          ended++;
          assertTrue(grammar.accepts(text), text);
        }
      }
    }
    assertTrue(ended > 60, ended + " ended");
  }

  @Test
  void threadsShareMasks() {
    TokenTable table = TokenTable.of(demo());
    List<List<Integer>> alone = IntStream.range(0, 60).mapToObj(i -> walk(table, i)).toList();
    // Another table shares no mask with the first.
    TokenTable other = TokenTable.of(demo());
    List<List<Integer>> together =
        IntStream.range(0, 60).parallel().mapToObj(i -> walk(other, i)).toList();
    assertEquals(alone, together);
  }

  private static List<Integer> walk(TokenTable table, int seed) {
    Random random = new Random(seed);
    GrammarConstraint constraint =
        new GrammarConstraint(GRAMMARS.get(seed % GRAMMARS.size()), table);
    List<Integer> ids = new ArrayList<>();
    while (!constraint.isFinished() && ids.size() < 40) {
      ids.add(anyOf(constraint.allowed(), table, random));
      constraint.accept(ids.getLast());
    }
    return ids;
  }

  /** Any allowed token, but an end with a chance of one in three where there is one. */
  private static int anyOf(long[] allowed, TokenTable table, Random random) {
    List<Integer> ids = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (int id = 0; id < table.size(); id++) {
      if ((allowed[id >> 6] >>> id & 1) != 0) {
        (table.endsGeneration(id) ? ends : ids).add(id);
      }
    }
    List<Integer> from = !ends.isEmpty() && (ids.isEmpty() || random.nextInt(3) == 0) ? ends : ids;
    return from.get(random.nextInt(from.size()));
  }

  @Test
  void tellsWhatIsForced() {
    TokenTable table = TokenTable.of(demo());
    Grammar grammar = Grammar.gbnf("root ::= \"{\\\"é\\\": \" [0-9]+ \", 1}\"");
    GrammarConstraint constraint = new GrammarConstraint(grammar, table);
    assertEquals("{\"é\": ", new String(constraint.forced(), StandardCharsets.UTF_8));
    for (byte value : constraint.forced()) {
      constraint.accept(tokenOf(table, value));
    }
    assertEquals(0, constraint.forced().length);
    constraint.accept(tokenOf(table, (byte) '7'));
    assertEquals(0, constraint.forced().length);
    constraint.accept(tokenOf(table, (byte) ','));
    assertArrayEquals(" 1}".getBytes(StandardCharsets.UTF_8), constraint.forced());
  }

  private static int tokenOf(TokenTable table, byte value) {
    for (int id = 0; id < table.size(); id++) {
      if (table.bytes(id).length == 1 && table.bytes(id)[0] == value) {
        return id;
      }
    }
    throw new AssertionError("no token for byte " + value);
  }

  @Test
  void refusesTokensThatDoNotFit() {
    Tokenizer tokenizer = demo();
    TokenTable table = TokenTable.of(tokenizer);
    int end = tokenizer.vocabulary().eos().getAsInt();
    int a = tokenOf(table, (byte) 'a');
    GrammarConstraint constraint =
        new GrammarConstraint(Grammar.gbnf("root ::= \"a\" \"b\"?"), table);
    constraint.acceptPrompt(tokenOf(table, (byte) 'x'));
    assertThrows(PunaException.class, () -> constraint.accept(end));
    assertThrows(PunaException.class, () -> constraint.accept(tokenOf(table, (byte) 'b')));
    constraint.accept(a);
    assertTrue(constraint.isComplete());
    assertThrows(PunaException.class, () -> constraint.accept(a));
    constraint.accept(end);
    assertTrue(constraint.isFinished());
    assertThrows(PunaException.class, () -> constraint.accept(a));
  }

  @Test
  @Tag("golden")
  void masksOfALargeVocabularyAreQuick() {
    Tokenizer tokenizer = golden("llama-bpe");
    long before = System.nanoTime();
    TokenTable table = TokenTable.of(tokenizer);
    System.out.printf("table: %.1f ms%n", (System.nanoTime() - before) / 1e6);
    Random random = new Random(6);
    for (int g = 0; g < GRAMMARS.size(); g++) {
      long total = 0;
      long worst = 0;
      int count = 0;
      for (int walk = 0; walk < 10; walk++) {
        GrammarConstraint constraint = new GrammarConstraint(GRAMMARS.get(g), table);
        for (int step = 0; step < 60 && !constraint.isFinished(); step++) {
          long start = System.nanoTime();
          long[] allowed = constraint.allowed();
          long time = System.nanoTime() - start;
          total += time;
          worst = Math.max(worst, time);
          count++;
          constraint.accept(anyOf(allowed, table, random));
        }
      }
      System.out.printf(
          "grammar %d: %d masks, mean %.3f ms, worst %.1f ms%n",
          g, count, total / 1e6 / count, worst / 1e6);
      assertTrue(total / 1e6 / count < 10, "a mask takes " + total / 1e6 / count + " ms");
    }
  }
}
