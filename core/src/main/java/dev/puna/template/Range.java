package dev.puna.template;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/** The integers from {@code start} in steps of {@code step}, none of them stored. */
final class Range extends AbstractList<Object> implements RandomAccess {
  /** Jinja2's sandbox allows no more. */
  private static final long MAX_SIZE = 100_000;

  private final long start;
  private final long stop;
  private final long step;
  private final int size;

  Range(long start, long stop, long step) {
    if (step == 0) {
      throw new RenderError("range() arg 3 must not be zero");
    }
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.size = size(start, stop, step);
  }

  private static int size(long start, long stop, long step) {
    boolean empty = step > 0 ? start >= stop : start <= stop;
    if (empty) {
      return 0;
    }
    // The distance and the step's magnitude as unsigned numbers: neither can overflow.
    long distance = step > 0 ? stop - start : start - stop;
    long magnitude = step > 0 ? step : -step;
    long size = Long.divideUnsigned(distance - 1, magnitude) + 1;
    if (Long.compareUnsigned(size, MAX_SIZE) > 0) {
      throw new RenderError("range() of more than " + MAX_SIZE + " numbers");
    }
    return (int) size;
  }

  @Override
  public Object get(int index) {
    return start + Objects.checkIndex(index, size) * step;
  }

  @Override
  public int size() {
    return size;
  }

  String text() {
    String bounds = "range(" + start + ", " + stop;
    return step == 1 ? bounds + ")" : bounds + ", " + step + ")";
  }
}
