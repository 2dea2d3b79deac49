package dev.puna;

import dev.puna.binding.Binding;
import dev.puna.grammar.Grammar;
import org.jspecify.annotations.Nullable;

/**
 * A Java type as JSON: the schema that its values fit, the grammar that forces an answer to be one,
 * and the way from the answer to the value. Immutable and thread-safe.
 *
 * <table>
 *   <caption>What is supported</caption>
 *   <tr><th>Java</th><th>JSON</th></tr>
 *   <tr><td>record without type parameters</td><td>object; each component is a property</td></tr>
 *   <tr><td>{@code String}, {@code boolean}, enum</td><td>string, boolean, name of a constant</td></tr>
 *   <tr><td>{@code byte} to {@code long}, {@code BigInteger}</td><td>integer that fits</td></tr>
 *   <tr><td>{@code float}, {@code double}, {@code BigDecimal}</td><td>number</td></tr>
 *   <tr><td>{@code List<T>}, {@code Map<String, T>}</td><td>array, object with any names</td></tr>
 *   <tr><td>{@code Optional<T>} as a component</td><td>property that may be left out</td></tr>
 *   <tr><td>sealed interface of records</td><td>one of them, with its name as {@code "type"}</td></tr>
 * </table>
 *
 * <p>Records may contain themselves. A record has to be in reach: public in an exported package, or
 * in a package that its module opens to {@code dev.puna.core}; on the class path each is.
 *
 * @param <T> the type
 */
public final class JsonSchema<T> {
  private static final ClassValue<JsonSchema<?>> KNOWN =
      new ClassValue<>() {
        @Override
        protected JsonSchema<?> computeValue(Class<?> type) {
          return new JsonSchema<>(Binding.of(type));
        }
      };

  private final Binding binding;

  /** Compiled when it is needed first. */
  private volatile @Nullable Grammar grammar;

  private JsonSchema(Binding binding) {
    this.binding = binding;
  }

  /**
   * The schema of a type; it is made once.
   *
   * @throws IllegalArgumentException if the type, or what it is made of, is not supported or out of
   *     reach; the message names the component
   */
  @SuppressWarnings("unchecked") // made of this class
  public static <T> JsonSchema<T> of(Class<T> type) {
    return (JsonSchema<T>) KNOWN.get(type);
  }

  /** The schema, as JSON in one line. */
  public String text() {
    return binding.schema();
  }

  /**
   * The grammar of the JSON that fits.
   *
   * @throws dev.puna.grammar.GrammarException if nothing fits, as where each value of a record
   *     would contain another one
   */
  public Grammar grammar() {
    Grammar compiled = grammar;
    if (compiled == null) {
      compiled = Grammar.jsonSchema(text());
      grammar = compiled;
    }
    return compiled;
  }

  /** What to tell a model so that it knows the schema: a part of a prompt, in English. */
  public String instruction() {
    return "Answer with JSON that fits this JSON schema, and with nothing else:\n" + text();
  }

  /**
   * The value that JSON stands for.
   *
   * @throws PunaException if it is malformed, does not fit the schema, or the constructor of a
   *     record refuses it
   */
  @SuppressWarnings("unchecked") // the binding is of this class
  public T read(String json) {
    return (T) binding.read(json);
  }
}
