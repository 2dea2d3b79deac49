package dev.puna.cache;

import dev.puna.spi.CacheLayout;
import dev.puna.spi.KvCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What sequences had in the cache, kept for others that begin alike: a system prompt, a
 * conversation so far, a document with several questions.
 *
 * <p>A radix tree whose edges are the tokens of a block: a path from the root is a beginning, and
 * each of its nodes holds the block with the keys and values of its tokens. Blocks that are full
 * are shared; of one that is not full, or of which a sequence has only the first tokens, it gets a
 * copy. Nothing is recomputed but what no sequence had. Where the pool runs out of blocks, those
 * that nobody has used for longest are given up, the ends of paths first.
 *
 * <p>Keys and values do not depend on what ran beside them, so a sequence goes on from what it
 * finds here as if it had computed that itself.
 *
 * <p>After SGLang's RadixAttention (Zheng and others, 2023). Not thread-safe: it belongs to whoever
 * runs the plan.
 */
public final class PrefixCache {
  private static final int BLOCK_TOKENS = CacheLayout.BLOCK_TOKENS;

  private final BlockPool pool;
  private final KvCache memory;
  private final Node root = new Node(null, new int[0], -1);

  /** All nodes but the root, the longest unused first; children come before their parents. */
  private final LinkedHashSet<Node> nodes = new LinkedHashSet<>();

  private static final class Node {
    final @Nullable Node parent;

    /** Up to {@link CacheLayout#BLOCK_TOKENS}; only nodes without children have fewer. */
    final int[] tokens;

    final int block;

    /** By their first token. */
    final Map<Integer, List<Node>> children = new HashMap<>();

    Node(@Nullable Node parent, int[] tokens, int block) {
      this.parent = parent;
      this.tokens = tokens;
      this.block = block;
    }

    boolean isFull() {
      return tokens.length == BLOCK_TOKENS;
    }

    /** The child whose tokens have most in common with {@code all} from {@code at} on. */
    @Nullable Node nearest(int[] all, int at, int end) {
      Node best = null;
      int most = 0;
      for (Node child : at < end ? children.getOrDefault(all[at], List.of()) : List.<Node>of()) {
        int common = child.common(all, at, end);
        if (common > most) {
          most = common;
          best = child;
        }
      }
      return best;
    }

    int common(int[] all, int at, int end) {
      int length = Math.min(tokens.length, end - at);
      int mismatch = Arrays.mismatch(tokens, 0, length, all, at, at + length);
      return mismatch < 0 ? length : mismatch;
    }
  }

  /**
   * An empty cache.
   *
   * @param pool where its blocks come from
   * @param memory the memory of those blocks
   */
  public PrefixCache(BlockPool pool, KvCache memory) {
    this.pool = pool;
    this.memory = memory;
  }

  /** Blocks that it holds, those that sequences share included. */
  public int size() {
    return nodes.size();
  }

  /**
   * Lengthens a sequence by what is known of {@code tokens} after it. What is known of a part of a
   * block is copied to the block that the sequence has reserved there, if it has one.
   *
   * @param sequence of whole blocks, or empty
   * @param tokens begin with the tokens of the sequence
   * @param end the sequence gets no more than tokens 0 to {@code end - 1}
   */
  public void extend(Sequence sequence, int[] tokens, int end) {
    Node node = root;
    int at = 0;
    Node next = node.nearest(tokens, at, end);
    while (next != null && next.common(tokens, at, end) == BLOCK_TOKENS) {
      if (at >= sequence.length()) {
        sequence.share(next.block, tokens);
      }
      node = next;
      at += BLOCK_TOKENS;
      next = node.nearest(tokens, at, end);
    }
    touch(next == null ? node : next);
    if (next != null && at >= sequence.length() && sequence.blocksMissing(at + 1) == 0) {
      memory.copy(next.block, sequence.blocks()[at / BLOCK_TOKENS]);
      int common = next.common(tokens, at, end);
      for (int i = 0; i < common; i++) {
        sequence.append(tokens[at + i]);
      }
    }
  }

