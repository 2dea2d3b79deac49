package dev.puna.simd;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Operation;
import dev.puna.host.Buffers;
import dev.puna.host.HostKvCache;
import dev.puna.host.Kernel;
import dev.puna.spi.Batch;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Attention over the paged cache: stores the batch's keys and values, then shares out tiles. A tile
 * is a few neighbouring rows of a sequence and the query heads, or some of them, of one key head; a
 * result does not depend on how the tiles are cut.
 */
final class AttentionKernel implements Kernel {
  private static final int STORE_GRAIN_ELEMENTS = 16_384;

  /** Products that make a part worth a thread's while. */
  private static final long GRAIN_PRODUCTS = 65_536;

  /** Tiles that a long batch has at least, so that workers end together. */
  private static final int TILES_PER_WORKER = 8;

  private final Team team;
  private final AttentionSpec spec;
  private final int group;
  private final int mostRows;
  private final CacheWriter[] writers;
  private final Team.Task store;
  private final Team.Task attend;
  private final AttentionTile[] tiles;

  // The plan of a run: rows tileEnds[i - 1] to tileEnds[i] are a tile for each key head and split.
  private final int[] tileEnds;
  private int rowTiles;
  private int splits;
  private @Nullable Batch batch;

  /**
   * A kernel.
   *
   * @param scratch memory for each worker, which kernels that run one after the other may share
   */
  AttentionKernel(
      Operation.Attention op,
      Buffers buffers,
      HostKvCache cache,
      Team team,
      AttentionScratch[] scratch,
      int maxTokens) {
    this.team = team;
    spec = op.spec();
    group = AttentionScratch.group(spec);
    mostRows = AttentionScratch.tileRows(spec);
    writers = new CacheWriter[team.workers()];
    tiles = new AttentionTile[team.workers()];
    for (int i = 0; i < tiles.length; i++) {
      writers[i] = new CacheWriter(op, buffers, cache);
      tiles[i] = new AttentionTile(op, buffers, cache, scratch[i]);
    }
    tileEnds = new int[maxTokens];
    store = (from, to, worker) -> writers[worker].store(current(), from, to);
    attend = this::attend;
  }

  @Override
  public void run(Batch batch) {
    this.batch = batch;
    int rows = batch.tokenCount();
    team.run(store, rows, STORE_GRAIN_ELEMENTS / (spec.keyWidth() + spec.valueWidth()));
    long products = cutTiles(batch);
    int units = rowTiles * spec.kvHeads() * splits;
    team.run(attend, units, (int) Math.ceilDiv(GRAIN_PRODUCTS * units, Math.max(1, products)));
  }

  private Batch current() {
    return Objects.requireNonNull(batch);
  }

  /** Plans the tiles of a batch; returns about how many products they need. */
  private long cutTiles(Batch batch) {
    rowTiles = 0;
    long pairs = 0;
    int share =
        Math.ceilDiv(batch.tokenCount() * spec.kvHeads(), TILES_PER_WORKER * team.workers());
    int tileRows = Math.min(mostRows, share);
    for (int s = 0; s < batch.sequenceCount(); s++) {
      int end = batch.firstRow(s + 1);
      for (int row = batch.firstRow(s); row < end; row += tileRows) {
        int tileEnd = Math.min(end, row + tileRows);
        tileEnds[rowTiles++] = tileEnd;
        int last = batch.position(tileEnd - 1);
        int visible = spec.window() == 0 ? last + 1 : Math.min(last + 1, spec.window());
        pairs += (long) visible * (tileEnd - row);
      }
    }
    // So that all workers have some of a single step, whose only tiles are its key heads.
    int missing = team.workers() / Math.max(1, rowTiles * spec.kvHeads());
    splits = Math.clamp(missing, 1, group);
    return pairs * (spec.queryWidth() + spec.outputWidth());
  }

  private void attend(int from, int to, int worker) {
    for (int unit = from; unit < to; unit++) {
      int rowTile = unit / (spec.kvHeads() * splits);
      int kvHead = unit / splits % spec.kvHeads();
      int split = unit % splits;
      int firstRow = rowTile == 0 ? 0 : tileEnds[rowTile - 1];
      int firstHead = kvHead * group + group * split / splits;
      int endHead = kvHead * group + group * (split + 1) / splits;
      tiles[worker].run(current(), firstRow, tileEnds[rowTile], kvHead, firstHead, endHead);
    }
  }
}
