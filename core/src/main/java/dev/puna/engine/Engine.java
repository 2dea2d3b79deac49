package dev.puna.engine;

import dev.puna.PunaException;
import dev.puna.QueueFullException;
import dev.puna.Speculation;
import dev.puna.cache.BlockPool;
import dev.puna.cache.BlockTransfer;
import dev.puna.cache.PrefixCache;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thread that runs a model for any number of callers. Requests join at the next step and leave
 * when they are done; {@link Scheduler} says what a step computes.
 *
 * <p>Thread-safe. Each request's listener is told how it ends, whatever happens.
 */
public final class Engine implements AutoCloseable {
  private final CompiledModel model;
  private final BlockPool pool;
  private final Scheduler scheduler;
  private final BlockTransfer transfer;
  private final Batch batch;
  private final Chooser chooser;
  private final Speculator speculator;
  private final int queueLimit;
  private final List<Task> asking = new ArrayList<>();

  /** Commands from other threads, carried out between steps. */
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();

  private final Thread thread;
  private long arrivals;
  private volatile boolean closed;

  /**
   * An engine; its thread starts now.
   *
   * @param model what to run; the caller closes it after the engine
   * @param promptTokens tokens for each prompt in a step while answers are generated
   * @param queueLimit requests that may wait
   * @param speculation whether and how tokens are drafted
   * @param draft the draft model, where that needs one; the caller closes it after the engine
   */
  public Engine(
      CompiledModel model,
      int promptTokens,
      int queueLimit,
      Speculation speculation,
      @Nullable CompiledModel draft) {
    this.model = model;
    this.queueLimit = queueLimit;
    pool = model.newPool();
    PrefixCache prefixes = new PrefixCache(pool, model.cache());
    transfer = new BlockTransfer(prefixes, pool, model.cache());
    scheduler = new Scheduler(model.limits(), prefixes, promptTokens);
    batch = new Batch(model.limits(), CacheLayout.blocksFor(model.contextLength()));
    chooser = new Chooser(model.vocabulary());
    speculator = Speculator.of(speculation, model, draft, promptTokens);
    thread = new Thread(this::loop, "puna-engine");
    thread.setDaemon(true);
    thread.start();
  }

  /** Hands in a request. */
  public void submit(Request request) {
    send(() -> enqueue(request), () -> refuse(request, Outcome.End.CANCELLED, null));
  }

  /** Ends a request at the next step; nothing happens if it has ended. */
  @SuppressWarnings("ReferenceEquality") // two requests may be equal
  public void cancel(Request request) {
    send(
        () ->
            scheduler
                .tasks(task -> task.request == request)
                .forEach(task -> end(task, Outcome.End.CANCELLED, null)),
        () -> {});
  }

  /**
   * Moves blocks of the cache between two steps, and waits for it.
   *
   * @throws PunaException if the engine is closed
   */
  <T> T transfer(Function<BlockTransfer, T> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    send(
        () -> {
          try {
            result.complete(action.apply(transfer));
          } catch (Throwable failure) { // the caller's, whatever it is
            result.completeExceptionally(failure);
          }
        },
        () -> result.completeExceptionally(new PunaException("the model is closed")));
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof PunaException known) {
        throw known;
      }
      throw new PunaException("the cache failed: " + e.getCause(), e.getCause());
    }
  }

  /** Ends all requests as cancelled and the thread with them. */
  @Override
  public void close() {
    closed = true;
    inbox.add(() -> {});
    awaitEnd();
  }

  private void awaitEnd() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Runnable command, Runnable otherwise) {
    if (closed) {
      otherwise.run();
      return;
    }
    inbox.add(command);
    // If it was closed between the check and the add, perhaps nobody reads the inbox any more.
    if (closed && Thread.currentThread() != thread) {
      awaitEnd();
      if (inbox.remove(command)) {
        otherwise.run();
      }
    }
  }

  private void loop() {
    try {
      while (!closed) {
        readInbox();
        long now = System.nanoTime();
        scheduler
            .tasks(task -> task.request.isLate(now))
            .forEach(task -> end(task, Outcome.End.DEADLINE, null));
        scheduler.admit();
        if (!scheduler.isIdle()) {
          step();
        }
      }
    } finally {
      closed = true;
      drainInbox();
      scheduler.tasks(task -> true).forEach(task -> end(task, Outcome.End.CANCELLED, null));
    }
  }

  /** Carries out commands; waits for one where there is nothing else to do. */
  private void readInbox() {
    if (scheduler.isIdle()) {
      try {
        inbox.take().run();
      } catch (InterruptedException e) {
        // Nobody has reason to interrupt this thread; it ends by close() alone.
        return;
      }
    }
    drainInbox();
  }

  private void drainInbox() {
    for (Runnable command = inbox.poll(); command != null; command = inbox.poll()) {
      command.run();
    }
  }

  private void enqueue(Request request) {
    int blocks = CacheLayout.blocksFor(request.positions());
    if (blocks > pool.size()) {
      refuse(request, Outcome.End.FAILED, tooLarge(request.positions(), blocks));
    } else {
      Task task = new Task(request, arrivals++, pool);
      scheduler.add(task);
      // So that only those are counted as waiting who have to.
      scheduler.admit();
      if (scheduler.waitingCount() > queueLimit && scheduler.isWaiting(task)) {
        scheduler.remove(task);
        refuse(request, Outcome.End.FAILED, new QueueFullException(queueLimit));
      }
    }
  }

  private static void refuse(Request request, Outcome.End end, @Nullable Throwable cause) {
    request.listener().finished(Outcome.unserved(end, cause));
  }

  private PunaException tooLarge(long tokens, int blocks) {
    return new PunaException(
        "the request needs a cache of "
            + blocks
            + " blocks ("
            + tokens
            + " tokens); the model was loaded with "
            + pool.size()
            + "; ask for fewer tokens or load it with a higher memory limit");
  }

  private void step() {
    try {
      List<Task> choosing = scheduler.begin();
      speculator.draft(choosing, scheduler.draftRoom());
      batch.clear(Batch.Result.LOGITS);
      scheduler.fill(batch, asking);
      long start = System.nanoTime();
      Step step = model.plan().run(batch);
      speculator.ran(batch, System.nanoTime() - start);
      scheduler.ran();
      int output = 0;
      for (Task task : asking) {
        int outputs = 1 + task.draft.count();
        choose(task, step, output);
        output += outputs;
      }
    } catch (Throwable failure) { // whatever it is, callers must be told and the engine live on
      scheduler.failed();
      speculator.failed();
      for (Task task : scheduler.running()) {
        end(task, Outcome.End.FAILED, failure);
      }
    } finally {
      // An idle engine holds no caller's objects.
      asking.clear();
    }
  }

  private void choose(Task task, Step step, int output) {
    Outcome.@Nullable End end;
    try {
      end = chooser.choose(task, step, output);
    } catch (RuntimeException failure) {
      end(task, Outcome.End.FAILED, failure);
      return;
    }
    if (end != null) {
      end(task, end, null);
    }
  }

  private void end(Task task, Outcome.End end, @Nullable Throwable failure) {
    scheduler.remove(task);
    speculator.ended(task);
    task.request.listener().finished(task.outcome(end, failure));
  }
}