  /**
   * Keeps what a sequence has. Where the same tokens were kept before, the sequence gets their
   * blocks for its own.
   *
   * @param isComplete whether its last block is kept too if that is not full; the sequence may go
   *     on in it, and what is kept of it stays the same
   */
  public void keep(Sequence sequence, boolean isComplete) {
    int[] tokens = sequence.tokens();
    int length = sequence.length();
    int end = isComplete ? length : length - length % BLOCK_TOKENS;
    Node node = root;
    for (int at = 0; at < end; at += BLOCK_TOKENS) {
      int count = Math.min(BLOCK_TOKENS, end - at);
      Node child = node.nearest(tokens, at, end);
      int common = child == null ? 0 : child.common(tokens, at, end);
      if (child != null && common == child.tokens.length && common < count) {
        // Its tokens are the first of this block.
        remove(child);
        child = null;
      }
      if (child == null || common < count) {
        int block = sequence.blocks()[at / BLOCK_TOKENS];
        pool.share(block);
        child = new Node(node, Arrays.copyOfRange(tokens, at, at + count), block);
        node.children.computeIfAbsent(tokens[at], first -> new ArrayList<>(1)).add(child);
        nodes.add(child);
      } else if (child.isFull() && count == BLOCK_TOKENS) {
        sequence.replace(at / BLOCK_TOKENS, child.block);
      }
      node = child;
    }
    touch(node);
  }

  /** How many of the first {@code end} tokens are known. */
  public int known(int[] tokens, int end) {
    Node node = root;
    int at = 0;
    while (true) {
      Node next = node.nearest(tokens, at, end);
      int common = next == null ? 0 : next.common(tokens, at, end);
      if (next == null || common < BLOCK_TOKENS) {
        return at + common;
      }
      node = next;
      at += BLOCK_TOKENS;
    }
  }

  /**
   * The block that holds tokens {@code at} to {@code end - 1} after those before them.
   *
   * @param at a block's first position
   * @return its id; -1 where they are not known
   */
  public int find(int[] tokens, int at, int end) {
    Node node = root;
    for (int from = 0; ; from += BLOCK_TOKENS) {
      int to = Math.min(end, from + BLOCK_TOKENS);
      Node next = node.nearest(tokens, from, to);
      if (next == null || next.common(tokens, from, to) < to - from) {
        return -1;
      }
      if (from == at) {
        return next.block;
      }
      node = next;
    }
  }

  /** Makes a path the last that was used. */
  private void touch(Node end) {
    for (Node node = end; node != null && node != root; node = node.parent) {
      nodes.addLast(node);
    }
  }

  /**
   * Gives up blocks until {@code count} are free; none where that would not be enough.
   *
   * @return whether so many are free now
   */
  public boolean makeFree(int count) {
    if (pool.free() >= count) {
      return true;
    }
    if (pool.free() + unused() < count) {
      return false;
    }
    Iterator<Node> oldest = nodes.iterator();
    while (pool.free() < count && oldest.hasNext()) {
      Node node = oldest.next();
      if (node.children.isEmpty() && pool.holders(node.block) == 1) {
        oldest.remove();
        detach(node);
      }
    }
    return pool.free() >= count;
  }

  /** Blocks that no sequence has. Where one has a node's block it has those of its parents too. */
  private int unused() {
    int unused = 0;
    for (Node node : nodes) {
      unused += pool.holders(node.block) == 1 ? 1 : 0;
    }
    return unused;
  }

  /** Forgets everything. */
  public void clear() {
    for (Node node : nodes) {
      pool.release(node.block);
    }
    nodes.clear();
    root.children.clear();
  }

  private void remove(Node node) {
    nodes.remove(node);
    detach(node);
  }

  private void detach(Node node) {
    Node parent = node.parent;
    if (parent != null) {
      List<Node> siblings = parent.children.get(node.tokens[0]);
      if (siblings != null && siblings.remove(node) && siblings.isEmpty()) {
        parent.children.remove(node.tokens[0]);
      }
    }
    pool.release(node.block);
  }
}
