package dev.puna.cli.synth;

import dev.puna.gguf.GgufTensorSource;
import dev.puna.quant.BlockFormat;
import dev.puna.quant.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Normally distributed weights. To encode a billion of them takes minutes, so a stock of units is
 * encoded once for each type and number of inputs, and matrices are random sequences of these.
 */
final class RandomWeights {
  /** Elements of a unit: whole blocks of every type. */
  static final int UNIT = 256;

  /** Units in stock; a power of two. */
  private static final int STOCK = 512;

  private final long seed;
  private final Map<Kind, MemorySegment> stocks = new HashMap<>();

  RandomWeights(long seed) {
    this.seed = seed;
  }

  private record Kind(TensorType type, int columns) {}

  /**
   * The weights of a matrix, with a variance of {@code 1 / columns}: what comes out of it is as
   * large as what goes in.
   */
  GgufTensorSource matrix(TensorType type, int columns, String name) {
    MemorySegment stock =
        stocks.computeIfAbsent(new Kind(type, columns), kind -> stock(kind.type, kind.columns));
    long unitBytes = type.byteSize(UNIT);
    long order = new SplittableRandom(seed + name.hashCode()).nextLong();
    return (offset, target) -> fill(stock, unitBytes, order, offset, target);
  }

  private MemorySegment stock(TensorType type, int columns) {
    BlockFormat format = type.format().orElseThrow();
    SplittableRandom random = new SplittableRandom(seed);
    double deviation = 1 / Math.sqrt(columns);
    float[] values = new float[UNIT * STOCK];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    MemorySegment stock = Arena.ofAuto().allocate(type.byteSize(values.length), Long.BYTES);
    format.quantise(values, 0, stock, 0, values.length);
    return stock;
  }

  /** Copies the units that a piece of a tensor touches; the first and the last may be cut. */
  private static void fill(
      MemorySegment stock, long unitBytes, long order, long offset, MemorySegment target) {
    long size = target.byteSize();
    for (long done = 0; done < size; ) {
      long unit = (offset + done) / unitBytes;
      long within = (offset + done) % unitBytes;
      long count = Math.min(unitBytes - within, size - done);
      long from = (mix(order + unit) & (STOCK - 1)) * unitBytes + within;
      MemorySegment.copy(stock, from, target, done, count);
      done += count;
    }
  }

  /** Scatters neighbouring numbers (the finaliser of MurmurHash 3). */
  private static long mix(long value) {
    long mixed = (value ^ value >>> 33) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ mixed >>> 33;
  }
}
