package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenListTest {
  @Test
  void commasAndSpaceSeparate() throws IOException {
    assertArrayEquals(new int[] {1, 20, 300, 4}, TokenList.parse("1,20, 300\n4,"));
  }

  @Test
  void fileHoldsLongLists(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("ids"), "7,8,\n9\n");
    assertArrayEquals(new int[] {7, 8, 9}, TokenList.parse("@" + file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " , ", "a", "1,-2", "1.5", "99999999999", "1;2", "0x10"})
  void whatIsNoListOfIdsIsRefused(String list) {
    assertThrows(UsageException.class, () -> TokenList.parse(list));
  }

  @Test
  void refusalNamesTheWord() {
    UsageException e = assertThrows(UsageException.class, () -> TokenList.parse("1,two,3"));
    assertEquals("--tokens: 'two' is no token id", e.getMessage());
  }
}
