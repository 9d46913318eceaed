package dev.vane.pivot.cube;

import java.util.List;
import org.apache.arrow.vector.FieldVector;

/**
 * The rows of a pivot's heavy half, in memory. A row has a value or nothing for each key, for which
 * set of keys it was grouped, and the measures. Immutable and safe for many threads until closed;
 * it owns its vectors.
 */
public final class Cube implements AutoCloseable {
  /** Of the keys present: the row is no cell, and only tells that there is its column path. */
  static final long COLUMN_PATH = 1L << 62;

  private final List<KeyColumn> keys;
  private final List<FieldVector> measures;
  private final int[] groups;
  private final long[] presentKeys;

  /**
   * @param groups for each row the number of its set of keys
   * @param present for each set of keys a bit for each key in it, the first key's the lowest
   */
  Cube(List<KeyColumn> keys, List<FieldVector> measures, int[] groups, List<Long> present) {
    this.keys = List.copyOf(keys);
    this.measures = List.copyOf(measures);
    this.groups = groups;
    this.presentKeys = present.stream().mapToLong(Long::longValue).toArray();
  }

  public int size() {
    return groups.length;
  }

  /** The keys: those of the row axis, then those of the column axis. */
  public List<KeyColumn> keys() {
    return keys;
  }

  /** The values of each measure by row of the cube. */
  public List<FieldVector> measures() {
    return measures;
  }

  /** The keys present in a row of the cube, a bit for each, the first key's the lowest. */
  long present(int row) {
    return presentKeys[groups[row]];
  }

  /** What it takes of memory, about. */
  public long bytes() {
    long bytes = (long) Integer.BYTES * groups.length;
    for (KeyColumn key : keys) {
      bytes += key.bytes();
    }
    for (FieldVector measure : measures) {
      bytes += Vectors.bytes(measure);
    }
    return bytes;
  }

  @Override
  public void close() {
    keys.forEach(KeyColumn::close);
    measures.forEach(FieldVector::close);
  }
}
