package dev.vane.pivot.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Collects column paths from batches. Not for several threads; keeps no buffer. */
public final class ColumnPathReader {
  private final Axis columns;
  private final List<ColumnPath> paths = new ArrayList<>();

  ColumnPathReader(Axis columns) {
    this.columns = columns;
  }

  /** Adds the paths of the next batch, which stays the caller's. */
  public void add(VectorSchemaRoot batch) {
    IntVector groupings = (IntVector) batch.getVector(columns.leaf());
    for (int row = 0; row < batch.getRowCount(); row++) {
      // A grouping has one low bit set for each key rolled up.
      int present = columns.leaf() - Integer.bitCount(groupings.get(row));
      List<JsonNode> keys = new ArrayList<>();
      for (int index = 0; index < present; index++) {
        FieldVector vector = batch.getVector(index);
        keys.add(KeyJson.read(vector, row));
      }
      paths.add(new ColumnPath(keys, columns.leaf()));
    }
  }

  /** The paths so far, in order. */
  public List<ColumnPath> paths() {
    return List.copyOf(paths);
  }
}
