package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;

import dev.puna.quant.TensorType;
import dev.puna.simd.vector.Lanes;
import org.jspecify.annotations.Nullable;

/**
 * Multiplies some rows with one token or a few, in the memory of one thread.
 *
 * <p>A stretch of four rows is decoded, and multiplied with all tokens while it is in the first
 * cache. The rows lie far apart, so that memory is read in several streams: the processor fetches
 * ahead in each. (Q4_0, two threads of an Intel Xeon: 13 to 16 G weights/s, and 7 for one row after
 * the other.) Strands wait in memory meanwhile.
 */
final class RowStreams {
  /** Rows at a time. */
  static final int ROWS = 64;

  private static final int LANES = Lanes.F32.length();

  private static final int STRETCH = Terms.STRETCH;

  /**
   * The strands of the rows with the tokens, {@code [quad, token, row]}; in the end their sums. (In
   * an array, where vectors lie in two lines of the cache, 16 tokens of Q4_K are 0.97 times as
   * fast, one token 0.95; one thread of an Intel Xeon.)
   */
  private final NativeFloats sums = new NativeFloats();

  /** Decoded stretches of four rows, their scales, and their terms. */
  private final NativeFloats scratch = new NativeFloats();

  /**
   * Positions of tokens, and behind them the sums of their groups; of tokens that are multiplied
   * together in turn.
   */
  private final NativeFloats tokens = new NativeFloats();

  private float[] spare = {};

  /** What was loaded last. */
  private @Nullable Activations loaded;

  private long loadedVersion;
  private int loadedFirst;
  private int count;

  private int columns;
  private int groups;

  /** Floats that are taken now. */
  long elements() {
    return sums.length() + scratch.length() + tokens.length() + spare.length;
  }

  /** Floats that rows of so many columns and groups take in all. */
  static long elements(int columns, int groups) {
    long perToken = columns + groups + (long) ROWS * LANES;
    return scratchElements(groups) + STRETCH + Activations.FEW * perToken;
  }

  private static long scratchElements(int groups) {
    return Quad.SIZE * (STRETCH + (long) Terms.stride(groups)) + Quad.SIZE * Terms.ROW_BYTES / 4;
  }

  /** Takes tokens, at most {@link Activations#FEW}; {@code columns} fill whole vectors. */
  void load(Activations x, int first, int count, int columns) {
    if (x == loaded
        && x.version == loadedVersion
        && first == loadedFirst
        && count == this.count
        && columns == this.columns) {
      return;
    }
    loaded = x;
    loadedVersion = x.version;
    loadedFirst = first;
    this.count = count;
    this.columns = columns;
    groups = x.sumsStride;
    tokens.ensure((long) count * (columns + groups));
    scratch.ensure(scratchElements(groups));
    sums.ensure((long) count * ROWS * LANES);
    spare = Workspace.atLeast(spare, STRETCH);
    for (int t = 0, size; t < count; t += size) {
      size = together(count - t);
      for (int i = 0; i < size; i++) {
        long to = at(t, size, 0) + i * Lanes.BYTES;
        long step = size * Lanes.BYTES;
        Bytes.spread(x.values, x.at + (first + t + i) * x.stride, columns, to, step);
        Bytes.spread(x.sums, (first + t + i) * groups, groups, to + columns / LANES * step, step);
      }
    }
  }

  /** How many of the tokens that are left are multiplied together: four, two or one. */
  private static int together(int left) {
    return left < 2 ? 1 : left < 4 ? 2 : 4;
  }

  /** The address of a position of {@code size} tokens from the first of them on. */
  private long at(int token, int size, int position) {
    return tokens.address + 4L * ((long) token * (columns + groups) + (long) size * position);
  }

  /**
   * Columns of a stretch of a type, a multiple of any block: where four tokens and more are
   * multiplied, memory is not what they wait for, and long stretches take fewer sums to and from
   * it. (16 tokens, GMAC/s of a thread of an Intel Xeon: Q6_K 33 with 512 columns and 35 with
   * 1,024, Q8_0 38 and 40; one token of Q8_0, G weights/s: 15 and 14.)
   */
  private int stretch(WeightRows rows, TensorType type) {
    int stretch = STRETCH;
    while (count < Quad.SIZE && stretch > 256 && type.byteSize(stretch) > rows.stretchBytes()) {
      stretch /= 2;
    }
    return stretch;
  }

  /**
   * Writes the sums of rows with the tokens that were loaded.
   *
   * @param from the address of the first row
   * @param rowBytes bytes from row to row
   * @param rowCount at most {@link #ROWS}
   * @param out takes the sum of row r and token t at {@code outAt + t * outStride + r}
   */
  void multiply(
      WeightRows rows,
      TensorType type,
      long from,
      long rowBytes,
      int rowCount,
      float[] out,
      int outAt,
      int outStride) {
    int stretch = stretch(rows, type);
    long stretchBytes = type.byteSize(stretch);
    int quads = rowCount / Quad.SIZE;
    for (int q = 0; q < quads; q++) {
      long p = from + q * rowBytes;
      quad(rows, p, quads * rowBytes, q, Quad.SIZE, stretch, stretchBytes);
    }
    int rest = rowCount - quads * Quad.SIZE;
    if (rest > 0) {
      long p = from + (long) quads * Quad.SIZE * rowBytes;
      quad(rows, p, rowBytes, quads, rest, stretch, stretchBytes);
    }
    int vectors = Math.ceilDiv(rowCount, Quad.SIZE) * count * Quad.SIZE;
    LaneSums.ofVectors(sums.address, Math.ceilDiv(vectors, LANES) * LANES);
    for (int t = 0; t < count; t++) {
      int to = outAt + t * outStride;
      for (int q = 0; q < quads; q++) {
        writeSums(q, t, Quad.SIZE, out, to + q, quads);
      }
      writeSums(quads, t, rest, out, to + quads * Quad.SIZE, 1);
    }
  }

