package dev.puna.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each feature by itself, against what Python's Jinja2 makes of it. */
class Jinja2ReferenceTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-15T12:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @MethodSource
  void expressionsHaveTheValuesOfPython(Json test) throws IOException {
    assertEquals(test.text("expected"), render(test.text("template"), context()));
  }

  static List<Json> expressionsHaveTheValuesOfPython() throws IOException {
    return Json.reference().objects("expressions");
  }

  @ParameterizedTest
  @MethodSource
  void expressionsFailWherePythonFails(String template) throws IOException {
    Map<String, Object> context = context();
    assertThrows(TemplateException.class, () -> render(template, context));
  }

  static List<String> expressionsFailWherePythonFails() throws IOException {
    return Json.reference().texts("failingExpressions");
  }

  @ParameterizedTest
  @MethodSource
  void statementsRenderAsInJinja2(Json test) throws IOException {
    Map<String, Object> context = test.has("context") ? test.map("context") : context();
    assertEquals(test.text("expected"), render(test.text("template"), context));
  }

  static List<Json> statementsRenderAsInJinja2() throws IOException {
    return Json.reference().objects("templates");
  }

  @ParameterizedTest
  @MethodSource
  void statementsFailWhereJinja2Fails(Json test) throws IOException {
    Map<String, Object> context = context();
    String template = test.text("template");
    assertThrows(TemplateException.class, () -> render(template, context));
  }

  static List<Json> statementsFailWhereJinja2Fails() throws IOException {
    return Json.reference().objects("failingTemplates");
  }

  private static String render(String template, Map<String, Object> context) {
    return ChatTemplate.parse(template).render(context, CLOCK);
  }

  private static Map<String, Object> context() throws IOException {
    return Json.reference().map("context");
  }
}
