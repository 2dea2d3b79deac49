package dev.puna.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An expression of a template. Each kind evaluates itself; inner expressions are evaluated through
 * {@link Rendering#evaluate}, which counts steps and depth.
 */
sealed interface Expression {
  Object evaluate(Rendering rendering, Scope scope);

  /** A literal. */
  record Constant(Object value) implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      return value;
    }
  }

  /** A variable. */
  record Name(String name) implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      return scope.get(name);
    }
  }

  /** {@code [a, b]}, or {@code (a, b)}. */
  record Sequence(List<Expression> elements, boolean tuple) implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      rendering.allocateElements(elements.size());
      List<Object> values = new ArrayList<>(elements.size());
      for (int i = 0; i < elements.size(); i++) {
        values.add(rendering.evaluate(elements.get(i), scope));
      }
      return tuple ? new Tuple(values) : values;
    }
  }

  /** {@code {key: value}}. */
  record Dict(List<Expression> keys, List<Expression> values) implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      Map<Object, Object> dict = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        Object key = rendering.evaluate(keys.get(i), scope);
        Values.put(rendering, dict, key, rendering.evaluate(values.get(i), scope));
      }
      return dict;
    }
  }

  /** {@code owner.name}. */
  record Attribute(Expression owner, String name) implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      return Attributes.attribute(rendering.evaluate(owner, scope), name);
    }
  }

  /** {@code owner[index]}. */
  record Item(Expression owner, Expression index) implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      Object value = rendering.evaluate(owner, scope);
      return Attributes.item(rendering, value, rendering.evaluate(index, scope));
    }
  }

  /** {@code owner[start:stop:step]}; bounds that are left out are the constant None. */
  record Slice(Expression owner, Expression start, Expression stop, Expression step)
      implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      return Slicing.slice(
          rendering,
          rendering.evaluate(owner, scope),
          rendering.evaluate(start, scope),
          rendering.evaluate(stop, scope),
          rendering.evaluate(step, scope));
    }
  }

  /** {@code target(arguments)}. */
  record Call(Expression target, CallArguments arguments, int line) implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      Object callee = rendering.evaluate(target, scope);
      Arguments values = arguments.evaluate(rendering, scope);
      rendering.line = line;
      return rendering.call(callee, values);
    }
  }

  /** {@code input | name(arguments)}. */
  record Filter(Expression input, String name, CallArguments arguments, int line)
      implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      Object value = rendering.evaluate(input, scope);
      Arguments values = arguments.evaluate(rendering, scope);
      rendering.line = line;
      return Filters.apply(rendering, name, value, values);
    }
  }

  /** {@code input is name(arguments)}. */
  record Test(Expression input, String name, CallArguments arguments, int line)
      implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      Object value = rendering.evaluate(input, scope);
      Arguments values = arguments.evaluate(rendering, scope);
      rendering.line = line;
      return Tests.apply(rendering, name, value, values);
    }
  }

  /** {@code not operand}. */
  record Not(Expression operand) implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      return !Values.isTrue(rendering.evaluate(operand, scope));
    }
  }

  /** {@code left and right}: one of the two values. */
  record And(Expression left, Expression right) implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      Object value = rendering.evaluate(left, scope);
      return Values.isTrue(value) ? rendering.evaluate(right, scope) : value;
    }
  }

  /** {@code left or right}: one of the two values. */
  record Or(Expression left, Expression right) implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      Object value = rendering.evaluate(left, scope);
      return Values.isTrue(value) ? value : rendering.evaluate(right, scope);
    }
  }

  /** {@code then if test else otherwise}. */
  record Conditional(Expression test, Expression then, @Nullable Expression otherwise)
      implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      if (Values.isTrue(rendering.evaluate(test, scope))) {
        return rendering.evaluate(then, scope);
      }
      return otherwise == null
          ? new Undefined("an inline 'if' without 'else' was false")
          : rendering.evaluate(otherwise, scope);
    }
  }

  /** {@code first < second <= third}: all of them hold, each operand evaluated once. */
  record Compare(Expression first, List<Comparison> operators, List<Expression> operands)
      implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      Object left = rendering.evaluate(first, scope);
      for (int i = 0; i < operators.size(); i++) {
        Object right = rendering.evaluate(operands.get(i), scope);
        if (!operators.get(i).holds(rendering, left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    }
  }

  /** Arithmetic, and what else its operators do. */
  record Binary(Operators.Binary operator, Expression left, Expression right)
      implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      Object value = rendering.evaluate(left, scope);
      return Operators.apply(rendering, operator, value, rendering.evaluate(right, scope));
    }
  }

  /** {@code -operand} or {@code +operand}. */
  record Sign(boolean negative, Expression operand) implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      Object value = rendering.evaluate(operand, scope);
      if (!Numbers.isNumber(value)) {
        Operators.requireDefined(value);
        throw new RenderError("a sign before a value of type " + Values.typeName(value));
      }
      return negative ? Numbers.negate(value) : Numbers.plus(value);
    }
  }

  /** {@code a ~ b}: both as text. */
  record Concatenation(List<Expression> parts) implements Expression {
    @Override
    public Object evaluate(Rendering rendering, Scope scope) {
      TextBuffer out = new TextBuffer(rendering);
      for (int i = 0; i < parts.size(); i++) {
        out.append(Printer.text(rendering, rendering.evaluate(parts.get(i), scope)));
      }
      return out.toString();
    }
  }
}
