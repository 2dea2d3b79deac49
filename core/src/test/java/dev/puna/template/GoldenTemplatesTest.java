package dev.puna.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The chat templates of real models in the golden directory, named by {@code -Dpuna.golden},
 * against what Jinja2 makes of them.
 */
@Tag("golden")
class GoldenTemplatesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-15T12:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void rendersWhatJinja2Renders(String name, String source, Json golden) {
    Map<String, Object> context = golden.map("context");
    ChatTemplate template = ChatTemplate.parse(source);
    if (golden.has("error")) {
      TemplateException refusal =
          assertThrows(TemplateException.class, () -> template.render(context, CLOCK), name);
      String error = golden.text("error");
      if (error.startsWith("TemplateError: ")) {
        assertEquals(error, "TemplateError: " + refusal.reason());
      }
    } else {
      assertEquals(golden.text("expected"), template.render(context, CLOCK), name);
    }
  }

  static List<Arguments> cases() throws IOException {
    String directory = System.getProperty("puna.golden");
    assertNotNull(directory, "name the golden directory with -Dpuna.golden=DIR");
    Path folder = Path.of(directory, "templates");
    List<Arguments> cases = new ArrayList<>();
    for (Json golden : Json.list(folder.resolve("cases.json"))) {
      String file = golden.text("template");
      String source = Files.readString(folder.resolve(file));
      cases.add(Arguments.of(file + " " + golden.text("case"), source, golden));
    }
    assertEquals(210, cases.size());
    return cases;
  }
}
