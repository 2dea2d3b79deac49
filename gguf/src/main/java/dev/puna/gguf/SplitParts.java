package dev.puna.gguf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Models split into several files, named {@code PREFIX-00001-of-00003.gguf} and so on. The first
 * part has all metadata, each part its own tensors.
 */
final class SplitParts {
  static final String NUMBER_KEY = "split.no";
  static final String COUNT_KEY = "split.count";
  static final String TENSORS_KEY = "split.tensors.count";

  /** Most parts of a model: the part's number is an unsigned 16-bit integer. */
  static final int MAX_PARTS = 0xFFFF;

  private SplitParts() {}

  /** Refuses a part of a split model, where the others can not be found. */
  static void requireWhole(GgufPart part) {
    long count = count(part);
    if (count > 1) {
      throw part.metadata()
          .failure(COUNT_KEY, "this is one of " + count + " parts; open the model by its path");
    }
  }

  /**
   * Maps all parts of the model that a file belongs to, in order.
   *
   * @param path of any part
   */
  static List<GgufPart> open(Path path, Arena arena) {
    GgufPart part = GgufPart.open(path, arena);
    int count = (int) count(part);
    if (count <= 1) {
      return List.of(part);
    }
    long number = number(part, count);
    String name = String.valueOf(path.getFileName());
    String ending = ending(number, count);
    if (!name.endsWith(ending)) {
      throw part.metadata()
          .failure(
              COUNT_KEY,
              "this is part "
                  + (number + 1)
                  + " of "
                  + count
                  + ", its name must end in "
                  + ending
                  + " for the other parts to be found");
    }
    String prefix = name.substring(0, name.length() - ending.length());
    List<GgufPart> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      GgufPart next = part;
      if (i != number) {
        Path nextPath = path.resolveSibling(prefix + ending(i, count));
        if (!Files.exists(nextPath)) {
          throw missing(nextPath, i, count);
        }
        next = GgufPart.open(nextPath, arena);
      }
      check(next, i, count);
      parts.add(next);
    }
    checkTensors(parts);
    return parts;
  }

  private static UncheckedIOException missing(Path path, int number, int count) {
    String problem =
        "part " + (number + 1) + " of " + count + " is missing; put all parts into one folder";
    return IoErrors.unchecked("open", path, new IOException(problem));
  }

  /** Whether a key tells how a model was split, and nothing about the model. */
  static boolean isSplitKey(String key) {
    return key.equals(NUMBER_KEY) || key.equals(COUNT_KEY) || key.equals(TENSORS_KEY);
  }

  /** How the name of part {@code number}, counted from 0, ends. */
  static String ending(long number, int count) {
    return String.format(Locale.ROOT, "-%05d-of-%05d.gguf", number + 1, count);
  }

  private static long count(GgufPart part) {
    long count = part.metadata().integer(COUNT_KEY).orElse(1);
    if (count < 0 || count > MAX_PARTS) {
      throw part.metadata().failure(COUNT_KEY, count + " parts, the limit is " + MAX_PARTS);
    }
    return count;
  }

  private static long number(GgufPart part, long count) {
    long number = part.metadata().integer(NUMBER_KEY).orElse(-1);
    if (number < 0 || number >= count) {
      throw part.metadata()
          .failure(NUMBER_KEY, "part number " + number + ", allowed are 0 to " + (count - 1));
    }
    return number;
  }

  private static void check(GgufPart part, int number, int count) {
    if (count(part) != count) {
      throw part.metadata()
          .failure(COUNT_KEY, "this part is of a model of " + count(part) + " parts, not " + count);
    }
    if (number(part, count) != number) {
      throw part.metadata()
          .failure(NUMBER_KEY, "part number " + number(part, count) + ", expected is " + number);
    }
  }

  private static void checkTensors(List<GgufPart> parts) {
    Set<String> names = new HashSet<>();
    for (GgufPart part : parts) {
      for (GgufTensor tensor : part.tensors()) {
        if (!names.add(tensor.name())) {
          throw new GgufFormatException(
              part.source() + ": tensor " + Quoted.of(tensor.name()) + " is in another part too");
        }
      }
    }
    for (GgufPart part : parts) {
      long expected = part.metadata().integer(TENSORS_KEY).orElse(names.size());
      if (expected != names.size()) {
        throw part.metadata()
            .failure(TENSORS_KEY, expected + " tensors, but all parts have " + names.size());
      }
    }
  }
}
