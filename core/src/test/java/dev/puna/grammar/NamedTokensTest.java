package dev.puna.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grammars that name tokens. */
class NamedTokensTest {
  private static final Tokenizer TOKENIZER = demo();
  private static final TokenTable TABLE = TokenTable.of(TOKENIZER);
  private static final int START = special("<|im_start|>");
  private static final int CALL = special("<tool_call>");
  private static final int END_CALL = special("</tool_call>");
  private static final int END = special("<|im_end|>");

  private static Tokenizer demo() {
    try (GgufFile file =
        GgufFile.open(
            Path.of(
                NamedTokensTest.class.getResource("/tokenizer/demo-vocabulary.gguf").toURI()))) {
      return Tokenizers.from(file.metadata()).orElseThrow();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static int special(String text) {
    return TOKENIZER.vocabulary().find(text).getAsInt();
  }

  /** The token of an ASCII text. */
  private static int token(String text) {
    int[] ids = TOKENIZER.encode(text, false, false);
    assertEquals(1, ids.length, text);
    return ids[0];
  }

  private static GrammarConstraint constraint(String gbnf) {
    return new GrammarConstraint(Grammar.gbnf(gbnf), TABLE);
  }

  /** Whether tokens are a whole answer. */
  private static boolean accepts(Grammar grammar, List<Integer> ids) {
    GrammarConstraint constraint = new GrammarConstraint(grammar, TABLE);
    for (int id : ids) {
      try {
        constraint.accept(id);
      } catch (PunaException e) {
        return false;
      }
    }
    return constraint.isComplete();
  }

  @Test
  void aTokenIsNamedByItsTextOrItsId() {
    for (String name : List.of("<tool_call>", "<[" + CALL + "]>")) {
      Grammar grammar = Grammar.gbnf("root ::= \"a\" " + name + " [a-z]*");
      assertTrue(accepts(grammar, List.of(token("a"), CALL)));
      assertTrue(accepts(grammar, List.of(token("a"), CALL, token("b"))));
      assertEquals(false, accepts(grammar, List.of(token("a"))));
      assertEquals(false, accepts(grammar, List.of(token("a"), END_CALL)));
      assertEquals(false, accepts(grammar, List.of(CALL)));
      // The letters of its name are another text.
      List<Integer> letters = new ArrayList<>(List.of(token("a")));
      "<tool_call>".chars().forEach(c -> letters.add(token(Character.toString(c))));
      assertEquals(false, accepts(grammar, letters));
    }
  }

  @Test
  void anyOtherTokenIsOneWithoutTextToo() {
    Grammar grammar =
        Grammar.gbnf("root ::= <tool_call> other* </tool_call>\nother ::= !</tool_call>");
    assertTrue(accepts(grammar, List.of(CALL, END_CALL)));
    assertTrue(accepts(grammar, List.of(CALL, token("a"), START, CALL, END_CALL)));
    assertEquals(false, accepts(grammar, List.of(CALL, token("a"))));
    assertEquals(false, accepts(grammar, List.of(CALL, END_CALL, END_CALL)));
  }

  @Test
  void generationEndsOnlyWhereTheGrammarIsComplete() {
    GrammarConstraint constraint = constraint("root ::= !<tool_call> \"x\"?");
    assertEquals(false, isIn(constraint.allowed(), END));
    assertThrows(PunaException.class, () -> constraint.accept(END));
    constraint.accept(START);
    assertTrue(isIn(constraint.allowed(), END));
    assertEquals(false, isIn(constraint.allowed(), START));
    constraint.accept(END);
    assertTrue(constraint.isFinished());
  }

  @Test
  void aTokenMayBeReadAsItselfAndAsItsText() {
    int a = token("a");
    Grammar grammar = Grammar.gbnf("root ::= \"a\" \"b\" | <[" + a + "]> \"c\"");
    assertTrue(accepts(grammar, List.of(a, token("b"))));
    assertTrue(accepts(grammar, List.of(a, token("c"))));
    assertEquals(false, accepts(grammar, List.of(a, token("d"))));
  }

  @Test
  void textIsForcedUpToATokenThatIsNamed() {
    GrammarConstraint constraint = constraint("root ::= \"abc\" <tool_call> \"d\"");
    assertEquals("abc", new String(constraint.forced(), StandardCharsets.UTF_8));
    constraint.accept(token("a"));
    constraint.accept(token("b"));
    constraint.accept(token("c"));
    assertEquals(0, constraint.forced().length);
    assertEquals(0, new ForcedTokens(constraint, TOKENIZER).after(token("c")).length);
    constraint.accept(CALL);
    assertEquals("d", new String(constraint.forced(), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "<no_such_token>, lacks",
    "<[2048]>, lacks",
    "!<[999999999]>, lacks",
    "<|im_end|>, ends generation",
    "!<|endoftext|>, ends generation"
  })
  void aTokenThatCanNotComeIsNamedInTheMessage(String name, String reason) {
    Grammar grammar = Grammar.gbnf("root ::= \"a\" | " + name);
    GrammarException e =
        assertThrows(GrammarException.class, () -> new GrammarConstraint(grammar, TABLE));
    assertTrue(e.toString().contains(name.replace("!", "")), e.toString());
    assertTrue(e.toString().contains(reason), e.toString());
  }

  @Test
  void aTextAloneDoesNotSayWhetherItFits() {
    Grammar grammar = Grammar.gbnf("root ::= \"a\" <tool_call>");
    String message =
        assertThrows(GrammarException.class, () -> grammar.accepts("a<tool_call>")).toString();
    assertTrue(message.contains("<tool_call>"), message);
    assertThrows(GrammarException.class, () -> grammar.acceptedPrefix("a"));
  }

  @Test
  void tooManyNamesAreRefused() {
    StringBuilder gbnf = new StringBuilder("root ::= <[0]>");
    for (int i = 1; i < 256; i++) {
      gbnf.append(" | <[").append(i).append("]>");
    }
    GrammarConstraint constraint = constraint(gbnf.toString());
    assertEquals(256, Arrays.stream(constraint.allowed()).map(Long::bitCount).sum());
    gbnf.append(" | <[256]>");
    assertThrows(GrammarException.class, () -> Grammar.gbnf(gbnf.toString()));
  }

  /** Random grammars and token sequences, against trying everything. */
  @Test
  void isExact() {
    Random random = new Random(3);
    List<Integer> vocabulary =
        List.of(token("a"), token("b"), token("in"), token("n"), START, CALL);
    int accepted = 0;
    for (int round = 0; round < 400; round++) {
      GrammarNode root = node(random, vocabulary, 4);
      GrammarRules rules = new GrammarRules(Map.of("root", root), "root");
      Grammar grammar = Grammar.gbnf(RandomGrammar.gbnf(rules));
      for (int run = 0; run < 25; run++) {
        List<Integer> ids =
            Stream.generate(() -> vocabulary.get(random.nextInt(vocabulary.size())))
                .limit(random.nextInt(5))
                .toList();
        boolean expected = NaiveMatcher.accepts(rules, ids, texts(ids));
        assertEquals(expected, accepts(grammar, ids), () -> root + " " + ids);
        accepted += expected ? 1 : 0;
      }
      checkMasks(grammar, random);
    }
    assertTrue(accepted > 500, accepted + " accepted");
  }

  private static List<@Nullable String> texts(List<Integer> ids) {
    List<@Nullable String> texts = new ArrayList<>();
    for (int id : ids) {
      texts.add(id == START || id == CALL ? null : TOKENIZER.piece(id));
    }
    return texts;
  }

  /** A walk; at each step a token is in the mask if and only if it is accepted. */
  private static void checkMasks(Grammar grammar, Random random) {
    List<Integer> ids = new ArrayList<>();
    for (int step = 0; step < 4; step++) {
      GrammarConstraint constraint = after(grammar, ids);
      long[] allowed = constraint.allowed();
      List<Integer> next = new ArrayList<>();
      for (int id = 0; id < TABLE.size(); id++) {
        boolean isAllowed = isIn(allowed, id);
        if (random.nextInt(50) == 0 || id >= START) {
          assertEquals(isAllowed, isAccepted(after(grammar, ids), id), "token " + id);
        }
        if (isAllowed && !TABLE.endsGeneration(id)) {
          next.add(id);
        }
      }
      if (next.isEmpty()) {
        return;
      }
      ids.add(next.get(random.nextInt(next.size())));
    }
  }

  private static GrammarConstraint after(Grammar grammar, List<Integer> ids) {
    GrammarConstraint constraint = new GrammarConstraint(grammar, TABLE);
    ids.forEach(constraint::accept);
    return constraint;
  }

  private static boolean isAccepted(GrammarConstraint constraint, int id) {
    try {
      constraint.accept(id);
      return true;
    } catch (PunaException e) {
      return false;
    }
  }

  private static boolean isIn(long[] tokens, int id) {
    return (tokens[id >> 6] >>> id & 1) != 0;
  }

  private static GrammarNode node(Random random, List<Integer> vocabulary, int depth) {
    return switch (random.nextInt(depth == 0 ? 3 : 6)) {
      case 0 -> new GrammarNode.Literal(List.of("a", "b", "in", "n", "i").get(random.nextInt(5)));
      case 1 -> new GrammarNode.CharClass(new int[] {'a', 'i'}, random.nextBoolean());
      case 2 -> {
        int id = vocabulary.get(random.nextInt(vocabulary.size()));
        TokenReference token = new TokenReference(id, "<[" + id + "]>");
        yield new GrammarNode.Token(token, random.nextBoolean());
      }
      case 3 ->
          new GrammarNode.Sequence(
              List.of(node(random, vocabulary, depth - 1), node(random, vocabulary, depth - 1)));
      case 4 ->
          new GrammarNode.Choice(
              List.of(node(random, vocabulary, depth - 1), node(random, vocabulary, depth - 1)));
      default -> {
        int least = random.nextInt(3);
        int most = random.nextInt(4) == 0 ? -1 : least + random.nextInt(3);
        yield new GrammarNode.Repeat(node(random, vocabulary, depth - 1), least, most);
      }
    };
  }
}
