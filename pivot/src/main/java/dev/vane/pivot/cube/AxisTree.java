package dev.vane.pivot.cube;

import java.util.Arrays;
import java.util.List;

/**
 * The paths of one axis as a tree. Node 0 is the root, the grand total; a node at level k has a
 * value for the k-th key, or {@link KeyColumn#ALL} where that key is rolled up and a later one is
 * not. Immutable.
 */
public final class AxisTree {
  /** The grand total. */
  public static final int ROOT = 0;

  /** No node. */
  public static final int NONE = -1;

  private final List<KeyColumn> keys;
  private final int[] parents;
  private final int[] codes;
  private final byte[] levels;
  private final LongCodes nodes;
  private final int[] childStarts;
  private final int[] children;

  private AxisTree(
      List<KeyColumn> keys, int[] parents, int[] codes, byte[] levels, LongCodes nodes) {
    this.keys = List.copyOf(keys);
    this.parents = parents;
    this.codes = codes;
    this.levels = levels;
    this.nodes = nodes;
    childStarts = new int[parents.length + 1];
    children = new int[parents.length - 1];
    for (int node = 1; node < parents.length; node++) {
      childStarts[parents[node] + 1]++;
    }
    for (int node = 0; node < parents.length; node++) {
      childStarts[node + 1] += childStarts[node];
    }
    int[] next = Arrays.copyOf(childStarts, parents.length);
    for (int node = 1; node < parents.length; node++) {
      children[next[parents[node]]++] = node;
    }
  }

  public List<KeyColumn> keys() {
    return keys;
  }

  /** How many nodes there are. */
  public int size() {
    return parents.length;
  }

  public int parent(int node) {
    return parents[node];
  }

  /** The code of the node's own key, or {@link KeyColumn#ALL}. */
  public int code(int node) {
    return codes[node];
  }

  /** How many keys the node's path reaches over. */
  public int level(int node) {
    return levels[node];
  }

  /** The node's children, in no order; the array is the caller's. */
  public int[] children(int node) {
    return Arrays.copyOfRange(children, childStarts[node], childStarts[node + 1]);
  }

  /** The ancestor of a node, or itself, at a level that is not below the node's. */
  public int ancestor(int node, int level) {
    int current = node;
    while (levels[current] > level) {
      current = parents[current];
    }
    return current;
  }

  /** The child of a node with a value, or {@link #NONE}. */
  public int child(int node, int code) {
    int found = nodes.find(key(node, code));
    return found < 0 ? NONE : found + 1;
  }

  /** SQL's GROUPING_ID of a node: a bit for each key rolled up, the first key's the highest. */
  public int grouping(int node) {
    int grouping = (int) ((1L << (keys.size() - levels[node])) - 1);
    for (int current = node; current != ROOT; current = parents[current]) {
      if (codes[current] == KeyColumn.ALL) {
        grouping |= 1 << (keys.size() - levels[current]);
      }
    }
    return grouping;
  }

  /** The keys that are not rolled up, a bit for each, the first key's the lowest. */
  public long present(int node) {
    long present = 0;
    for (int current = node; current != ROOT; current = parents[current]) {
      if (codes[current] != KeyColumn.ALL) {
        present |= 1L << (levels[current] - 1);
      }
    }
    return present;
  }

  /** Whether some key before the node's last one, or that one, is rolled up. */
  public boolean skips(int node) {
    for (int current = node; current != ROOT; current = parents[current]) {
      if (codes[current] == KeyColumn.ALL) {
        return true;
      }
    }
    return false;
  }

  /** Whether the node's own key stands for the members that were not chosen. */
  public boolean isOthers(int node) {
    return node != ROOT
        && codes[node] != KeyColumn.ALL
        && codes[node] == keys.get(levels[node] - 1).othersCode();
  }

  /** Whether some key of the node's path stands for members that were not chosen. */
  public boolean hasOthers(int node) {
    for (int current = node; current != ROOT; current = parents[current]) {
      if (isOthers(current)) {
        return true;
      }
    }
    return false;
  }

  /** What it takes of memory, about. */
  long bytes() {
    return 40L * parents.length;
  }

  private static long key(int parent, int code) {
    return (long) parent << Integer.SIZE | (code & 0xFFFFFFFFL);
  }

  /** Collects the paths of an axis. */
  static final class Builder {
    private final List<KeyColumn> keys;
    private final LongCodes nodes = new LongCodes();
    private final IntList parents = new IntList();
    private final IntList codes = new IntList();
    private final IntList levels = new IntList();

    Builder(List<KeyColumn> keys) {
      this.keys = keys;
      add(NONE, KeyColumn.ALL, 0);
    }

    private void add(int parent, int code, int level) {
      parents.add(parent);
      codes.add(code);
      levels.add(level);
    }

    /** The node of a row's path. */
    int node(int row) {
      int last = keys.size() - 1;
      while (last >= 0 && keys.get(last).code(row) == KeyColumn.ALL) {
        last--;
      }
      int node = ROOT;
      for (int key = 0; key <= last; key++) {
        int code = keys.get(key).code(row);
        int child = nodes.code(AxisTree.key(node, code)) + 1;
        if (child == parents.size()) {
          add(node, code, key + 1);
        }
        node = child;
      }
      return node;
    }

    AxisTree build() {
      byte[] depth = new byte[levels.size()];
      for (int node = 0; node < depth.length; node++) {
        depth[node] = (byte) levels.get(node);
      }
      return new AxisTree(keys, parents.toArray(), codes.toArray(), depth, nodes);
    }
  }
}
