package dev.puna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.gguf.GgufFile;
import dev.puna.gguf.GgufWriter;
import dev.puna.grammar.Grammar;
import dev.puna.sampling.MirostatOptions;
import dev.puna.sampling.SamplingOptions;
import dev.puna.testing.GoldenModel;
import dev.puna.testing.TinyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers with guessed tokens are those without, to the token. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpeculationTest {
  private static final LoadOptions REFERENCE =
      LoadOptions.defaults().backend("reference").contextLength(256);

  @TempDir private Path folder;
  private Path target;
  private Path other;

  @BeforeEach
  void write() {
    target = TinyModel.write(folder, "llama");
    other = TinyModel.write(folder, "qwen2");
  }

  /** Guesses that are often right, seldom right and of another kind; as many as fit, always. */
  private List<Speculation> speculations() {
    return List.of(
        Speculation.draftModel(target).maxTokens(5).adaptive(false),
        Speculation.draftModel(other).maxTokens(3).adaptive(false),
        Speculation.lookup().adaptive(false));
  }

  /** What the answer is and how it came, without how long it took. */
  private record Answer(String text, FinishReason reason, int tokens, List<TokenProbability> log) {
    static Answer of(Generation generation) {
      return new Answer(
          generation.text(),
          generation.finishReason(),
          generation.usage().generatedTokens(),
          generation.logProbabilities());
    }
  }

  private record Question(Prompt prompt, GenerateOptions options) {
    Answer ask(Model model) {
      return Answer.of(model.generate(prompt, options));
    }

    /** A prompt that begins as some others do and repeats itself, and some way to answer it. */
    static Question of(Random random) {
      int[] tokens = new int[1 + random.nextInt(random.nextInt(8) == 0 ? 150 : 40)];
      int kind = random.nextInt(3);
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = i < 35 ? (kind * 31 + i % 9) % 250 : random.nextInt(250);
      }
      GenerateOptions options =
          GenerateOptions.defaults()
              .sampling(sampling(random))
              .maxTokens(1 + random.nextInt(60))
              .priority(random.nextInt(3))
              .ignoreEndOfGeneration(random.nextBoolean());
      options =
          switch (random.nextInt(6)) {
            case 0 -> options.grammar(Grammar.gbnf("root ::= ([a-c]{1,3} [0-9] \"abc-abc\")*"));
            case 1 -> options.logProbabilities(2);
            case 2 -> options.stop("e", "ab", "\u001f");
            case 3 -> options.speculative(false);
            default -> options;
          };
      return new Question(Prompt.tokens(tokens), options);
    }

    private static SamplingOptions sampling(Random random) {
      SamplingOptions.Builder builder = SamplingOptions.builder().seed(random.nextInt());
      switch (random.nextInt(5)) {
        case 0 -> builder.temperature(0);
        case 1 -> builder.temperature(0).repetitionPenalty(1.2f);
        case 2 -> builder.temperature(0.3f).presencePenalty(0.5f).penaltyWindow(20);
        case 3 -> builder.temperature(0.5f).mirostat(new MirostatOptions(2, 5, 0.1f));
        default -> builder.temperature(1.2f);
      }
      return builder.build();
    }
  }

  @Test
  void answersAreThoseWithoutWhateverRunsBeside() throws Exception {
    Random random = new Random(21);
    List<Question> questions = new ArrayList<>();
    List<Answer> plain = new ArrayList<>();
    try (Model model = Model.load(target, REFERENCE.parallel(1))) {
      for (int i = 0; i < 60; i++) {
        questions.add(Question.of(random));
        plain.add(questions.getLast().ask(model));
      }
    }
    for (Speculation speculation : speculations()) {
      // A cache of nine blocks of 32 tokens: eight callers want up to seven each.
      LoadOptions small =
          REFERENCE.parallel(8).batchTokens(48).promptTokens(12).speculation(speculation);
      try (Model model = Model.load(target, small.memoryLimit(memoryFor(small, 9)));
          ExecutorService callers = Executors.newFixedThreadPool(12)) {
        List<Future<Answer>> answers = new ArrayList<>();
        for (Question question : questions) {
          answers.add(callers.submit(() -> question.ask(model)));
          if (random.nextInt(4) == 0) {
            TextStream cut = model.stream(question.prompt, question.options.maxTokens(200));
            callers.execute(cut::cancel);
            GenerateOptions late = question.options.timeout(Duration.ofMillis(1));
            callers.execute(() -> model.generate(question.prompt, late));
          }
        }
        for (int i = 0; i < questions.size(); i++) {
          assertEquals(plain.get(i), answers.get(i).get(), speculation + ", question " + i);
        }
      }
    }
  }

  /** The least limit with which a model has so many blocks. */
  private long memoryFor(LoadOptions options, int blocks) {
    long limit = 1 << 20;
    while (true) {
      try (Model model = Model.load(target, options.memoryLimit(limit))) {
        if (model.cacheBlocks() >= blocks) {
          return limit;
        }
      } catch (MemoryLimitException e) {
        // more is needed
      }
      limit += 16 << 10;
    }
  }

  @Test
  void rightGuessesSaveSteps() {
    GenerateOptions options = GenerateOptions.greedy().maxTokens(60).ignoreEndOfGeneration(true);
    Prompt prompt = Prompt.text("one two three");
    try (Model model = Model.load(target, REFERENCE.speculation(speculations().getFirst()))) {
      Usage usage = model.generate(prompt, options).usage();
      assertEquals(60, usage.generatedTokens());
      assertEquals(usage.draftedTokens(), usage.acceptedTokens(), "its own guesses are right");
      // The first step reads the prompt, each of ten others gives six tokens; the last is cut.
      assertEquals(11, usage.steps());
      assertEquals(60 - 11, usage.acceptedTokens());
      Usage without = model.generate(prompt, options.speculative(false)).usage();
      assertEquals(60, without.steps());
      assertEquals(0, without.draftedTokens());
    }
    try (Model model = Model.load(target, REFERENCE.speculation(speculations().getLast()))) {
      int[] repeating = new int[60];
      for (int i = 0; i < repeating.length; i++) {
        repeating[i] = 60 + i % 7;
      }
      Usage usage = model.generate(Prompt.tokens(repeating), options).usage();
      assertTrue(usage.draftedTokens() > 0);
      assertEquals(60 - usage.acceptedTokens(), usage.steps());
    }
  }

  @Test
  void whatIsAdaptedChangesNoAnswer() {
    SamplingOptions sampling = SamplingOptions.builder().temperature(0.2f).seed(4).build();
    GenerateOptions options = GenerateOptions.defaults().sampling(sampling).maxTokens(200);
    Prompt prompt = Prompt.text("go on");
    List<Answer> answers = new ArrayList<>();
    for (Speculation speculation :
        List.of(Speculation.off(), Speculation.lookup(), Speculation.draftModel(target))) {
      try (Model model = Model.load(target, REFERENCE.speculation(speculation))) {
        for (int i = 0; i < 3; i++) {
          answers.add(Answer.of(model.generate(prompt, options)));
        }
      }
    }
    for (Answer answer : answers) {
      assertEquals(answers.getFirst(), answer);
    }
  }

  @Test
  void whatWasGuessedWronglyIsNotKeptInTheCache() {
    GenerateOptions options =
        GenerateOptions.greedy().maxTokens(90).ignoreEndOfGeneration(true).logProbabilities(0);
    Prompt prompt = Prompt.text("abc");
    List<Generation> answers = new ArrayList<>();
    for (Speculation speculation : List.of(Speculation.off(), speculations().get(1))) {
      try (Model model = Model.load(target, REFERENCE.speculation(speculation))) {
        Generation first = model.generate(prompt, options);
        int[] all =
            IntStream.concat(
                    IntStream.of('a', 'b', 'c'),
                    first.logProbabilities().stream().mapToInt(TokenProbability::id))
                .toArray();
        Generation second = model.generate(Prompt.tokens(all), options);
        assertEquals(all.length - 1, second.usage().cachedTokens());
        answers.addAll(List.of(first, second));
      }
    }
    assertTrue(answers.get(2).usage().acceptedTokens() < answers.get(2).usage().draftedTokens());
    assertEquals(Answer.of(answers.get(0)), Answer.of(answers.get(2)));
    assertEquals(Answer.of(answers.get(1)), Answer.of(answers.get(3)));
  }

  /** The second and third token of many seeds against the exact distribution. */
  @Test
  void checkedTokensAreDistributedAsTheModelSays() {
    int runs = 3000;
    SamplingOptions sampling =
        SamplingOptions.builder().temperature(1).topK(3).topP(1).minP(0).build();
    Prompt prompt = Prompt.text("abc");
    int[] start = {'a', 'b', 'c'};
    LoadOptions options = REFERENCE.contextLength(32).speculation(speculations().getFirst());
    try (Model model = Model.load(target, options);
        Evaluator evaluator = model.evaluator(32, 32)) {
      double[] expected = new double[27];
      int[][] sequences = new int[27][];
      Node.spread(evaluator, start, 1, new Node(sequences, expected));
      int[] found = new int[27];
      int drafted = 0;
      for (int seed = 0; seed < runs; seed++) {
        GenerateOptions seeded =
            GenerateOptions.defaults()
                .sampling(sampling.toBuilder().seed(seed).build())
                .maxTokens(3)
                .ignoreEndOfGeneration(true)
                // The ids are what is asked for; and the text may join bytes to characters.
                .logProbabilities(0);
        Generation answer = model.generate(prompt, seeded);
        drafted += answer.usage().draftedTokens();
        found[Node.find(sequences, start, answer.logProbabilities())]++;
      }
      assertTrue(drafted > runs / 2);
      double chiSquare = 0;
      for (int i = 0; i < 27; i++) {
        chiSquare += Math.pow(found[i] - runs * expected[i], 2) / (runs * expected[i]);
      }
      // With 26 degrees of freedom more than 62.0 comes by chance once in 10,000.
      assertTrue(chiSquare < 62, "chi square " + chiSquare);
    }
  }

  /** The sequences of three tokens that may follow, each with its probability. */
  private static final class Node {
    private final int[][] sequences;
    private final double[] expected;
    private int count;

    Node(int[][] sequences, double[] expected) {
      this.sequences = sequences;
      this.expected = expected;
    }

    static void spread(Evaluator evaluator, int[] tokens, double probability, Node to) {
      if (tokens.length == 6) {
        to.sequences[to.count] = tokens;
        to.expected[to.count++] = probability;
        return;
      }
      float[][] last = new float[1][];
      evaluator.logits(tokens, (position, row) -> last[0] = row.clone());
      int[] best = new int[3];
      double total = 0;
      for (int i = 0; i < 3; i++) {
        best[i] = largest(last[0], best, i);
        total += Math.exp(last[0][best[i]]);
      }
      for (int id : best) {
        int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
        longer[tokens.length] = id;
        spread(evaluator, longer, probability * Math.exp(last[0][id]) / total, to);
      }
    }

    private static int largest(float[] logits, int[] taken, int count) {
      int best = -1;
      for (int id = 0; id < logits.length; id++) {
        boolean free = true;
        for (int i = 0; i < count; i++) {
          free &= taken[i] != id;
        }
        if (free && (best < 0 || logits[id] > logits[best])) {
          best = id;
        }
      }
      return best;
    }

    static int find(int[][] sequences, int[] start, List<TokenProbability> answer) {
      for (int i = 0; i < sequences.length; i++) {
        boolean same = true;
        for (int j = 0; j < answer.size(); j++) {
          same &= sequences[i][start.length + j] == answer.get(j).id();
        }
        if (same) {
          return i;
        }
      }
      throw new AssertionError("the answer was not possible: " + answer);
    }
  }

  @Test
  void theDraftModelCountsAgainstTheMemoryLimit() {
    LoadOptions alone = REFERENCE.parallel(64);
    LoadOptions both = alone.draftModel(target);
    long limit = memoryFor(alone, 100);
    try (Model model = Model.load(target, alone.memoryLimit(limit));
        Model withDraft = Model.load(target, both.memoryLimit(2 * limit))) {
      int blocks = model.cacheBlocks();
      assertTrue(blocks < 64 * 8);
      // The two are the same model; where they guess more results of a step are kept.
      assertTrue(withDraft.cacheBlocks() <= blocks, withDraft.cacheBlocks() + " > " + blocks);
      assertTrue(withDraft.cacheBlocks() > 0.8 * blocks);
    }
    MemoryLimitException e =
        assertThrows(MemoryLimitException.class, () -> Model.load(target, both.memoryLimit(1)));
    assertTrue(String.valueOf(e.getMessage()).contains("draft model"), e.getMessage());
  }

  @Test
  void anotherVocabularyIsRefused() throws IOException {
    Path wordless = GoldenModel.mini(folder, "llama-untied").file();
    assertRefused(wordless, "it has no tokenizer");
    Path swapped = folder.resolve("swapped.gguf");
    try (GgufFile file = GgufFile.open(target)) {
      GgufWriter writer = new GgufWriter();
      for (String key : file.metadata().keys()) {
        if (!key.equals("tokenizer.ggml.tokens")) {
          writer.value(key, file.metadata().type(key), file.metadata().value(key));
        }
      }
      List<String> pieces =
          new ArrayList<>(file.metadata().strings("tokenizer.ggml.tokens").orElseThrow());
      Collections.swap(pieces, 'a', 'b');
      writer.strings("tokenizer.ggml.tokens", pieces);
      file.tensors().forEach(writer::tensor);
      writer.write(swapped);
    }
    assertRefused(swapped, "its token 97 is 'b', the model's 'a'");
  }

  private void assertRefused(Path draft, String reason) {
    PunaException e =
        assertThrows(PunaException.class, () -> Model.load(target, REFERENCE.draftModel(draft)));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(draft + " can not draft") && message.contains(reason), message);
  }

  @Test
  void optionsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> Speculation.lookup().maxTokens(0));
    assertThrows(IllegalArgumentException.class, () -> Speculation.lookup().maxTokens(65));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Speculation(Speculation.Kind.DRAFT_MODEL, null, 8, true));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Speculation(Speculation.Kind.LOOKUP, target, 8, true));
  }
}
