package dev.vane.pivot.answer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.KeyColumn;
import dev.vane.pivot.plan.PathKey;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;

/**
 * Finds the nodes of paths that a question names by their values. Not for several threads. Values
 * are compared as what they mean: numbers exactly whatever their scale, times as instants.
 */
final class KeyValues {
  private final AxisTree tree;
  private final Map<Integer, Map<Object, Integer>> codesOfKeys = new HashMap<>();

  KeyValues(AxisTree tree) {
    this.tree = tree;
  }

  /** The node of a path, or {@link AxisTree#NONE}. */
  int node(List<PathKey> path) {
    int node = AxisTree.ROOT;
    for (int key = 0; key < path.size() && node != AxisTree.NONE; key++) {
      int code = code(key, path.get(key));
      node = code < 0 ? AxisTree.NONE : tree.child(node, code);
    }
    return node;
  }

  /** The code of a value of a key, or -1. */
  int code(int key, PathKey value) {
    KeyColumn column = tree.keys().get(key);
    if (!value.possible()) {
      return -1;
    }
    return value
        .value()
        .map(
            parameter ->
                codesOfKeys
                    .computeIfAbsent(key, any -> codes(column))
                    .getOrDefault(normal(parameter.value()), -1))
        .orElse(column.nullCode());
  }

  private static Map<Object, Integer> codes(KeyColumn column) {
    FieldVector values = column.values();
    Map<Object, Integer> codes = new HashMap<>();
    for (int code = 0; code < column.size(); code++) {
      if (code != column.nullCode() && code != column.othersCode()) {
        codes.put(normal(KeyJson.read(values, code), values instanceof DecimalVector), code);
      }
    }
    return codes;
  }

  private static Object normal(Object value) {
    return normal(KeyJson.scalar(value), value instanceof BigDecimal);
  }

  private static Object normal(JsonNode value, boolean isDecimal) {
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isNumber() || isDecimal) {
      BigDecimal number = isDecimal ? new BigDecimal(value.textValue()) : value.decimalValue();
      return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }
    return value.textValue();
  }
}