  /** Writes a token's sums of rows that are {@code apart} from each other. */
  private void writeSums(int quad, int token, int rowCount, float[] out, int outAt, int apart) {
    long from = sums.address + 4L * sumAt(quad, token);
    for (int r = 0; r < rowCount; r++) {
      out[outAt + r * apart] = ALL.get(Bytes.F32, from + 4L * r & RANGE);
    }
  }

  /** Where the sums of four rows with a token begin. */
  private int sumAt(int quad, int token) {
    return (quad * count + token) * Quad.SIZE;
  }

  /** The strands of four rows or fewer. */
  private void quad(
      WeightRows rows,
      long from,
      long apart,
      int quad,
      int rowCount,
      int stretch,
      long stretchBytes) {
    long at = sums.address + sumAt(quad, 0) * Lanes.BYTES;
    Bytes.clear(at, count * Quad.SIZE);
    int fused = count == 1 && rowCount == Quad.SIZE ? rows.fusedRows() : 0;
    long p = from;
    for (int c = 0; c < columns; c += stretch) {
      int length = Math.min(stretch, columns - c);
      stretch(rows, p, apart, rowCount, c, length, fused, at);
      if (fused == 0) {
        multiplyStretch(c, length, at);
      }
      p += stretchBytes;
    }
    multiplyTerms(rows, rowCount, at);
  }

  /**
   * Decodes a stretch of rows from {@code column} on, or multiplies {@code fused} rows at a time
   * with one token without decoding them.
   */
  private void stretch(
      WeightRows rows,
      long from,
      long apart,
      int rowCount,
      int column,
      int length,
      int fused,
      long at) {
    long terms = termsAt(0, rows.order.sumsOf(column));
    if (rowCount == Quad.SIZE) {
      rows.headsOfFour(from, apart, length, terms, termsApart(), scalesAt(0));
    } else {
      for (int r = 0; r < rowCount; r++) {
        rows.heads(from + r * apart, length, terms + r * termsApart(), scalesAt(r));
      }
    }
    int together = Math.max(1, fused);
    for (int r = 0; r < rowCount; r += together) {
      long p = from + r * apart;
      if (fused == 0) {
        rows.decode(p, length, scalesAt(r), decoded() + r * Lanes.BYTES, spare);
      } else {
        rows.dot(p, apart, length, at(0, 1, column), scalesAt(r), at + r * Lanes.BYTES);
      }
    }
  }

  /** Multiplies the rows' terms with the sums of the tokens' groups. */
  private void multiplyTerms(WeightRows rows, int rowCount, long at) {
    if (groups == 0) {
      return;
    }
    int used = rows.order.sumsOf(columns);
    if (count < Quad.SIZE) {
      int steps = groups / LANES;
      for (int t = 0, size; t < count; t += size) {
        size = together(count - t);
        for (int i = 0; i < size; i++) {
          long x = at(t, size, columns) + i * Lanes.BYTES;
          long step = size * Lanes.BYTES;
          long strands = at + (t + i) * Quad.STRANDS;
          Quad.terms(termsAt(0, 0), termsApart(), used, x, step, steps, strands);
        }
      }
      return;
    }
    for (int r = 0; r < rowCount; r++) {
      Bytes.clear(termsAt(r, used));
    }
    for (int g = 0; g < groups; g += STRETCH) {
      int length = Math.min(STRETCH, groups - g);
      for (int r = 0; r < rowCount; r++) {
        Bytes.spread(termsAt(r, g), length, decoded() + r * Lanes.BYTES, Quad.STEP);
      }
      multiplyStretch(columns + g, length, at);
    }
  }

  /** Multiplies what is decoded with the same positions of all tokens. */
  private void multiplyStretch(int position, int length, long at) {
    int steps = length / LANES;
    for (int t = 0, size; t < count; t += size) {
      size = together(count - t);
      long x = at(t, size, position);
      long strands = at + t * Quad.STRANDS;
      if (size == 4) {
        Quad.four(decoded(), x, steps, strands);
      } else if (size == 2) {
        Quad.two(decoded(), x, 2, steps, strands);
      } else {
        Quad.one(decoded(), x, steps, strands);
      }
    }
  }

  private long decoded() {
    return scratch.address;
  }

  /** The address of the scales of a row's stretch. */
  private long scalesAt(int row) {
    return decoded() + 4L * Quad.SIZE * STRETCH + row * Terms.ROW_BYTES;
  }

  /** The address of a term of a row. */
  private long termsAt(int row, int term) {
    return scalesAt(Quad.SIZE) + row * termsApart() + 4L * term;
  }

  private long termsApart() {
    return 4L * Terms.stride(groups);
  }
}
