package dev.puna.template;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged templates either render or are refused; nothing else escapes. */
class TemplateFuzzTest {
  private static final int CASES = 20_000;

  /** The one step is all but nothing beside what the context adds. */
  private static final TemplateLimits LIMITS =
      new TemplateLimits(1 << 16, 100, 300, 1, 100_000, 1_000_000, Duration.ofSeconds(5));

  private static final String[] PIECES = {
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "{%-",
    "-%}",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "\\",
    "|",
    ".",
    ",",
    ":",
    "=",
    "==",
    "*",
    "**",
    "~",
    "-",
    "%",
    " if ",
    " else ",
    " for ",
    " in ",
    " is ",
    " not ",
    " and ",
    "{% endif %}",
    "{% endfor %}",
    "{% else %}",
    "{% set x = ",
    " loop ",
    " recursive ",
    "none",
    "true",
    "1e999",
    "9223372036854775807",
    "0",
    "-1",
    "\n",
    "\ud83e",
    "\udd99",
    "\u0000",
    "|tojson",
    "|map(",
    "|sort",
    "|list",
    "[::-1]",
    "*args",
    "caller()"
  };

  @Test
  void damagedTemplatesRenderOrAreRefused() throws IOException {
    Json reference = Json.reference();
    List<String> sources = new ArrayList<>(reference.texts("failingExpressions"));
    for (String kind : List.of("expressions", "templates", "failingTemplates")) {
      for (Json test : reference.objects(kind)) {
        sources.add(test.text("template"));
      }
    }
    Map<String, Object> context = reference.map("context");
    Random random = new Random(20260115);
    int rendered = 0;
    for (int i = 0; i < CASES; i++) {
      String source = sources.get(random.nextInt(sources.size()));
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        source = damaged(random, source, sources);
      }
      rendered += renders(i, source, context) ? 1 : 0;
    }
    assertTrue(rendered > CASES / 10, rendered + " of the templates rendered");
  }

  private static String damaged(Random random, String source, List<String> sources) {
    int from = random.nextInt(source.length() + 1);
    int to = Math.min(from + random.nextInt(8), source.length());
    String head = source.substring(0, from);
    String tail = source.substring(to);
    return switch (random.nextInt(5)) {
      case 0 -> head + tail;
      case 1 -> head + PIECES[random.nextInt(PIECES.length)] + source.substring(from);
      case 2 -> head + (char) random.nextInt(128) + tail;
      case 3 -> head + source.substring(from, to).repeat(1 + random.nextInt(3)) + tail;
      default -> {
        String other = sources.get(random.nextInt(sources.size()));
        yield head + other.substring(random.nextInt(other.length() + 1));
      }
    };
  }

  private static boolean renders(int number, String source, Map<String, Object> context) {
    try {
      String text = ChatTemplate.parse(source, LIMITS).render(context);
      if (text.length() > LIMITS.length()) {
        fail("case " + number + " makes a text that is too long: " + source);
      }
      return true;
    } catch (TemplateException e) {
      if (e.line() < 1 || e.reason().isEmpty()) {
        fail("case " + number + " is refused without line or reason: " + source);
      }
      return false;
    } catch (RuntimeException | StackOverflowError e) {
      return fail("case " + number + ": " + source, e);
    }
  }
}
