package dev.puna.engine;

import dev.puna.engine.Outcome.End;
import dev.puna.sampling.Sampler;
import dev.puna.spi.Step;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the tokens that follow a step. Those that were drafted are checked in order: the sampler
 * is asked as it would be without a draft, with the same logits, and as long as it chooses what was
 * drafted the next position's logits are those of its own choice. So an answer has the same tokens
 * with drafts and without, whatever the sampler does.
 *
 * <p>After each token it goes on with those that must follow, which the next step reads as it reads
 * a prompt.
 */
final class Chooser {
  private final float[] logits;

  Chooser(int vocabulary) {
    logits = new float[vocabulary];
  }

  /**
   * Chooses tokens of a task and tells its listener.
   *
   * @param output of the step: the task's first
   * @return how the task ends, or null where it goes on
   * @throws RuntimeException if the sampler fails
   */
  @Nullable End choose(Task task, Step step, int output) {
    Draft draft = task.draft;
    int first = task.tokenCount();
    int right = 0;
    boolean wrong = false;
    End end = null;
    try {
      task.ran();
      for (int i = 0; end == null && !wrong && i <= draft.count(); i++) {
        // It may be there already, because it had to follow the one before.
        if (task.tokenCount() == first + i) {
          step.logits(output + i, logits, 0);
          end = next(task);
        }
        if (i < draft.count()) {
          wrong = task.tokens()[first + i] != draft.token(i);
          right += wrong ? 0 : 1;
        }
      }
    } finally {
      // The last token is always run, and what was drafted wrongly must not stay.
      task.sequence.truncate(Math.min(first + right, task.tokenCount() - 1));
      draft.checked(right, wrong);
    }
    return end;
  }

  /** Chooses a token from the logits, and goes on with those that must follow. */
  private @Nullable End next(Task task) {
    Request request = task.request;
    Sampler sampler = request.sampler();
    int token = sampler.sample(logits, 0, logits.length);
    sampler.accept(token);
    task.append(token);
    if (request.endsGeneration().test(token)) {
      return End.END_OF_GENERATION;
    }
    request.listener().token(token);
    End end = end(task);
    if (end == null) {
      for (int forced : request.forced().apply(token)) {
        sampler.accept(forced);
        task.append(forced);
        request.listener().token(forced);
        end = end(task);
        if (end != null) {
          break;
        }
      }
    }
    return end;
  }

  private static @Nullable End end(Task task) {
    if (task.request.sampler().isFinished()) {
      return End.END_OF_GENERATION;
    }
    return task.isFull() ? End.LENGTH : null;
  }
}
