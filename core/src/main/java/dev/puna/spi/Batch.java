package dev.puna.spi;

/**
 * A ragged list of tokens to run: for each of some sequences a few tokens in a row, prompts and
 * single steps mixed as they come. All arrays have a fixed place and are filled anew for each run.
 *
 * <p>The tokens of one sequence are neighbours, with rising positions; the cache must hold all
 * earlier positions of that sequence.
 */
public final class Batch {
  /** What a run computes for its output rows. */
  public enum Result {
    /** The final hidden state and from it the scores of the next token. */
    LOGITS,
    /** The final hidden state alone. */
    HIDDEN
  }

  private final PlanLimits limits;
  private final int maxBlocks;

  private final int[] tokens;
  private final int[] positions;
  private final int[] sequences;
  private final int[] firstRows;
  private final int[] blockTables;
  private final int[] outputs;
  private int tokenCount;
  private int sequenceCount;
  private int outputCount;
  private Result result = Result.LOGITS;

  /**
   * An empty batch.
   *
   * @param limits how much it can hold
   * @param maxBlocks cache blocks that a sequence may have
   */
  public Batch(PlanLimits limits, int maxBlocks) {
    this.limits = limits;
    this.maxBlocks = maxBlocks;
    tokens = new int[limits.tokens()];
    positions = new int[limits.tokens()];
    sequences = new int[limits.tokens()];
    firstRows = new int[limits.sequences() + 1];
    blockTables = new int[Math.multiplyExact(limits.sequences(), maxBlocks)];
    outputs = new int[limits.outputs()];
  }

  /** Forgets all tokens. */
  public void clear(Result wanted) {
    tokenCount = 0;
    sequenceCount = 0;
    outputCount = 0;
    result = wanted;
  }

  /**
   * Begins a sequence; the tokens that follow are its.
   *
   * @param blocks ids of its cache blocks, in order; block i holds positions from {@code i *
   *     BLOCK_TOKENS}
   * @param count how many of them
   */
  public void sequence(int[] blocks, int count) {
    if (sequenceCount == limits.sequences() || count > maxBlocks) {
      throw new IllegalStateException("the batch is full");
    }
    System.arraycopy(blocks, 0, blockTables, sequenceCount * maxBlocks, count);
    firstRows[sequenceCount] = tokenCount;
    sequenceCount++;
    firstRows[sequenceCount] = tokenCount;
  }

  /** Appends a token to the last sequence; {@code output} asks for its result. */
  public void token(int id, int position, boolean output) {
    if (tokenCount == limits.tokens() || (output && outputCount == limits.outputs())) {
      throw new IllegalStateException("the batch is full");
    }
    if (output) {
      outputs[outputCount++] = tokenCount;
    }
    tokens[tokenCount] = id;
    positions[tokenCount] = position;
    sequences[tokenCount] = sequenceCount - 1;
    firstRows[sequenceCount] = ++tokenCount;
  }

  /** Number of tokens. */
  public int tokenCount() {
    return tokenCount;
  }

  /** Number of sequences. */
  public int sequenceCount() {
    return sequenceCount;
  }

  /** Number of rows whose result is wanted. */
  public int outputCount() {
    return outputCount;
  }

  /** What is computed for the output rows. */
  public Result result() {
    return result;
  }

  /** The token id of a row. */
  public int token(int row) {
    return tokens[row];
  }

  /** The position of a row in its sequence, from 0. */
  public int position(int row) {
    return positions[row];
  }

  /** Which sequence of this batch a row belongs to. */
  public int sequence(int row) {
    return sequences[row];
  }

  /** The first row of a sequence; that of {@code sequenceCount()} is the number of tokens. */
  public int firstRow(int sequence) {
    return firstRows[sequence];
  }

  /** The id of the cache block that holds a position of a sequence. */
  public int block(int sequence, int position) {
    return blockTables[sequence * maxBlocks + position / CacheLayout.BLOCK_TOKENS];
  }

  /** The row of an output. */
  public int outputRow(int output) {
    return outputs[output];
  }
}
