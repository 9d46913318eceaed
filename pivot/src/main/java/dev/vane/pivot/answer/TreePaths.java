package dev.vane.pivot.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.KeyColumn;
import dev.vane.pivot.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Paths of a tree as clients see them. */
final class TreePaths {
  private final AxisTree tree;

  TreePaths(AxisTree tree) {
    this.tree = tree;
  }

  /** The codes of a node's path, one for each key of the axis. */
  int[] codes(int node) {
    int[] codes = new int[tree.keys().size()];
    java.util.Arrays.fill(codes, KeyColumn.ALL);
    for (int current = node; current != AxisTree.ROOT; current = tree.parent(current)) {
      codes[tree.level(current) - 1] = tree.code(current);
    }
    return codes;
  }

  /** How many keys a node's path has. */
  int depth(int node) {
    int depth = 0;
    for (int current = node; current != AxisTree.ROOT; current = tree.parent(current)) {
      depth += tree.code(current) == KeyColumn.ALL ? 0 : 1;
    }
    return depth;
  }

  /** The keys of a node's path down to the last one present, as JSON scalars. */
  List<JsonNode> keys(int node) {
    List<JsonNode> keys = new ArrayList<>();
    for (int current = node; current != AxisTree.ROOT; current = tree.parent(current)) {
      if (tree.code(current) != KeyColumn.ALL) {
        KeyColumn key = tree.keys().get(tree.level(current) - 1);
        keys.add(KeyJson.read(key.values(), tree.code(current)));
      }
    }
    Collections.reverse(keys);
    return keys;
  }

  private List<Integer> places(int node) {
    long present = tree.present(node);
    return IntStream.range(0, tree.keys().size())
        .filter(place -> (present >> place & 1) == 1)
        .boxed()
        .toList();
  }

  ColumnPath columnPath(int node) {
    List<Boolean> others = new ArrayList<>();
    for (int current = node; current != AxisTree.ROOT; current = tree.parent(current)) {
      if (tree.code(current) != KeyColumn.ALL) {
        others.add(tree.isOthers(current));
      }
    }
    Collections.reverse(others);
    return new ColumnPath(keys(node), others, places(node), tree.keys().size());
  }

  /**
   * The opaque text of a row path: its keys as a JSON array, in base64 for URLs. Keys have the
   * types of their columns, the others are an empty object, and a key that is rolled up before
   * another one is an empty array, so no two paths of a question have the same.
   */
  byte[] pathId(int node) {
    ArrayNode keys = JsonNodeFactory.instance.arrayNode();
    ColumnPath path = columnPath(node);
    for (int index = 0; index < path.keys().size(); index++) {
      int before = index == 0 ? 0 : path.places().get(index - 1) + 1;
      for (int skipped = before; skipped < path.places().get(index); skipped++) {
        keys.addArray();
      }
      if (path.others().get(index)) {
        keys.addObject();
      } else {
        keys.add(path.keys().get(index));
      }
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encode(StrictJson.write(keys).getBytes(StandardCharsets.UTF_8));
  }
}
