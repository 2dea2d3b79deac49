package dev.puna.binding;

import dev.puna.json.JsonReader;
import dev.puna.json.JsonValue;
import dev.puna.json.JsonWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A method of an object and the JSON schema of its parameters. */
public final class MethodBinding {
  private final Object target;
  private final Method method;
  private final ObjectForm parameters;
  private final JsonValue.Members schema;

  private MethodBinding(
      Object target, Method method, ObjectForm parameters, JsonValue.Members schema) {
    this.target = target;
    this.method = method;
    this.parameters = parameters;
    this.schema = schema;
  }

  /**
   * The binding of a method.
   *
   * @throws IllegalArgumentException if it is out of reach, or its parameters have no names or are
   *     not supported
   */
  public static MethodBinding of(Object target, Method method) {
    FormBuilder builder = new FormBuilder();
    List<ObjectForm.Property> properties = new ArrayList<>();
    for (Parameter parameter : method.getParameters()) {
      if (!parameter.isNamePresent()) {
        throw new IllegalArgumentException(
            "the parameters of " + method + " have no names: compile it with -parameters");
      }
      String where = "parameter " + parameter.getName() + " of " + method;
      properties.add(
          builder.property(
              parameter.getName(), parameter.getParameterizedType(), parameter, where));
    }
    if (!method.trySetAccessible()) {
      throw new IllegalArgumentException(
          method
              + " can not be called from outside of its module: make it public in an exported"
              + " package, or "
              + Openness.advice(method.getDeclaringClass()));
    }
    ObjectForm form = new ObjectForm("", null, properties, (values, at) -> values);
    return new MethodBinding(target, method, form, builder.schema(form));
  }

  /** The schema of the parameters, in one line. */
  public String schema() {
    return JsonWriter.write(schema);
  }

  /**
   * Calls the method.
   *
   * @throws dev.puna.PunaException if the arguments do not fit the schema
   * @throws Exception what the method throws
   */
  public @Nullable Object call(String arguments) throws Exception {
    Object[] values = (Object[]) parameters.read(JsonReader.readAnswer(arguments), "#");
    try {
      return method.invoke(target, values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception exception) {
        throw exception;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }
}
