package dev.vane.pivot.plan;

import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * How large an answer is.
 *
 * @param rowPaths presented row paths
 * @param columnPaths presented column paths; 1 without column fields
 * @param cells pairs of both for which there are rows
 */
public record PivotCounts(long rowPaths, long columnPaths, long cells) {
  /** Reads the one row of {@link PivotCube#counts}. */
  public static PivotCounts read(VectorSchemaRoot batch) {
    return new PivotCounts(count(batch, 0), count(batch, 1), count(batch, 2));
  }

  private static long count(VectorSchemaRoot batch, int index) {
    return ((BigIntVector) batch.getVector(index)).get(0);
  }
}
