package dev.puna.template;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop}. */
final class Loop implements Callable {
  private final Rendering rendering;
  private final Statement.For statement;
  private final Scope scope;
  private final int depth;
  private final List<Object> known;
  private final Iterator<Object> rest;
  private int index = -1;
  private List<Object> lastChanged = List.of();
  private boolean neverChanged = true;

  /**
   * Creates the state before the first iteration.
   *
   * @param scope the scope around the loop
   * @param known the elements, as far as they are known
   * @param rest those that follow; they are taken as late as possible and added to {@code known},
   *     because the {@code if} of a loop may depend on what its body does
   * @param depth how many levels of a recursive loop are around this one
   */
  Loop(
      Rendering rendering,
      Statement.For statement,
      Scope scope,
      List<Object> known,
      Iterator<Object> rest,
      int depth) {
    this.rendering = rendering;
    this.statement = statement;
    this.scope = scope;
    this.known = known;
    this.rest = rest;
    this.depth = depth;
  }

  boolean hasNext() {
    return hasElement(index + 1);
  }

  Object next() {
    return known.get(++index);
  }

  private boolean hasElement(int i) {
    while (known.size() <= i && rest.hasNext()) {
      rendering.allocateElements(1);
      known.add(rest.next());
    }
    return i < known.size();
  }

  long length() {
    hasElement(Integer.MAX_VALUE);
    return known.size();
  }

  @Nullable Object attribute(String name) {
    return switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "first" -> index == 0;
      case "last" -> !hasNext();
      case "length" -> length();
      case "revindex" -> length() - index;
      case "revindex0" -> length() - index - 1;
      case "depth" -> depth + 1L;
      case "depth0" -> (long) depth;
      case "previtem" ->
          index == 0 ? new Undefined("there is no previous item") : known.get(index - 1);
      case "nextitem" -> hasNext() ? known.get(index + 1) : new Undefined("there is no next item");
      case "cycle", "changed" -> new BoundMethod(this, name);
      default -> null;
    };
  }

  Object callMethod(Rendering rendering, String name, Arguments arguments) {
    List<Object> values = arguments.positionalOnly("loop." + name, 0, Integer.MAX_VALUE);
    if (name.equals("cycle")) {
      if (values.isEmpty()) {
        throw new RenderError("loop.cycle() needs at least one value");
      }
      return values.get(index % values.size());
    }
    if (!neverChanged && Operators.equal(rendering, lastChanged, values)) {
      return false;
    }
    neverChanged = false;
    lastChanged = values;
    return true;
  }

  /** {@code loop(elements)} in a recursive loop: the body for the elements of a deeper level. */
  @Override
  public Object call(Rendering rendering, Arguments arguments) {
    if (!statement.recursive()) {
      throw new RenderError("only a loop that is marked 'recursive' can be called");
    }
    Object elements = arguments.positionalOnly("loop", 1, 1).get(0);
    rendering.enter();
    TextBuffer out = new TextBuffer(rendering);
    statement.loop(rendering, scope, out, elements, depth + 1);
    rendering.leave();
    return out.toString();
  }

  String text() {
    return "<LoopContext " + (index + 1) + "/" + length() + ">";
  }
}
