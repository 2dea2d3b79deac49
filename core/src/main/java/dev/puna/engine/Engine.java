package dev.puna.engine;

import dev.puna.PunaException;
import dev.puna.cache.BlockPool;
import dev.puna.cache.Sequence;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.ExecutionPlan;
import dev.puna.spi.PlanLimits;
import dev.puna.spi.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Owns a plan and its cache bookkeeping, and one thread that runs them. Requests join at the next
 * step and leave when they are done; each step takes one token of every request that is generating
 * and as much of the waiting prompts as fits.
 *
 * <p>Thread-safe. A request is admitted, in order of arrival, when the cache has blocks for its
 * prompt and all tokens it may generate, so that a request once admitted always ends. Sequences of
 * sessions that are not running keep their blocks until others need them.
 */
public final class Engine implements AutoCloseable {
  private final ExecutionPlan plan;
  private final BlockPool pool;
  private final PlanLimits limits;
  private final Batch batch;
  private final float[] logits;

  /** Commands from other threads, carried out between steps. */
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();

  private final Deque<Request> waiting = new ArrayDeque<>();
  private final List<RunningRequest> running = new ArrayList<>();

  /** Sessions that hold blocks and are not running, the longest idle first. */
  private final Set<Sequence> idle = new LinkedHashSet<>();

  private final Thread thread;
  private volatile boolean closed;

  /**
   * An engine; its thread starts now.
   *
   * @param plan what to run; the caller closes it after the engine
   * @param pool the blocks of its cache
   * @param limits the plan's limits
   * @param contextLength positions that a sequence may have
   * @param vocabulary number of logits
   */
  public Engine(
      ExecutionPlan plan, BlockPool pool, PlanLimits limits, int contextLength, int vocabulary) {
    this.plan = plan;
    this.pool = pool;
    this.limits = limits;
    batch = new Batch(limits, CacheLayout.blocksFor(contextLength));
    logits = new float[vocabulary];
    thread = new Thread(this::loop, "puna-engine");
    thread.setDaemon(true);
    thread.start();
  }

  /** Hands in a request. Its listener is told how it ends, whatever happens. */
  public void submit(Request request) {
    send(() -> waiting.add(request), () -> finish(request, Outcome.End.CANCELLED));
  }

  /** Ends a request at the next step; nothing happens if it has ended. */
  public void cancel(Request request) {
    send(() -> drop(request), () -> {});
  }

  /** A sequence for a session: requests that name it find its tokens in the cache. */
  public Sequence newSession() {
    return new Sequence(pool);
  }

  /** Gives back the blocks of a session. No request of it may be running. */
  public void release(Sequence session) {
    send(
        () -> {
          idle.remove(session);
          session.truncate(0);
        },
        () -> {});
  }

  /** Ends all requests as cancelled and the thread with them. */
  @Override
  public void close() {
    closed = true;
    inbox.add(() -> {});
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
    // The thread may have ended between the check and the add; then nobody reads the inbox.
    if (!thread.isAlive() && inbox.remove(command)) {
      otherwise.run();
    }
  }

  private void loop() {
    try {
      while (!closed) {
        readInbox();
        admit();
        if (!running.isEmpty()) {
          step();
        }
      }
    } finally {
      closed = true;
      drainInbox();
      running.forEach(r -> r.request.listener().finished(r.outcome(Outcome.End.CANCELLED)));
      waiting.forEach(r -> finish(r, Outcome.End.CANCELLED));
    }
  }

