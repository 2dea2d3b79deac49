package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files damaged at random, by fixed seeds: each is run, or refused in one line. */
class DamagedModelTest {
  private static final int CASES = Integer.getInteger("puna.fuzz", 50);

  @TempDir private Path folder;

  @Test
  void damagedWeightsEndInOneLine() throws IOException {
    byte[] model = Files.readAllBytes(MiniModel.copy("llama-moe", folder).file());
    Path out = folder.resolve("out");
    fuzz(model, "logits", "--tokens", "1,2,3", "--out", out.toString());
  }

  @Test
  void damagedChatModelEndsInOneLine() throws IOException {
    try (InputStream in = DemoModel.class.getResourceAsStream("puna-demo-q8_0.gguf")) {
      byte[] model = Objects.requireNonNull(in).readAllBytes();
      fuzz(model, "run", "--temp", "0", "-n", "2", "Hi");
      fuzz(model, "tokenize", "Hello world");
      fuzz(model, "info");
    }
  }

  private void fuzz(byte[] model, String... arguments) throws IOException {
    Path file = folder.resolve("damaged.gguf");
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "-m";
    all[arguments.length + 1] = file.toString();
    for (int seed = 0; seed < CASES; seed++) {
      Files.write(file, damaged(model, new Random(seed)));
      CommandRun run = CommandRun.puna(all);
      String what = arguments[0] + ", seed " + seed + ": " + run.err();
      assertFalse(run.err().contains("internal error"), what);
      if (run.status() != 0) {
        assertEquals(Failure.FAILED, run.status(), what);
        assertTrue(run.err().endsWith("\n"), what);
        assertEquals(1, run.err().lines().filter(line -> !line.contains("warning")).count(), what);
      }
    }
  }

  /** Changes a few bytes, most of them near the start where metadata and tensors are described. */
  private static byte[] damaged(byte[] model, Random random) {
    byte[] bytes = model.clone();
    int changes = 1 + random.nextInt(4);
    int header = Math.min(bytes.length, 1 << (8 + random.nextInt(9)));
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(header);
      bytes[at] =
          (byte)
              switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> 0xFF;
                case 2 -> bytes[at] ^ 1 << random.nextInt(8);
                default -> random.nextInt(256);
              };
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }
}
