package dev.vane.pivot.answer;

import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.KeyColumn;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Writes the keys of an axis, a field for each, NULL where a key is rolled up. */
final class KeyFields {
  private KeyFields() {}

  /**
   * Writes the keys of the paths.
   *
   * @param keys how many keys of the axis are written
   * @param first the place of the axis' first key among the fields
   * @param nodes the node of each row
   */
  static void write(
      AxisTree tree,
      int keys,
      VectorSchemaRoot batch,
      int first,
      int count,
      AnswerBatches.ValueOf nodes) {
    TreePaths paths = new TreePaths(tree);
    int[] codes = new int[keys * count];
    int lastNode = AxisTree.NONE;
    int[] last = new int[keys];
    for (int row = 0; row < count; row++) {
      int node = nodes.at(row);
      if (node != lastNode) {
        last = paths.codes(node);
        lastNode = node;
      }
      System.arraycopy(last, 0, codes, row * keys, keys);
    }
    for (int key = 0; key < keys; key++) {
      FieldVector values = tree.keys().get(key).values();
      FieldVector vector = AnswerBatches.vector(batch, first + key, count);
      for (int row = 0; row < count; row++) {
        int code = codes[row * keys + key];
        if (code == KeyColumn.ALL) {
          vector.setNull(row);
        } else {
          vector.copyFromSafe(code, row, values);
        }
      }
    }
  }
}
