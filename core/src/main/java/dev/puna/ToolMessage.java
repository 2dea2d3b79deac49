package dev.puna;

import dev.puna.tool.Tool;
import java.util.List;

/**
 * What a model says in one message.
 *
 * @param content the text
 * @param requests the calls that it asks for
 * @param generation the last piece of work, with the text as its own
 */
record ToolMessage(String content, List<Request> requests, Generation generation) {
  /** A call that it asks for. */
  record Request(Tool tool, String arguments) {}

  /** Whether it ended as it should, so that its calls are to be made. */
  boolean isWhole() {
    return generation.finishReason() != FinishReason.CANCELLED
        && generation.finishReason() != FinishReason.DEADLINE;
  }
}
