package dev.puna.template;

/** {@code joiner(separator)}: empty at its first call, the separator at every other. */
final class Joiner implements Callable {
  private final Object separator;
  private boolean used;

  Joiner(Object separator) {
    this.separator = separator;
  }

  @Override
  public Object call(Rendering rendering, Arguments arguments) {
    arguments.positionalOnly("a joiner", 0, 0);
    if (used) {
      return separator;
    }
    used = true;
    return "";
  }
}
