package dev.puna.sampling;

/**
 * Finds the fewest candidates, taken by descending key, whose weights make up a given sum: a
 * quickselect that counts weight instead of elements. Linear time on average, no sorting.
 */
final class MassSelection {
  private MassSelection() {}

  /**
   * Keeps the candidates of largest key whose weights sum to {@code mass} or more, at least one.
   * Keys and weights, one a candidate and possibly the same array, are permuted with them.
   */
  static void keep(Candidates candidates, double[] keys, double[] weights, double mass) {
    int low = 0;
    int high = candidates.size();
    double missing = mass;
    // Random pivots, the same in every run: no order of logits is slow on purpose.
    int random = 1;
    // Candidates before low are kept and those from high on are not: the cut lies between.
    while (high - low > 1) {
      random = random * 1664525 + 1013904223;
      int pivot = low + Integer.remainderUnsigned(random >>> 8, high - low);
      pivot = partition(candidates, keys, weights, low, high, pivot);
      double left = 0;
      for (int i = low; i < pivot; i++) {
        left += weights[i];
      }
      if (left >= missing && pivot > low) {
        high = pivot;
      } else if (left + weights[pivot] >= missing) {
        candidates.keepFirst(pivot + 1);
        return;
      } else {
        missing -= left + weights[pivot];
        low = pivot + 1;
      }
    }
    candidates.keepFirst(high);
  }

  /** Moves what precedes the pivot before it and the rest behind it; returns the pivot's place. */
  private static int partition(
      Candidates candidates, double[] keys, double[] weights, int low, int high, int pivot) {
    int last = high - 1;
    swap(candidates, keys, weights, pivot, last);
    double key = keys[last];
    int id = candidates.id(last);
    int place = low;
    for (int i = low; i < last; i++) {
      if (keys[i] > key || (keys[i] == key && candidates.id(i) < id)) {
        swap(candidates, keys, weights, i, place++);
      }
    }
    swap(candidates, keys, weights, place, last);
    return place;
  }

  @SuppressWarnings("ReferenceEquality") // one array must not be swapped twice
  private static void swap(Candidates candidates, double[] keys, double[] weights, int i, int j) {
    candidates.swap(i, j);
    double weight = weights[i];
    weights[i] = weights[j];
    weights[j] = weight;
    if (keys != weights) {
      double key = keys[i];
      keys[i] = keys[j];
      keys[j] = key;
    }
  }
}
