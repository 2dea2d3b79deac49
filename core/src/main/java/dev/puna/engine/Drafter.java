package dev.puna.engine;

import java.util.List;

/**
 * Guesses which tokens come next. What became of its guesses a drafter sees from the tokens that
 * the tasks have the next time. Not thread-safe: it belongs to the engine's thread.
 */
interface Drafter {
  /**
   * Adds to the draft of each task up to as many tokens as that wants.
   *
   * @param tasks each at most once
   */
  void draft(List<Task> tasks);

  /**
   * About how long that takes, in nanoseconds; 0 where nothing is known yet.
   *
   * @param tasks how many want tokens
   * @param tokens how many each wants at most
   */
  double cost(int tasks, int tokens);

  /** Forgets a task. */
  void ended(Task task);

  /** A step failed: what devices hold is not known. */
  void failed();
}
