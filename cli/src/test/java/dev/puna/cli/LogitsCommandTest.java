package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.testing.GoldenModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogitsCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"llama, 48", "llama-moe, 17", "gemma3, 1", "phi3, 48", "qwen2, 7"})
  void logitsAreThoseOfTheReference(String name, int batch) throws IOException {
    GoldenModel model = MiniModel.copy(name, folder);
    double error = GoldenLogits.error(model, folder.resolve("out"), "--batch", "" + batch);
    assertTrue(error <= GoldenLogits.LIMIT, name + ": " + error);
  }

  @Test
  void referenceBackendAndThreadsAreChosen() throws IOException {
    GoldenModel model = MiniModel.copy("llama", folder);
    String[] options = {"--backend", "reference", "--threads", "1"};
    double error = GoldenLogits.error(model, folder.resolve("out"), options);
    assertTrue(error <= GoldenLogits.LIMIT, "error " + error);
  }

  @Test
  void tokensAreReadFromAFile() throws IOException {
    GoldenModel model = MiniModel.copy("llama", folder);
    Path out = folder.resolve("out");
    Path ids = Files.writeString(folder.resolve("ids"), "1 2 3\n");
    run(model, "@" + ids, out).succeeded();
    byte[] fromFile = Files.readAllBytes(out);
    run(model, "1,2,3", out).succeeded();
    assertEquals(3 * 256 * Float.BYTES, fromFile.length);
    assertEquals(-1, Arrays.mismatch(fromFile, Files.readAllBytes(out)));
  }

  @Test
  void unknownTokenIsNamedAndNoFileIsWritten() throws IOException {
    GoldenModel model = MiniModel.copy("llama", folder);
    Path out = folder.resolve("out");
    String line = run(model, "1,256", out).failed(Failure.FAILED);
    assertEquals("token 256 is not in the vocabulary, whose ids are 0 to 255", line);
    assertFalse(Files.exists(out));
  }

  @Test
  void fileThatCanNotBeWrittenIsNamed() throws IOException {
    GoldenModel model = MiniModel.copy("llama", folder);
    Path out = folder.resolve("missing").resolve("out");
    String line = run(model, "1", out).failed(Failure.FAILED);
    assertEquals(out + ": there is no such file or folder; check the path", line);
  }

  private static CommandRun run(GoldenModel model, String tokens, Path out) {
    return CommandRun.puna(
        "logits", "-m", model.file().toString(), "--tokens", tokens, "--out", out.toString());
  }
}
