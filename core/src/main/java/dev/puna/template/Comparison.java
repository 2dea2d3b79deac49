package dev.puna.template;

/** The comparison operators. */
enum Comparison {
  EQUAL,
  NOT_EQUAL,
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL,
  IN,
  NOT_IN;

  boolean holds(Rendering rendering, Object left, Object right) {
    switch (this) {
      case EQUAL:
        return Operators.equal(rendering, left, right);
      case NOT_EQUAL:
        return !Operators.equal(rendering, left, right);
      case IN:
        return Operators.contains(rendering, right, left);
      case NOT_IN:
        return !Operators.contains(rendering, right, left);
      default:
    }
    int order = Operators.compare(rendering, left, right);
    if (Numbers.isNaN(left) || Numbers.isNaN(right)) {
      return false;
    }
    return switch (this) {
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      default -> order >= 0;
    };
  }
}
