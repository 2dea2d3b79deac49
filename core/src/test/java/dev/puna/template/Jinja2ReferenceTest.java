package dev.puna.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
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
  private static final Json REFERENCE = reference();

  @ParameterizedTest
  @MethodSource
  void expressionsHaveTheValuesOfPython(Json test) {
    assertEquals(test.text("expected"), render(test.text("template"), context()));
  }

  static List<Json> expressionsHaveTheValuesOfPython() {
    return REFERENCE.objects("expressions");
  }

  @ParameterizedTest
  @MethodSource
  void expressionsFailWherePythonFails(String template) {
    Map<String, Object> context = context();
    assertThrows(TemplateException.class, () -> render(template, context));
  }

  static List<String> expressionsFailWherePythonFails() {
    return REFERENCE.texts("failingExpressions");
  }

  @ParameterizedTest
  @MethodSource
  void statementsRenderAsInJinja2(Json test) {
    Map<String, Object> context = test.has("context") ? test.map("context") : context();
    assertEquals(test.text("expected"), render(test.text("template"), context));
  }

  static List<Json> statementsRenderAsInJinja2() {
    return REFERENCE.objects("templates");
  }

  @ParameterizedTest
  @MethodSource
  void statementsFailWhereJinja2Fails(Json test) {
    Map<String, Object> context = context();
    String template = test.text("template");
    assertThrows(TemplateException.class, () -> render(template, context));
  }

  static List<Json> statementsFailWhereJinja2Fails() {
    return REFERENCE.objects("failingTemplates");
  }

  private static String render(String template, Map<String, Object> context) {
    return ChatTemplate.parse(template).render(context, CLOCK);
  }

  private static Map<String, Object> context() {
    return REFERENCE.map("context");
  }

  private static Json reference() {
    try {
      return Json.reference();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
