package dev.puna.json;

import dev.puna.PunaException;

/** A text that is no JSON, or more of it than is read. */
public final class JsonException extends PunaException {
  private static final long serialVersionUID = 1L;

  private final TextPlace place;
  private final String reason;

  JsonException(TextPlace place, String reason) {
    super(place.describe(reason));
    this.place = place;
    this.reason = reason;
  }

  /** Where. */
  public TextPlace place() {
    return place;
  }

  /** What is wrong, without the place. */
  public String reason() {
    return reason;
  }
}
