package dev.puna.testing;

import dev.puna.graph.Graph;
import dev.puna.spi.Backend;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import dev.puna.spi.ExecutionPlan;
import dev.puna.spi.KvCache;
import dev.puna.spi.PlanLimits;
import dev.puna.spi.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Some sequences of random tokens, run step by step as an engine would: prompts in chunks and
 * single steps, mixed. The token at a position depends on the sequence alone, and so must its
 * result.
 *
 * @param seed of tokens and of the places in the cache
 * @param steps what each run has
 */
public record Scenario(long seed, List<List<Piece>> steps) {

  /**
   * The next tokens of a sequence.
   *
   * @param sequence from 0
   */
  public record Piece(int sequence, int tokens) {}

  /** One sequence after the other, each in chunks of up to {@code chunk} tokens. */
  public static Scenario alone(long seed, int chunk, int... lengths) {
    List<List<Piece>> steps = new ArrayList<>();
    for (int s = 0; s < lengths.length; s++) {
      for (int done = 0; done < lengths[s]; done += chunk) {
        steps.add(List.of(new Piece(s, Math.min(chunk, lengths[s] - done))));
      }
    }
    return new Scenario(seed, steps);
  }

  /**
   * All sequences at once, in chunks of random lengths, some single steps, some not taking part.
   */
  public static Scenario mixed(long seed, int maxChunk, int... lengths) {
    Random random = new Random(seed);
    List<List<Piece>> steps = new ArrayList<>();
    int[] left = lengths.clone();
    boolean any = true;
    while (any) {
      any = false;
      List<Piece> step = new ArrayList<>();
      for (int s = 0; s < left.length; s++) {
        int chunk = random.nextInt(3) == 0 ? random.nextInt(maxChunk + 1) : random.nextInt(2);
        int tokens = Math.min(chunk, left[s]);
        left[s] -= tokens;
        any |= left[s] > 0;
        if (tokens > 0) {
          step.add(new Piece(s, tokens));
        }
      }
      if (!step.isEmpty()) {
        steps.add(step);
      }
    }
    return new Scenario(seed, steps);
  }

  /**
   * Runs it, in a cache whose blocks have been used before.
   *
   * @param vocabulary ids are below it
   * @return the last value of the graph, {@code [sequence][position][]}
   */
  public float[][][] run(Backend backend, Graph graph, int vocabulary, CacheType cacheType) {
    int[] lengths = lengths();
    int[][] tables = new int[lengths.length][];
    int blocks = placeBlocks(lengths, tables);
    int maxBlocks = 1;
    for (int[] table : tables) {
      maxBlocks = Math.max(maxBlocks, table.length);
    }
    CacheLayout layout = new CacheLayout(graph.attentionLayers(), cacheType, Math.max(1, blocks));
    int most = CacheLayout.BLOCK_TOKENS;
    int mostSequences = 1;
    for (List<Piece> step : steps) {
      most = Math.max(most, step.stream().mapToInt(Piece::tokens).sum());
      mostSequences = Math.max(mostSequences, step.size());
    }
    PlanLimits limits = new PlanLimits(most, mostSequences, most);
    float[][][] results = new float[lengths.length][][];
    for (int s = 0; s < results.length; s++) {
      results[s] = new float[lengths[s]][graph.hidden().width()];
    }
    try (KvCache cache = backend.allocateCache(layout);
        ExecutionPlan plan = backend.compile(graph, cache, limits)) {
      Batch batch = new Batch(limits, maxBlocks);
      if (!layout.layers().isEmpty()) {
        useBlocks(plan, batch, blocks, vocabulary);
      }
      int[] done = new int[lengths.length];
      for (List<Piece> step : steps) {
        run(plan, batch, step, tables, done, vocabulary, results);
      }
    }
    return results;
  }

  private void run(
      ExecutionPlan plan,
      Batch batch,
      List<Piece> step,
      int[][] tables,
      int[] done,
      int vocabulary,
      float[][][] results) {
    batch.clear(Batch.Result.HIDDEN);
    for (Piece piece : step) {
      int s = piece.sequence();
      batch.sequence(tables[s], tables[s].length);
      for (int i = 0; i < piece.tokens(); i++) {
        batch.token(token(s, done[s] + i, vocabulary), done[s] + i, true);
      }
    }
    Step result = plan.run(batch);
    int output = 0;
    for (Piece piece : step) {
      int s = piece.sequence();
      for (int i = 0; i < piece.tokens(); i++) {
        result.hidden(output++, results[s][done[s]++], 0);
      }
    }
  }

  /** Leaves something in every block. */
  private void useBlocks(ExecutionPlan plan, Batch batch, int blocks, int vocabulary) {
    for (int block = 0; block < blocks; block++) {
      batch.clear(Batch.Result.HIDDEN);
      batch.sequence(new int[] {block}, 1);
      for (int i = 0; i < CacheLayout.BLOCK_TOKENS; i++) {
        batch.token(token(-1 - block, i, vocabulary), i, false);
      }
      plan.run(batch);
    }
  }

  /** The token at a position of a sequence. */
  private int token(int sequence, int position, int vocabulary) {
    long place = seed + 1_000_003L * sequence + 7919L * position;
    return new SplittableRandom(place).nextInt(vocabulary);
  }

  private int[] lengths() {
    int count = 0;
    for (List<Piece> step : steps) {
      for (Piece piece : step) {
        count = Math.max(count, piece.sequence() + 1);
      }
    }
    int[] lengths = new int[count];
    for (List<Piece> step : steps) {
      for (Piece piece : step) {
        lengths[piece.sequence()] += piece.tokens();
      }
    }
    return lengths;
  }

  /** Gives each sequence random blocks; returns how many there are. */
  private int placeBlocks(int[] lengths, int[][] tables) {
    List<Integer> ids = new ArrayList<>();
    for (int length : lengths) {
      for (int b = 0; b < CacheLayout.blocksFor(length); b++) {
        ids.add(ids.size());
      }
    }
    Collections.shuffle(ids, new Random(seed));
    int next = 0;
    for (int s = 0; s < lengths.length; s++) {
      tables[s] = new int[CacheLayout.blocksFor(lengths[s])];
      for (int b = 0; b < tables[s].length; b++) {
        tables[s][b] = ids.get(next++);
      }
    }
    return next;
  }
}
