package dev.puna.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What can be iterated over once, such as the result of {@code map} or {@code select}. */
final class Generator {
  private final Iterator<Object> remaining;

  Generator(List<Object> elements) {
    this.remaining = elements.iterator();
  }

  boolean hasNext() {
    return remaining.hasNext();
  }

  Object next() {
    return remaining.next();
  }

  List<Object> drain(Rendering rendering) {
    List<Object> elements = new ArrayList<>();
    while (remaining.hasNext()) {
      rendering.allocateElements(1);
      elements.add(remaining.next());
    }
    return elements;
  }
}
