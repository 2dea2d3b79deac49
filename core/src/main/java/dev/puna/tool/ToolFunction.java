package dev.puna.tool;

import org.jspecify.annotations.Nullable;

/**
 * What a tool does.
 *
 * @param <T> the arguments
 */
@FunctionalInterface
public interface ToolFunction<T> {
  /**
   * Does it.
   *
   * @return what the model is told: a text as it is; a record, map, list, number or other value as
   *     JSON
   * @throws Exception what went wrong; the model is told the message
   */
  @Nullable Object call(T arguments) throws Exception;
}
