package dev.puna.template;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** A tuple: a list in all but name, printing and equality. */
class Tuple extends AbstractList<Object> implements RandomAccess {
  static final Tuple EMPTY = new Tuple(List.of());

  private final List<Object> elements;

  Tuple(List<Object> elements) {
    this.elements = elements;
  }

  static Tuple of(Object first, Object second) {
    return new Tuple(List.of(first, second));
  }

  @Override
  public Object get(int index) {
    return elements.get(index);
  }

  @Override
  public int size() {
    return elements.size();
  }
}
