package dev.puna.binding;

import dev.puna.Description;
import dev.puna.binding.ObjectForm.Property;
import dev.puna.json.JsonValue;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the form of a type and of all that it is made of. Records and sealed interfaces stand in
 * {@code $defs}, once each, so that they may contain themselves.
 */
final class FormBuilder {
  private static final String ROOT = "#";

  /** What stands at a place of its own: the root, and what is in {@code $defs}. */
  private final Map<Class<?>, NamedForm> named = new LinkedHashMap<>();

  /** By name. */
  private final Map<String, NamedForm> definitions = new LinkedHashMap<>();

  /** The form that stands at the root of the schema. */
  JsonForm root(Class<?> type) {
    return isNamed(type) ? define(type, new NamedForm(ROOT)) : form(type, "it");
  }

  /** The whole schema, with the definitions that the root refers to. */
  JsonValue.Members schema(JsonForm root) {
    JsonValue.Members schema = root.schema();
    if (definitions.isEmpty()) {
      return schema;
    }
    Map<String, JsonValue> schemas = new LinkedHashMap<>();
    definitions.forEach((name, form) -> schemas.put(name, form.definition().schema()));
    return Schemas.with(schema, "$defs", new JsonValue.Members(schemas));
  }

  /**
   * The form of a type.
   *
   * @param where what it is the type of, for messages
   */
  JsonForm form(Type type, String where) {
    if (type instanceof Class<?> plain) {
      JsonForm scalar = plain.isEnum() ? new EnumForm(plain) : ScalarForm.of(plain);
      if (scalar != null) {
        return scalar;
      }
      if (isNamed(plain)) {
        return reference(plain);
      }
    }
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return new ListForm(form(arguments[0], where));
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return new MapForm(form(arguments[1], where));
      }
    }
    throw new IllegalArgumentException(
        where
            + " is of type "
            + type.getTypeName()
            + ", which is not supported: strings, numbers, booleans, enums, records without type"
            + " parameters, sealed interfaces of these, List, Map from String and Optional"
            + " components are");
  }

  /** A property; it may be optional. */
  Property property(String name, Type type, AnnotatedElement source, String where) {
    boolean isOptional =
        type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
    JsonForm form =
        isOptional
            ? new OptionalForm(form(((ParameterizedType) type).getActualTypeArguments()[0], where))
            : form(type, where);
    return new Property(name, form, description(source));
  }

  static String description(AnnotatedElement source) {
    Description description = source.getAnnotation(Description.class);
    return description == null ? "" : description.value();
  }

  private static boolean isNamed(Class<?> type) {
    return type.isRecord() && type.getTypeParameters().length == 0
        || type.isInterface() && type.isSealed();
  }

  private JsonForm reference(Class<?> type) {
    NamedForm known = named.get(type);
    if (known != null) {
      return known;
    }
    String name = type.getSimpleName();
    for (int i = 2; definitions.containsKey(name); i++) {
      name = type.getSimpleName() + i;
    }
    NamedForm form = new NamedForm(ROOT + "/$defs/" + name);
    definitions.put(name, form);
    define(type, form);
    return form;
  }

  private JsonForm define(Class<?> type, NamedForm form) {
    named.put(type, form);
    JsonForm definition = type.isRecord() ? object(type, null) : union(type);
    form.define(definition);
    return definition;
  }

  private ObjectForm object(Class<?> type, @Nullable String tag) {
    List<Property> properties = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String where = "component " + component.getName() + " of record " + type.getName();
      if (tag != null && component.getName().equals(ObjectForm.TAG)) {
        throw new IllegalArgumentException(
            where + " must have another name: it would say which record it is");
      }
      properties.add(property(component.getName(), component.getGenericType(), component, where));
    }
    return new ObjectForm(description(type), tag, properties, new RecordMaker(type));
  }

  private UnionForm union(Class<?> type) {
    Map<String, ObjectForm> options = new LinkedHashMap<>();
    for (Class<?> option : records(type, new HashSet<>())) {
      if (options.put(option.getSimpleName(), object(option, option.getSimpleName())) != null) {
        throw new IllegalArgumentException(
            "two records of " + type.getName() + " are called " + option.getSimpleName());
      }
    }
    return new UnionForm(description(type), options);
  }

  /** The records that a sealed interface permits, also through others. */
  private static List<Class<?>> records(Class<?> type, Set<Class<?>> seen) {
    List<Class<?>> records = new ArrayList<>();
    for (Class<?> option : type.getPermittedSubclasses()) {
      if (!seen.add(option)) {
        continue;
      }
      if (option.isInterface() && option.isSealed()) {
        records.addAll(records(option, seen));
      } else if (option.isRecord() && option.getTypeParameters().length == 0) {
        records.add(option);
      } else {
        throw new IllegalArgumentException(
            "sealed interface "
                + type.getName()
                + " permits "
                + option.getName()
                + ", which is no record without type parameters");
      }
    }
    return records;
  }
}
