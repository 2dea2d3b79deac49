package dev.puna.template;

/** A value that a template can call. */
interface Callable {
  Object call(Rendering rendering, Arguments arguments);
}
