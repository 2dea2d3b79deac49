package dev.puna.template;

/** Python's {@code None}, so that Java's null never is a value of a template. */
enum None {
  NONE
}
