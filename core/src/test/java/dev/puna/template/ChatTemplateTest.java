package dev.puna.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
  @Test
  void theTemplatesOwnMessageIsPassedOn() {
    ChatTemplate template = ChatTemplate.parse("a\n\n{{ raise_exception('No system role') }}");
    TemplateException e = assertThrows(TemplateException.class, () -> template.render(Map.of()));
    assertEquals("No system role", e.reason());
    assertEquals(3, e.line());
    assertEquals("chat template, line 3: No system role", e.getMessage());
  }

  @Test
  void errorsNameTheLineTheyHappenOn() {
    assertEquals(2, lineOf("a\n{{ missing.x }}\n"));
    assertEquals(3, lineOf("{% if true %}\n\n{{ 1 + 'a' }}{% endif %}"));
    assertEquals(4, lineOf("{#\n\n#}\n{{ 1 | nope }}"));
    assertEquals(3, lineOf("{% macro m() %}\n\n{{ missing() }}{% endmacro %}\n\n{{ m() }}"));
    assertEquals(5, lineOf("{% macro m() %}\n\n{{ 1 }}{% endmacro %}\n\n{{ m() + 1 }}"));
    assertEquals(2, lineOf("a\r\n{{ ? }}"));
    assertEquals(3, lineOf("\n{% raw %}\n{% endraw %}{% nope %}"));
    assertEquals(2, lineOf("\n{% for x in y %}\n\n\n"));
    assertEquals(4, lineOf("{{ 'a\nb' }}\n\n{{ ) }}"));
  }

  private static int lineOf(String source) {
    return assertThrows(TemplateException.class, () -> ChatTemplate.parse(source).render(Map.of()))
        .line();
  }

  @Test
  void theClockTellsTheTime() {
    Clock clock = Clock.fixed(Instant.parse("2024-02-29T23:05:07.012Z"), ZoneOffset.UTC);
    String source = "{{ strftime_now('%d %B %Y, %H:%M:%S.%f, %-I %p, day %j') }}";
    assertEquals(
        "29 February 2024, 23:05:07.012000, 11 PM, day 060",
        ChatTemplate.parse(source).render(Map.of(), clock));
    int year = Integer.parseInt(ChatTemplate.parse("{{ strftime_now('%Y') }}").render(Map.of()));
    assertTrue(year >= 2024);
  }

  @Test
  void valuesOfJavaBecomeValuesOfPython() {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("int", 1);
    context.put("short", (short) 2);
    context.put("float", 0.1f);
    context.put("decimal", new BigDecimal("2.50"));
    context.put("big", BigInteger.TWO.pow(70));
    context.put("small", BigInteger.TEN);
    context.put("buffer", CharBuffer.wrap("text"));
    context.put("character", 'c');
    context.put("constant", Thread.State.NEW);
    context.put("nothing", null);
    context.put("list", Arrays.asList(1, null, "x"));
    context.put("set", new TreeSet<>(List.of(2, 1)));
    ChatTemplate template =
        ChatTemplate.parse(
            "{{ [int, short, float, decimal, big, small, buffer, character, constant, nothing,"
                + " list, set] }} {{ big | tojson }} {{ small + 1 }}");
    assertEquals(
        "[1, 2, 0.1, 2.5, 1180591620717411303424, 10, 'text', 'c', 'NEW', None,"
            + " [1, None, 'x'], [1, 2]] 1180591620717411303424 11",
        template.render(context));
  }

  @Test
  void otherObjectsAreRefused() {
    ChatTemplate template = ChatTemplate.parse("x");
    TemplateException e =
        assertThrows(
            TemplateException.class,
            () -> template.render(Map.of("a", List.of(Map.of("b", new Object())))));
    assertTrue(e.reason().contains("java.lang.Object"), e.reason());
    List<Object> endless = new ArrayList<>();
    endless.add(endless);
    assertThrows(TemplateException.class, () -> template.render(Map.of("a", endless)));
    Map<String, Object> own = new HashMap<>();
    own.put("own", own);
    assertThrows(TemplateException.class, () -> template.render(own));
    assertThrows(
        TemplateException.class, () -> template.render(Map.of("a", Map.of(List.of(1), 2))));
  }

  @Test
  void dictionariesKeepTheirOrder() {
    Map<String, Object> dict = new LinkedHashMap<>();
    for (String key : List.of("q", "b", "z", "a")) {
      dict.put(key, key);
    }
    assertEquals(
        "qbza{\"q\": \"q\", \"b\": \"b\", \"z\": \"z\", \"a\": \"a\"}",
        ChatTemplate.parse("{% for k in d %}{{ k }}{% endfor %}{{ d | tojson }}")
            .render(Map.of("d", dict)));
  }

  @Test
  void threadsShareATemplate() throws Exception {
    ChatTemplate template =
        ChatTemplate.parse(
            "{% set ns = namespace(n=0) %}{% macro m(x) %}<{{ x }}>{% endmacro %}{% for i in"
                + " range(n) %}{% set ns.n = ns.n + i %}{{ m(i) }}{% endfor %}{{ ns.n }}");
    String expected = template.render(Map.of("n", 200));
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        results.add(executor.submit(() -> template.render(Map.of("n", 200))));
      }
      for (Future<String> result : results) {
        assertEquals(expected, result.get());
      }
    }
    assertTrue(expected.endsWith("<199>19900"));
  }

  @Test
  void everyFilterAndTestThatIsKnownByNameExists() {
    String names =
        "abs attr batch capitalize center count d default dictsort e escape filesizeformat first"
            + " float forceescape format groupby indent int items join last length list lower map"
            + " max min reject rejectattr replace reverse round safe select selectattr slice sort"
            + " string striptags sum title tojson trim truncate unique upper urlencode wordcount";
    for (String name : names.split(" ")) {
      assertEquals(
          "True", ChatTemplate.parse("{{ '" + name + "' is filter }}").render(Map.of()), name);
      assertFalse(failure("{{ 'x' | " + name + " }}").contains("No filter"), name);
    }
    for (String name : "pprint random urlize wordwrap xmlattr".split(" ")) {
      assertTrue(failure("{{ 'x' | " + name + " }}").contains("not supported"), name);
    }
    assertEquals("No filter named 'nope'", failure("{{ 'x' | nope }}"));
    assertEquals("No test named 'nope'", failure("{{ 'x' is nope }}"));
  }

  private static String failure(String source) {
    try {
      return ChatTemplate.parse(source).render(Map.of());
    } catch (TemplateException e) {
      return e.reason();
    }
  }

  @Test
  void integersHave64Bits() {
    assertEquals(
        "9223372036854775807 -9223372036854775808",
        ChatTemplate.parse("{{ 9223372036854775807 }} {{ -9223372036854775807 - 1 }}")
            .render(Map.of()));
    for (String source :
        List.of("{{ 9223372036854775807 + 1 }}", "{{ 3037000500 ** 2 }}", "{{ big + 1 }}")) {
      Map<String, Object> context = Map.of("big", BigInteger.ONE.shiftLeft(64));
      ChatTemplate template = ChatTemplate.parse(source);
      TemplateException e = assertThrows(TemplateException.class, () -> template.render(context));
      assertTrue(e.reason().contains("64 bits"), e.reason());
    }
    assertThrows(TemplateException.class, () -> ChatTemplate.parse("{{ 9223372036854775808 }}"));
  }
}
