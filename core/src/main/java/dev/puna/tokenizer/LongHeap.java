package dev.puna.tokenizer;

import java.util.Arrays;

/** A binary heap of numbers, the least on top. */
final class LongHeap {
  private long[] heap = new long[64];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  void add(long number) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    int hole = size++;
    while (hole > 0) {
      int parent = hole - 1 >>> 1;
      if (heap[parent] <= number) {
        break;
      }
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = number;
  }

  /** Takes the least number out; the heap must not be empty. */
  long remove() {
    long least = heap[0];
    long moved = heap[--size];
    int hole = 0;
    while (true) {
      int child = 2 * hole + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= moved) {
        break;
      }
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = moved;
    return least;
  }
}
