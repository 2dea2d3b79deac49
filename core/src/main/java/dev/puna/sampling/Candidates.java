package dev.puna.sampling;

import dev.puna.PunaException;
import java.util.Arrays;
import java.util.Objects;

/**
 * The tokens that may come next, each with its logit: what the stages of a sampler work on.
 *
 * <p>Candidates are numbered 0 to {@link #size()} - 1 in no particular order unless {@link
 * #isSorted()}. Logits are finite or negative infinity, which is a token that is never chosen.
 * Buffers are kept from token to token; sets of equal size allocate nothing.
 */
public final class Candidates {
  private int[] ids = new int[0];
  private float[] logits = new float[0];
  private double[] weights = new double[0];
  private int vocabulary;
  private int size;
  private boolean ascending;
  private boolean sorted;

  Candidates() {}

  /**
   * The token of largest logit, of lowest id among equals, straight from the model's logits.
   *
   * @throws PunaException if a logit is NaN or positive infinity, or all are negative infinity
   */
  static int best(float[] logits, int offset, int vocabulary) {
    int best = -1;
    float largest = Float.NEGATIVE_INFINITY;
    for (int id = 0; id < vocabulary; id++) {
      float logit = requireNumber(id, logits[offset + id]);
      if (logit > largest) {
        largest = logit;
        best = id;
      }
    }
    if (best < 0) {
      throw noneLeft();
    }
    return best;
  }

  /** Makes these the candidates {@code 0..vocabulary - 1} with the logits at {@code offset}. */
  void load(float[] source, int offset, int vocabulary) {
    if (ids.length < vocabulary) {
      ids = new int[vocabulary];
      logits = new float[vocabulary];
    }
    for (int id = 0; id < vocabulary; id++) {
      float logit = source[offset + id];
      ids[id] = id;
      logits[id] = requireNumber(id, logit);
    }
    this.vocabulary = vocabulary;
    size = vocabulary;
    ascending = true;
    sorted = false;
  }

  /** The size of the vocabulary: every token id is less. */
  public int vocabulary() {
    return vocabulary;
  }

  /** The number of candidates. */
  public int size() {
    return size;
  }

  /** The token id of candidate {@code i}. */
  public int id(int i) {
    return ids[Objects.checkIndex(i, size)];
  }

  /** The logit of candidate {@code i}. */
  public float logit(int i) {
    return logits[Objects.checkIndex(i, size)];
  }

  /**
   * Gives candidate {@code i} another logit; negative infinity forbids the token.
   *
   * @throws PunaException if {@code logit} is NaN or positive infinity
   */
  public void setLogit(int i, float logit) {
    Objects.checkIndex(i, size);
    logits[i] = requireNumber(ids[i], logit);
    sorted = false;
  }

  /**
   * The candidate with token {@code id}, or -1. Takes constant time until a stage removes
   * candidates, logarithmic time until one moves them, linear time from then on.
   */
  public int find(int id) {
    if (isWhole()) {
      return id >= 0 && id < size ? id : -1;
    }
    if (ascending) {
      return Math.max(-1, Arrays.binarySearch(ids, 0, size, id));
    }
    for (int i = 0; i < size; i++) {
      if (ids[i] == id) {
        return i;
      }
    }
    return -1;
  }

  /** Whether each candidate is at the index that is its id. */
  private boolean isWhole() {
    return ascending && size == vocabulary;
  }

  /** Whether logits descend from candidate 0 on. */
  public boolean isSorted() {
    return sorted;
  }

  /** Sorts by descending logit, equal ones by ascending id. */
  public void sort() {
    sortLargest(size);
  }

  /** Moves the {@code k} candidates of largest logit to the front, sorted; drops none. */
  void sortLargest(int k) {
    if (sorted) {
      return;
    }
    // The first k are a heap with the least of them at its root; a better one takes its place.
    heapify(k);
    for (int i = k; i < size; i++) {
      if (precedes(i, 0)) {
        swap(0, i);
        siftDown(0, k);
      }
    }
    sortHeap(k);
    ascending = false;
    sorted = k == size;
  }

