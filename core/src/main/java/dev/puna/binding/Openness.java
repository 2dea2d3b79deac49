package dev.puna.binding;

/** What a module has to say so that its classes can be used from here. */
final class Openness {
  private Openness() {}

  /** What to add to the {@code module-info.java} of a class's module. */
  static String advice(Class<?> type) {
    String here = Openness.class.getModule().getName();
    return "add \"opens "
        + type.getPackageName()
        + (here == null ? "" : " to " + here)
        + ";\" to the module-info.java of "
        + type.getModule().getName();
  }
}
