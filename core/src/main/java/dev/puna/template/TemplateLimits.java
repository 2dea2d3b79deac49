package dev.puna.template;

import java.time.Duration;

/**
 * Bounds on what a template may consume. Exceeding one is a {@link TemplateException} that names
 * it.
 *
 * @param sourceLength longest template, in characters
 * @param nesting deepest nesting of brackets and blocks that is parsed
 * @param depth deepest nesting of expressions, blocks and macro calls while rendering, and of the
 *     values in the context. A thread needs up to 600 bytes of stack for each level.
 * @param steps expressions, statements and loop iterations that a rendering may execute; reading 16
 *     characters or elements counts as one step too; 5000 more for each value in the context
 * @param length most characters in the output or in any one string, most elements in any one list
 * @param allocation characters and list elements that a rendering may allocate in all, an element
 *     counting as 32 characters; 16 more for each character in the context
 * @param time longest rendering
 */
public record TemplateLimits(
    int sourceLength,
    int nesting,
    int depth,
    long steps,
    int length,
    long allocation,
    Duration time) {

  /**
   * Far above what known templates need for conversations of thousands of messages and a million
   * tokens, and yet a hostile template ends within a second or so and below 200 MB.
   */
  public static final TemplateLimits DEFAULT =
      new TemplateLimits(1 << 18, 200, 1000, 10_000_000, 1 << 24, 1L << 26, Duration.ofSeconds(5));

  /** Checks that every limit is positive. */
  public TemplateLimits {
    if (sourceLength < 1
        || nesting < 1
        || depth < 1
        || steps < 1
        || length < 1
        || allocation < 1
        || !time.isPositive()) {
      throw new IllegalArgumentException("every limit of a template must be positive");
    }
  }
}
