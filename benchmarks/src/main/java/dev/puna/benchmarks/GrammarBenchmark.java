package dev.puna.benchmarks;

import dev.puna.gguf.GgufFile;
import dev.puna.grammar.Grammar;
import dev.puna.grammar.GrammarConstraint;
import dev.puna.grammar.TokenTable;
import dev.puna.sampling.Sampler;
import dev.puna.sampling.SamplerStage;
import dev.puna.sampling.SamplingOptions;
import dev.puna.tokenizer.Tokenizer;
import dev.puna.tokenizer.Tokenizers;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a grammar adds to the sampling of a token: answers of up to 64 random tokens. With {@code
 * fresh} the grammar is compiled for each answer, so that no mask is known.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GrammarBenchmark {
  private static final int TOKENS = 64;

  private static final String RECORD =
      """
      root   ::= "{\\"name\\": " string ", \\"age\\": " [0-9]{1,3} ", \\"tags\\": [" tags "]}"
      tags   ::= string (", " string){0,9}
      string ::= "\\"" [^"\\\\\\x00-\\x1f]{0,100} "\\""
      """;

  /** A GGUF file with a tokenizer. */
  @Param("")
  public String file = "";

  /** The grammar. */
  @Param({"none", "json", "record", "fresh"})
  public String grammar = "";

  private TokenTable table;
  private Grammar compiled;
  private float[] logits;
  private int vocabulary;

  /** For JMH. */
  public GrammarBenchmark() {}

  /** Reads the tokenizer. */
  @Setup
  public void setUp() {
    try (GgufFile gguf = GgufFile.open(Path.of(file))) {
      Tokenizer tokenizer = Tokenizers.from(gguf.metadata()).orElseThrow();
      table = TokenTable.of(tokenizer);
      vocabulary = table.size();
    }
    compiled = grammar.equals("json") ? Grammar.json() : Grammar.gbnf(RECORD);
    Random random = new Random(1);
    logits = new float[vocabulary + TOKENS];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (3 * random.nextGaussian());
    }
  }

  /** An answer; returns its last token. */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public int sample() {
    Grammar used = grammar.equals("fresh") ? Grammar.gbnf(RECORD) : compiled;
    Sampler sampler = sampler(used);
    int token = 0;
    for (int i = 0; i < TOKENS; i++) {
      token = sampler.sample(logits, i, vocabulary);
      sampler.accept(token);
      if (sampler.isFinished()) {
        sampler = sampler(used);
      }
    }
    return token;
  }

  private Sampler sampler(Grammar used) {
    List<SamplerStage> constraints =
        grammar.equals("none") ? List.of() : List.of(new GrammarConstraint(used, table));
    return Sampler.of(SamplingOptions.builder().seed(1).build(), constraints);
  }
}
