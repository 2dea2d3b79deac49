package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.cli.synth.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthCommandTest {
  @TempDir private Path folder;

  @Test
  void modelOfRealSizeIsWritten() throws IOException {
    Path file = folder.resolve("model.gguf");
    String line =
        synth("--shape", "qwen3-0.6b", "--layers", "1", "--type", "q2_k", "--out", file.toString())
            .succeeded();
    assertTrue(line.startsWith(file + ": Qwen3 0.6B in Q2_K, 171,314,432 weights, "), line);
    assertEquals(List.of(file), files());
    Json info = Json.parse(CommandRun.puna("info", "--json", file.toString()).succeeded());
    assertEquals(151_936, info.number("vocabulary"));
    assertEquals(171_314_432, info.number("parameters"));
  }

  @Test
  void fileThatIsThereIsReplacedByForceAlone() throws IOException {
    Path file = Files.write(folder.resolve("model.gguf"), new byte[] {1});
    String[] arguments = {"--shape", "qwen3-0.6b", "--layers", "1", "--out", file.toString()};
    String line = synth(arguments).failed(Failure.FAILED);
    assertEquals(file + " is there already; --force replaces it", line);
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
    String[] forced =
        Stream.concat(Stream.of(arguments), Stream.of("--force")).toArray(String[]::new);
    synth(forced).succeeded();
    assertTrue(Files.size(file) > 1 << 20);
    assertEquals(List.of(file), files());
  }

  @Test
  void unknownShapeIsAnsweredWithThoseThereAre() {
    String line = synth("--shape", "gpt-5", "--out", "x").failed(Failure.USAGE);
    String help = synth("--help").succeeded().replaceAll("\\s+", " ");
    for (Shape shape : Shape.all()) {
      assertTrue(line.contains(shape.name()), line);
      assertTrue(help.contains(" " + shape.name()), help);
    }
  }

  @Test
  void targetsThatCanNotBeAreRefused() {
    String[] arguments = {"--shape", "qwen3-0.6b", "--out", folder.toString()};
    assertEquals(
        folder + " is a folder; name a file in it", synth(arguments).failed(Failure.FAILED));
    arguments[3] = folder.resolve("missing").resolve("x").toString();
    String line = synth(arguments).failed(Failure.FAILED);
    assertTrue(line.startsWith("there is no folder " + folder.resolve("missing")), line);
    arguments[3] = "/dev/null";
    line = synth(arguments).failed(Failure.FAILED);
    assertEquals("/dev/null is no regular file; name another", line);
  }

  @Test
  void numberOfLayersIsChecked() {
    String line =
        synth("--shape", "qwen3-0.6b", "--layers", "0", "--out", "x").failed(Failure.USAGE);
    assertTrue(line.startsWith("layers must be 1 to 1024, not 0"), line);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static CommandRun synth(String... arguments) {
    return CommandRun.puna(
        Stream.concat(Stream.of("synth"), Stream.of(arguments)).toArray(String[]::new));
  }
}
