package dev.puna.grammar;

import dev.puna.json.JsonValue;

/** What a keyword of JSON Schema is to a grammar. */
enum SchemaKeyword {
  /** Combines schemas. */
  COMBINATION,
  /** Says something about values. */
  CONSTRAINT,
  /** Says nothing about values. */
  ANNOTATION,
  /** Can not be part of a grammar, or is not known: it is refused, never left out. */
  UNSUPPORTED;

  static SchemaKeyword of(Schema keyword) {
    String name = keyword.name();
    return switch (name) {
      case "$ref", "allOf", "anyOf", "oneOf" -> COMBINATION;
      case "type",
          "enum",
          "const",
          "properties",
          "required",
          "additionalProperties",
          "patternProperties",
          "propertyNames",
          "minProperties",
          "maxProperties",
          "items",
          "prefixItems",
          "minItems",
          "maxItems",
          "pattern",
          "format",
          "minLength",
          "maxLength",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "additionalItems" ->
          CONSTRAINT;
      case "$schema",
          "$id",
          "$comment",
          "$defs",
          "definitions",
          "title",
          "description",
          "default",
          "example",
          "examples",
          "readOnly",
          "writeOnly",
          "deprecated",
          "contentEncoding",
          "contentMediaType",
          "contentSchema",
          "discriminator" ->
          ANNOTATION;
      case "uniqueItems" -> keyword.value() == JsonValue.Constant.FALSE ? ANNOTATION : UNSUPPORTED;
      default -> name.startsWith("x-") ? ANNOTATION : UNSUPPORTED;
    };
  }
}
