package dev.puna.grammar;

import java.util.Arrays;

/**
 * Byte strings as a trie in arrays. Nodes are in the order of a depth-first walk, so that going on
 * to the next child and past a subtree are both a step in the arrays. Node 0 is the root.
 */
final class TokenTrie {
  /** By node: the byte that leads to it; the root's means nothing. */
  final byte[] label;

  /** By node: how many bytes lead to it. */
  final int[] depth;

  /** By node: the first node that is not below it. */
  final int[] end;

  /** Strings that end at node n are ids[first[n]] to ids[first[n + 1] - 1]. */
  final int[] first;

  /** The ids of the strings, ordered by their nodes. */
  final int[] ids;

  /** The length of the longest string. */
  final int height;

  /**
   * Builds the trie.
   *
   * @param strings by id; empty ones are left out
   */
  TokenTrie(byte[][] strings) {
    int[] order = order(strings);
    int nodes = 1;
    int highest = 0;
    byte[] last = new byte[0];
    for (int id : order) {
      nodes += strings[id].length - common(last, strings[id]);
      highest = Math.max(highest, strings[id].length);
      last = strings[id];
    }
    label = new byte[nodes];
    depth = new int[nodes];
    end = new int[nodes];
    first = new int[nodes + 1];
    ids = order;
    height = highest;
    fill(strings);
  }

  private void fill(byte[][] strings) {
    int[] path = new int[height + 1];
    byte[] last = new byte[0];
    int node = 0;
    for (int i = 0; i < ids.length; i++) {
      byte[] string = strings[ids[i]];
      int common = common(last, string);
      for (int closed = last.length; closed > common; closed--) {
        end[path[closed]] = node + 1;
      }
      for (int length = common + 1; length <= string.length; length++) {
        node++;
        label[node] = string[length - 1];
        depth[node] = length;
        first[node] = i;
        path[length] = node;
      }
      last = string;
    }
    for (int open = last.length; open >= 0; open--) {
      end[path[open]] = node + 1;
    }
    first[node + 1] = ids.length;
  }

  private static int common(byte[] a, byte[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  private static int[] order(byte[][] strings) {
    Integer[] order = new Integer[strings.length];
    int count = 0;
    for (int id = 0; id < strings.length; id++) {
      if (strings[id].length > 0) {
        order[count++] = id;
      }
    }
    Arrays.sort(order, 0, count, (a, b) -> Arrays.compareUnsigned(strings[a], strings[b]));
    int[] result = new int[count];
    for (int i = 0; i < count; i++) {
      result[i] = order[i];
    }
    return result;
  }
}