  /** Carries out commands; waits for one where there is nothing else to do. */
  private void readInbox() {
    if (running.isEmpty() && waiting.isEmpty()) {
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

  @SuppressWarnings("ReferenceEquality") // two requests may be equal
  private void drop(Request request) {
    if (waiting.remove(request)) {
      finish(request, Outcome.End.CANCELLED);
      return;
    }
    for (RunningRequest r : running) {
      if (r.request == request) {
        running.remove(r);
        leave(r, r.outcome(Outcome.End.CANCELLED));
        return;
      }
    }
  }

  private static void finish(Request request, Outcome.End end) {
    request.listener().finished(new Outcome(end, 0, 0, 0, null));
  }

  private void admit() {
    while (!waiting.isEmpty() && running.size() < limits.sequences()) {
      Request request = waiting.peek();
      Sequence sequence = request.session() == null ? newSession() : request.session();
      idle.remove(sequence);
      // The last token of the prompt is always run: its logits are what is asked for.
      sequence.truncate(
          Math.min(sequence.commonPrefix(request.prompt()), request.prompt().length - 1));
      int tokens = request.prompt().length + request.maxTokens() - 1;
      int missing = sequence.blocksMissing(tokens);
      evictIdle(missing);
      if (missing > pool.free()) {
        if (sequence.length() > 0) {
          idle.add(sequence);
        }
        if (running.isEmpty()) {
          waiting.remove();
          request.listener().finished(new Outcome(Outcome.End.FAILED, 0, 0, 0, tooLarge(tokens)));
          continue;
        }
        return;
      }
      waiting.remove();
      sequence.reserve(tokens);
      running.add(new RunningRequest(request, sequence));
    }
  }

  private PunaException tooLarge(int tokens) {
    return new PunaException(
        "the request needs a cache of "
            + CacheLayout.blocksFor(tokens)
            + " blocks ("
            + tokens
            + " tokens); the model was loaded with "
            + pool.size()
            + "; ask for fewer tokens or load it with a higher memory limit");
  }

  private void evictIdle(int needed) {
    while (needed > pool.free() && !idle.isEmpty()) {
      Sequence oldest = idle.iterator().next();
      idle.remove(oldest);
      oldest.truncate(0);
    }
  }

  private void step() {
    List<RunningRequest> asking = new ArrayList<>();
    try {
      fillBatch(asking);
      Step step = plan.run(batch);
      for (int output = 0; output < asking.size(); output++) {
        step.logits(output, logits, 0);
        sample(asking.get(output));
      }
    } catch (Throwable failure) { // whatever it is, callers must be told and the engine live on
      List<RunningRequest> failed = List.copyOf(running);
      running.clear();
      for (RunningRequest r : failed) {
        // What the cache holds after a failure is not known.
        r.sequence.truncate(0);
        leave(r, r.outcome(Outcome.End.FAILED, failure));
      }
    }
  }

  /** Puts one token of each generating request and what fits of the prompts into the batch. */
  private void fillBatch(List<RunningRequest> asking) {
    batch.clear(Batch.Result.LOGITS);
    int room = limits.tokens();
    for (RunningRequest r : running) {
      room -= r.promptLeft() == 0 ? 1 : 0;
    }
    for (RunningRequest r : running) {
      int left = r.promptLeft();
      int count = left == 0 ? 1 : Math.min(left, room);
      if (count == 0) {
        continue;
      }
      if (left > 0) {
        room -= count;
      }
      boolean asks = count >= left;
      batch.sequence(r.sequence.blocks(), r.sequence.blockCount());
      for (int i = 0; i < count; i++) {
        int position = r.sequence.length();
        int token = left == 0 ? r.nextToken : r.request.prompt()[position];
        batch.token(token, position, asks && i == count - 1);
        r.sequence.append(token);
      }
      if (asks) {
        asking.add(r);
      }
    }
  }

  private void sample(RunningRequest r) {
    Request request = r.request;
    int token;
    try {
      token = request.sampler().sample(logits, 0, logits.length);
      request.sampler().accept(token);
    } catch (RuntimeException failure) {
      running.remove(r);
      leave(r, r.outcome(Outcome.End.FAILED, failure));
      return;
    }
    r.count();
    if (request.endsGeneration().test(token)) {
      running.remove(r);
      leave(r, r.outcome(Outcome.End.END_OF_GENERATION));
      return;
    }
    request.listener().token(token);
    r.nextToken = token;
    if (request.sampler().isFinished()) {
      running.remove(r);
      leave(r, r.outcome(Outcome.End.END_OF_GENERATION));
    } else if (r.isFull()) {
      running.remove(r);
      leave(r, r.outcome(Outcome.End.LENGTH));
    }
  }

  private void leave(RunningRequest r, Outcome outcome) {
    // Blocks reserved for tokens that were never generated go back at once.
    r.sequence.truncate(r.request.session() == null ? 0 : r.sequence.length());
    if (r.sequence.length() > 0) {
      idle.add(r.sequence);
    }
    r.request.listener().finished(outcome);
  }
}
