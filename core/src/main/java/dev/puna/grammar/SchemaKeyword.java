package dev.puna.grammar;

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

  static SchemaKeyword of(String name) {
    return switch (name) {
      case "$ref", "allOf", "anyOf", "oneOf" -> COMBINATION;
      case "type",
          "enum",
          "const",
          "properties",
          "required",
          "additionalProperties",
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
          "exclusiveMaximum" ->
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
          "deprecated" ->
          ANNOTATION;
      default -> UNSUPPORTED;
    };
  }
}
