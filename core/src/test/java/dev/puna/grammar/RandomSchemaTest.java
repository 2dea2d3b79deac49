package dev.puna.grammar;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RandomSchemaTest {
  private static final int SCHEMAS = 250;
  private static final JSON READER =
      JSON.std
          .with(JSON.Feature.USE_BIG_DECIMAL_FOR_FLOATS)
          .without(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS);

  @Test
  void textsOfTheGrammarAreValid() throws IOException {
    Random random = new Random(1);
    RandomSchema schemas = new RandomSchema(random);
    for (int i = 0; i < SCHEMAS; i++) {
      Map<String, Object> schema = schemas.next();
      TestGrammar grammar = TestGrammar.ofSchema(JSON.std.asString(schema));
      SchemaValidator validator = new SchemaValidator(schema);
      RandomText texts = new RandomText(grammar.rules(), random);
      for (int j = 0; j < 10; j++) {
        String text = texts.next();
        assertTrue(validator.isValid(parsed(text)), () -> said(schema) + "\nmade " + text);
        assertTrue(grammar.grammar().accepts(text), () -> said(schema) + "\nmade " + text);
      }
    }
  }

  @Test
  void textsOfTheSchemaAreAccepted() throws IOException {
    Random random = new Random(2);
    RandomSchema schemas = new RandomSchema(random);
    for (int i = 0; i < SCHEMAS; i++) {
      Map<String, Object> schema = schemas.next();
      TestGrammar grammar = TestGrammar.ofSchema(JSON.std.asString(schema));
      SchemaValidator validator = new SchemaValidator(schema);
      for (int j = 0; j < 5; j++) {
        String text = new RandomInstance(schema, random).next();
        assertTrue(validator.isValid(parsed(text)), () -> said(schema) + "\nhas not " + text);
        assertTrue(grammar.accepts(text), () -> said(schema) + "\nrefuses " + text);
        String changed = changed(text, random);
        if (grammar.accepts(changed)) {
          assertTrue(
              validator.isValid(parsed(changed)), () -> said(schema) + "\naccepts " + changed);
        }
      }
    }
  }

  /** The same text with a few characters dropped, doubled or exchanged. */
  private static String changed(String text, Random random) {
    StringBuilder changed = new StringBuilder(text);
    for (int i = random.nextInt(1, 3); i > 0 && !changed.isEmpty(); i--) {
      int at = random.nextInt(changed.length());
      switch (random.nextInt(3)) {
        case 0 -> changed.deleteCharAt(at);
        case 1 -> changed.insert(at, changed.charAt(at));
        default -> changed.setCharAt(at, "019,:{}[]\"\\a-. \n".charAt(random.nextInt(16)));
      }
    }
    return changed.toString();
  }

  private static @Nullable Object parsed(String text) throws IOException {
    return READER.anyFrom(text);
  }

  private static String said(Map<String, Object> schema) {
    try {
      return JSON.std.asString(schema);
    } catch (IOException e) {
      return schema.toString();
    }
  }
}
