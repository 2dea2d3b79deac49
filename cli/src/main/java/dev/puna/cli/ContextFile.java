package dev.puna.cli;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.puna.Prompt;
import dev.puna.PunaException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** The variables of a chat template, as a JSON object. */
final class ContextFile {
  /** Plain maps, with the order of the file. The last of equal keys counts, as in Python. */
  private static final JSON READER =
      JSON.std.without(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS, JSON.Feature.USE_DEFERRED_MAPS);

  private ContextFile() {}

  /**
   * Reads the variables, in the file's order; integers stay integers.
   *
   * @param file the file's path, or - for standard input
   */
  static Map<String, Object> read(String file, InputStream standardInput) throws IOException {
    String name = InputFile.name(file);
    byte[] bytes = InputFile.read(file, standardInput);
    try (JsonParser parser = READER.createParser(bytes)) {
      if (parser.nextToken() == null || !parser.isExpectedStartObjectToken()) {
        throw new PunaException(name + ": a JSON object {...} is expected");
      }
      Map<String, Object> context = READER.mapFrom(parser);
      if (parser.nextToken() != null) {
        throw new PunaException(name + ": there is something after the JSON object");
      }
      return context;
    } catch (JsonProcessingException e) {
      throw new PunaException(name + place(e.getLocation()) + ": " + problem(e), e);
    }
  }

  /** The conversation in a file, for a model to go on with. */
  static Prompt prompt(String file, InputStream standardInput) throws IOException {
    Map<String, Object> context = read(file, standardInput);
    if (!(context.get("messages") instanceof List)) {
      throw new PunaException(InputFile.name(file) + ": there is no list \"messages\" in it");
    }
    return new Prompt.Chat(context);
  }

  /** The parser's message without its notes on where a value began, which repeat the place. */
  private static String problem(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    int note = message.indexOf(" (for ");
    return note < 0 ? message : message.substring(0, note);
  }

  private static String place(JsonLocation location) {
    return location == null
        ? ""
        : ", line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
