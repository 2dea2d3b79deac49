package dev.puna.tool;

import dev.puna.JsonSchema;
import dev.puna.binding.MethodBinding;
import dev.puna.grammar.Grammar;
import dev.puna.json.JavaValues;
import dev.puna.json.JsonReader;
import dev.puna.json.JsonValue;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Something that a model may call: a name and a description, which it is told, a JSON schema of its
 * parameters, and Java code. To be made once and used for many conversations; as thread-safe as its
 * code.
 *
 * <pre>{@code
 * record City(String city) {}
 *
 * Tool weather = Tool.of("get_weather", "Get the weather in a city", City.class,
 *     arguments -> forecast(arguments.city()));
 * }</pre>
 */
public final class Tool {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final String name;
  private final String description;
  private final String schema;
  private final Grammar grammar;
  private final ToolFunction<String> function;

  private Tool(
      String name,
      String description,
      String schema,
      Grammar grammar,
      ToolFunction<String> function) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of a tool has 1 to 64 letters, digits, _ and -, unlike \"" + name + "\"");
    }
    this.name = name;
    this.description = description;
    this.schema = schema;
    this.grammar = grammar;
    this.function = function;
  }

  /**
   * A tool whose parameters are the components of a record.
   *
   * @throws IllegalArgumentException if the class is no record that {@link JsonSchema} supports, or
   *     the name is malformed
   */
  public static <T> Tool of(
      String name, String description, Class<T> parameters, ToolFunction<? super T> function) {
    if (!parameters.isRecord()) {
      throw new IllegalArgumentException(
          "the parameters of a tool are a record, unlike " + parameters.getName());
    }
    JsonSchema<T> type = JsonSchema.of(parameters);
    return new Tool(
        name,
        description,
        type.text(),
        type.grammar(),
        arguments -> function.call(type.read(arguments)));
  }

  /**
   * A tool whose parameters a JSON schema describes; it gets its arguments as JSON.
   *
   * @param schema of an object
   * @throws dev.puna.grammar.GrammarException if the schema is malformed or not supported
   * @throws IllegalArgumentException if it is no object of JSON, or the name is malformed
   */
  public static Tool ofSchema(
      String name, String description, String schema, ToolFunction<String> function) {
    Grammar grammar = Grammar.jsonSchema(schema);
    if (!(JsonReader.read(schema) instanceof JsonValue.Members)) {
      throw new IllegalArgumentException("the schema of a tool's parameters is no JSON object");
    }
    return new Tool(name, description, schema, grammar, function);
  }

  /**
   * The methods of an object that are annotated with {@link ToolMethod}, inherited ones too, in the
   * order of their names. Names of parameters are needed: compile with {@code -parameters}.
   *
   * @throws IllegalArgumentException if there are none, or one can not be called or has parameters
   *     that are not supported
   */
  public static List<Tool> methodsOf(Object target) {
    List<Method> methods = new ArrayList<>();
    for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
      methods.addAll(List.of(type.getDeclaredMethods()));
    }
    // Those of interfaces too.
    methods.addAll(List.of(target.getClass().getMethods()));
    // One that another one overrides is that.
    Map<String, Method> bySignature = new LinkedHashMap<>();
    for (Method method : methods) {
      if (method.isAnnotationPresent(ToolMethod.class) && !method.isBridge()) {
        String signature = method.getName() + Arrays.toString(method.getParameterTypes());
        bySignature.putIfAbsent(signature, method);
      }
    }
    List<Tool> tools = new ArrayList<>();
    bySignature.values().forEach(method -> tools.add(of(target, method)));
    if (tools.isEmpty()) {
      throw new IllegalArgumentException(
          target.getClass().getName() + " has no method annotated with @ToolMethod");
    }
    tools.sort(Comparator.comparing(Tool::name));
    return List.copyOf(tools);
  }

  private static Tool of(Object target, Method method) {
    ToolMethod annotation = method.getAnnotation(ToolMethod.class);
    MethodBinding binding = MethodBinding.of(target, method);
    return new Tool(
        annotation.name().isEmpty() ? method.getName() : annotation.name(),
        annotation.value(),
        binding.schema(),
        Grammar.jsonSchema(binding.schema()),
        binding::call);
  }

  /** What the model calls it. */
  public String name() {
    return name;
  }

  /** What it does, for the model. */
  public String description() {
    return description;
  }

  /** The JSON schema of its parameters. */
  public String schema() {
    return schema;
  }

  /** The grammar of its arguments. */
  public Grammar grammar() {
    return grammar;
  }

  /**
   * Calls it.
   *
   * @param arguments as JSON
   * @return what to tell the model
   * @throws dev.puna.PunaException if the arguments do not fit
   * @throws Exception what its code throws
   */
  public String call(String arguments) throws Exception {
    return JavaValues.text(function.call(arguments));
  }
}
