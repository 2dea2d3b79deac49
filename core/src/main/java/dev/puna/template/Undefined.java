package dev.puna.template;

import org.jspecify.annotations.Nullable;

/**
 * A name, attribute or element that does not exist: empty, false and iterable, but an error in
 * every other use. What the error will say is put together when it is needed: templates ask for
 * many things that are not there, and rarely fail over one.
 */
final class Undefined {
  private final @Nullable Object owner;
  private final @Nullable String name;
  private final @Nullable String message;

  private Undefined(@Nullable Object owner, @Nullable String name, @Nullable String message) {
    this.owner = owner;
    this.name = name;
    this.message = message;
  }

  Undefined(String message) {
    this(null, null, message);
  }

  static Undefined variable(String name) {
    return new Undefined(null, name, null);
  }

  static Undefined attribute(Object owner, String name) {
    return new Undefined(owner, name, null);
  }

  static Undefined element(Object owner) {
    return new Undefined(owner, null, null);
  }

  /** An attribute that the sandbox withholds; using it is an error that says so. */
  static Undefined unsafe(Object owner, String name) {
    return new Undefined(
        "access to attribute '" + name + "' of '" + Values.typeName(owner) + "' object is unsafe");
  }

  RenderError error() {
    if (message != null) {
      return new RenderError(message);
    }
    if (owner == null) {
      return new RenderError("'" + name + "' is undefined");
    }
    String missing = name == null ? "such element" : "attribute '" + name + "'";
    return new RenderError("'" + Values.objectName(owner) + "' has no " + missing);
  }
}
