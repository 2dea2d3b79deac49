package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.testing.GoldenModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateCommandTest {
  private static final String HELLO = "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]";

  @TempDir private Path folder;

  private CommandRun render(String template, String context) throws IOException {
    Path file = Files.writeString(folder.resolve("t.jinja"), template);
    String[] arguments = {"template", "--template-file", file.toString(), "--input", "-"};
    return CommandRun.punaReading(context, arguments);
  }

  @Test
  void modelsOwnTemplateIsRendered() {
    String prompt = "<|im_start|>user\nHi<|im_end|>\n";
    assertEquals(
        prompt, CommandRun.punaReading(HELLO + "}", "template", "--input", "-").succeeded());
    assertEquals(
        prompt + "<|im_start|>assistant\n",
        CommandRun.punaReading(
                HELLO + ", \"add_generation_prompt\": true}", "template", "--input", "-")
            .succeeded());
  }

  @Test
  void nothingIsAddedToWhatTheTemplateGives() throws IOException {
    assertEquals("a", render("a", "{}").succeeded());
    assertEquals("a\n", render("a\n\n", "{}").succeeded());
    assertEquals("", render("{{ bos_token }}", "{}").succeeded());
    assertEquals("<s>é😀", render("{{ bos_token }}é😀", "{\"bos_token\": \"<s>\"}").succeeded());
  }

  @Test
  void numbersAndOrderOfKeysSurvive() throws IOException {
    String context = "{\"x\": {\"z\": 1, \"b\": 1.0, \"a\": 12345678901, \"n\": null}}";
    assertEquals(
        "{\"z\": 1, \"b\": 1.0, \"a\": 12345678901, \"n\": null}",
        render("{{ x | tojson }}", context).succeeded());
  }

  @Test
  void failuresOfATemplateAreReported() throws IOException {
    String raised = render("{{ raise_exception('no tools') }}", "{}").failed(Failure.FAILED);
    assertTrue(raised.contains("no tools"), raised);
    String broken = render("a\n{% if %}", "{}").failed(Failure.FAILED);
    assertTrue(broken.contains("line 2"), broken);
    String json = render("a", "{").failed(Failure.FAILED);
    assertTrue(json.startsWith("standard input, line 1, column 2: "), json);
  }

  @Test
  void timeIsWhatTheUserSays() throws IOException {
    Path file = Files.writeString(folder.resolve("t.jinja"), "{{ strftime_now('%Y-%m-%d %H') }}");
    String[] arguments = {
      "template", "--template-file", file.toString(), "--input", "-", "--now", "2026-01-15T12:00:00"
    };
    assertEquals("2026-01-15 12", CommandRun.punaReading("{}", arguments).succeeded());
  }

  @Test
  void modelAndTemplateFileExcludeEachOther() {
    String line =
        CommandRun.puna("template", "-m", "a", "--template-file", "b", "--input", "c").failed(2);
    assertTrue(line.startsWith("--model and --template-file exclude each other"), line);
  }

  @Test
  void modelWithoutTemplateIsRefused() throws IOException {
    GoldenModel mini = MiniModel.copy("llama", folder);
    String[] arguments = {"template", "-m", mini.file().toString(), "--input", "-"};
    String line = CommandRun.punaReading("{}", arguments).failed(Failure.FAILED);
    assertTrue(line.contains("no chat template"), line);
  }
}
