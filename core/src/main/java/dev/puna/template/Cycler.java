package dev.puna.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code cycler(a, b, ...)}: yields its values in turn. */
final class Cycler {
  private final List<Object> values;
  private int position;

  Cycler(List<Object> values) {
    if (values.isEmpty()) {
      throw new RenderError("cycler() needs at least one value");
    }
    this.values = values;
  }

  @Nullable Object attribute(String name) {
    return switch (name) {
      case "current" -> values.get(position);
      case "next", "reset" -> new BoundMethod(this, name);
      default -> null;
    };
  }

  Object callMethod(String name, Arguments arguments) {
    arguments.positionalOnly(name, 0, 0);
    if (name.equals("reset")) {
      position = 0;
      return None.NONE;
    }
    Object value = values.get(position);
    position = (position + 1) % values.size();
    return value;
  }
}
