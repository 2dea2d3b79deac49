package dev.puna.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates that want all of the memory, all of the time, or out of the sandbox. */
class HostileTemplatesTest {
  private static final Map<String, Object> CONTEXT =
      Map.of("messages", List.of(Map.of("role", "user", "content", "hi")));

  /** Far more than any of them takes, for a machine that is busy with other things. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A fifth of the default steps, so that the tests are quick. */
  private static final TemplateLimits QUICK =
      new TemplateLimits(1 << 18, 200, 1000, 2_000_000, 1 << 24, 1 << 24, Duration.ofSeconds(5));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ 'x' * 1000000000 }}",
        "{{ ('x' * 10000000) * 1000000 }}",
        "{{ [1] * 1000000000 }}",
        "{{ range(1000000000000) }}",
        "{{ range(-9223372036854775807, 9223372036854775807, 1) }}",
        "{% for i in range(100000) %}{% for j in range(99999) %}{{ i * j }}{% endfor %}{% endfor"
            + " %}",
        "{{ 'a'.ljust(2000000000) }}",
        "{{ 'a'.center(99999999999) }}",
        "{{ '1'.zfill(2000000000) }}",
        "{{ 'a' | center(1000000000) }}",
        "{{ 'a' | indent(1000000000) }}",
        "{{ ('a\n' * 1000000) | indent(1000) }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '%*d' % (1000000000, 1) }}",
        "{{ '%.1000000000f' % 1 }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ '{:0{}}'.format(1, 1000000000) }}",
        "{{ '{:.1000000f}'.format(1.0) }}",
        "{{ ('{0}' * 1000000).format('x' * 1000000) }}",
        "{{ ('a' * 1000000).replace('a', 'b' * 1000000) }}",
        "{{ ('a' * 1000000).replace('', 'b' * 1000) }}",
        "{{ ('ab' * 100000).split('b') | join('x' * 1000000) }}",
        "{{ ('\t' * 1000000).expandtabs(1000000) }}",
        "{{ 'a'.join(['b' * 1000000] * 1000000) }}",
        "{{ [1, 2, 3] | batch(1000000000, 'x') | list }}",
        "{{ [1, 2, 3] | slice(1000000000, 'x') | list }}",
        "{{ [1] | tojson(indent=1000000000) }}",
        "{{ ([1] * 1000000) | tojson(separators=('x' * 1000, 'y')) }}",
        "{{ ('a' * 10000000).strip('b' * 1000000 ~ 'a') }}",
        "{{ 2 ** 1000000000 }}",
        "{% set ns = namespace(d={}) %}{% for i in range(100000) %}"
            + "{% set ns.d = dict(ns.d, **{'k' ~ i: i}) %}{% endfor %}",
        "{% for i in range(100000) %}{% set x = range(100000) | sort(reverse=true) %}{% endfor %}",
        "{% for i in range(100000) %}{{ cycler(*range(100000)).next() }}{% endfor %}",
        "{% for i in range(100000) %}{% set x = ('9' * 4000) | int %}{% endfor %}",
        "{% for i in range(100000) %}{{ '%.1000f' % 0.1 }}{% endfor %}",
        "{% set n = namespace(x='x') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor"
            + " %}",
        "{% set n = namespace(x='x') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor"
            + " %}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor"
            + " %}"
      })
  void memoryAndTimeAreBounded(String template) {
    assertRefused(template, QUICK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x | length if x == y",
        "x == y",
        "'b' in x",
        "x | int",
        "x.endswith(y)",
        "x[100]",
        "x | first",
        "x is upper",
        "x.isalpha()",
        "x | wordcount",
        "x | title",
        "x.find('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')",
        "x | striptags",
        "x | urlencode",
        "x | escape",
        "x | tojson",
        "'%.1s' % x",
        "'{:.1}'.format(x)"
      })
  void workOnLongStringsCounts(String expression) {
    // Characters of two chars each, for which no length or index is at hand.
    assertRefused(
        "{% set x = '\\U0001f999' * 1000000 %}{% set y = x ~ '' %}"
            + "{% for i in range(100000) %}{% set z = "
            + expression
            + " %}{% endfor %}",
        QUICK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ n.x }}",
        "{{ n.x | tojson }}",
        "{{ n.x == n.y }}",
        "{{ n.x < n.y }}",
        "{{ {n.t: 1} }}",
        "{{ {}[n.t] }}",
        "{{ [n.t] | unique | list }}"
      })
  void sharedStructureDoesNotExplode(String end) {
    assertRefused(
        "{% set n = namespace(x=[1], y=[1], t=(1,)) %}{% for i in range(100) %}"
            + "{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}{% set n.t = (n.t, n.t) %}"
            + "{% endfor %}"
            + end,
        QUICK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m(f) %}{{ f(f) }}{% endmacro %}{{ m(m) }}",
        "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60)"
            + " }}",
        "{% for x in [[1]] recursive %}{{ loop(['a']) }}{% endfor %}",
        "{% for x in [1] recursive %}{% for y in [1] %}{{ loop }}{% endfor %}{{ loop([1]) }}{%"
            + " endfor %}",
        "{% set n = namespace() %}{% set n.a = n %}{{ n }}",
        "{% set n = namespace(t=()) %}{% for i in range(100000) %}{% set n.t = (n.t,) %}{% endfor"
            + " %}{{ {}[n.t] }}",
        "{% set n = namespace(t=[]) %}{% for i in range(100000) %}{% set n.t = [n.t] %}{% endfor %}"
            + "{{ n.t }}"
      })
  void recursionEndsBeforeTheStackDoes(String template) {
    assertRefused(template);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "[",
        "{1:",
        "-",
        "not ",
        "1 if 0 else ",
        "x(",
        "x[",
        "x|f(",
        "x is f(",
        "'' ~ (",
        "1 +",
        "{% if 1 %}",
        "{% for i in x %}",
        "{% macro m() %}",
        "{% set x %}",
        "{% call m() %}",
        "{% filter f %}",
        "{% with %}",
        "{% generation %}",
        "{{",
        "{%",
        "{#",
        "{% raw %}",
        "{{ '",
        "{% set ((",
        "\n{%",
        "  {#- #}"
      })
  void deepOrEndlessSourceIsRefused(String part) {
    for (int count : new int[] {1, 300, 10_000}) {
      String source = (part.startsWith("{%") ? "" : "{{ ") + part.repeat(count);
      assertRefused(source);
      assertRefused(source + " %} }}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {" + 1", " ~ 1", "|string", ".x", "[0]", "()", " and 1", " == 1"})
  void longChainsEndBeforeTheStackDoes(String link) {
    ChatTemplate template = ChatTemplate.parse("{{ 1" + link.repeat(20_000) + " }}");
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    inThread(() -> template.render(CONTEXT), outcome);
    if (outcome.get() != null) {
      assertInstanceOf(TemplateException.class, outcome.get());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ messages.__class__.forName('java.lang.Runtime') }}",
        "{{ messages.getClass() }}",
        "{{ messages[0].getClass().forName('x') }}",
        "{{ messages['class'].name }}",
        "{{ messages.class.classLoader }}",
        "{{ messages[0].entrySet() }}",
        "{{ ''.getBytes() }}",
        "{{ 'x'.equals('x') }}",
        "{{ 1.0.hashCode() }}",
        "{{ range.__globals__.os }}",
        "{{ ''.format.__globals__.x }}",
        "{{ '{0.__class__.__mro__}'.format('') }}",
        "{{ '{0[__class__].x}'.format('') }}",
        "{{ ''['__class__'].x }}",
        "{{ (''|attr('__class__')).x }}",
        "{{ ['']|map(attribute='__class__.x')|list }}",
        "{{ namespace.__init__.x }}",
        "{{ self.x }}",
        "{{ lipsum.x }}",
        "{{ messages.append(1) }}",
        "{{ messages.clear() }}",
        "{{ messages[0].update({'a': 1}) }}",
        "{{ messages[0].pop('role') }}",
        "{{ messages[0]['pop']('role') }}",
        "{% set messages.x = 1 %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}"
      })
  void nothingLeadsOutOfTheSandbox(String template) {
    assertRefused(template);
  }

  @Test
  void theContextIsNotChanged() {
    List<Object> list = new ArrayList<>(List.of(3, 1, 2));
    Map<String, Object> context = new HashMap<>(Map.of("list", list, "dict", new HashMap<>()));
    String source =
        "{{ list | sort }}{{ list | reverse | list }}{% set list = list + [4] %}"
            + "{% set dict = dict.copy() %}{{ list | indent if false }}{{ list }}";
    assertEquals("[1, 2, 3][2, 1, 3][3, 1, 2, 4]", ChatTemplate.parse(source).render(context));
    assertEquals(Map.of("list", List.of(3, 1, 2), "dict", Map.of()), context);
  }

  @Test
  void eachLimitIsKeptAndNamed() {
    TemplateLimits small = new TemplateLimits(300, 10, 50, 1000, 100, 1000, Duration.ofMillis(200));
    assertReason("300", small, "x".repeat(301));
    assertReason("10 levels", small, "{{ " + "(".repeat(20) + "1" + ")".repeat(20) + " }}");
    assertReason("50 levels", small, "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}");
    assertReason("1000 steps", small, "{% for i in range(100000) %}{% endfor %}");
    assertReason("100 characters", small, "{{ 'x' * 101 }}");
    assertReason("100 elements", small, "{{ [1] * 101 }}");
    assertReason(
        "1000 characters in all",
        small,
        "{% for i in range(11) %}{% set x = 'x' * 99 %}{% endfor %}");
    TemplateLimits hasty =
        new TemplateLimits(300, 10, 50, Long.MAX_VALUE, 100, 1000, Duration.ofMillis(1));
    assertReason(
        "1 ms",
        hasty,
        "{% for i in range(100000) %}{% for i in range(100000) %}{% endfor %}{% endfor %}");
    assertThrows(
        IllegalArgumentException.class,
        () -> new TemplateLimits(1, 1, 1, 0, 1, 1, Duration.ofMillis(1)));
  }

  @Test
  void limitsGrowWithTheContext() {
    TemplateLimits small =
        new TemplateLimits(300, 10, 50, 1000, 100_000, 1000, Duration.ofSeconds(20));
    String source =
        "{% for m in messages %}{% for n in messages %}{% endfor %}{{ m.upper() }}{% endfor %}";
    List<String> messages = Collections.nCopies(400, "x".repeat(10));
    String text = ChatTemplate.parse(source, small).render(Map.of("messages", messages));
    assertEquals(4000, text.length());
  }

  private static void assertReason(String part, TemplateLimits limits, String source) {
    TemplateException e =
        assertThrows(
            TemplateException.class, () -> ChatTemplate.parse(source, limits).render(Map.of()));
    assertTrue(e.reason().contains(part), e.reason());
  }

  private static void assertRefused(String source) {
    assertRefused(source, TemplateLimits.DEFAULT);
  }

  private static void assertRefused(String source, TemplateLimits limits) {
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    inThread(() -> ChatTemplate.parse(source, limits).render(CONTEXT), outcome);
    assertInstanceOf(TemplateException.class, outcome.get(), source);
  }

  /** With the stack that Java gives a thread on the usual machines. */
  private static void inThread(Runnable task, AtomicReference<Throwable> outcome) {
    Thread thread = new Thread(null, task, "hostile template", 1 << 20);
    thread.setUncaughtExceptionHandler((t, e) -> outcome.set(e));
    thread.setDaemon(true);
    thread.start();
    try {
      assertTrue(thread.join(PATIENCE), "still running");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
