package dev.puna.tokenizer;

/** A map from {@code long} to a non-negative {@code int}: open addressing, nothing boxed. */
final class LongIntTable {
  private static final int LEAST_CAPACITY = 16;

  private long[] keys;

  /** The value plus one; 0 where the slot is free. */
  private int[] values;

  private int size;

  /** A table that takes {@code expected} keys without growing. */
  LongIntTable(int expected) {
    int capacity = LEAST_CAPACITY;
    while (isFull(expected, capacity)) {
      capacity <<= 1;
    }
    keys = new long[capacity];
    values = new int[capacity];
  }

  /** The value of a key, or -1. */
  int get(long key) {
    return values[slot(key)] - 1;
  }

  /** Sets the value of a key, unless it has one. */
  void putIfAbsent(long key, int value) {
    int slot = slot(key);
    if (values[slot] != 0) {
      return;
    }
    keys[slot] = key;
    values[slot] = value + 1;
    if (isFull(++size, keys.length)) {
      grow();
    }
  }

  /** The slot of the key, or the free one where it belongs. */
  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = Hashing.hash(key) & mask;
    while (values[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }

  /** Whether more than two thirds are taken. */
  private static boolean isFull(int size, int capacity) {
    return 3L * size > 2L * capacity;
  }
}
