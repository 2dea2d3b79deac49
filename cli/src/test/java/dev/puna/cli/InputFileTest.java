package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
  @TempDir private Path folder;

  @Test
  void minusIsStandardInput() throws IOException {
    byte[] bytes = {1, 2, 3};
    assertArrayEquals(bytes, InputFile.read("-", new ByteArrayInputStream(bytes)));
    assertEquals("standard input", InputFile.name("-"));
  }

  @Test
  void anythingElseIsAFile() throws IOException {
    byte[] bytes = {1, 2, 3};
    String file = Files.write(folder.resolve("x"), bytes).toString();
    assertArrayEquals(bytes, InputFile.read(file, InputStream.nullInputStream()));
    assertEquals(file, InputFile.name(file));
  }

  @Test
  void whatCanNotBeReadIsNamed() {
    for (Path path : new Path[] {folder, folder.resolve("missing")}) {
      IOException e = assertThrows(IOException.class, () -> InputFile.read(path));
      String message = Failure.of(e).message();
      assertTrue(message.startsWith(path + ": "), message);
    }
  }
}
