package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.testing.GoldenModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  private static final String FRANCE = "What is the capital of France?";
  private static final String PARIS = "The capital of France is Paris.\n";

  @TempDir private Path folder;

  @Test
  void answerGoesToStandardOutputAndStatisticsToStandardError() {
    CommandRun run = CommandRun.puna("run", "--temp", "0", FRANCE);
    assertEquals(PARIS, run.succeeded());
    assertTrue(
        run.err()
            .matches(
                "prompt: 17 tokens, \\d+\\.\\d tokens/s; answer: \\d+ tokens, \\d+\\.\\d"
                    + " tokens/s\n"),
        run.err());
  }

  @Test
  void endOfTheAnswerIsIgnoredWhenAsked() {
    CommandRun run = CommandRun.puna("run", "--temp", "0", "--ignore-eos", "-n", "20", FRANCE);
    assertTrue(run.succeeded().startsWith(PARIS.strip()), run.out());
    assertTrue(run.err().contains("; answer: 20 tokens, "), run.err());
  }

  @Test
  void answerIsStreamed() {
    List<String> pieces = new ArrayList<>();
    OutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void flush() {
            pieces.add(toString(StandardCharsets.UTF_8));
          }
        };
    Streams streams =
        Streams.of(InputStream.nullInputStream(), out, OutputStream.nullOutputStream());
    Puna.run(new String[] {"run", "--temp", "0", FRANCE}, streams);
    assertTrue(pieces.contains("The"), pieces.toString());
    assertTrue(pieces.contains("The capital of France"), pieces.toString());
  }

  @Test
  void promptIsReadFromStandardInput() {
    assertEquals(PARIS, CommandRun.punaReading(FRANCE, "run", "--temp", "0", "-").succeeded());
    assertEquals(
        PARIS, CommandRun.punaReading(FRANCE + "\n", "run", "--temp", "0", "-").succeeded());
  }

  @Test
  void conversationsWithToolsAndSeveralTurnsAreRead() throws IOException {
    Path file = folder.resolve("context.json");
    int tried = 0;
    for (Expectations.Conversation c : Expectations.conversations()) {
      if (c.turns() < 3 && !c.hasTools()) {
        continue;
      }
      Files.writeString(file, c.json());
      String[] arguments = {"run", "--temp", "0", "--input", file.toString()};
      assertEquals(c.answer() + "\n", CommandRun.puna(arguments).succeeded());
      tried++;
    }
    assertTrue(tried >= 3, "conversations tried: " + tried);
  }

  @Test
  void conversationIsReadFromStandardInput() {
    String json = "{\"messages\": [{\"role\": \"user\", \"content\": \"" + FRANCE + "\"}]}";
    assertEquals(PARIS, CommandRun.punaReading(json, "run", "--temp", "0", "-i", "-").succeeded());
  }

  @Test
  void rawTextIsContinued() {
    Expectations.Completion c = Expectations.completions().getFirst();
    String n = Integer.toString(c.maxTokens());
    String[] arguments = {"run", "--raw", "--temp", "0", "-n", n, c.prompt()};
    assertEquals(c.answer() + "\n", CommandRun.puna(arguments).succeeded());
  }

  @Test
  void systemMessageReachesTheModel() {
    String plain = statistics(CommandRun.puna("run", "--temp", "0", FRANCE));
    String told = statistics(CommandRun.puna("run", "--temp", "0", "-S", "Be brief.", FRANCE));
    assertNotEquals(plain, told);
  }

  private static String statistics(CommandRun run) {
    run.succeeded();
    return run.err().substring(0, run.err().indexOf(','));
  }

  @Test
  void limitOfTokensEndsTheAnswer() {
    CommandRun run = CommandRun.puna("run", "--temp", "0", "-n", "2", FRANCE);
    assertEquals("The capital\n", run.succeeded());
    assertTrue(run.err().endsWith("; ended at the limit of tokens\n"), run.err());
  }

  @Test
  void stopTextEndsTheAnswer() {
    assertEquals(
        "The capital of \n",
        CommandRun.puna("run", "--temp", "0", "--stop", "Fran", FRANCE).succeeded());
  }

  @Test
  void seedMakesTheAnswerRepeatable() {
    String[] arguments = {"run", "--temp", "2", "--top-p", "1", "--top-k", "0", "--min-p", "0"};
    List<String> answers = new ArrayList<>();
    for (String seed : List.of("1", "1", "2")) {
      List<String> all = new ArrayList<>(List.of(arguments));
      all.addAll(List.of("-n", "12", "--seed", seed, "--raw", "Once"));
      answers.add(CommandRun.puna(all.toArray(String[]::new)).succeeded());
    }
    assertEquals(answers.get(0), answers.get(1));
    assertNotEquals(answers.get(0), answers.get(2));
  }

  @Test
  void penaltiesChangeTheAnswer() {
    String[] plain = {"run", "--temp", "0", "-n", "8", "Repeat after me: apple river stone"};
    String[] penalised = {
      "run",
      "--temp",
      "0",
      "-n",
      "8",
      "--repeat-penalty",
      "5",
      "--repeat-last-n",
      "-1",
      "--presence-penalty",
      "3",
      "--frequency-penalty",
      "3",
      plain[plain.length - 1]
    };
    assertNotEquals(CommandRun.puna(plain).succeeded(), CommandRun.puna(penalised).succeeded());
  }

  @Test
  void whatSamplingHasBeyondTheDefaultsChangesTheAnswer() {
    String[] plain = {"run", "--seed", "1", "-n", "24", "--raw", "Once upon a time"};
    String answer = CommandRun.puna(plain).succeeded();
    String[][] further = {
      {"--dry-multiplier", "20", "--dry-allowed-length", "0", "--dry-sequence-breaker", "none"},
      {"--xtc-probability", "1", "--xtc-threshold", "0.01"},
      {"--mirostat", "2", "--mirostat-ent", "9"},
      {"--dynatemp-range", "0.8", "--dynatemp-exp", "0"},
    };
    for (String[] flags : further) {
      List<String> arguments = new ArrayList<>(List.of(plain));
      arguments.addAll(1, List.of(flags));
      String[] all = arguments.toArray(String[]::new);
      String other = CommandRun.puna(all).succeeded();
      assertNotEquals(answer, other, flags[0]);
      assertEquals(other, CommandRun.puna(all).succeeded());
    }
  }

  @Test
  void backendCacheTypeAndThreadsAreChosen() {
    String[] arguments = {
      "run",
      "--backend",
      "reference",
      "--cache-type",
      "q8_0",
      "-t",
      "1",
      "-c",
      "64",
      "--temp",
      "0",
      FRANCE
    };
    assertEquals(PARIS, CommandRun.puna(arguments).succeeded());
    String line = CommandRun.puna("run", "--backend", "abacus", FRANCE).failed(Failure.FAILED);
    assertTrue(line.contains("abacus") && line.contains("reference"), line);
  }

  @Test
  void promptLongerThanTheContextIsRefused() {
    String line = CommandRun.puna("run", "-c", "8", FRANCE).failed(Failure.FAILED);
    assertTrue(line.contains("17") && line.contains("8"), line);
  }

  @Test
  void aContextBeyondWhatTheModelWasTrainedForIsWarnedOf() {
    CommandRun run = CommandRun.puna("run", "-c", "600", "--temp", "0", FRANCE);
    assertEquals(PARIS, run.succeeded());
    assertTrue(run.err().contains("600") && run.err().contains("trained for 512"), run.err());
  }

  @Test
  void modelWithoutTokenizerOrTemplateIsRefused() throws IOException {
    GoldenModel mini = MiniModel.copy("llama", folder);
    String line = CommandRun.puna("run", "-m", mini.file().toString(), "x").failed(Failure.FAILED);
    assertTrue(line.contains("tokenizer"), line);
  }

  @Test
  void emptyNameOfAModelIsRefused() {
    String line = CommandRun.puna("run", "-m", "", "x").failed(Failure.USAGE);
    assertEquals("--model is empty: name a .gguf file; see puna run --help", line);
  }

  @Test
  void damagedFileIsRefused() throws IOException {
    GoldenModel mini = MiniModel.copy("llama", folder);
    byte[] bytes = Files.readAllBytes(mini.file());
    Path half = folder.resolve("half.gguf");
    for (int length : new int[] {0, 3, 20, 100, 2000, bytes.length / 2, bytes.length - 1}) {
      Files.write(half, Arrays.copyOf(bytes, length));
      String line = CommandRun.puna("run", "-m", half.toString(), "x").failed(Failure.FAILED);
      assertTrue(line.contains("half.gguf"), line);
    }
  }

  @Test
  void unknownArchitectureIsRefusedWithTheKnownOnes() {
    Path file = Gguf.with("general.architecture", "abacus", folder);
    String line = CommandRun.puna("run", "-m", file.toString(), "x").failed(Failure.FAILED);
    assertTrue(line.contains("abacus") && line.contains("llama, phi3"), line);
  }

  @Test
  void contextWithoutMessagesIsRefused() {
    String line = CommandRun.punaReading("{}", "run", "--input", "-").failed(Failure.FAILED);
    assertTrue(line.contains("\"messages\""), line);
  }
}
