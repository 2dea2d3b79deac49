package dev.puna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.grammar.GrammarException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSchemaTest {
  enum Sky {
    CLEAR,
    CLOUDY {
      @Override
      public String toString() {
        return "grey";
      }
    }
  }

  @Description("A place on a map")
  record Place(@Description("Degrees \"north\"") double latitude, float longitude) {}

  record Everything(
      String text,
      int number,
      Long large,
      byte small,
      short middling,
      BigInteger huge,
      BigDecimal exact,
      boolean yes,
      Sky sky,
      Place place,
      List<Place> places,
      Map<String, List<Integer>> lists,
      Optional<String> note) {}

  record Tree(String name, List<Tree> children, Optional<Tree> parent) {}

  sealed interface Shape permits Circle, Flat {}

  sealed interface Flat extends Shape permits Square, Dot {}

  record Circle(int radius) implements Shape {}

  record Square(int side) implements Flat {}

  record Dot() implements Flat {}

  record Drawing(List<Shape> shapes) {}

  record Percentage(int value) {
    Percentage {
      if (value < 0 || value > 100) {
        throw new IllegalArgumentException("not between 0 and 100: " + value);
      }
    }
  }

  record Both(Namesake.Place here, Place there) {}

  @Test
  void aRecordIsAnObjectWithItsComponents() {
    assertEquals(
        "{\"type\": \"object\", \"description\": \"A place on a map\", \"properties\":"
            + " {\"latitude\": {\"type\": \"number\", \"description\": \"Degrees \\\"north\\\"\"},"
            + " \"longitude\": {\"type\": \"number\"}},"
            + " \"required\": [\"latitude\", \"longitude\"]}",
        JsonSchema.of(Place.class).text());
    assertEquals(
        "{\"type\": \"object\", \"properties\": {\"value\": {\"type\": \"integer\","
            + " \"minimum\": -2147483648, \"maximum\": 2147483647}}, \"required\": [\"value\"]}",
        JsonSchema.of(Percentage.class).text());
    assertSame(JsonSchema.of(Place.class), JsonSchema.of(Place.class));
  }

  @Test
  void everySupportedTypeIsReadFromWhatTheGrammarAccepts() {
    JsonSchema<Everything> schema = JsonSchema.of(Everything.class);
    String json =
        """
        {"text": "a \\u00e9\\n", "number": -5, "large": 9223372036854775807, "small": -128,
         "middling": 32767, "huge": 123456789012345678901234567890, "exact": 0.10, "yes": true,
         "sky": "CLOUDY", "place": {"latitude": 1e3, "longitude": -0.5},
         "places": [{"latitude": 0, "longitude": 1}, {"latitude": 1e9999, "longitude": 0}],
         "lists": {"": [], "b": [1, 2]}%s}\
        """;
    String with = json.formatted(", \"note\": \"x\"");
    Everything read = schema.read(with);
    assertTrue(schema.grammar().accepts(with));
    assertEquals(
        new Everything(
            "a é\n",
            -5,
            Long.MAX_VALUE,
            (byte) -128,
            (short) 32767,
            new BigInteger("123456789012345678901234567890"),
            new BigDecimal("0.10"),
            true,
            Sky.CLOUDY,
            new Place(1000, -0.5f),
            List.of(new Place(0, 1), new Place(Double.POSITIVE_INFINITY, 0)),
            Map.of("", List.of(), "b", List.of(1, 2)),
            Optional.of("x")),
        read);
    String without = json.formatted("");
    assertTrue(schema.grammar().accepts(without));
    assertEquals(Optional.empty(), schema.read(without).note());
    assertEquals(Optional.empty(), schema.read(json.formatted(", \"note\": null")).note());
  }

  @Test
  void scalarsStandAlone() {
    assertEquals(Sky.CLEAR, JsonSchema.of(Sky.class).read(" \"CLEAR\" "));
    assertEquals("{\"type\": \"string\", \"enum\": [\"CLEAR\", \"CLOUDY\"]}", text(Sky.class));
    assertEquals(7, JsonSchema.of(Integer.class).read("7.0"));
    assertEquals(true, JsonSchema.of(boolean.class).read("true"));
  }

  private static String text(Class<?> type) {
    return JsonSchema.of(type).text();
  }

  @Test
  void aRecordMayContainItself() {
    JsonSchema<Tree> schema = JsonSchema.of(Tree.class);
    String json = "{\"name\": \"a\", \"children\": [{\"name\": \"b\", \"children\": []}]}";
    assertTrue(schema.grammar().accepts(json));
    Tree leaf = new Tree("b", List.of(), Optional.empty());
    assertEquals(new Tree("a", List.of(leaf), Optional.empty()), schema.read(json));
    assertFalse(schema.text().contains("$defs"), schema.text());
  }

  @Test
  void aSealedInterfaceIsOneOfItsRecords() {
    JsonSchema<Drawing> schema = JsonSchema.of(Drawing.class);
    String json =
        "{\"shapes\": [{\"type\": \"Square\", \"side\": 1}, {\"type\": \"Dot\"},"
            + " {\"type\": \"Circle\", \"radius\": 2}]}";
    assertTrue(schema.grammar().accepts(json));
    assertFalse(schema.grammar().accepts(json.replace("radius", "side")));
    assertEquals(new Drawing(List.of(new Square(1), new Dot(), new Circle(2))), schema.read(json));
    assertEquals(
        new Circle(3), JsonSchema.of(Shape.class).read("{\"radius\":3,\"type\":\"Circle\"}"));
    assertMismatch(
        "#/shapes/0/type: one of Circle, Square, Dot is expected",
        Drawing.class,
        "{\"shapes\": [{\"side\": 1}]}");
  }

  @Test
  void typesOfOneNameAreToldApart() {
    JsonSchema<Both> schema = JsonSchema.of(Both.class);
    String json = "{\"here\": {\"street\": 1}, \"there\": {\"latitude\": 2, \"longitude\": 3}}";
    assertTrue(schema.grammar().accepts(json));
    assertEquals(new Both(new Namesake.Place(1), new Place(2, 3)), schema.read(json));
  }

  @Test
  void theLastOfTwoEqualNamesCounts() {
    assertEquals(
        new Percentage(2), JsonSchema.of(Percentage.class).read("{\"value\":1,\"value\":2}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | #: \"latitude\" is missing",
        "[] | #: an object is expected, not an array",
        "{\"latitude\": \"x\", \"longitude\": 0} | #/latitude: a number is expected, not a string",
        "{\"latitude\": 1, \"longitude\": 0, \"z\": 0} | #: there is no \"z\" here",
        "{\"latitude\": 1, | line 1, column 16: the name of a member, in quotes, is expected",
      })
  void whatDoesNotFitIsRefusedWithItsPlace(String json, String message) {
    assertMismatch(message, Place.class, json);
  }

  @Test
  void whatTheTypeCanNotHoldIsRefused() {
    assertMismatch(
        "#/value: an integer from -2147483648 to 2147483647 is expected, not a number",
        Percentage.class,
        "{\"value\": 1e9999}");
    assertMismatch("#: one of CLEAR, CLOUDY is expected, not grey", Sky.class, "\"grey\"");
    assertMismatch(
        "#: Percentage refuses these values: java.lang.IllegalArgumentException: not between 0 and"
            + " 100: 101",
        Percentage.class,
        "{\"value\": 101}");
    String deep = "{\"name\":\"\",\"children\":[".repeat(150);
    assertThrows(PunaException.class, () -> JsonSchema.of(Tree.class).read(deep));
  }

  private static void assertMismatch(String message, Class<?> type, String json) {
    PunaException e = assertThrows(PunaException.class, () -> JsonSchema.of(type).read(json));
    assertEquals(message, e.getMessage());
  }

  record WithDate(LocalDate day) {}

  record WithArray(List<int[]> arrays) {}

  record WithNumbers(Map<Integer, String> names) {}

  record WithOptionals(List<Optional<String>> texts) {}

  record Box<T>(T content) {}

  record WithBox(Box<String> box) {}

  sealed interface Open permits Subclass {}

  static non-sealed class Subclass implements Open {}

  sealed interface Tagged permits Typed {}

  record Typed(String type) implements Tagged {}

  @Test
  void whatIsNotSupportedIsRefusedWithItsName() {
    assertRefused("component day of record dev.puna.JsonSchemaTest$WithDate", WithDate.class);
    assertRefused("is of type java.time.LocalDate, which is not supported", WithDate.class);
    assertRefused("component arrays of record", WithArray.class);
    assertRefused("component names of record", WithNumbers.class);
    assertRefused("component texts of record", WithOptionals.class);
    assertRefused("component box of record", WithBox.class);
    assertRefused("it is of type java.lang.Object", Object.class);
    assertRefused("permits dev.puna.JsonSchemaTest$Subclass, which is no record", Open.class);
    assertRefused("component type of record", Tagged.class);
  }

  private static void assertRefused(String part, Class<?> type) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> JsonSchema.of(type));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(part), message);
  }

  record Endless(Endless next) {}

  @Test
  void aRecordThatNeverEndsHasNoGrammar() {
    JsonSchema<Endless> schema = JsonSchema.of(Endless.class);
    GrammarException e = assertThrows(GrammarException.class, schema::grammar);
    assertTrue(String.valueOf(e.getMessage()).contains("no text fits"), e.getMessage());
  }
}
