package dev.puna.testing;

import dev.puna.gguf.GgufFile;
import dev.puna.gguf.GgufTensor;
import dev.puna.gguf.GgufValueType;
import dev.puna.gguf.GgufWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Models with random weights and a tokenizer whose tokens are the 256 bytes: what they say is
 * noise, but always the same noise. Byte 255, which occurs in no text, is the end of a turn, and
 * byte 254 the end of generation.
 */
public final class TinyModel {
  /** Ends a turn; written by the chat template. */
  public static final int END_OF_TURN = 255;

  private static final String TEMPLATE =
      "{%- for m in messages -%}{{ m.role[0] + ':' + m.content + '<|turn|>' }}{%- endfor -%}"
          + "{%- if add_generation_prompt -%}{{ 'a:' }}{%- endif -%}";

  private TinyModel() {}

  /** The folder of the miniature golden models in the test resources. */
  public static Path miniFolder() {
    try {
      return Path.of(TinyModel.class.getResource("/golden/mini").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes the golden model {@code mini/NAME} with a tokenizer into a file of this folder. */
  public static Path write(Path folder, String name) {
    return write(folder, name, true);
  }

  /** Writes it with or without a chat template. */
  public static Path write(Path folder, String name, boolean withTemplate) {
    return write(folder, name, withTemplate ? TEMPLATE : "");
  }

  /** Writes it with a chat template; without one if that is empty. */
  public static Path write(Path folder, String name, String template) {
    Path target = folder.resolve(name + ".gguf");
    try (GgufFile mini = GgufFile.open(miniFolder().resolve(name + ".gguf"))) {
      GgufWriter writer = new GgufWriter();
      for (String key : mini.metadata().keys()) {
        if (!key.startsWith("tokenizer.")) {
          writer.value(key, mini.metadata().type(key), mini.metadata().value(key));
        }
      }
      List<Integer> types = new ArrayList<>(Collections.nCopies(256, 1));
      types.set(254, 3);
      types.set(255, 3);
      writer
          .string("tokenizer.ggml.model", "gpt2")
          .string("tokenizer.ggml.pre", "gpt-2")
          .strings("tokenizer.ggml.tokens", pieces())
          .array("tokenizer.ggml.token_type", GgufValueType.INT32, types)
          .strings("tokenizer.ggml.merges", List.of())
          .uint32("tokenizer.ggml.eos_token_id", 254)
          .bool("tokenizer.ggml.add_bos_token", false);
      if (!template.isEmpty()) {
        writer.string("tokenizer.chat_template", template);
      }
      for (GgufTensor tensor : mini.tensors()) {
        writer.tensor(tensor);
      }
      Files.deleteIfExists(target);
      writer.write(target);
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each byte as GPT-2 writes it: itself where it is visible, else a letter from U+0100 on. */
  private static List<String> pieces() {
    List<String> pieces = new ArrayList<>();
    int shifted = 0x100;
    for (int b = 0; b < 256; b++) {
      boolean visible = (b > ' ' && b < 0x7F) || (b > 0xA0 && b != 0xAD);
      pieces.add(String.valueOf((char) (visible ? b : shifted++)));
    }
    pieces.set(254, "<|end|>");
    pieces.set(END_OF_TURN, "<|turn|>");
    return pieces;
  }
}
