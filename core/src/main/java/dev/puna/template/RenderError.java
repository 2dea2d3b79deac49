package dev.puna.template;

/** A failure inside a rendering; {@link ChatTemplate#render} adds the line. */
final class RenderError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  RenderError(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
