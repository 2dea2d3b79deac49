package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SpeculationOptionsTest {
  private static final String REPEAT = "Repeat after me: apple river stone";

  @Test
  void lookupChangesNoAnswerAndIsPartOfTheStatistics() {
    String[] plain = {"run", "--temp", "0", "--ignore-eos", "-n", "120", REPEAT};
    String[] guessing = {
      "run", "--temp", "0", "--ignore-eos", "-n", "120", "--speculate", "lookup", REPEAT
    };
    CommandRun run = CommandRun.puna(guessing);
    assertEquals(CommandRun.puna(plain).succeeded(), run.succeeded());
    assertTrue(
        run.err().matches("(?s).* tokens/s, \\d+ of \\d+ guesses right, \\d+ steps;? .*\n"),
        run.err());
  }

  @Test
  void aDraftNeedsAModel() {
    String line = CommandRun.puna("run", "--speculate", "draft", "x").failed(Failure.USAGE);
    assertTrue(line.contains("--draft-model"), line);
    line = CommandRun.puna("chat", "--speculate", "draft").failed(Failure.USAGE);
    assertTrue(line.contains("--draft-model"), line);
  }

  @Test
  void aMissingFileIsNamed() {
    String line = CommandRun.puna("run", "--draft-model", "none.gguf", "x").failed(Failure.FAILED);
    assertTrue(line.contains("none.gguf"), line);
  }

  @Test
  void theNumberOfTokensIsChecked() {
    String line =
        CommandRun.puna("run", "--speculate", "lookup", "--draft-tokens", "0", "x")
            .failed(Failure.USAGE);
    assertTrue(line.contains("--draft-tokens"), line);
  }
}