  /** Keeps the {@code k} candidates of largest logit, sorted; does nothing if there are no more. */
  public void keepLargest(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("at least one candidate must be kept, not " + k);
    }
    if (k < size) {
      sortLargest(k);
      keepFirst(k);
      sorted = true;
    }
  }

  /** Keeps the candidates with a logit of {@code least} or more, in their order. */
  public void keepAtLeast(double least) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (logits[i] >= least) {
        move(i, kept++);
      }
    }
    keepFirst(kept);
  }

  /**
   * Keeps the candidates whose token is in a set, in their order.
   *
   * @param tokens one bit a token: token t is bit t % 64 of word t / 64; what is past the end is
   *     not in the set
   */
  public void keepOnly(long[] tokens) {
    int kept = 0;
    if (isWhole()) {
      // Ids are indices: the time depends on what is kept, not on the vocabulary.
      for (int word = 0; word < tokens.length && word << 6 < size; word++) {
        for (long rest = tokens[word]; rest != 0; rest &= rest - 1) {
          int id = (word << 6) + Long.numberOfTrailingZeros(rest);
          if (id < size) {
            move(id, kept++);
          }
        }
      }
    } else {
      for (int i = 0; i < size; i++) {
        int id = ids[i];
        if (id >> 6 < tokens.length && (tokens[id >> 6] >>> id & 1) != 0) {
          move(i, kept++);
        }
      }
    }
    keepFirst(kept);
  }

  /** Drops the candidates that can not be chosen. */
  void dropForbidden() {
    keepAtLeast(-Float.MAX_VALUE);
  }

  /** Drops the candidates that come before candidate {@code first} when sorted. */
  void dropBefore(int first) {
    int id = ids[first];
    float logit = logits[first];
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (logits[i] < logit || (logits[i] == logit && ids[i] >= id)) {
        move(i, kept++);
      }
    }
    keepFirst(kept);
  }

  private void move(int from, int to) {
    ids[to] = ids[from];
    logits[to] = logits[from];
  }

  /** Keeps candidates 0 to {@code count} - 1. */
  public void keepFirst(int count) {
    Objects.checkFromIndexSize(0, count, size);
    size = count;
  }

  /**
   * Divides logits by a temperature, after the largest has been moved to zero: probabilities are
   * the same, and no temperature is so small that they overflow.
   */
  void divide(float temperature) {
    float largest = logits[best()];
    for (int i = 0; i < size; i++) {
      logits[i] = (logits[i] - largest) / temperature;
    }
  }

  /** Exchanges candidates {@code i} and {@code j}; their order then counts as none. */
  void swap(int i, int j) {
    int id = ids[i];
    ids[i] = ids[j];
    ids[j] = id;
    float logit = logits[i];
    logits[i] = logits[j];
    logits[j] = logit;
    ascending = false;
    sorted = false;
  }

  /**
   * The candidate of largest logit, of lowest id among equals.
   *
   * @throws PunaException if every candidate is forbidden
   */
  int best() {
    int best = -1;
    for (int i = 0; i < size; i++) {
      if (best < 0 || precedes(i, best)) {
        best = i;
      }
    }
    if (best < 0 || logits[best] == Float.NEGATIVE_INFINITY) {
      throw noneLeft();
    }
    return best;
  }

  /**
   * Unnormalised probabilities {@code exp(logit - largest logit)}, one a candidate; valid until the
   * next call.
   *
   * @throws PunaException if every candidate is forbidden
   */
  double[] weights() {
    if (weights.length < size) {
      weights = new double[Math.min(ids.length, Math.max(size, 2 * weights.length))];
    }
    double largest = logits[best()];
    for (int i = 0; i < size; i++) {
      // StrictMath gives the same bits on every platform, and so does a seed the same tokens.
      weights[i] = StrictMath.exp(logits[i] - largest);
    }
    return weights;
  }

  /** The logarithm of the sum of {@code exp(logit)}: a logit less that is a log probability. */
  double logTotal() {
    double[] weights = weights();
    double total = 0;
    for (int i = 0; i < size; i++) {
      total += weights[i];
    }
    return logits[best()] + StrictMath.log(total);
  }

  /** The entropy of the candidates' probabilities, in nats. */
  double entropy() {
    double[] weights = weights();
    double largest = logits[best()];
    double total = 0;
    double weightedLogits = 0;
    for (int i = 0; i < size; i++) {
      total += weights[i];
      if (weights[i] > 0) {
        weightedLogits += weights[i] * (logits[i] - largest);
      }
    }
    return StrictMath.log(total) - weightedLogits / total;
  }

  private void heapify(int count) {
    for (int i = count / 2 - 1; i >= 0; i--) {
      siftDown(i, count);
    }
  }

  /** Takes the least candidate off the heap again and again: descending order remains. */
  private void sortHeap(int count) {
    for (int last = count - 1; last > 0; last--) {
      swap(0, last);
      siftDown(0, last);
    }
  }

  private void siftDown(int i, int count) {
    for (int child = 2 * i + 1; child < count; child = 2 * i + 1) {
      if (child + 1 < count && precedes(child, child + 1)) {
        child++;
      }
      if (!precedes(i, child)) {
        return;
      }
      swap(i, child);
      i = child;
    }
  }

  /** Whether candidate {@code i} comes before {@code j} when sorted. */
  boolean precedes(int i, int j) {
    return logits[i] > logits[j] || (logits[i] == logits[j] && ids[i] < ids[j]);
  }

  private static float requireNumber(int id, float logit) {
    if (!(logit < Float.POSITIVE_INFINITY)) {
      throw new PunaException(
          "the logit of token "
              + id
              + " is "
              + logit
              + ": the model file is damaged or its arithmetic overflowed");
    }
    return logit;
  }

  private static PunaException noneLeft() {
    return new PunaException(
        "no token can follow: the logits of all candidates are negative infinity; loosen the"
            + " grammar or the logit bias");
  }
}
