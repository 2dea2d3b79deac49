package dev.puna.grammar;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonSchemaGrammarTest {
  record Case(String schema, List<String> accepted, List<String> refused) {
    @Override
    public String toString() {
      return schema;
    }
  }

  /** Apostrophes stand for quotes. */
  private static Case of(String schema, List<String> accepted, List<String> refused) {
    return new Case(
        schema.replace('\'', '"'),
        accepted.stream().map(text -> text.replace('\'', '"')).toList(),
        refused.stream().map(text -> text.replace('\'', '"')).toList());
  }

  private static final String ANY = "{'a':[1,-0.5,1e9,2E-3,0],'b':{'c':null,'d':true},'':'x'}";

  static Stream<Case> scalars() {
    return Stream.of(
        of("{}", List.of("1", "'a'", "null", "[]", "{}", ANY), List.of("", "a", "[1,]", "{,}")),
        of("true", List.of("1", "[[]]"), List.of("nul")),
        of("{'type':'null'}", List.of("null", "null\n"), List.of("1", "nullnull")),
        of("{'type':'boolean'}", List.of("true", "false"), List.of("True", "'true'", "0")),
        of(
            "{'type':'integer'}",
            List.of("0", "-1", "10", "12345678901234567890"),
            List.of("01", "1.0", "1e2", "+1", "-", "", "1".repeat(40))),
        of(
            "{'type':'number'}",
            List.of("0", "-1.5", "1e05", "1E+3", "0.30000000000000004", "-0"),
            List.of(".5", "1.", "1e", "00", "--1", "1.5.2", "NaN")),
        of(
            "{'type':'string'}",
            List.of("''", "'a'", "'é😀'", "'\\n\\/\\u00e9\\uD83D\\uDE00'", "'\u007f'"),
            List.of(
                "'",
                "a",
                "'\n'",
                "'\\x'",
                "'\\uD83D'",
                "'\\uDE00'",
                "'\\u12'",
                "'''",
                "'\\uD83D\\u0041'")),
        of("{'type':['integer','null']}", List.of("1", "null"), List.of("'1'", "1.5")),
        of("{'type':['number','integer']}", List.of("1", "1.5"), List.of("null")),
        of("{'description':'x','default':1,'title':'t'}", List.of("1", "[]"), List.of("")),
        of(
            "{'enum':['red','rose',1,1.50,null,true,{'a':[1,{}]},[]]}",
            List.of(
                "'red'",
                "'rose'",
                "1",
                "1.50",
                "null",
                "true",
                "{'a':[1,{}]}",
                "[]",
                "[ ]",
                "{ 'a': [1, {}]}"),
            List.of("red", "'r'", "'ro'", "1.5", "2", "{}", "{'a':[1]}")),
        of("{'const':'a\\n\\'b'}".replace("\\'", "\\\""), List.of("'a\\n\\\"b'"), List.of("'a'")),
        of("{'const':{}}", List.of("{}", "{ }"), List.of("{'a':1}")),
        of("{'type':'string','enum':['a',1]}", List.of("'a'"), List.of("1")),
        of("{'type':'integer','enum':[1,2.0,2.5]}", List.of("1", "2.0"), List.of("2.5")));
  }

  static Stream<Case> stringsAndNumbers() {
    return Stream.of(
        of(
            "{'type':'string','minLength':1,'maxLength':3}",
            List.of("'a'", "'abc'", "'😀😀😀'", "'\\uD83D\\uDE00bc'", "'\\n\\n\\n'"),
            List.of("''", "'abcd'", "'\\n\\n\\n\\n'")),
        of("{'minLength':2}", List.of("'ab'"), List.of("'a'", "1")),
        of("{'type':'string','maxLength':0}", List.of("''"), List.of("'a'")),
        of(
            "{'type':'string','pattern':'^[a-z]+(-[0-9]{2})?$'}",
            List.of("'a'", "'abc-12'"), List.of("''", "'a-1'", "'A'", "'a' 'b'")),
        of(
            "{'pattern':'^[^a]\\\\n.$'}",
            List.of("'b\\nx'", "'\\\"\\n\\\\'", "'\\u0001\\n\\u001f'", "'\\t\\n/'"),
            List.of("'a\\nx'", "'b\nx'", "''\\nx'", "'b\\n\\n'")),
        of(
            "{'pattern':'^(a|\\'b)$'}".replace("\\'", "\\\""),
            List.of("'a'", "'\\\"b'"),
            List.of("'b'")),
        of(
            "{'pattern':'[0-9]{2}'}",
            List.of("'12'", "'a12b'", "'\\n12\\u0000'", "'😀123'"), List.of("''", "'1'", "'1a2'")),
        of(
            "{'pattern':'^a|b|c$'}",
            List.of("'ax'", "'xbx'", "'xc'", "'b'"),
            List.of("''", "'xa'", "'cx'", "'x'")),
        of("{'pattern':''}", List.of("''", "'a'"), List.of("1")),
        of(
            "{'type':'string','format':'date'}",
            List.of("'2024-02-29'", "'2000-02-29'", "'1999-12-31'", "'2023-02-28'"),
            List.of(
                "'2023-02-29'",
                "'1900-02-29'",
                "'2023-04-31'",
                "'2023-13-01'",
                "'2023-1-1'",
                "'2023-00-10'")),
        of(
            "{'format':'time'}",
            List.of("'23:59:59Z'", "'00:00:00.123+01:00'"),
            List.of("'24:00:00Z'", "'12:60:00Z'", "'12:00:00'", "'12:00Z'")),
        of(
            "{'type':'string','format':'date-time'}",
            List.of("'2024-02-29T12:00:00Z'", "'2023-01-01T00:00:00.5-08:00'"),
            List.of("'2023-02-29T12:00:00Z'", "'2024-02-29 12:00:00Z'", "'2024-02-29'")),
        of(
            "{'type':'string','format':'uuid'}",
            List.of("'123e4567-e89b-12d3-a456-426614174000'"),
            List.of("'123e4567e89b12d3a456426614174000'", "''")),
        of(
            "{'type':'integer','minimum':-5,'maximum':120}",
            List.of("-5", "-1", "0", "7", "99", "120"),
            List.of("-6", "121", "1000", "-0", "5.0")),
        of(
            "{'type':'integer','exclusiveMinimum':1.5,'exclusiveMaximum':4}",
            List.of("2", "3"),
            List.of("1", "4")),
        of("{'type':'integer','minimum':1e3}", List.of("1000", "123456"), List.of("999", "0")),
        of("{'type':'integer','maximum':-10}", List.of("-10", "-100"), List.of("-9", "0", "10")),
        of("{'minimum':3}", List.of("3", "3.01", "400"), List.of("2.99", "'a'")),
        of(
            "{'type':'number','minimum':0,'exclusiveMaximum':1}",
            List.of("0", "0.0", "0.5", "0.999"),
            List.of("1", "1.0", "-0.1", "5e-1")),
        of(
            "{'type':['number','null'],'maximum':0.25}",
            List.of("null", "0.25", "-7"),
            List.of("0.26")));
  }

  /** What several keywords say about the same value. */
  static Stream<Case> together() {
    return Stream.of(
        of(
            "{'type':'string','pattern':'^[a-z]+$','minLength':2,'maxLength':4}",
            List.of("'ab'", "'abcd'"),
            List.of("'a'", "'abcde'", "'aB'", "''")),
        of(
            "{'pattern':'😀','maxLength':2}",
            List.of("'😀'", "'a😀'", "'😀\\n'", "'\\\\😀'"),
            List.of("''", "'ab'", "'😀ab'")),
        of(
            "{'allOf':[{'pattern':'[0-9]'},{'pattern':'[a-z]'},{'pattern':'^.{3,}$'}]}",
            List.of("'a0b'", "'0a\\\"'", "'zzz9'", "'0a \\\\'"),
            List.of("'a0'", "'abc'", "'012'", "'a0\\n'")),
        of(
            "{'format':'date','pattern':'^2024-'}",
            List.of("'2024-02-29'"),
            List.of("'2023-01-01'", "'2024-02-30'")),
        of("{'format':'date','maxLength':1000000}", List.of("'2024-02-29'"), List.of("'a'")),
        of(
            "{'enum':['a','bc','Bc',1,2.5,null],'minLength':2,'pattern':'^[a-z]','minimum':2}",
            List.of("'bc'", "2.5", "null"),
            List.of("'a'", "'Bc'", "1")),
        of("{'const':6,'multipleOf':1.5,'properties':{}}", List.of("6"), List.of("3")),
        of(
            "{'type':'integer','multipleOf':5}",
            List.of("0", "5", "-10", "12345"),
            List.of("1", "-4", "5.0", "05", "-", "")),
        of(
            "{'type':'integer','multipleOf':7,'minimum':1,'maximum':50}",
            List.of("7", "49"),
            List.of("0", "14.0", "50", "56", "8")),
        of("{'type':'integer','multipleOf':2.5}", List.of("5", "-10"), List.of("2", "25.0", "7")),
        of(
            "{'multipleOf':0.01}",
            List.of("0", "1.5", "-3.14", "2.720000", "10"),
            List.of("0.001", "1.", ".5", "3.141", "1e2", "'a'")),
        of(
            "{'type':'number','multipleOf':0.25,'exclusiveMinimum':0,'maximum':1}",
            List.of("0.25", "0.5", "0.50", "0.75", "1", "1.000"),
            List.of("0", "0.3", "0.2", "1.25", "0.255")),
        of(
            "{'allOf':[{'multipleOf':4},{'multipleOf':6}],'type':'integer'}",
            List.of("0", "12", "-24"),
            List.of("4", "6", "18")),
        of(
            "{'type':['string','integer'],'pattern':'a','maxLength':2,'multipleOf':2}",
            List.of("'ba'", "4"),
            List.of("'bba'", "3", "'4'")),
        of("{'multipleOf':1e2}", List.of("100", "-300", "0.0"), List.of("10", "150")),
        of("{'items':{},'uniqueItems':false}", List.of("[1,1]"), List.of("1")),
        of(
            "{'items':[{'type':'integer'}],'additionalItems':{'type':'null'}}",
            List.of("[1]", "[1,null,null]"),
            List.of("[]", "[1,2]")),
        of("{'items':[{}],'additionalItems':false}", List.of("[1]"), List.of("[1,2]")),
        of("{'items':{'type':'null'},'additionalItems':false}", List.of("[null]"), List.of("[1]")),
        of(
            "{'type':'string','contentMediaType':'text/html','x-order':1}",
            List.of("'a'"),
            List.of("1")));
  }

  static Stream<Case> objectsAndArrays() {
    return Stream.of(
        of(
            "{'type':'object'}",
            List.of("{}", "{ }", ANY, "{\n  'a': 1,\n  'b': 2\n}", "{'a' : 1 }"),
            List.of("[]", "{'a'}", "{'a':1,}", "{a:1}", "{   }", "{'a':1}}")),
        of(
            "{'properties':{'a':{'type':'integer'},'b':{},'c':{}},'required':['b']}",
            List.of("{'b':1}", "{'a':1,'b':2}", "{'b':1,'c':2}", "{'a':1,'b':[],'c':{}}"),
            List.of(
                "{}",
                "{'a':1}",
                "{'b':1,'a':1}",
                "{'b':1,'d':1}",
                "{'a':'x','b':1}",
                "{'b':1,'b':1}",
                "{,'b':1}",
                "{'a':1 'b':2}")),
        of(
            "{'type':'object','properties':{'a':{},'b':{}}}",
            List.of("{}", "{'a':1}", "{'b':1}", "{'a':1,'b':1}"),
            List.of("{'b':1,'a':1}", "{'c':1}")),
        of("{'type':'object','properties':{}}", List.of("{}"), List.of("{'a':1}")),
        of(
            "{'type':'object','additionalProperties':{'type':'integer'}}",
            List.of("{}", "{'x':1}", "{'x':1, 'y':2}"),
            List.of("{'x':'1'}")),
        of("{'type':'object','additionalProperties':false}", List.of("{}"), List.of("{'x':1}")),
        of(
            "{'properties':{'ab':{'type':'integer'},'/':{}},'additionalProperties':true}",
            List.of(
                "{}",
                "{'ab':1}",
                "{'a':''}",
                "{'abc':''}",
                "{'b':''}",
                "{'ab':1,'x':[]}",
                "{'':''}",
                "{'\\u0061':1}",
                "{'a\\u0063':'x'}",
                "{'\\/a':1}",
                "{'\\uD83D\\uDE00':1}",
                "{'a\\n':1}"),
            List.of(
                "{'ab':''}",
                "{'\\u0061b':''}",
                "{'a\\u0062':''}",
                "{'x':1,'ab':1}",
                "{'x':1,'\\/':1}",
                "{'x':1,'\\u002f':1}",
                "{'x':1,'\\u002F':1}")),
        of(
            "{'properties':{'😀':false},'additionalProperties':true}",
            List.of("{'😁':1}", "{'\\uD83D\\uDE01':1}", "{'\\ud83d\\ude01':1}"),
            List.of("{'😀':1}", "{'\\uD83D\\uDE00':1}", "{'\\ud83d\\udE00':1}")),
        of(
            "{'type':'object','required':['x','y']}",
            List.of("{'x':1,'y':2}", "{'x':1,'y':2,'z':3}"),
            List.of("{}", "{'x':1}", "{'x':1,'y':1,'x':1}")),
        of("{'properties':{'a':false,'b':{}}}", List.of("{}", "{'b':1}"), List.of("{'a':1}")),
        of(
            "{'patternProperties':{'^n':{'type':'integer'},'e$':{'minimum':5}}}",
            List.of("{}", "{'n':1}", "{'e':7.5,'n':1,'ne':6}", "{'x':'y'}"),
            List.of("{'n':'x'}", "{'ne':1}", "{'ne':5.5}", "{'e':1}")),
        of(
            "{'patternProperties':{'^n':{'type':'integer'}},'required':['a','n1']}",
            List.of("{'a':'x','n1':1}", "{'a':'x','n1':1,'b':[],'n2':2}"),
            List.of("{'a':1}", "{'a':1,'n1':'x'}", "{'a':1,'n1':1,'n2':'x'}")),
        of(
            "{'properties':{'a':{}},'patternProperties':{'^n':{}}}",
            List.of("{'a':1,'n':2}"),
            List.of("{'x':1}")),
        of(
            "{'properties':{'id':{},'n0':{}},'patternProperties':{'^n':{'type':'integer'}},"
                + "'additionalProperties':{'type':'null'}}",
            List.of("{'id':'x','n0':1,'n1':2,'z':null}", "{'z':null,'n1':2}"),
            List.of("{'n0':'x'}", "{'z':1}", "{'n1':null}", "{'z':null,'id':1}")),
        of(
            "{'patternProperties':{'^x':{}},'additionalProperties':false}",
            List.of("{}", "{'x':1,'xy\\n':2}"),
            List.of("{'y':1}")),
        of(
            "{'additionalProperties':{'type':'integer'},'propertyNames':{'pattern':'^[a-z]+$',"
                + "'maxLength':3}}",
            List.of("{}", "{'a':1,'abc':2}"),
            List.of("{'abcd':1}", "{'A':1}", "{'':1}", "{'a':null}")),
        of(
            "{'type':'object','propertyNames':{'enum':['a','b',1]}}",
            List.of("{'a':1}", "{'b':1,'a':2}"),
            List.of("{'c':1}", "{1:1}")),
        of(
            "{'properties':{'a':{},'bc':{}},'propertyNames':{'maxLength':1}}",
            List.of("{}", "{'a':1}"),
            List.of("{'bc':1}", "{'d':1}")),
        of("{'propertyNames':false}", List.of("{}"), List.of("{'a':1}")),
        of(
            "{'additionalProperties':{'type':'null'},'minProperties':1,'maxProperties':2}",
            List.of("{'a':null}", "{'a':null,'b':null}"),
            List.of("{}", "{'a':null,'b':null,'c':null}")),
        of(
            "{'properties':{'a':{},'b':{},'c':{}},'minProperties':2}",
            List.of("{'a':1,'b':1}", "{'a':1,'c':1}", "{'b':1,'c':1}", "{'a':1,'b':1,'c':1}"),
            List.of("{}", "{'a':1}", "{'c':1}")),
        of(
            "{'properties':{'a':{},'b':{},'c':{}},'required':['b'],'maxProperties':2,"
                + "'additionalProperties':true}",
            List.of("{'b':1}", "{'a':1,'b':1}", "{'b':1,'c':1}", "{'b':1,'x':1}"),
            List.of("{}", "{'a':1,'b':1,'c':1}", "{'a':1,'c':1}", "{'a':1,'b':1,'x':1}")),
        of("{'maxProperties':0}", List.of("{}"), List.of("{'a':1}")),
        of("{'type':'array'}", List.of("[]", "[1, 'a']", "[\n1\n]"), List.of("{}", "[,]", "[1 2]")),
        of("{'items':{'type':'integer'}}", List.of("[]", "[1,2]"), List.of("['a']", "1")),
        of(
            "{'items':{'type':'integer'},'minItems':2,'maxItems':3}",
            List.of("[1,2]", "[1,2,3]"),
            List.of("[]", "[1]", "[1,2,3,4]")),
        of("{'minItems':1}", List.of("[1]", "[[],{}]"), List.of("[]")),
        of("{'maxItems':0}", List.of("[]"), List.of("[1]")),
        of("{'maxItems':1}", List.of("[]", "[1]"), List.of("[1,2]")),
        of(
            "{'prefixItems':[{'type':'integer'},{'type':'string'}]}",
            List.of("[1,'a']"),
            List.of("[]", "[1]", "['a',1]", "[1,'a',2]")),
        of("{'items':[{'type':'integer'},{}]}", List.of("[1,'a']"), List.of("[1]", "['a',1]")),
        of(
            "{'prefixItems':[{'type':'integer'},{'type':'string'}],'minItems':1,"
                + "'items':{'type':'null'}}",
            List.of("[1]", "[1,'a']", "[1,'a',null,null]"),
            List.of("[]", "[1,null]", "[1,'a',2]")),
        of(
            "{'prefixItems':[{'type':'integer'},{}],'items':false,'minItems':0}",
            List.of("[]", "[1]", "[1,2]"),
            List.of("[1,2,3]", "['a']")),
        of("{'prefixItems':[{},{}],'maxItems':1}", List.of("[1]"), List.of("[1,2]", "[]")),
        of("{'items':false}", List.of("[]"), List.of("[1]")),
        of(
            "{'prefixItems':{'type':'integer'}}",
            List.of("[]", "[1]", "[1,2,3]"),
            List.of("['a']", "[1,'a']")));
  }

  static Stream<Case> combinations() {
    String tree =
        "{'$ref':'#/$defs/t','$defs':{'t':{'type':'object','properties':{'v':{'type':'integer'},"
            + "'c':{'type':'array','items':{'$ref':'#/$defs/t'}}},'required':['v']}}}";
    return Stream.of(
        of("{'anyOf':[{'type':'integer'},{'type':'null'}]}", List.of("1", "null"), List.of("'a'")),
        of("{'oneOf':[{'const':1},{'const':'a'}]}", List.of("1", "'a'"), List.of("2")),
        of("{'anyOf':[false,{'type':'null'}]}", List.of("null"), List.of("1")),
        of(
            tree,
            List.of("{'v':1}", "{'v':1,'c':[{'v':2,'c':[]},{'v':3}]}"),
            List.of("{'c':[]}", "{'v':1,'c':[1]}")),
        of(
            "{'properties':{'next':{'$ref':'#'}}}",
            List.of("{}", "{'next':{'next':{}}}"),
            List.of("{'next':1}")),
        of(
            "{'properties':{'a':{'type':'integer'},'b~/ c':{'$ref':'#/properties/a'},"
                + "'d':{'$ref':'#/properties/b~0~1%20c'},'e':{'$ref':'#/x/y'}},'$defs':{}}"
                    .replace("#/x/y", "#/properties/a"),
            List.of("{'a':1,'b~/ c':2,'d':3}", "{'d':1,'e':2}"),
            List.of("{'d':'x'}")),
        of(
            "{'items':{'anyOf':[{'$ref':'#/items/anyOf/1'},{'type':'null'}]}}",
            List.of("[null]"),
            List.of("[1]")),
        of(
            "{'definitions':{'p':{'type':'integer'}},'allOf':[{'$ref':'#/definitions/p'},"
                + "{'minimum':3}],'maximum':5}",
            List.of("3", "5"),
            List.of("2", "6", "3.5")),
        of(
            "{'allOf':[{'properties':{'a':{'type':'integer'}},'required':['a']},"
                + "{'properties':{'b':{'type':'null'}},'required':['b']}]}",
            List.of("{'a':1,'b':null}"),
            List.of("{'a':1}", "{'b':null,'a':1}", "{'a':1,'b':null,'c':1}")),
        of(
            "{'allOf':[{'properties':{'a':{'minimum':0}}},{'properties':{'a':{'type':'integer'}}}]}",
            List.of("{'a':1}", "{}"),
            List.of("{'a':-1}", "{'a':0.5}")),
        of(
            "{'properties':{'a':{},'b':{}},'anyOf':[{'required':['a']},{'required':['b']}]}",
            List.of("{'a':1}", "{'b':1}", "{'a':1,'b':1}"),
            List.of("{}")),
        of(
            "{'allOf':[{'additionalProperties':{'type':'integer'}},{'properties':{'a':{'maximum':5}},"
                + "'additionalProperties':true}]}",
            List.of("{'a':1,'b':9}", "{}"),
            List.of("{'a':9}", "{'b':'x'}", "{'a':0.5}")),
        of(
            "{'allOf':[{'type':['integer','string']},{'type':['number','null']}]}",
            List.of("1"),
            List.of("1.5", "'a'", "null")),
        of(
            "{'allOf':[{'enum':[1,2,3]},{'enum':[2.0,3,4]},{'const':3}]}",
            List.of("3"),
            List.of("2")),
        of(
            "{'allOf':[{'items':{'type':'integer'}},{'items':{'minimum':2},'minItems':1}]}",
            List.of("[2]", "[3,4]"),
            List.of("[]", "[1]", "[2.5]")),
        of(
            "{'$ref':'#/$defs/a','minimum':2,'$defs':{'a':{'type':'integer'}}}",
            List.of("2"),
            List.of("1")),
        of(
            "{'anyOf':[{'type':'string','minLength':1},{'type':'integer'}],'type':'integer'}",
            List.of("1"),
            List.of("'a'")));
  }

  @ParameterizedTest
  @MethodSource({"scalars", "stringsAndNumbers", "together", "objectsAndArrays", "combinations"})
  void textsAreAcceptedOrRefused(Case tried) {
    TestGrammar grammar = TestGrammar.ofSchema(tried.schema);
    for (String text : tried.accepted) {
      assertTrue(grammar.accepts(text), tried.schema + " should accept " + text);
    }
    for (String text : tried.refused) {
      assertFalse(grammar.accepts(text), tried.schema + " should refuse " + text);
    }
  }

  @Test
  void spaceIsBounded() {
    TestGrammar grammar = TestGrammar.ofSchema("{\"type\":\"array\"}");
    assertTrue(grammar.accepts("[\n\n" + " ".repeat(20) + "1 , 2\n]\n"));
    for (String text :
        List.of(" []", "[  ]", "[\n\n\n]", "[\n" + " ".repeat(21) + "]", "[\t]", "[]  ")) {
      assertFalse(grammar.accepts(text), text);
    }
  }

  @Test
  void countsThatMultiplyAreTaken() {
    String nested = "{\"pattern\":\"^(a{9000}){9000}$\"}";
    for (int i = 0; i < 5; i++) {
      nested = "{\"maxItems\":90000,\"items\":" + nested + "}";
    }
    String schema = nested;
    Grammar grammar =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Grammar.jsonSchema(schema));
    assertTrue(grammar.accepts("[[[[[]],[]]]]"));
    assertFalse(grammar.accepts("[[[[[\"a\"]]]]]"));
  }

  @Test
  void largeSchemasAreTaken() {
    StringBuilder values = new StringBuilder("0");
    StringBuilder properties = new StringBuilder("\"p\":{}");
    StringBuilder chain = new StringBuilder("\"d0\":{}");
    for (int i = 1; i < 400; i++) {
      values.append(",\"value ").append(i).append('"');
      properties.append(",\"p" + i + "\":{\"$ref\":\"#/$defs/d" + i + "\"}");
      chain.append(",\"d" + i + "\":{\"items\":{\"$ref\":\"#/$defs/d" + (i - 1) + "\"}}");
    }
    String schema =
        "{\"properties\":{"
            + properties
            + "},\"additionalProperties\":{\"enum\":["
            + values
            + "]},\"$defs\":{"
            + chain
            + "}}";
    Grammar grammar =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Grammar.jsonSchema(schema));
    assertTrue(grammar.accepts("{\"p1\":[1],\"p399\":[],\"x\":\"value 77\"}"));
    assertFalse(grammar.accepts("{\"p399\":[],\"p1\":[1]}"));
    assertFalse(grammar.accepts("{\"p10000\":\"value 400\"}"));
  }

  @Test
  void placesThatLookAlikeAreKeptApart() {
    String schema =
        "{'properties':{'a':{'allOf':[{'$ref':'#/$defs/x'},{'$ref':'#/$defs/y'}]},"
            + "'x ~and #':{'type':'null'},'first 0 of #':{'type':'null'}},"
            + "'$defs':{'x':{'type':'integer'},'y':{'minimum':1}}}";
    TestGrammar grammar = TestGrammar.ofSchema(schema.replace('\'', '"'));
    String text = "{'a':1,'x ~and #':null,'first 0 of #':null}".replace('\'', '"');
    assertTrue(grammar.accepts(text));
  }
}
