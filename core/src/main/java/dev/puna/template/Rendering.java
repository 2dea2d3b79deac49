package dev.puna.template;

import java.time.Clock;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** The state of one rendering: the line it is at, its clock and what it has consumed. */
final class Rendering {
  /** An element may be an object of its own; in bytes, it then is about this large. */
  private static final long CHARACTERS_PER_ELEMENT = 32;

  /** Some templates go through all messages for each message, and there may be thousands. */
  private static final long STEPS_FOR_VALUE = 5000;

  private static final long ALLOCATION_FOR_CHARACTER = 16;

  private static final long STEPS_BETWEEN_CLOCK_READINGS = 8192;

  final TemplateLimits limits;
  int line = 1;

  private final @Nullable Clock clock;
  private final long deadline;
  private long steps;
  private long maxSteps;
  private long maxAllocation;
  private long nextClockReading = STEPS_BETWEEN_CLOCK_READINGS;
  private long allocated;
  private int depth;

  Rendering(TemplateLimits limits, @Nullable Clock clock) {
    this.limits = limits;
    this.clock = clock;
    this.maxSteps = limits.steps();
    this.maxAllocation = limits.allocation();
    this.deadline = System.nanoTime() + limits.time().toNanos();
  }

  /** Raises the limits for a context of this size. */
  void allowFor(long values, long characters) {
    maxSteps += Math.min(values * STEPS_FOR_VALUE, Long.MAX_VALUE - maxSteps);
    maxAllocation +=
        Math.min(characters * ALLOCATION_FOR_CHARACTER, Long.MAX_VALUE - maxAllocation);
  }

  /** The present time. The system's clock is not asked for before: time zones take long to load. */
  ZonedDateTime now() {
    return ZonedDateTime.now(clock == null ? Clock.system(ZoneId.systemDefault()) : clock);
  }

  /** Evaluates one expression, one level deeper. */
  Object evaluate(Expression expression, Scope scope) {
    enter();
    Object value = expression.evaluate(this, scope);
    leave();
    return value;
  }

  /** Calls a value with evaluated arguments. */
  Object call(Object target, Arguments arguments) {
    if (target instanceof Callable callable) {
      return callable.call(this, arguments);
    }
    if (target instanceof Undefined undefined) {
      throw undefined.error();
    }
    throw new RenderError("a value of type " + Values.typeName(target) + " can not be called");
  }

  /**
   * Goes one level deeper. There is no need to leave in a finally block: an error ends the
   * rendering.
   */
  void enter() {
    if (++depth > limits.depth()) {
      throw new RenderError("nested or recursive beyond " + limits.depth() + " levels");
    }
    step();
  }

  void leave() {
    depth--;
  }

  void step() {
    addSteps(1);
  }

  /** Accounts for reading characters or elements without keeping them. */
  void read(long count) {
    addSteps(1 + (count >> 4));
  }

  /** Accounts for a new string, before it is made. */
  void allocate(long characters) {
    if (characters > limits.length()) {
      throw new RenderError("a text of more than " + limits.length() + " characters");
    }
    addAllocation(characters);
  }

  /** Accounts for a new list or dictionary, before it is made. */
  void allocateElements(long count) {
    if (count > limits.length()) {
      throw new RenderError("a list of more than " + limits.length() + " elements");
    }
    addAllocation(count * CHARACTERS_PER_ELEMENT);
  }

  private void addAllocation(long characters) {
    allocated += characters;
    if (allocated > maxAllocation) {
      throw new RenderError(
          "the template allocates more than " + maxAllocation + " characters in all");
    }
    addSteps(1 + (characters >> 4));
  }

  private void addSteps(long count) {
    steps += count;
    if (steps >= nextClockReading) {
      checkTime();
    }
  }

  private void checkTime() {
    nextClockReading = steps + STEPS_BETWEEN_CLOCK_READINGS;
    if (steps > maxSteps) {
      throw new RenderError("the template takes more than " + maxSteps + " steps");
    }
    if (System.nanoTime() - deadline > 0) {
      throw new RenderError("the template takes longer than " + limits.time().toMillis() + " ms");
    }
  }
}
