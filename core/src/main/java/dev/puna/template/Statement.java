package dev.puna.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement of a template: text, an expression to print, or a block. Each executes itself. */
sealed interface Statement {
  /** The variable that a block with a filter finds its own text in; no template can name it. */
  String CAPTURED = "";

  /** How a statement ended. */
  enum Flow {
    NORMAL,
    BREAK,
    CONTINUE
  }

  Flow execute(Rendering rendering, Scope scope, TextBuffer out);

  /** The line it begins at. */
  int line();

  static Flow run(List<Statement> body, Rendering rendering, Scope scope, TextBuffer out) {
    rendering.enter();
    Flow flow = Flow.NORMAL;
    for (int i = 0; i < body.size() && flow == Flow.NORMAL; i++) {
      Statement statement = body.get(i);
      rendering.step();
      rendering.line = statement.line();
      flow = statement.execute(rendering, scope, out);
    }
    rendering.leave();
    return flow;
  }

  /** Text outside of all tags. */
  record Text(String text, int line) implements Statement {
    @Override
    public Flow execute(Rendering rendering, Scope scope, TextBuffer out) {
      out.append(text);
      return Flow.NORMAL;
    }
  }

  /** {@code {{ expression }}}. */
  record Print(Expression expression, int line) implements Statement {
    @Override
    public Flow execute(Rendering rendering, Scope scope, TextBuffer out) {
      out.append(Printer.text(rendering, rendering.evaluate(expression, scope)));
      return Flow.NORMAL;
    }
  }

  /** {@code if}, {@code elif}, {@code else}. */
  record If(List<Branch> branches, List<Statement> otherwise, int line) implements Statement {
    record Branch(Expression test, List<Statement> body, int line) {}

    @Override
    public Flow execute(Rendering rendering, Scope scope, TextBuffer out) {
      for (int i = 0; i < branches.size(); i++) {
        Branch branch = branches.get(i);
        rendering.line = branch.line;
        if (Values.isTrue(rendering.evaluate(branch.test, scope))) {
          return run(branch.body, rendering, scope, out);
        }
      }
      return run(otherwise, rendering, scope, out);
    }
  }

  /** {@code for target in elements if test recursive}. */
  record For(
      Target target,
      Expression elements,
      @Nullable Expression test,
      boolean recursive,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {
    @Override
    public Flow execute(Rendering rendering, Scope scope, TextBuffer out) {
      return loop(rendering, scope, out, rendering.evaluate(elements, scope), 0);
    }

    Flow loop(Rendering rendering, Scope scope, TextBuffer out, Object values, int depth) {
      List<Object> all = Values.elements(rendering, values);
      Loop loop =
          test == null
              ? new Loop(rendering, this, scope, all, Collections.emptyIterator(), depth)
              : new Loop(
                  rendering,
                  this,
                  scope,
                  new ArrayList<>(),
                  new PassingElements(rendering, this, test, scope, all.iterator()),
                  depth);
      // As in Jinja2, an iteration that ends by break or continue does not count as one.
      boolean completed = false;
      Flow flow = Flow.NORMAL;
      while (flow != Flow.BREAK && loop.hasNext()) {
        rendering.step();
        Scope inner = new Scope(scope);
        inner.set("loop", loop);
        target.assign(rendering, inner, loop.next());
        flow = run(body, rendering, inner, out);
        completed |= flow == Flow.NORMAL;
      }
      return completed || otherwise.isEmpty()
          ? Flow.NORMAL
          : run(otherwise, rendering, new Scope(scope), out);
    }
  }

  /** {@code break} or {@code continue}. */
  record Jump(Flow flow, int line) implements Statement {
    @Override
    public Flow execute(Rendering rendering, Scope scope, TextBuffer out) {
      return flow;
    }
  }

  /** {@code set target = value}. */
  record Set(Target target, Expression value, int line) implements Statement {
    @Override
    public Flow execute(Rendering rendering, Scope scope, TextBuffer out) {
      target.assign(rendering, scope, rendering.evaluate(value, scope));
      return Flow.NORMAL;
    }
  }

  /** {@code set target | filter}, a body, {@code endset}; without a filter, it is the capture. */
  record SetBlock(Target target, Expression value, List<Statement> body, int line)
      implements Statement {
    @Override
    public Flow execute(Rendering rendering, Scope scope, TextBuffer out) {
      Scope inner = new Scope(scope);
      Flow flow = capture(body, rendering, inner);
      if (flow == Flow.NORMAL) {
        target.assign(rendering, scope, rendering.evaluate(value, inner));
      }
      return flow;
    }
  }

  /** {@code filter name}, a body, {@code endfilter}. */
  record FilterBlock(Expression value, List<Statement> body, int line) implements Statement {
    @Override
    public Flow execute(Rendering rendering, Scope scope, TextBuffer out) {
      Scope inner = new Scope(scope);
      Flow flow = capture(body, rendering, inner);
      if (flow == Flow.NORMAL) {
        out.append(Printer.text(rendering, rendering.evaluate(value, inner)));
      }
      return flow;
    }
  }

  /** Runs a body for its text, which {@link #CAPTURED} then is. */
  private static Flow capture(List<Statement> body, Rendering rendering, Scope inner) {
    TextBuffer captured = new TextBuffer(rendering);
    Flow flow = run(body, rendering, inner, captured);
    inner.set(CAPTURED, captured.toString());
    return flow;
  }

  /** {@code with a = 1, b = 2}, a body, {@code endwith}; values see the outer scope only. */
  record With(List<Target> targets, List<Expression> values, List<Statement> body, int line)
      implements Statement {
    @Override
    public Flow execute(Rendering rendering, Scope scope, TextBuffer out) {
      Scope inner = new Scope(scope);
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(rendering, inner, rendering.evaluate(values.get(i), scope));
      }
      return run(body, rendering, inner, out);
    }
  }

  /** {@code macro name(parameters)}. */
  record DefineMacro(Macro.Signature signature, List<Statement> body, int line)
      implements Statement {
    @Override
    public Flow execute(Rendering rendering, Scope scope, TextBuffer out) {
      // It keeps its scope alive.
      rendering.allocateElements(8);
      scope.set(signature.name(), new Macro(signature, body, scope));
      return Flow.NORMAL;
    }
  }

  /** {@code call(parameters) target(arguments)}: the body is the target's {@code caller}. */
  record CallBlock(Macro.Signature signature, Expression.Call call, List<Statement> body, int line)
      implements Statement {
    @Override
    public Flow execute(Rendering rendering, Scope scope, TextBuffer out) {
      Object callee = rendering.evaluate(call.target(), scope);
      Arguments arguments =
          call.arguments()
              .evaluate(rendering, scope)
              .with("caller", new Macro(signature, body, scope));
      rendering.line = line;
      out.append(Printer.text(rendering, rendering.call(callee, arguments)));
      return Flow.NORMAL;
    }
  }
}
