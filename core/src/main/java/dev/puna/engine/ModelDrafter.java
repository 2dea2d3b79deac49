package dev.puna.engine;

import dev.puna.cache.BlockPool;
import dev.puna.cache.PrefixCache;
import dev.puna.cache.Sequence;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Drafts what a smaller model finds most likely. One run of it gives a token of each draft; the
 * first also reads what the answers have got since the last time. It has a cache of its own, in
 * which a task that can get no block is not drafted for.
 */
final class ModelDrafter implements Drafter {
  private final CompiledModel model;
  private final PrefixCache prefixes;
  private final BlockPool pool;
  private final Batch batch;
  private final float[] logits;
  private final int vocabulary;
  private final int readTokens;
  private final double leastProbability;
  private final StepTimes times;

  private final Map<Task, Sequence> sequences = new HashMap<>();

  /** Those in the batch that get another token, in the order of its outputs. */
  private List<Open> asking = new ArrayList<>();

  private record Open(Draft draft, Sequence sequence) {}

  /**
   * A drafter.
   *
   * @param model the draft model; its caller closes it
   * @param vocabulary tokens of the model that it drafts for
   * @param readTokens tokens that it reads in a step beside one of each task, where there are
   *     several
   * @param leastProbability a draft ends where it finds no token more likely than this
   */
  ModelDrafter(CompiledModel model, int vocabulary, int readTokens, double leastProbability) {
    this.model = model;
    this.vocabulary = Math.min(vocabulary, model.vocabulary());
    this.readTokens = readTokens;
    this.leastProbability = leastProbability;
    pool = model.newPool();
    prefixes = new PrefixCache(pool, model.cache());
    batch = new Batch(model.limits(), CacheLayout.blocksFor(model.contextLength()));
    logits = new float[model.vocabulary()];
    times = new StepTimes(model.limits().outputs());
  }

  @Override
  public void draft(List<Task> tasks) {
    List<Task> wanting = tasks.stream().filter(task -> task.draft.isOpen()).toList();
    read(wanting, tasks.size() > 1 ? readTokens : Integer.MAX_VALUE);
    while (batch.tokenCount() > 0) {
      long start = System.nanoTime();
      Step step = model.plan().run(batch);
      for (int output = 0; output < asking.size(); output++) {
        step.logits(output, logits, 0);
        propose(asking.get(output).draft());
      }
      times.add(batch.tokenCount(), System.nanoTime() - start);
      goOn(wanting);
    }
  }

  /** Fills the batch with what the sequences lack, {@code most} tokens beside one of each. */
  private void read(List<Task> tasks, int most) {
    batch.clear(Batch.Result.LOGITS);
    asking.clear();
    int room = Math.min(most, model.limits().tokens() - tasks.size());
    for (Task task : tasks) {
      Sequence sequence = follow(task, tasks);
      int missing = task.tokenCount() - sequence.length();
      int count = Math.min(missing, 1 + room);
      if (isReadable(task, sequence.length(), count)
          && reserve(sequence, sequence.length() + count, tasks)) {
        room -= count - 1;
        batch.sequence(sequence.blocks(), sequence.blockCount());
        for (int i = 1; i <= count; i++) {
          put(sequence, task.tokens()[sequence.length()], i == missing);
        }
        if (count == missing) {
          asking.add(new Open(task.draft, sequence));
        }
      }
    }
  }

  /** A task's sequence, without what was drafted and not chosen. */
  private Sequence follow(Task task, List<Task> tasks) {
    Sequence sequence = sequences.computeIfAbsent(task, key -> new Sequence(pool));
    int end = Math.min(sequence.length(), task.tokenCount() - 1);
    int mismatch = Arrays.mismatch(sequence.tokens(), 0, end, task.tokens(), 0, end);
    sequence.truncate(mismatch < 0 ? end : mismatch);
    if (sequence.length() == 0) {
      prefixes.extend(sequence, task.tokens(), task.tokenCount() - 1);
      if (reserve(sequence, sequence.length() + 1, tasks)) {
        // Now it has a block for the copy of one that is known in part.
        prefixes.extend(sequence, task.tokens(), task.tokenCount() - 1);
      }
    }
    return sequence;
  }

  /** Whether the draft model knows the next tokens: its table of embeddings may have fewer rows. */
  private boolean isReadable(Task task, int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (task.tokens()[i] >= model.vocabulary()) {
        return false;
      }
    }
    return true;
  }

  /** Takes blocks; if need be those of tasks that are not drafted for now. */
  private boolean reserve(Sequence sequence, int tokens, List<Task> tasks) {
    int missing = sequence.blocksMissing(tokens);
    if (!prefixes.makeFree(missing)) {
      List.copyOf(sequences.keySet()).stream()
          .filter(other -> !tasks.contains(other))
          .forEach(this::ended);
      if (!prefixes.makeFree(missing)) {
        return false;
      }
    }
    sequence.reserve(tokens);
    return true;
  }

  private void put(Sequence sequence, int token, boolean asks) {
    batch.token(token, sequence.length(), asks);
    sequence.append(token);
  }

  /** Adds the most likely token to a draft, or ends it. */
  private void propose(Draft draft) {
    int best = 0;
    for (int i = 1; i < vocabulary; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    double sum = 0;
    for (int i = 0; i < vocabulary && leastProbability > 0; i++) {
      sum += Math.exp(logits[i] - logits[best]);
    }
    if (sum * leastProbability <= 1) {
      draft.add(best);
    } else {
      draft.close();
    }
  }

  /** Fills the batch with the tokens that were just proposed. */
  private void goOn(List<Task> tasks) {
    batch.clear(Batch.Result.LOGITS);
    List<Open> before = asking;
    asking = new ArrayList<>();
    for (Open open : before) {
      Draft draft = open.draft;
      Sequence sequence = open.sequence;
      if (draft.isOpen() && reserve(sequence, sequence.length() + 1, tasks)) {
        batch.sequence(sequence.blocks(), sequence.blockCount());
        put(sequence, draft.token(draft.count() - 1), true);
        asking.add(open);
      }
    }
  }

  @Override
  public double cost(int tasks, int tokens) {
    return times.isKnown() ? tokens * times.of(tasks) : 0;
  }

  @Override
  public void ended(Task task) {
    Sequence sequence = sequences.remove(task);
    if (sequence != null) {
      prefixes.keep(sequence, true);
      sequence.truncate(0);
    }
  }

  @Override
  public void failed() {
    sequences.values().forEach(sequence -> sequence.truncate(0));
    sequences.clear();
    prefixes.clear();
  }
}
