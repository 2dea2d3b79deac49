package dev.puna.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds which tokens of a tokenizer may follow a state, and remembers it. Thread-safe.
 *
 * <p>Most tokens end within the rule that the text is in, or in rules called from there. So the
 * trie is walked once for each place of the grammar as if there were nothing to return to; for a
 * state with stacks only the rest is walked: what goes on after the end of its rule. States that
 * short tokens can not tell apart have the same mask but for the few long ones.
 */
final class TokenMasks {
  /** Bytes that are remembered. */
  private static final long MOST_REMEMBERED = 24 << 20;

  /** With more different stacks in one state, the trie is walked for the state as a whole. */
  private static final int MOST_GROUPS = 4;

  /** Steps that one mask may take: some seconds, for others wait. */
  private static final long MOST_STEPS = 1 << 25;

  private final ParseStates states;

  /** Masks of short tokens by state, and of all tokens by {@link Whole}; longest unused first. */
  private final Map<Object, TokenMask> masks = new LinkedHashMap<>(64, 0.75f, true);

  private long remembered;
  private int generation;

  TokenMasks(ParseStates states) {
    this.states = states;
  }

  /** The tokens that may follow a state. Not to be changed. */
  long[] after(ParseState state, TokenTable table) {
    Whole key = new Whole(state);
    TokenMask known = recall(key);
    if (known != null) {
      return known.tokens();
    }
    Walk walk = new Walk(table.longTrie(), table);
    walk.below(0, state, false);
    walk.add(mask(states.alike(state), table).tokens());
    TokenMask mask = walk.mask();
    remember(key, mask);
    return mask.tokens();
  }

  private record Whole(ParseState state) {}

  /** The tokens of the short trie that may follow a state. */
  private TokenMask mask(ParseState state, TokenTable table) {
    TokenMask known = recall(state);
    if (known != null) {
      return known;
    }
    Walk walk = new Walk(table.trie(), table);
    if (state.isLocal()) {
      walk.below(0, state, true);
    } else {
      addParts(state, walk, table);
    }
    TokenMask mask = walk.mask();
    remember(state, mask);
    return mask;
  }

  private synchronized @Nullable TokenMask recall(Object key) {
    if (generation != states.generation()) {
      // States of before would keep all that was forgotten.
      masks.clear();
      remembered = 0;
      generation = states.generation();
    }
    return masks.get(key);
  }

  private synchronized void remember(Object key, TokenMask mask) {
    TokenMask before = masks.put(key, mask);
    remembered += mask.size() - (before == null ? 0 : before.size());
    Iterator<TokenMask> oldest = masks.values().iterator();
    while (remembered > MOST_REMEMBERED && masks.size() > 1) {
      remembered -= oldest.next().size();
      oldest.remove();
    }
  }

  /** The mask of a state: those of its places, and what follows when their rules return. */
  private void addParts(ParseState state, Walk walk, TokenTable table) {
    Set<ParseState> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<ParseState> open = new ArrayDeque<>();
    open.add(state);
    while (!open.isEmpty()) {
      ParseState next = open.remove();
      if (!seen.add(next)) {
        continue;
      }
      if (next.isLocal()) {
        walk.add(mask(next, table).tokens());
        continue;
      }
      Map<ReturnStack, int[]> groups = groups(next.kernel);
      if (groups.size() > MOST_GROUPS) {
        walk.below(0, next, false);
        continue;
      }
      groups.forEach(
          (stack, places) -> {
            ParseState local = states.local(places);
            TokenMask mask = mask(local, table);
            walk.add(mask.tokens());
            if (stack.returns.length == 0 || !local.complete && mask.returns().length == 0) {
              return;
            }
            ParseState returned = states.returned(stack);
            if (local.complete) {
              open.add(returned);
            }
            for (int node : mask.returns()) {
              walk.below(node, returned, false);
            }
          });
    }
  }

  /** The places of a kernel by their stacks. */
  private static Map<ReturnStack, int[]> groups(ParseState.Kernel kernel) {
    Map<ReturnStack, List<Integer>> lists = new LinkedHashMap<>();
    for (int i = 0; i < kernel.states.length; i++) {
      lists.computeIfAbsent(kernel.stacks[i], key -> new ArrayList<>()).add(kernel.states[i]);
    }
    Map<ReturnStack, int[]> groups = new LinkedHashMap<>();
    lists.forEach(
        (stack, places) ->
            groups.put(stack, places.stream().mapToInt(Integer::intValue).toArray()));
    return groups;
  }

  /** Collects tokens while it walks the trie and the automaton together. */
  private final class Walk {
    private final TokenTrie trie;
    private final long[] tokens;

    /** The state at each depth of the path that is being walked. */
    private final ParseState[] path;

    private int[] returns = new int[16];
    private int returnCount;
    private long steps;

    Walk(TokenTrie trie, TokenTable table) {
      this.trie = trie;
      tokens = new long[table.words()];
      path = new ParseState[trie.height + 1];
    }

    void add(long[] others) {
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] |= others[i];
      }
    }

    /** Adds the tokens below a node that fit a state reached there. */
    void below(int node, ParseState state, boolean noteReturns) {
      path[trie.depth[node]] = state;
      int limit = trie.end[node];
      for (int at = node + 1; at < limit; ) {
        int depth = trie.depth[at];
        ParseState next = next(path[depth - 1], trie.label[at]);
        if (next == ParseState.DEAD) {
          at = trie.end[at];
          continue;
        }
        path[depth] = next;
        for (int i = trie.first[at]; i < trie.first[at + 1]; i++) {
          int token = trie.ids[i];
          tokens[token >> 6] |= 1L << token;
        }
        if (noteReturns && next.complete && trie.end[at] > at + 1) {
          note(at);
        }
        at++;
      }
    }

    private ParseState next(ParseState from, byte value) {
      int byteClass = states.automaton().classOf(value);
      ParseState known = from.next(byteClass);
      if (known != null) {
        return known;
      }
      ParseState next = states.step(from, byteClass);
      steps += next.steps;
      if (steps > MOST_STEPS) {
        throw Configurations.tooAmbiguous();
      }
      return next;
    }

    private void note(int node) {
      if (returnCount == returns.length) {
        returns = Arrays.copyOf(returns, 2 * returnCount);
      }
      returns[returnCount++] = node;
    }

    TokenMask mask() {
      return new TokenMask(tokens, Arrays.copyOf(returns, returnCount));
    }
  }
}
