package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.testing.GoldenModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizeCommandTest {
  @TempDir private Path folder;

  @Test
  void idsAndPiecesAreShown() {
    assertEquals(
        """
           855  "Hello"
           279  " w"
           195  "\\xC3"
           182  "\\xB6"
           114  "r"
           426  "ld"
        """,
        CommandRun.puna("tokenize", "Hello wörld").succeeded());
  }

  @Test
  void idsAloneAreOneLine() {
    assertEquals(
        "855 279 195 182 114 426\n", CommandRun.puna("tokenize", "--ids", "Hello wörld").out());
    assertEquals("\n", CommandRun.puna("tokenize", "--ids", "").succeeded());
  }

  @Test
  void bosIsAddedOnlyWhenAsked() {
    assertEquals("2043 855\n", CommandRun.puna("tokenize", "--ids", "--bos", "Hello").out());
  }

  @Test
  void controlTokensAreTextUnlessAsked() {
    String end = "<|im_end|>";
    assertEquals("2045\n", CommandRun.puna("tokenize", "--ids", "--special", end).succeeded());
    String plain = CommandRun.puna("tokenize", "--ids", end).succeeded();
    assertTrue(plain.split(" ").length > 2, plain);
  }

  @Test
  void bytesOfAFileAreTakenAsTheyAre() throws IOException {
    byte[] bytes = {'a', '\r', '\n', (byte) 0xFF, 0, '\n'};
    Path file = Files.write(folder.resolve("text"), bytes);
    String shown = CommandRun.puna("tokenize", "--file", file.toString()).succeeded();
    String pieces = shown.replaceAll("(?m)^ *\\d+  \"|\"\n", "");
    assertEquals("a\\r\\n\\xFF\\u0000\\n", pieces);
  }

  @Test
  void textIsReadFromStandardInput() {
    assertEquals(
        CommandRun.puna("tokenize", "Hello\n").succeeded(),
        CommandRun.punaReading("Hello\n", "tokenize", "--file", "-").succeeded());
  }

  @Test
  void fileThatIsMissingIsNamed() {
    String line = CommandRun.puna("tokenize", "--file", "/no/such").failed(Failure.FAILED);
    assertEquals("/no/such: there is no such file or folder; check the path", line);
  }

  @Test
  void modelWithoutTokenizerIsRefused() throws IOException {
    GoldenModel mini = MiniModel.copy("llama", folder);
    String line = CommandRun.puna("tokenize", "-m", mini.file().toString(), "x").failed(1);
    assertEquals("the model file has no tokenizer", line);
  }
}
