package dev.puna.host;

import dev.puna.MemoryLimitException;
import dev.puna.graph.Graph;
import dev.puna.graph.Operation;
import dev.puna.graph.Rows;
import dev.puna.graph.Value;
import dev.puna.spi.PlanLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for the values of a graph: an array each, row after row, shared by values that are never
 * alive at the same time.
 */
public final class Buffers {
  /**
   * Elements at the end of each array that belong to no value, so that a loop over the elements of
   * a value may run on to the end of its last vector, of up to this many elements.
   */
  public static final int PADDING = 16;

  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final float[][] byValue;

  private Buffers(float[][] byValue) {
    this.byValue = byValue;
  }

  /** The array of a value: row r, element i at {@code r * width + i}. */
  public float[] of(Value value) {
    return byValue[value.id()];
  }

  /** Bytes that {@link #allocate} takes. */
  public static long bytes(Graph graph, PlanLimits limits) {
    long floats = 0;
    for (long size : new Layout(graph, limits).sizes) {
      floats += size;
    }
    return floats * Float.BYTES;
  }

  /** Reserves memory for batches up to the limits. */
  public static Buffers allocate(Graph graph, PlanLimits limits) {
    Layout layout = new Layout(graph, limits);
    float[][] arrays = new float[layout.sizes.size()][];
    for (int i = 0; i < arrays.length; i++) {
      long size = layout.sizes.get(i);
      if (size > MAX_ARRAY) {
        throw new MemoryLimitException(
            "an intermediate value needs "
                + size
                + " numbers, more than the "
                + MAX_ARRAY
                + " that an array can hold; load with fewer batch tokens");
      }
      arrays[i] = new float[(int) size];
    }
    float[][] byValue = new float[layout.slots.length][];
    for (Operation operation : graph.operations()) {
      int id = operation.out().id();
      byValue[id] = arrays[layout.slots[id]];
    }
    return new Buffers(byValue);
  }

  /** Which array each value lies in: the first free one when it is written, in order. */
  private static final class Layout {
    final int[] slots;
    final List<Long> sizes = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();
    private final PlanLimits limits;

    Layout(Graph graph, PlanLimits limits) {
      this.limits = limits;
      slots = new int[graph.values().size()];
      int[] lastUse = lastUses(graph);
      List<Operation> operations = graph.operations();
      for (int i = 0; i < operations.size(); i++) {
        Operation operation = operations.get(i);
        if (operation.elementwise()) {
          release(operation, i, lastUse);
          slots[operation.out().id()] = take(operation.out());
        } else {
          slots[operation.out().id()] = take(operation.out());
          release(operation, i, lastUse);
        }
      }
    }

    private static int[] lastUses(Graph graph) {
      int[] lastUse = new int[graph.values().size()];
      List<Operation> operations = graph.operations();
      for (int i = 0; i < operations.size(); i++) {
        for (Value input : operations.get(i).inputs()) {
          lastUse[input.id()] = i;
        }
      }
      lastUse[graph.hidden().id()] = Integer.MAX_VALUE;
      if (graph.logits() != null) {
        lastUse[graph.logits().id()] = Integer.MAX_VALUE;
      }
      return lastUse;
    }

    private void release(Operation operation, int index, int[] lastUse) {
      for (Value input : operation.inputs()) {
        int slot = slots[input.id()];
        if (lastUse[input.id()] == index && !free.contains(slot)) {
          free.add(slot);
        }
      }
    }

    /** The free array that wastes least, or else the one that has to grow least, or a new one. */
    private int take(Value value) {
      int rows = value.rows() == Rows.TOKENS ? limits.tokens() : limits.outputs();
      long size = (long) value.width() * rows + PADDING;
      int best = -1;
      for (int candidate : free) {
        if (best < 0 || distance(candidate, size) < distance(best, size)) {
          best = candidate;
        }
      }
      if (best < 0) {
        sizes.add(size);
        return sizes.size() - 1;
      }
      free.remove(Integer.valueOf(best));
      sizes.set(best, Math.max(sizes.get(best), size));
      return best;
    }

    private long distance(int slot, long size) {
      return Math.abs(sizes.get(slot) - size);
    }
  }
}
