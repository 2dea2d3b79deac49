package dev.puna.engine;

import dev.puna.Speculation;
import dev.puna.spi.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has tokens drafted for the tasks that generate, as many as pay by what was measured. */
final class Speculator {
  /** How likely a drafted token is found to be right before any was checked. */
  private static final double FIRST_GUESS = 0.7;

  /** What the last answer counts in the guess for the next. */
  private static final double WEIGHT = 0.25;

  /** Fewer checked tokens say nothing about an answer. */
  private static final int FEW = 8;

  /** A draft model's guess that is less likely than this is not worth a check. */
  private static final double LEAST_PROBABILITY = 0.4;

  private final Drafter drafter;
  private final int mostTokens;
  private final boolean isAdaptive;
  private final StepTimes times;
  private final DraftPlanner.Costs costs;
  private double acceptance = FIRST_GUESS;

  /**
   * A speculator.
   *
   * @param model what checks the drafts
   * @param mostTokens tokens of a draft at most
   * @param isAdaptive whether it drafts fewer where more do not pay
   */
  Speculator(Drafter drafter, CompiledModel model, int mostTokens, boolean isAdaptive) {
    this.drafter = drafter;
    this.mostTokens = mostTokens;
    this.isAdaptive = isAdaptive;
    times = new StepTimes(model.limits().outputs());
    costs =
        new DraftPlanner.Costs() {
          @Override
          public double step(int tokens) {
            return times.of(tokens);
          }

          @Override
          public double drafting(int answers, int tokens) {
            return times.isKnown() ? drafter.cost(answers, tokens) : 0;
          }
        };
  }

  /**
   * The speculator that is asked for.
   *
   * @param draft the draft model, where there is one
   * @param promptTokens tokens beside one of each task in a step in which there are several
   */
  static Speculator of(
      Speculation speculation,
      CompiledModel model,
      @Nullable CompiledModel draft,
      int promptTokens) {
    boolean isAdaptive = speculation.isAdaptive();
    double least = isAdaptive ? LEAST_PROBABILITY : 0;
    Drafter drafter =
        draft == null
            ? new PromptLookup()
            : new ModelDrafter(draft, model.vocabulary(), promptTokens, least);
    int most = speculation.isOn() ? speculation.maxTokens() : 0;
    return new Speculator(drafter, model, most, isAdaptive);
  }

  /**
   * Drafts.
   *
   * @param tasks which choose a token after the step
   * @param room tokens that may be drafted in all
   */
  void draft(List<Task> tasks, int room) {
    if (mostTokens == 0 || tasks.isEmpty()) {
      return;
    }
    double[] chances = new double[tasks.size()];
    int[] most = new int[tasks.size()];
    for (int i = 0; i < most.length; i++) {
      Task task = tasks.get(i);
      chances[i] = task.draft.acceptance(acceptance);
      // One token comes from the step itself.
      most[i] = task.request.isSpeculative() ? Math.min(mostTokens, task.wanted() - 1) : 0;
    }
    int[] plan =
        isAdaptive ? DraftPlanner.plan(chances, most, room, costs) : DraftPlanner.all(most, room);
    int left = room;
    for (int i = 0; i < most.length; i++) {
      Draft draft = tasks.get(i).draft;
      int count = isAdaptive ? Math.min(left, draft.probing(plan[i], most[i])) : plan[i];
      draft.begin(count);
      left -= count;
    }
    drafter.draft(tasks);
  }

  /** A batch took so long. */
  void ran(Batch batch, long nanos) {
    // Of a prompt few tokens have outputs: it says little about the cost of drafts.
    if (batch.outputCount() == batch.tokenCount()) {
      times.add(batch.tokenCount(), nanos);
    }
  }

  void ended(Task task) {
    drafter.ended(task);
    if (task.draft.drafted() >= FEW) {
      acceptance += WEIGHT * (task.draft.acceptance(acceptance) - acceptance);
    }
  }

  void failed() {
    drafter.failed();
  }
}
