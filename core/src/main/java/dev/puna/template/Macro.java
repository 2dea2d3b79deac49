package dev.puna.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro, or the body of a {@code call} block, with the scope that it was defined in. */
record Macro(Signature signature, List<Statement> body, Scope definedIn) implements Callable {

  /**
   * What a macro takes.
   *
   * @param name the macro's name; empty for the body of a {@code call} block
   * @param defaults of the last parameters
   * @param usesCaller whether the body mentions {@code caller} without declaring it
   * @param usesKwargs the same for {@code kwargs}: only then are unknown named arguments accepted
   * @param usesVarargs the same for {@code varargs}: only then are surplus arguments accepted
   */
  record Signature(
      String name,
      List<String> parameters,
      List<Expression> defaults,
      boolean usesCaller,
      boolean usesKwargs,
      boolean usesVarargs) {}

  @Override
  public Object call(Rendering rendering, Arguments arguments) {
    rendering.enter();
    int line = rendering.line;
    Scope scope = new Scope(definedIn);
    bind(rendering, scope, arguments);
    TextBuffer out = new TextBuffer(rendering);
    Statement.run(body, rendering, scope, out);
    rendering.line = line;
    rendering.leave();
    return out.toString();
  }

  private void bind(Rendering rendering, Scope scope, Arguments arguments) {
    List<Object> positional = arguments.positional();
    Map<String, Object> named = new LinkedHashMap<>(arguments.named());
    List<String> parameters = signature.parameters();
    rendering.allocateElements(parameters.size());
    int firstDefault = parameters.size() - signature.defaults().size();
    for (int i = 0; i < parameters.size(); i++) {
      String parameter = parameters.get(i);
      Object value = i < positional.size() ? positional.get(i) : named.remove(parameter);
      if (value == null && i >= firstDefault) {
        value = rendering.evaluate(signature.defaults().get(i - firstDefault), scope);
      }
      scope.set(
          parameter,
          value == null ? new Undefined("parameter '" + parameter + "' was not provided") : value);
    }
    if (signature.usesCaller() && !parameters.contains("caller")) {
      Object caller = named.remove("caller");
      scope.set("caller", caller == null ? new Undefined("No caller defined") : caller);
    }
    if (signature.usesKwargs()) {
      scope.set("kwargs", new LinkedHashMap<Object, Object>(named));
    } else if (!named.isEmpty()) {
      throw new RenderError(
          description() + " takes no argument named '" + named.keySet().iterator().next() + "'");
    }
    int surplus = Math.max(positional.size() - parameters.size(), 0);
    if (signature.usesVarargs()) {
      scope.set(
          "varargs", new Tuple(positional.subList(positional.size() - surplus, positional.size())));
    } else if (surplus > 0) {
      throw new RenderError(description() + " takes at most " + parameters.size() + " argument(s)");
    }
  }

  @Nullable Object attribute(String name) {
    return switch (name) {
      case "name" -> signature.name().isEmpty() ? None.NONE : signature.name();
      case "arguments" -> new Tuple(new ArrayList<>(signature.parameters()));
      case "catch_kwargs" -> signature.usesKwargs();
      case "catch_varargs" -> signature.usesVarargs();
      case "caller" -> signature.usesCaller();
      default -> null;
    };
  }

  private String description() {
    return signature.name().isEmpty() ? "caller" : "macro '" + signature.name() + "'";
  }

  String text() {
    return signature.name().isEmpty() ? "<Macro anonymous>" : "<Macro '" + signature.name() + "'>";
  }
}
