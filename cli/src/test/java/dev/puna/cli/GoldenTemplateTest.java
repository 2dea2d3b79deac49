package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("golden")
class GoldenTemplateTest {
  static List<Json> cases() throws IOException {
    String text = Files.readString(GoldenFolder.of("templates").resolve("cases.json"));
    return Json.parse("{\"cases\": " + text + "}").objects("cases");
  }

  @Test
  void allCasesAreThere() throws IOException {
    assertEquals(210, cases().size());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void promptIsExactlyThatOfJinja(Json fields) throws IOException {
    Path template = GoldenFolder.of("templates").resolve(fields.text("template"));
    String context = JSON.std.asString(fields.get("context"));
    String[] arguments = {
      "template",
      "--template-file",
      template.toString(),
      "--input",
      "-",
      "--now",
      "2026-01-15T12:00:00"
    };
    CommandRun run = CommandRun.punaReading(context, arguments);
    if (fields.has("error")) {
      run.failed(Failure.FAILED);
    } else {
      assertEquals(fields.text("expected"), run.succeeded());
    }
  }
}
