package dev.puna.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * A set of texts that a model may be forced to answer with: see {@link
 * dev.puna.GenerateOptions#grammar(Grammar)}.
 *
 * <p>To be made once and used for many answers: what is found out about it is remembered, in at
 * most some tens of megabytes. Immutable and thread-safe.
 *
 * <p>Time and memory are bounded whatever the grammar: left recursion, rules that never end and
 * grammars of more than about a million states are refused, and texts that can be read in too many
 * ways at once end in a {@link GrammarException}.
 */
public final class Grammar {
  /** The rule of a grammar in GBNF that the whole text must fit. */
  static final String ROOT = "root";

  /** That of a value between texts. */
  private static final String BETWEEN = "value between texts";

  /** The highest number that a repetition may have. */
  static final int MOST_REPETITIONS = 1_000_000;

  private final ParseStates states;

  /** By tokenizer. The values must not refer to the keys. */
  private final Map<TokenTable, TokenMasks> masks = new WeakHashMap<>();

  private Grammar(GrammarRules rules) {
    states = new ParseStates(GrammarCompiler.compile(rules));
  }

  static Grammar of(GrammarRules rules) {
    return new Grammar(rules);
  }

  /**
   * A grammar in GBNF, as llama.cpp has it; the rule {@code root} is what the text must fit. No
   * repetition may be of more than 1,000,000 times, and at most 256 tokens may be named.
   *
   * <p>Tokens are named by their text, {@code <think>}, or id, {@code <[1000]>}, and {@code !}
   * means any other. Whether a model has them turns out when an answer is asked for.
   *
   * @throws GrammarException if it is malformed, with the line and column
   */
  public static Grammar gbnf(String grammar) {
    return of(GbnfParser.parse(grammar));
  }

  /** Any JSON value. White space is at most a new line and indentation at each place. */
  public static Grammar json() {
    return Json.GRAMMAR;
  }

  /**
   * The JSON values that a schema describes, their properties in its order. Where there are {@code
   * properties}, others are allowed only if {@code additionalProperties} or {@code
   * patternProperties} says so, and {@code prefixItems} asks for all of its elements unless {@code
   * minItems} is given. Keywords that can not be forced are refused, as {@code uniqueItems}, {@code
   * contains}, {@code not} and {@code if} are, except that {@code oneOf} is taken for {@code
   * anyOf}.
   *
   * @throws GrammarException if it is malformed, with the line and column, or asks for what is not
   *     supported, with the place as a JSON pointer in the message
   */
  public static Grammar jsonSchema(String schema) {
    return of(JsonSchemaGrammar.rules(schema));
  }

  /**
   * The JSON values that a schema describes, each between a text and one of some texts: so a token
   * may end beyond the value.
   *
   * @throws GrammarException as {@link #jsonSchema(String)}
   */
  public static Grammar jsonSchema(String before, String schema, List<String> after) {
    GrammarRules value = JsonSchemaGrammar.rules(schema);
    Map<String, GrammarNode> rules = new LinkedHashMap<>(value.rules());
    GrammarNode all =
        Nodes.sequence(
            Nodes.literal(before),
            new GrammarNode.Reference(value.root()),
            Nodes.anyOf(List.copyOf(after)));
    rules.put(BETWEEN, all);
    return of(new GrammarRules(rules, BETWEEN, value.alike()));
  }

  /**
   * The texts that a regular expression matches as a whole: literals, classes, groups, alternatives
   * and repetitions, in the syntax that ECMAScript and Java share.
   *
   * @throws GrammarException if it is malformed or has what is not regular, with the column
   */
  public static Grammar regex(String expression) {
    return of(RegexGrammar.rules(expression));
  }

  /**
   * One of these texts.
   *
   * @throws GrammarException if there are none
   */
  public static Grammar choice(List<String> texts) {
    List<GrammarNode> options = new ArrayList<>();
    for (String text : new LinkedHashSet<>(texts)) {
      options.add(new GrammarNode.Literal(text));
    }
    return of(new GrammarRules(Map.of(ROOT, new GrammarNode.Choice(options)), ROOT));
  }

  /**
   * Whether a text fits.
   *
   * @throws GrammarException if the grammar names tokens: then it depends on the tokenizer
   */
  public boolean accepts(String text) {
    Reader reader = new Reader();
    return reader.read(text) == text.length() && reader.state.complete;
  }

  /**
   * How much of a text fits: the length of its longest prefix, in whole characters, that is the
   * beginning of a text of the grammar. If this is all and {@link #accepts} is false, the text ends
   * too early.
   *
   * @throws GrammarException if the grammar names tokens: then it depends on the tokenizer
   */
  public int acceptedPrefix(String text) {
    return new Reader().read(text);
  }

  ParseStates states() {
    return states;
  }

  /** The masks for a tokenizer. */
  TokenMasks masks(TokenTable table) {
    synchronized (masks) {
      return masks.computeIfAbsent(table, key -> new TokenMasks(states));
    }
  }

  private final class Reader {
    ParseState state = states.start();

    /** Reads a text as far as it fits and returns how far that is. */
    int read(String text) {
      if (!states.automaton().tokens.isEmpty()) {
        throw new GrammarException(
            "the grammar names the token "
                + states.automaton().tokens.getFirst().name()
                + ": what fits depends on a model's tokens, not on the text alone");
      }
      int length;
      for (int at = 0; at < text.length(); at += length) {
        int codePoint = text.codePointAt(at);
        length = Character.charCount(codePoint);
        if (length == 1 && Character.isSurrogate((char) codePoint)) {
          return at;
        }
        ParseState next = state;
        for (byte value : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
          next = states.next(next, value);
          if (next == ParseState.DEAD) {
            return at;
          }
        }
        state = next;
      }
      return text.length();
    }
  }

  /** Compiled when it is needed first. */
  private static final class Json {
    static final Grammar GRAMMAR =
        gbnf(
            """
            root   ::= value
            value  ::= object | array | string | number | "true" | "false" | "null"
            object ::= "{" space (member ("," space member)*)? "}"
            member ::= string space ":" space value space
            array  ::= "[" space (value space ("," space value space)*)? "]"
            string ::= "\\"" ([^"\\\\\\x00-\\x1F] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F]{4}))* "\\""
            number ::= "-"? ("0" | [1-9] [0-9]*) ("." [0-9]+)? ([eE] [-+]? [0-9]+)?
            space  ::= " "? | "\\r"? "\\n" [ \\t]{0,60}
            """);
  }
}
