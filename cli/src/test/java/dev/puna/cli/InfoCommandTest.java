package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.testing.GoldenModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfoCommandTest {
  @TempDir private Path folder;

  @Test
  void tableShowsTheModel() {
    String table = CommandRun.puna("info").succeeded();
    for (String line :
        List.of(
            "name             Puna demo",
            "architecture     llama",
            "parameters       5.05 M (5,049,600)",
            "types            F32 (13), Q8_0 (43)",
            "context          512",
            "layers           6",
            "vocabulary       2048",
            "tokenizer        gpt2 (llama-bpe)",
            "  | {%- set ns = namespace(system='') -%}",
            "  token_embd.weight         Q8_0    256 x 2048")) {
      assertTrue(table.contains("\n" + line + "\n") || table.startsWith(line + "\n"), table);
    }
  }

  @Test
  void jsonIsComplete() {
    Json info = Json.parse(CommandRun.puna("info", "--json").succeeded());
    assertEquals("llama", info.text("architecture"));
    assertEquals(true, info.get("supported"));
    assertEquals(5_049_600, info.number("parameters"));
    assertEquals(Map.of("F32", 13, "Q8_0", 43), info.get("types"));
    assertEquals(512, info.number("context_length"));
    Json metadata = info.object("metadata");
    assertEquals(29, metadata.fields().size());
    assertEquals(2048, metadata.list("tokenizer.ggml.tokens").size());
    List<Json> tensors = info.objects("tensors");
    assertEquals(56, tensors.size());
    Map<String, Object> embedding =
        Map.of(
            "name",
            "token_embd.weight",
            "type",
            "Q8_0",
            "shape",
            List.of(256, 2048),
            "bytes",
            557_056);
    assertTrue(tensors.contains(new Json(embedding)), tensors.toString());
  }

  @Test
  void fileIsNamedWithAndWithoutOption() throws IOException {
    GoldenModel mini = MiniModel.copy("gemma2", folder);
    String table = CommandRun.puna("info", mini.file().toString()).succeeded();
    assertTrue(table.contains("architecture     gemma2\n"), table);
    assertEquals(table, CommandRun.puna("info", "-m", mini.file().toString()).succeeded());
  }

  @Test
  void unknownArchitectureIsShownAsWell() {
    Path file = Gguf.with("general.architecture", "aba\u001Bcus", folder);
    String table = CommandRun.puna("info", file.toString()).succeeded();
    assertTrue(
        table.contains("architecture     aba\\u001Bcus (Puna can not run it; it runs "), table);
    Json json = Json.parse(CommandRun.puna("info", "--json", file.toString()).succeeded());
    assertEquals("aba\u001Bcus", json.get("architecture"));
    assertEquals(false, json.get("supported"));
  }

  @Test
  void fileWithoutArchitectureIsShownAsWell() {
    Path file = Gguf.with("tokenizer.chat_template", "{{ a }}\n{{ b }}", folder);
    String table = CommandRun.puna("info", file.toString()).succeeded();
    assertTrue(table.contains("  | {{ a }}\n  | {{ b }}\n"), table);
    assertFalse(table.contains("architecture"), table);
  }

  @Test
  void damagedFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("text.gguf"), "not a model");
    String line = CommandRun.puna("info", file.toString()).failed(Failure.FAILED);
    assertTrue(line.contains("text.gguf"), line);
  }
}
