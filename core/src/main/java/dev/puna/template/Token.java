package dev.puna.template;

/**
 * A token of a template.
 *
 * @param text what it says: the content of text and string literals, the characters of all others
 * @param line where it begins, from 1
 */
record Token(Kind kind, String text, int line) {
  enum Kind {
    /** Text between the tags, white space control already applied. */
    TEXT("text"),
    PRINT_BEGIN("'{{'"),
    PRINT_END("'}}'"),
    BLOCK_BEGIN("'{%'"),
    BLOCK_END("'%}'"),
    NAME("a name"),
    STRING("a string"),
    INTEGER("an integer"),
    FLOAT("a float"),
    OPERATOR("an operator"),
    END("the end of the template");

    final String description;

    Kind(String description) {
      this.description = description;
    }
  }

  boolean isOperator(String symbol) {
    return kind == Kind.OPERATOR && text.equals(symbol);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /** The token as a message shows it. */
  String description() {
    return switch (kind) {
      case NAME, OPERATOR, INTEGER, FLOAT -> "'" + text + "'";
      default -> kind.description;
    };
  }
}
