package dev.puna.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.StringTokenizer;

/** Token ids on a command line. */
final class TokenList {
  private TokenList() {}

  /**
   * The ids in a list such as {@code 1,2,3}, or {@code @FILE} with such a list in it; white space
   * also separates.
   */
  static int[] parse(String list) throws IOException {
    boolean inFile = list.startsWith("@");
    String text = inFile ? file(Path.of(list.substring(1))) : list;
    StringTokenizer parts = new StringTokenizer(text, ", \t\r\n");
    int[] ids = new int[parts.countTokens()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = id(parts.nextToken());
    }
    if (ids.length == 0) {
      throw new UsageException("--tokens: there are none");
    }
    return ids;
  }

  private static String file(Path path) throws IOException {
    return new String(InputFile.read(path), StandardCharsets.UTF_8);
  }

  private static int id(String part) {
    try {
      return Integer.parseUnsignedInt(part, 0, part.length(), 10);
    } catch (NumberFormatException e) {
      throw new UsageException("--tokens: '" + part + "' is no token id");
    }
  }
}
