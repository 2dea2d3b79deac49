package dev.puna.graph;

/**
 * The shape and rules of one attention layer.
 *
 * @param heads query heads
 * @param kvHeads key and value heads; {@code heads / kvHeads} query heads share one
 * @param keyLength elements of a query or key head
 * @param valueLength elements of a value head
 * @param scale factor on the scores, usually {@code 1 / sqrt(keyLength)}
 * @param softcap scores become {@code softcap * tanh(score / softcap)}; 0 for none
 * @param window a query at position p sees keys at positions greater than {@code p - window}; 0 for
 *     all up to p
 */
public record AttentionSpec(
    int heads,
    int kvHeads,
    int keyLength,
    int valueLength,
    float scale,
    float softcap,
    int window) {

  /** Checks the counts, and that the widths of all heads fit an int. */
  public AttentionSpec {
    if (heads <= 0 || kvHeads <= 0 || keyLength <= 0 || valueLength <= 0 || window < 0) {
      throw new IllegalArgumentException("attention counts must be positive");
    }
    if (heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          heads + " query heads can not be shared out over " + kvHeads + " key heads");
    }
    Math.multiplyExact(heads, Math.max(keyLength, valueLength));
  }

  /** Elements of all query heads. */
  public int queryWidth() {
    return heads * keyLength;
  }

  /** Elements of all key heads. */
  public int keyWidth() {
    return kvHeads * keyLength;
  }

  /** Elements of all value heads. */
  public int valueWidth() {
    return kvHeads * valueLength;
  }

  /** Elements of the output, all query heads together. */
  public int outputWidth() {
    return heads * valueLength;
  }
}
