package dev.puna.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.cache.BlockPool;
import dev.puna.cache.PrefixCache;
import dev.puna.sampling.Sampler;
import dev.puna.sampling.SamplingOptions;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import dev.puna.spi.KvCache;
import dev.puna.spi.PlanLimits;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private static final int B = CacheLayout.BLOCK_TOKENS;
  private static final PlanLimits LIMITS = new PlanLimits(100, 4, 20);
  private static final PlanLimits MANY = new PlanLimits(100, 12, 20);

  private BlockPool pool = new BlockPool(layout(64));
  private Scheduler scheduler = scheduler(10);
  private final Batch batch = new Batch(MANY, 64);
  private final List<Task> asking = new ArrayList<>();
  private long arrivals;

  private static CacheLayout layout(int blocks) {
    return new CacheLayout(List.of(), CacheType.F32, blocks);
  }

  private Scheduler scheduler(int promptTokens) {
    return scheduler(LIMITS, promptTokens);
  }

  private Scheduler scheduler(PlanLimits limits, int promptTokens) {
    KvCache memory =
        new KvCache() {
          @Override
          public CacheLayout layout() {
            return SchedulerTest.layout(pool.size());
          }

          @Override
          public String format() {
            return "nothing";
          }

          @Override
          public void copy(int from, int to) {}

          @Override
          public void read(int block, int tokens, MemorySegment target) {}

          @Override
          public void write(int block, MemorySegment source) {}

          @Override
          public void close() {}
        };
    return new Scheduler(limits, new PrefixCache(pool, memory), promptTokens);
  }

  private void withBlocks(int blocks) {
    pool = new BlockPool(layout(blocks));
    scheduler = scheduler(10);
  }

  private Task add(int priority, int... prompt) {
    return add(priority, 1000, prompt);
  }

  private Task add(int priority, int maxTokens, int[] prompt) {
    TokenListener deaf =
        new TokenListener() {
          @Override
          public void token(int id) {}

          @Override
          public void finished(Outcome outcome) {}
        };
    Request request =
        new Request(
            prompt,
            maxTokens,
            Sampler.of(SamplingOptions.greedy()),
            Request.NEVER_FORCED,
            true,
            token -> false,
            priority,
            Request.NO_DEADLINE,
            deaf);
    Task task = new Task(request, arrivals++, pool);
    scheduler.add(task);
    return task;
  }

  private static int[] range(int from, int count) {
    int[] tokens = new int[count];
    Arrays.setAll(tokens, i -> from + i);
    return tokens;
  }

  /** A step; each task that asks is given token 5. */
  private void step() {
    scheduler.admit();
    scheduler.begin();
    fill();
    asking.forEach(task -> give(task, 1));
  }

  private void fill() {
    batch.clear(Batch.Result.LOGITS);
    asking.clear();
    scheduler.fill(batch, asking);
    scheduler.ran();
  }

  private static void give(Task task, int tokens) {
    task.ran();
    for (int i = 0; i < tokens; i++) {
      task.append(5);
    }
  }

  private static void draft(Task task, int tokens) {
    task.draft.begin(tokens);
    for (int i = 0; i < tokens; i++) {
      task.draft.add(5);
    }
  }

  @Test
  void aPromptIsReadInOneStepAsLongAsNobodyGenerates() {
    Task task = add(0, range(0, 90));
    step();
    assertEquals(90, batch.tokenCount());
    assertEquals(List.of(task), asking);
    step();
    assertEquals(1, batch.tokenCount());
  }

  @Test
  void whileAnswersAreGeneratedPromptsAreReadInSmallPieces() {
    add(0, range(0, 3));
    step();
    add(0, range(100, 25));
    for (int expected : new int[] {11, 11, 6, 2}) {
      step();
      assertEquals(expected, batch.tokenCount());
    }
    assertEquals(2, asking.size());
  }

  @Test
  void severalPromptsAreReadInLargerPiecesUpToABound() {
    withBlocks(200);
    scheduler = scheduler(new PlanLimits(100, 8, 20), 10);
    Task first = add(0, 1, 2);
    step();
    int read = 0;
    for (int prompts = 1; prompts <= 6; prompts++) {
      add(0, range(1000 * prompts, 200));
      step();
      read += 10 * Math.min(prompts, 4);
      assertEquals(first.sequence.length() + read, read());
    }
  }

  @Test
  void shortPromptsAllCountWhileTheyOutnumberTheAnswers() {
    assertEquals(List.of(60, 60, 50, 40, 40, 30), readBesideAnAnswer(6, 80));
    assertEquals(List.of(40, 40, 40), readBesideAnAnswer(6, 101).subList(0, 3));
  }

  /** Tokens of prompts in each step after the first, in which an answer begins. */
  private List<Integer> readBesideAnAnswer(int prompts, int length) {
    withBlocks(200);
    scheduler = scheduler(MANY, 10);
    add(0, 1, 2);
    step();
    for (int i = 1; i <= prompts; i++) {
      add(0, range(1000 * i, length));
    }
    List<Integer> read = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int before = answers();
      step();
      read.add(batch.tokenCount() - before);
    }
    return read;
  }

  private int answers() {
    return (int) scheduler.running().stream().filter(Task::isGenerating).count();
  }

  private int read() {
    return scheduler.running().stream().mapToInt(task -> task.sequence.length()).sum();
  }

  @Test
  void promptsThatBeginAlikeAreReadOnce() {
    int[] a = range(0, 2 * B + 3);
    int[] b = a.clone();
    b[2 * B + 2] = 99;
    add(0, a);
    add(0, b);
    step();
    assertEquals(a.length, batch.tokenCount(), "the second waits for the first");
    step();
    assertEquals(1 + 1, batch.tokenCount(), "the second reads the one token that differs");
    assertEquals(2, asking.size());
    assertEquals(64 - 4, pool.free(), "two blocks are shared");
  }

  @Test
  void promptsOfWhichAPartOfABlockIsKnownAreReadOnceToo() {
    for (int known : new int[] {3, B + 1, B + B / 2, 2 * B - 1}) {
      scheduler = scheduler(10);
      int[] before = range(0, known + 1);
      before[known] = 77;
      Task first = add(0, before);
      step();
      scheduler.remove(first);
      int[] a = range(0, 3 * B + 3);
      int[] b = a.clone();
      b[3 * B + 2] = 99;
      add(0, a);
      add(0, b);
      step();
      assertEquals(a.length - known, batch.tokenCount(), "the second waits for the first");
      step();
      assertEquals(1 + 1, batch.tokenCount(), "the second reads the one token that differs");
    }
  }

  /** Pieces of a prompt do not end with blocks where its beginning did not. */
  @Test
  void whatAnotherReadsOfABlockThatIsKnownInPartIsTakenOver() {
    int[] before = range(0, 4);
    before[3] = 77;
    Task first = add(0, before);
    step();
    int[] prompt = range(0, 3 * B + 1);
    Task a = add(0, prompt);
    Task b = add(0, prompt);
    int read = 0;
    for (int steps = 0; a.left() > 1 || b.left() > 1; steps++) {
      assertTrue(steps < 40);
      scheduler.admit();
      scheduler.begin();
      fill();
      read += batch.tokenCount() - 1;
      asking.forEach(task -> give(task, 1));
    }
    assertTrue(read <= prompt.length - 3 + 10, read + " tokens were read");
    assertTrue(first.left() <= 1);
  }

  @Test
  void higherPriorityIsServedFirstAndFirstComeFirstServedAmongEquals() {
    Task low = add(-1, 1);
    Task first = add(0, 2);
    Task second = add(0, 3);
    Task high = add(7, 4);
    step();
    assertEquals(List.of(high, first, second, low), asking);
    Task urgent = add(8, 9);
    step();
    assertEquals(List.of(urgent, high, first, second), asking);
    assertEquals(1, scheduler.waitingCount());
    scheduler.remove(high);
    step();
    assertEquals(List.of(urgent, first, second, low), asking);
    assertEquals(3, low.tokenCount(), "what it had said stays said");
  }

  @Test
  void whereBlocksRunOutTheYoungestWaitsAndTheOldestGoesOn() {
    withBlocks(6);
    Task old = add(0, range(0, 2 * B - 2));
    Task young = add(0, range(500, 2 * B - 2));
    step();
    boolean waited = false;
    for (int i = 0; i < 3 * B; i++) {
      int before = old.tokenCount();
      step();
      assertEquals(before + 1, old.tokenCount());
      waited |= scheduler.waitingCount() == 1;
    }
    assertTrue(waited);
    int said = young.tokenCount();
    scheduler.remove(old);
    for (int i = 0; i < 20; i++) {
      step();
    }
    assertTrue(young.tokenCount() > said);
    assertEquals(0, scheduler.waitingCount());
  }

  @Test
  void blocksThatNobodyCanNeedAreNotKeptFree() {
    withBlocks(2);
    Task first = add(0, B, new int[] {1});
    Task second = add(0, B, new int[] {2});
    step();
    assertEquals(List.of(first, second), asking);
  }

  @Test
  void allBlocksComeBack() {
    withBlocks(9);
    for (int i = 0; i < 6; i++) {
      add(i % 2, range(i, 40 + 10 * i));
    }
    for (int i = 0; i < 300; i++) {
      step();
      for (Task task : scheduler.tasks(each -> each.tokenCount() >= 200)) {
        scheduler.remove(task);
      }
    }
    scheduler.tasks(task -> true).forEach(scheduler::remove);
    scheduler.failed();
    assertEquals(9, pool.free());
    assertTrue(scheduler.isIdle());
  }

  @Test
  void draftsTakeWhatPromptsLeaveOfTheBound() {
    Task task = add(0, range(0, 3));
    step();
    assertEquals(List.of(task), scheduler.begin());
    assertEquals(10, scheduler.draftRoom());
    add(0, range(100, 6));
    scheduler.admit();
    assertEquals(List.of(task), scheduler.begin());
    assertEquals(4, scheduler.draftRoom());
    draft(task, 4);
    fill();
    assertEquals(1 + 6 + 4, batch.tokenCount());
    assertEquals(5 + 1, batch.outputCount());
    asking.forEach(each -> give(each, 1));
    task.sequence.truncate(4);
    task.draft.begin(0);
    add(0, range(200, 40));
    scheduler.admit();
    scheduler.begin();
    assertEquals(0, scheduler.draftRoom());
  }

  @Test
  void draftsNeverOutgrowTheOutputs() {
    scheduler = scheduler(60);
    for (int i = 0; i < 4; i++) {
      add(0, i);
    }
    step();
    assertEquals(4, scheduler.begin().size());
    assertEquals(20 - 4, scheduler.draftRoom());
  }

  @Test
  void aDraftIsCutWhereNoBlockIsLeftAndSendsNobodyBack() {
    withBlocks(3);
    Task first = add(0, B + 9, range(0, B - 9));
    Task second = add(0, B + 9, range(500, B - 9));
    step();
    assertEquals(List.of(first, second), scheduler.begin());
    draft(first, 9);
    draft(second, 9);
    fill();
    assertEquals(List.of(first, second), asking);
    assertEquals(9, first.draft.count());
    assertEquals(8, second.draft.count(), "as many as its block has positions");
  }

  @Test
  void whatAnAnswerGotWithoutAStepIsRunWithinTheBoundAndBeforePrompts() {
    Task jumping = add(0, range(0, 3));
    step();
    scheduler.begin();
    fill();
    give(jumping, 15);
    Task prompt = add(1, range(100, 20));
    scheduler.admit();
    assertEquals(List.of(), scheduler.begin(), "it has more to run");
    fill();
    assertEquals(11, batch.tokenCount());
    assertEquals(0, prompt.sequence.length());
    assertEquals(List.of(jumping), scheduler.begin());
    fill();
    assertEquals(4 + 7, batch.tokenCount());
    assertEquals(List.of(jumping), asking);
    assertEquals(7, prompt.sequence.length());
  }
}
