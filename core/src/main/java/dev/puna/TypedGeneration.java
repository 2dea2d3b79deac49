package dev.puna;

/**
 * An answer as a value of a Java type.
 *
 * @param value the value
 * @param generation the answer that it was read from
 * @param <T> the type
 */
public record TypedGeneration<T>(T value, Generation generation) {
  /**
   * Reads an answer that was forced to fit a schema.
   *
   * @throws AnswerException if it ended early, or a record refuses its values
   */
  static <T> TypedGeneration<T> of(JsonSchema<T> schema, Generation generation) {
    if (!isWhole(schema, generation)) {
      throw new AnswerException(
          "the answer ended before it was complete: " + reason(generation), generation, null);
    }
    try {
      return new TypedGeneration<>(schema.read(generation.text()), generation);
    } catch (PunaException e) {
      throw new AnswerException(
          "the answer is no value of the type: " + e.getMessage(), generation, e);
    }
  }

  private static <T> boolean isWhole(JsonSchema<T> schema, Generation generation) {
    String text = generation.text();
    if (!schema.grammar().accepts(text)) {
      return false;
    }
    // More digits might have come.
    boolean isNumber = Character.isDigit(text.charAt(text.length() - 1));
    return !isNumber || generation.finishReason() == FinishReason.STOP;
  }

  private static String reason(Generation generation) {
    int tokens = generation.usage().generatedTokens();
    return switch (generation.finishReason()) {
      case LENGTH ->
          "there was room for no more than " + tokens + " tokens (maxTokens, or the context)";
      case DEADLINE -> "its time was over after " + tokens + " tokens (timeout)";
      case CANCELLED -> "it was cancelled after " + tokens + " tokens";
      case STOP -> "a stop string was met after " + tokens + " tokens";
    };
  }
}
