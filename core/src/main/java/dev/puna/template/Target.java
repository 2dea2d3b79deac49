package dev.puna.template;

import java.util.List;

/** What can be assigned to. */
sealed interface Target {
  void assign(Rendering rendering, Scope scope, Object value);

  /** A variable of the present scope. */
  record Variable(String name) implements Target {
    @Override
    public void assign(Rendering rendering, Scope scope, Object value) {
      scope.set(name, value);
    }
  }

  /** {@code namespace.attribute}. */
  record NamespaceAttribute(String namespace, String attribute) implements Target {
    @Override
    public void assign(Rendering rendering, Scope scope, Object value) {
      if (!(scope.get(namespace) instanceof Namespace owner)) {
        throw new RenderError("cannot assign attribute on non-namespace object");
      }
      rendering.allocateElements(2);
      owner.attributes.put(attribute, value);
    }
  }

  /** {@code a, b}: takes a value apart. */
  record Unpacked(List<Target> targets) implements Target {
    @Override
    public void assign(Rendering rendering, Scope scope, Object value) {
      List<Object> elements = Values.elements(rendering, value);
      if (elements.size() != targets.size()) {
        throw new RenderError(
            "can not unpack " + elements.size() + " value(s) into " + targets.size());
      }
      for (int i = 0; i < elements.size(); i++) {
        targets.get(i).assign(rendering, scope, elements.get(i));
      }
    }
  }
}
