package dev.puna.engine;

import dev.puna.cache.PrefixCache;
import dev.puna.cache.Sequence;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.PlanLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Decides which tasks run and what each step computes.
 *
 * <p>Tasks are served by priority and then in the order in which they came. A task is admitted when
 * the cache has blocks for the tokens that it has; it gets more as it generates. Where none is left
 * the tasks that are served last give theirs back and wait: what they have said stays said, and
 * they compute their tokens anew when there is room, to the same bits. As no task is accepted that
 * the whole cache could not hold, the first always goes on.
 *
 * <p>A step takes one token of every task that is generating, and beside these as many tokens as
 * the plan allows; while there are such tasks, no more than {@code promptTokens} for each prompt
 * that is there to be read, of {@value #PROMPTS} at most, which bounds the time between their
 * tokens. Where short prompts outnumber them, all of these count: the few wait for the many, and
 * not for long. What answers got without a step comes first, then prompts, then drafts. A prompt
 * that begins as another that is just being read waits for it, and goes on from there.
 *
 * <p>Not thread-safe: it belongs to the engine's thread.
 */
final class Scheduler {
  private static final int BLOCK_TOKENS = CacheLayout.BLOCK_TOKENS;

  /**
   * The most prompts of any length that make a step longer. (Llama 3.2 1B in Q4_K_M, two threads of
   * an Intel Xeon, 16 callers at once with 128 tokens and answers of 64: 65 tokens/s with 32 tokens
   * in a step, 79 with 128.)
   */
  private static final int PROMPTS = 4;

  /**
   * Tokens of a short prompt, in pieces of {@code promptTokens}. (The same 16 callers: 1.08 times
   * as many tokens/s where all of them count at first.)
   */
  private static final int SHORT = 8;

  private final PlanLimits limits;
  private final PrefixCache prefixes;
  private final int promptTokens;

  private final TreeSet<Task> waiting = new TreeSet<>(Task.ORDER);
  private final TreeSet<Task> running = new TreeSet<>(Task.ORDER);

  /** The prompts in the batch that is being filled. */
  private final List<Task> reading = new ArrayList<>();

  /** Tokens that the step may have beside those of the tasks that generate. */
  private int room;

  /**
   * A scheduler without tasks.
   *
   * @param promptTokens tokens for each prompt in a step while answers are generated
   */
  Scheduler(PlanLimits limits, PrefixCache prefixes, int promptTokens) {
    this.limits = limits;
    this.prefixes = prefixes;
    this.promptTokens = promptTokens;
  }

  int waitingCount() {
    return waiting.size();
  }

  boolean isWaiting(Task task) {
    return waiting.contains(task);
  }

  boolean isIdle() {
    return waiting.isEmpty() && running.isEmpty();
  }

  void add(Task task) {
    waiting.add(task);
  }

  /** Takes out a task; its blocks go to those who need them, its tokens stay known. */
  void remove(Task task) {
    waiting.remove(task);
    running.remove(task);
    giveBack(task);
  }

  /** All tasks that a condition holds for. */
  List<Task> tasks(Predicate<Task> condition) {
    List<Task> found = new ArrayList<>();
    for (TreeSet<Task> tasks : List.of(running, waiting)) {
      for (Task task : tasks) {
        if (condition.test(task)) {
          found.add(task);
        }
      }
    }
    return found;
  }

  List<Task> running() {
    return List.copyOf(running);
  }

  /** Lets waiting tasks in, in their order, as far as there is room. */
  void admit() {
    while (!waiting.isEmpty()) {
      Task task = waiting.first();
      if (running.size() == limits.sequences() && !preemptFor(task)) {
        return;
      }
      extend(task);
      // A block for each other that may need one keeps it from being sent back as soon as one does.
      int missing = task.sequence.blocksMissing(task.tokenCount());
      while (!prefixes.makeFree(missing + growing())) {
        if (!preemptFor(task)) {
          giveBack(task);
          return;
        }
      }
      task.sequence.reserve(task.tokenCount());
      // Now it has a block for the copy of one that is known in part.
      extend(task);
      task.admit();
      waiting.remove(task);
      running.add(task);
    }
  }

  private int growing() {
    int growing = 0;
    for (Task task : running) {
      growing += task.mayGrow() ? 1 : 0;
    }
    return growing;
  }

  /** Takes what is known of a task's tokens; the last is always run, for what follows it. */
  private void extend(Task task) {
    prefixes.extend(task.sequence, task.tokens(), task.tokenCount() - 1);
  }

  /** Sends back the last task if another is of higher priority. */
  private boolean preemptFor(Task task) {
    if (running.isEmpty() || running.last().request.priority() >= task.request.priority()) {
      return false;
    }
    preempt(running.last());
    return true;
  }

  private void preempt(Task task) {
    running.remove(task);
    giveBack(task);
    waiting.add(task);
  }

  private void giveBack(Task task) {
    prefixes.keep(task.sequence, true);
    task.sequence.truncate(0);
  }

  /**
   * Begins a step: gives each task that generates the blocks for its tokens, or sends it back.
   *
   * @return those of them that choose a token after the step
   */
  List<Task> begin() {
    List<Task> generating = reserve();
    room = limits.tokens() - generating.size();
    if (!generating.isEmpty()) {
      room = (int) Math.min(room, (long) promptsThatCount(generating.size()) * promptTokens);
    }
    List<Task> choosing = new ArrayList<>();
    for (Task task : generating) {
      task.count = Math.min(task.left(), 1 + room);
      room -= task.count - 1;
      if (task.count == task.left()) {
        choosing.add(task);
      }
    }
    return choosing;
  }

  /** Prompts that make a step longer beside so many answers, or one where there is none. */
  private int promptsThatCount(int answers) {
    int prompts = running.size() - answers;
    int shortPrompts = 0;
    for (Task task : running) {
      if (!task.isGenerating() && task.left() <= (long) SHORT * promptTokens) {
        shortPrompts++;
      }
    }
    int most = shortPrompts > answers ? Math.max(PROMPTS, shortPrompts) : PROMPTS;
    return Math.clamp(prompts, 1, most);
  }

  /** After {@link #begin}: tokens that may be drafted in all. */
  int draftRoom() {
    int left = Math.min(room, Math.max(0, limits.outputs() - running.size()));
    for (Task task : running) {
      left -= task.isGenerating() ? 0 : Math.min(task.left(), left);
    }
    return left;
  }

  /**
   * Fills a batch, after {@link #begin}.
   *
   * @param asking gets the tasks that choose a token after it, in the order of the outputs: one
   *     each, and one for each drafted token
   */
  void fill(Batch batch, List<Task> asking) {
    for (Task task : running) {
      if (task.isGenerating()) {
        fitDraft(task);
      } else {
        task.count = Math.min(room, toRead(task));
        room -= task.count;
        if (task.count > 0) {
          reading.add(task);
        }
      }
      if (task.count > 0) {
        put(task, batch, asking);
      }
    }
  }

  /** Drops what is drafted beyond the blocks that can be had; others never wait for that. */
  private void fitDraft(Task task) {
    Sequence sequence = task.sequence;
    int tokens = task.tokenCount() + task.draft.count();
    if (prefixes.makeFree(sequence.blocksMissing(tokens))) {
      sequence.reserve(tokens);
    } else {
      task.draft.limit(sequence.blockCount() * BLOCK_TOKENS - task.tokenCount());
    }
  }

  /** Sees to it that each generating task has blocks for its tokens, and returns these tasks. */
  private List<Task> reserve() {
    List<Task> generating = new ArrayList<>();
    for (Task task : List.copyOf(running)) {
      if (running.contains(task) && task.isGenerating()) {
        while (!prefixes.makeFree(task.sequence.blocksMissing(task.tokenCount()))) {
          preempt(running.last());
          if (!running.contains(task)) {
            break;
          }
        }
        if (running.contains(task)) {
          task.sequence.reserve(task.tokenCount());
          generating.add(task);
        }
      }
    }
    return generating;
  }

  /** Tokens of a prompt to run now. */
  private int toRead(Task task) {
    // Another may have read on since this one began, in a block too of which this one has a part.
    Sequence sequence = task.sequence;
    int inBlock = sequence.length() % BLOCK_TOKENS;
    int known = inBlock == 0 ? 0 : prefixes.known(task.tokens(), task.tokenCount() - 1);
    if (known > sequence.length()) {
      sequence.rewind(sequence.length() - inBlock);
      inBlock = 0;
    }
    if (inBlock == 0) {
      extend(task);
      task.found();
    }
    int at = sequence.length();
    int end = Math.min(at - at % BLOCK_TOKENS + BLOCK_TOKENS, task.tokenCount() - 1);
    for (Task other : at < end ? reading : List.<Task>of()) {
      // A part of a block is there for others when a whole prompt ends in it.
      boolean alike =
          (end % BLOCK_TOKENS == 0 || other.left() == 0)
              && end <= other.sequence.length()
              && Arrays.equals(task.tokens(), 0, end, other.tokens(), 0, end);
      if (alike) {
        return 0;
      }
    }
    return task.left();
  }

  private static void put(Task task, Batch batch, List<Task> asking) {
    boolean asks = task.count == task.left();
    batch.sequence(task.sequence.blocks(), task.sequence.blockCount());
    for (int i = 1; i <= task.count; i++) {
      put(task.sequence, task.tokens()[task.sequence.length()], asks && i == task.count, batch);
    }
    task.read();
    if (asks) {
      for (int i = 0; i < task.draft.count(); i++) {
        put(task.sequence, task.draft.token(i), true, batch);
      }
      asking.add(task);
    }
  }

  private static void put(Sequence sequence, int token, boolean output, Batch batch) {
    batch.token(token, sequence.length(), output);
    sequence.append(token);
  }

  /** The batch was computed: what was read of prompts is there for others. */
  void ran() {
    for (Task task : reading) {
      prefixes.keep(task.sequence, task.left() == 0);
    }
    reading.clear();
  }

  /** The batch failed: what the cache holds is not known. */
  void failed() {
    reading.clear();
    running.forEach(task -> task.sequence.truncate(0));
    prefixes.clear();
  }
}
