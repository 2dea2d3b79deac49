package dev.puna.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Drafts what followed the last tokens of a task where they stood in it before. */
final class PromptLookup implements Drafter {
  private final Map<Task, NgramIndex> indexes = new HashMap<>();

  @Override
  public void draft(List<Task> tasks) {
    for (Task task : tasks) {
      if (task.draft.isOpen()) {
        indexes
            .computeIfAbsent(task, key -> new NgramIndex(key.request.positions()))
            .draft(task.tokens(), task.tokenCount(), task.draft);
      }
    }
  }

  @Override
  public double cost(int tasks, int tokens) {
    return 0;
  }

  @Override
  public void ended(Task task) {
    indexes.remove(task);
  }

  @Override
  public void failed() {}
}
