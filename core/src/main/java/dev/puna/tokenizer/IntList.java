package dev.puna.tokenizer;

import java.util.Arrays;

/** A growing list of token ids. */
final class IntList {
  private int[] elements = new int[16];
  private int size;

  void add(int element) {
    if (size == elements.length) {
      elements = Arrays.copyOf(elements, 2 * size);
    }
    elements[size++] = element;
  }

  /** Puts an element where it belongs among ascending ones, unless it is there. */
  void insertAscending(int element) {
    int place = size;
    while (place > 0 && elements[place - 1] > element) {
      place--;
    }
    if (place > 0 && elements[place - 1] == element) {
      return;
    }
    add(element);
    System.arraycopy(elements, place, elements, place + 1, size - 1 - place);
    elements[place] = element;
  }

  /** Takes an element out, if it is there. */
  void remove(int element) {
    for (int i = 0; i < size; i++) {
      if (elements[i] == element) {
        System.arraycopy(elements, i + 1, elements, i, size - 1 - i);
        size--;
        return;
      }
    }
  }

  int[] toArray() {
    return Arrays.copyOf(elements, size);
  }
}
