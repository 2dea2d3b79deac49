package dev.puna.template;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The elements that pass the test of a loop, each tested when it is asked for. */
final class PassingElements implements Iterator<Object> {
  private final Rendering rendering;
  private final Statement.For statement;
  private final Expression test;
  private final Scope scope;
  private final Iterator<Object> all;
  private @Nullable Object next;

  PassingElements(
      Rendering rendering,
      Statement.For statement,
      Expression test,
      Scope scope,
      Iterator<Object> all) {
    this.rendering = rendering;
    this.statement = statement;
    this.test = test;
    this.scope = scope;
    this.all = all;
  }

  @Override
  public boolean hasNext() {
    while (next == null && all.hasNext()) {
      Object candidate = all.next();
      Scope inner = new Scope(scope);
      statement.target().assign(rendering, inner, candidate);
      if (Values.isTrue(rendering.evaluate(test, inner))) {
        next = candidate;
      }
    }
    return next != null;
  }

  @Override
  public Object next() {
    Object element = hasNext() ? next : null;
    if (element == null) {
      throw new NoSuchElementException();
    }
    next = null;
    return element;
  }
}
