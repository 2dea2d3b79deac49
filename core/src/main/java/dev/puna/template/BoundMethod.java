package dev.puna.template;

import java.util.List;
import java.util.Map;

/** A method together with the value that it belongs to. */
record BoundMethod(Object receiver, String name) implements Callable {
  @Override
  public Object call(Rendering rendering, Arguments arguments) {
    if (receiver instanceof String text) {
      return StringMethods.call(rendering, text, name, arguments);
    }
    if (receiver instanceof Markup markup) {
      return StringMethods.call(rendering, markup, name, arguments);
    }
    if (receiver instanceof Map) {
      return ContainerMethods.callOnDict(rendering, Values.asDict(receiver), name, arguments);
    }
    if (receiver instanceof List) {
      return ContainerMethods.callOnList(rendering, Values.asList(receiver), name, arguments);
    }
    if (receiver instanceof Loop loop) {
      return loop.callMethod(rendering, name, arguments);
    }
    return ((Cycler) receiver).callMethod(name, arguments);
  }
}
