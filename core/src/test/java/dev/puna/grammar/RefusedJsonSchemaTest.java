package dev.puna.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Schemas that are refused: with the place of what is wrong, and soon. Apostrophes stand for
 * quotes.
 */
class RefusedJsonSchemaTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'multipleOf':0} @ #/multipleOf",
        "{'multipleOf':-1} @ #/multipleOf",
        "{'multipleOf':'1'} @ #/multipleOf",
        "{'multipleOf':1.00001} @ #/multipleOf",
        "{'multipleOf':1e9} @ #/multipleOf",
        "{'enum':[1],'multipleOf':0} @ #/multipleOf",
        "{'uniqueItems':true} @ #/uniqueItems",
        "{'properties':{'a/b':{'items':{'contains':{}}}}} @ #/properties/a~1b/items/contains",
        "{'not':{}} @ #/not",
        "{'if':{},'then':{}} @ #/if",
        "{'patternProperties':{'a(':{}}} @ #/patternProperties/a(",
        "{'patternProperties':{'a':5}} @ #/patternProperties/a",
        "{'patternProperties':{'a':{},'b':{},'c':{},'d':{},'e':{},'f':{},'g':{}}}"
            + " @ #/patternProperties/g",
        "{'propertyNames':{'anyOf':[{}]}} @ #/propertyNames/anyOf",
        "{'propertyNames':{'pattern':'('}} @ #/propertyNames/pattern",
        "{'minProperties':-1} @ #/minProperties",
        "{'minProperties':2,'maxProperties':1} @ #",
        "{'properties':{'a':{}},'minProperties':2} @ #",
        "{'required':['ab'],'propertyNames':{'maxLength':1}} @ #",
        "{'dependentRequired':{}} @ #/dependentRequired",
        "{'unevaluatedProperties':false} @ #/unevaluatedProperties",
        "{'items':[{}],'additionalItems':5} @ #/additionalItems",
        "{'$dynamicRef':'#a'} @ #/$dynamicRef",
        "{'nullable':true} @ #/nullable",
        "{'tipe':'integer'} @ #/tipe",
        "{'type':'int'} @ #/type",
        "{'type':['integer','float']} @ #/type/1",
        "{'type':5} @ #/type",
        "5 @ #",
        "{'properties':{'a':5}} @ #/properties/a",
        "{'properties':[]} @ #/properties",
        "{'required':'a'} @ #/required",
        "{'properties':{'a':{}},'required':['b']} @ #/required/0",
        "{'enum':5} @ #/enum",
        "{'items':{'anyOf':[]}} @ #/items/anyOf",
        "{'anyOf':{}} @ #/anyOf",
        "{'minLength':-1} @ #/minLength",
        "{'minLength':1.5} @ #/minLength",
        "{'maxLength':'1'} @ #/maxLength",
        "{'maxLength':1000000000} @ #/maxLength",
        "{'items':{},'maxItems':1e9} @ #/maxItems",
        "{'minimum':'1'} @ #/minimum",
        "{'minimum':1e300} @ #/minimum",
        "{'exclusiveMinimum':true} @ #/exclusiveMinimum",
        "{'pattern':'a^b'} @ #/pattern",
        "{'prefixItems':{},'items':{}} @ #/prefixItems",
        "{'pattern':'^(?=a)$'} @ #/pattern",
        "{'pattern':'^a$','minLength':2} @ #",
        "{'pattern':'^(a{9000}){9000}$','minLength':1} @ #/pattern",
        "{'pattern':'a','maxLength':1000000} @ #/maxLength",
        "{'pattern':'^(.*x.{500}|y.*)$','maxLength':9999} @ #/pattern",
        "{'format':'email'} @ #/format",
        "{'format':'date','pattern':'^a$'} @ #",
        "{'enum':['a'],'minLength':2} @ #",
        "{'enum':[[]],'minItems':1} @ #/minItems",
        "{'enum':[{}],'required':['a']} @ #/required",
        "{'allOf':[{'pattern':'^a$'},{'pattern':'^b$'}]} @ #",
        "{'$ref':'#'} @ #",
        "{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/a'}}} @ #/$defs/a",
        "{'items':{'anyOf':[{'type':'null'},{'$ref':'#/items'}]}} @ #/items",
        "{'$ref':'#/$defs/b','$defs':{}} @ #/$ref",
        "{'$ref':'https://example.org/schema'} @ #/$ref",
        "{'$ref':'other.json#/a'} @ #/$ref",
        "{'$ref':'#anchor'} @ #/$ref",
        "{'$ref':5} @ #/$ref",
        "false @ #",
        "{'enum':[]} @ #",
        "{'minimum':5,'maximum':4} @ #",
        "{'properties':{'a':{'$ref':'#'}},'required':['a']} @ #",
        "{'properties':{'a':false},'required':['a']} @ #",
        "{'allOf':[{'type':'string'},{'type':'null'}]} @ #"
      })
  void whatAGrammarCanNotForceIsRefusedWithItsPlace(String tried) {
    String[] parts = tried.replace('\'', '"').split(" @ ");
    GrammarException e =
        assertThrows(GrammarException.class, () -> JsonSchemaGrammar.rules(parts[0]), tried);
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("schema, " + parts[1] + ": "), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{'a':1",
        "[1,]",
        "{'type':'integer'}x",
        "{'a':1,'a':2}",
        "'\\uD800'",
        "{'a' 1}",
        "tru",
        "01",
        "1e99999999999",
        "{'type':'a\n'}"
      })
  void malformedJsonIsRefusedWithItsLine(String schema) {
    GrammarException e =
        assertThrows(
            GrammarException.class,
            () -> JsonSchemaGrammar.rules("\n" + schema.replace('\'', '"')));
    assertEquals(2, e.line(), e.getMessage());
    assertTrue(e.column() > 0, e.getMessage());
  }

  @Test
  void hostileSchemasAreRefusedSoon() {
    List<String> schemas = new ArrayList<>();
    schemas.add("[".repeat(100_000));
    schemas.add("{\"items\":".repeat(100_000));
    // References in a row.
    StringBuilder chain = new StringBuilder("{\"$ref\":\"#/$defs/0\",\"$defs\":{");
    for (int i = 0; i < 20_000; i++) {
      chain.append("\"" + i + "\":{\"$ref\":\"#/$defs/" + (i + 1) + "\"},");
    }
    schemas.add(chain + "\"20000\":{}}}");
    // Alternatives that multiply.
    List<String> factors = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      factors.add("{\"anyOf\":[{\"minimum\":%d},{\"maximum\":%d}]}".formatted(i, 100 + i));
    }
    schemas.add("{\"allOf\":[" + String.join(",", factors) + "]}");
    // A rule for each character of a name.
    schemas.add(
        "{\"properties\":{\"" + "a".repeat(400_000) + "\":{}},\"additionalProperties\":true}");
    // Automata that are each just small enough.
    List<String> patterns = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      patterns.add("\"%d\":{\"maxLength\":60,\"pattern\":\"^.*[a-z].{10}$\"}".formatted(i));
    }
    schemas.add("{\"properties\":{" + String.join(",", patterns) + "}}");
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (String schema : schemas) {
            assertThrows(GrammarException.class, () -> JsonSchemaGrammar.rules(schema));
          }
        });
  }
}
