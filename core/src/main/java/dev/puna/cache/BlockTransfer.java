package dev.puna.cache;

import dev.puna.spi.CacheLayout;
import dev.puna.spi.KvCache;
import java.lang.foreign.MemorySegment;

/**
 * Moves the blocks of a beginning between the cache and the memory of the host, a few at a time.
 * Between two calls the cache may give blocks up; nothing is held back for a transfer. Not
 * thread-safe: it belongs to whoever runs the plan.
 */
public final class BlockTransfer {
  private static final int BLOCK_TOKENS = CacheLayout.BLOCK_TOKENS;

  private final PrefixCache prefixes;
  private final BlockPool pool;
  private final KvCache memory;

  /** Moves blocks of this cache. */
  public BlockTransfer(PrefixCache prefixes, BlockPool pool, KvCache memory) {
    this.prefixes = prefixes;
    this.pool = pool;
    this.memory = memory;
  }

  /** How many of the first {@code end} tokens are in the cache. */
  public int known(int[] tokens, int end) {
    return prefixes.known(tokens, end);
  }

  /**
   * Copies blocks of the first {@code end} tokens to native memory, one after the other.
   *
   * @param first the block to begin with
   * @param count how many there are to copy
   * @return how many were still there
   */
  public int read(int[] tokens, int end, int first, int count, MemorySegment target) {
    long bytes = memory.layout().blockBytes();
    for (int i = 0; i < count; i++) {
      int at = (first + i) * BLOCK_TOKENS;
      int to = Math.min(end, at + BLOCK_TOKENS);
      int block = prefixes.find(tokens, at, to);
      if (block < 0) {
        return i;
      }
      memory.read(block, to - at, target.asSlice(i * bytes, bytes));
    }
    return count;
  }

  /**
   * Brings blocks of the first {@code end} tokens back, as far as there is room that nobody uses.
   * The blocks before them must be in the cache.
   *
   * @return how many of them are in the cache now
   */
  public int write(int[] tokens, int end, int first, int count, MemorySegment source) {
    long bytes = memory.layout().blockBytes();
    Sequence sequence = new Sequence(pool);
    prefixes.extend(sequence, tokens, first * BLOCK_TOKENS);
    int done = 0;
    while (done < count && sequence.length() == (first + done) * BLOCK_TOKENS) {
      int at = sequence.length();
      int to = Math.min(end, at + BLOCK_TOKENS);
      if (!prefixes.makeFree(1)) {
        break;
      }
      sequence.reserve(to);
      prefixes.extend(sequence, tokens, to);
      if (sequence.length() < to) {
        memory.write(sequence.blocks()[first + done], source.asSlice(done * bytes, bytes));
        while (sequence.length() < to) {
          sequence.append(tokens[sequence.length()]);
        }
      }
      done++;
    }
    prefixes.keep(sequence, true);
    sequence.truncate(0);
    return done;
  }
}
