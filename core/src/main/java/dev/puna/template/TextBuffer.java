package dev.puna.template;

/** Collects text within the limits of a rendering. */
final class TextBuffer {
  private final Rendering rendering;
  private final StringBuilder text = new StringBuilder();

  TextBuffer(Rendering rendering) {
    this.rendering = rendering;
  }

  TextBuffer append(String part) {
    reserve(part.length());
    text.append(part);
    return this;
  }

  TextBuffer append(String source, int start, int end) {
    reserve(end - start);
    text.append(source, start, end);
    return this;
  }

  TextBuffer append(char c) {
    reserve(1);
    text.append(c);
    return this;
  }

  TextBuffer appendCodePoint(int c) {
    reserve(2);
    text.appendCodePoint(c);
    return this;
  }

  TextBuffer appendRepeated(String part, int count) {
    if (count > 0) {
      reserve((long) part.length() * count);
      text.repeat(part, count);
    }
    return this;
  }

  int length() {
    return text.length();
  }

  /** Forgets everything after the first {@code length} characters. */
  void truncate(int length) {
    text.setLength(length);
  }

  private void reserve(long characters) {
    int most = rendering.limits.length();
    if (text.length() + characters > most) {
      throw new RenderError("a text of more than " + most + " characters");
    }
    rendering.allocate(characters);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
