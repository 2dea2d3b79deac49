package dev.puna.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The filters that take sequences apart or put them together. */
final class SequenceFilters {
  private SequenceFilters() {}

  static Object apply(Rendering rendering, String name, Object value, Arguments arguments) {
    return switch (name) {
      case "join" -> join(rendering, value, arguments);
      case "sum" -> sum(rendering, value, arguments);
      case "batch" -> batch(rendering, value, arguments);
      case "slice" -> slice(rendering, value, arguments);
      default -> {
        arguments.bind(name, 0);
        yield plain(rendering, name, value);
      }
    };
  }

  private static Object plain(Rendering rendering, String name, Object value) {
    return switch (name) {
      case "first" -> first(rendering, value);
      case "last" -> last(rendering, value);
      case "length", "count" -> Values.length(rendering, value);
      case "list" -> Values.newList(rendering, value);
      case "items" -> {
        if (value instanceof Undefined) {
          yield new Generator(List.of());
        }
        if (!(value instanceof Map)) {
          throw new RenderError("items takes a dictionary, not " + Values.typeName(value));
        }
        yield new Generator(DictView.list(rendering, DictView.Kind.ITEMS, Values.asDict(value)));
      }
      default -> reverse(rendering, value);
    };
  }

  private static Object first(Rendering rendering, Object value) {
    if (value instanceof Generator generator && generator.hasNext()) {
      return generator.next();
    }
    if (Values.isText(value) && Values.isTrue(value)) {
      return Attributes.item(rendering, value, 0L);
    }
    List<Object> elements = Values.elements(rendering, value);
    return elements.isEmpty()
        ? new Undefined("No first item, sequence was empty.")
        : elements.get(0);
  }

  private static Object last(Rendering rendering, Object value) {
    if (value instanceof Generator) {
      throw new RenderError("last takes no generator; make it a list first");
    }
    if (Values.isText(value) && Values.isTrue(value)) {
      return Attributes.item(rendering, value, -1L);
    }
    List<Object> elements = Values.elements(rendering, value);
    return elements.isEmpty()
        ? new Undefined("No last item, sequence was empty.")
        : elements.get(elements.size() - 1);
  }

  private static Object reverse(Rendering rendering, Object value) {
    if (Values.isText(value)) {
      String text = Values.text(value);
      rendering.allocate(text.length());
      String reversed = new StringBuilder(text).reverse().toString();
      return value instanceof Markup ? new Markup(reversed) : reversed;
    }
    List<Object> reversed = Values.newList(rendering, value);
    Collections.reverse(reversed);
    return value instanceof Generator ? reversed : new Generator(reversed);
  }

  private static String join(Rendering rendering, Object value, Arguments arguments) {
    BoundArguments options = arguments.bind("join", 0, "d", "attribute");
    String separator = Printer.text(rendering, options.get(0, ""));
    AttributePath path = AttributePath.of(options.optional(1));
    TextBuffer out = new TextBuffer(rendering);
    List<Object> elements = Values.elements(rendering, value);
    for (int i = 0; i < elements.size(); i++) {
      if (i > 0) {
        out.append(separator);
      }
      out.append(Printer.text(rendering, path.get(rendering, elements.get(i), null)));
    }
    return out.toString();
  }

  private static Object sum(Rendering rendering, Object value, Arguments arguments) {
    BoundArguments options = arguments.bind("sum", 0, "attribute", "start");
    AttributePath path = AttributePath.of(options.optional(0));
    Object sum = options.get(1, 0L);
    if (Values.isText(sum)) {
      throw new RenderError("sum adds no strings; use join");
    }
    for (Object element : Values.elements(rendering, value)) {
      rendering.step();
      sum =
          Operators.apply(rendering, Operators.Binary.ADD, sum, path.get(rendering, element, null));
    }
    return sum;
  }

  /** Rows of {@code linecount} elements. */
  private static Object batch(Rendering rendering, Object value, Arguments arguments) {
    BoundArguments options = arguments.bind("batch", 1, "linecount", "fill_with");
    List<Object> elements = Values.elements(rendering, value);
    long width = Operators.requireInteger(options.required(0));
    Object fill = options.get(1, None.NONE);
    List<Object> rows = new ArrayList<>();
    List<Object> row = new ArrayList<>();
    for (Object element : elements) {
      if (row.size() == width) {
        rows.add(row);
        row = new ArrayList<>();
      }
      rendering.allocateElements(2);
      row.add(element);
    }
    if (!row.isEmpty()) {
      if (fill != None.NONE && row.size() < width) {
        rendering.allocateElements(width);
        row.addAll(Collections.nCopies((int) width - row.size(), fill));
      }
      rows.add(row);
    }
    return new Generator(rows);
  }

  /** As many columns as {@code slices}, the first ones longer by one where it does not divide. */
  private static Object slice(Rendering rendering, Object value, Arguments arguments) {
    BoundArguments options = arguments.bind("slice", 1, "slices", "fill_with");
    List<Object> elements = Values.newList(rendering, value);
    long slices = Operators.requireInteger(options.required(0));
    Object fill = options.get(1, None.NONE);
    if (slices == 0) {
      throw new RenderError("slice into 0 slices");
    }
    rendering.allocateElements(Math.max(slices, 0));
    List<Object> columns = new ArrayList<>();
    int offset = 0;
    for (long i = 0; i < slices; i++) {
      boolean longer = i < elements.size() % slices;
      int end = offset + (int) (elements.size() / slices) + (longer ? 1 : 0);
      rendering.allocateElements(end - offset + 1L);
      List<Object> column = new ArrayList<>(elements.subList(offset, end));
      if (fill != None.NONE && !longer) {
        column.add(fill);
      }
      columns.add(column);
      offset = end;
    }
    return new Generator(columns);
  }
}
