package dev.puna.binding;

import dev.puna.PunaException;
import dev.puna.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** JSON that stands for no value of a type. */
public final class MismatchException extends PunaException {
  private static final long serialVersionUID = 1L;

  MismatchException(String at, String message, @Nullable Throwable cause) {
    super(at + ": " + message, cause);
  }

  MismatchException(String at, String message) {
    this(at, message, null);
  }

  /** Something else stands there. */
  static MismatchException expected(String what, JsonValue value, String at) {
    return new MismatchException(at, what + " is expected, not " + value.kind());
  }
}
