package dev.puna.calling;

import dev.puna.grammar.Grammar;
import dev.puna.tool.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/** The grammars of the calls of one tool: made once, as long as there is the tool. Thread-safe. */
public final class CallGrammars {
  /** Enough for each parameter of a tool with each of its successors, in any usual case. */
  private static final int MOST = 256;

  /** The values must not refer to the keys. */
  private static final Map<Tool, CallGrammars> ALL = new WeakHashMap<>();

  private record Between(String before, String schema, List<String> after) {}

  private final List<Parameter> parameters;
  private final Map<Between, Grammar> grammars = new LinkedHashMap<>();

  private CallGrammars(List<Parameter> parameters) {
    this.parameters = parameters;
  }

  /** Those of a tool. */
  public static CallGrammars of(Tool tool) {
    synchronized (ALL) {
      return ALL.computeIfAbsent(tool, key -> new CallGrammars(Parameter.of(key)));
    }
  }

  /** Its parameters, in their order. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** What a schema of it describes, between a text and one of some texts. */
  public Grammar value(String before, String schema, List<String> after) {
    Between key = new Between(before, schema, after);
    synchronized (grammars) {
      Grammar known = grammars.get(key);
      if (known == null) {
        known = Grammar.jsonSchema(before, schema, after);
        if (grammars.size() < MOST) {
          grammars.put(key, known);
        }
      }
      return known;
    }
  }
}
