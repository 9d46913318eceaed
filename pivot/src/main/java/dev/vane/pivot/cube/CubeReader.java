package dev.vane.pivot.cube;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.VectorBatchAppender;

/**
 * Makes a cube of the batches of a heavy half: keys of the row axis, keys of the column axis, both
 * groupings (SQL's GROUPING_ID), flags of keys that may stand for others, measures. Not for several
 * threads. Closing it frees what {@link #finish} has not handed over.
 */
public final class CubeReader implements AutoCloseable {
  /** Stands for the row grouping of a row that is no cell, and only tells its column path. */
  public static final int COLUMN_PATH = -1;

  private static final int NO_FLAG = -1;

  private final int rowKeys;
  private final int columnKeys;
  private final List<KeyColumn.Reader> keys = new ArrayList<>();
  private final List<FieldVector> measures = new ArrayList<>();
  private final int[] flags;
  private final int firstMeasure;
  private final IntList groups = new IntList();
  private final LongCodes present = new LongCodes();
  private final List<Long> masks = new ArrayList<>();
  private boolean finished;

  /**
   * A reader of batches of one schema.
   *
   * @param withOthers the keys that have a flag, in order, by their place in the cube
   * @param allocator of what is kept
   */
  public CubeReader(
      int rowKeys,
      int columnKeys,
      List<Integer> withOthers,
      Schema schema,
      BufferAllocator allocator) {
    this.rowKeys = rowKeys;
    this.columnKeys = columnKeys;
    int keyCount = rowKeys + columnKeys;
    firstMeasure = keyCount + 2 + withOthers.size();
    flags = new int[keyCount];
    Arrays.fill(flags, NO_FLAG);
    for (int index = 0; index < withOthers.size(); index++) {
      flags[withOthers.get(index)] = keyCount + 2 + index;
    }
    for (Field key : schema.getFields().subList(0, keyCount)) {
      keys.add(new KeyColumn.Reader(key, allocator));
    }
    for (Field field : schema.getFields().subList(firstMeasure, schema.getFields().size())) {
      FieldVector measure = field.createVector(allocator);
      Vectors.allocateSmall(measure);
      measure.setValueCount(0);
      measures.add(measure);
    }
  }

  /** Adds the rows of the next batch, which stays the caller's. */
  public void add(VectorSchemaRoot batch) {
    int count = batch.getRowCount();
    int keyCount = rowKeys + columnKeys;
    IntVector rowGroupings = (IntVector) batch.getVector(keyCount);
    IntVector columnGroupings = (IntVector) batch.getVector(keyCount + 1);
    long[] masksOfRows = new long[count];
    for (int row = 0; row < count; row++) {
      long mask =
          (rowGroupings.get(row) == COLUMN_PATH
                  ? Cube.COLUMN_PATH
                  : present(rowGroupings.get(row), rowKeys))
              | (present(columnGroupings.get(row), columnKeys) << rowKeys);
      masksOfRows[row] = mask;
      int group = present.code(mask);
      if (group == masks.size()) {
        masks.add(mask);
      }
      groups.add(group);
    }
    boolean[] rolledUp = new boolean[count];
    for (int key = 0; key < keyCount; key++) {
      for (int row = 0; row < count; row++) {
        rolledUp[row] = (masksOfRows[row] >>> key & 1) == 0;
      }
      boolean[] others = new boolean[count];
      if (flags[key] != NO_FLAG) {
        BitVector flag = (BitVector) batch.getVector(flags[key]);
        for (int row = 0; row < count; row++) {
          others[row] = !flag.isNull(row) && flag.get(row) == 1;
        }
      }
      keys.get(key).add(batch.getVector(key), count, rolledUp, others);
    }
    for (int measure = 0; measure < measures.size(); measure++) {
      append(measures.get(measure), batch.getVector(firstMeasure + measure));
    }
  }

  /** The keys that a GROUPING_ID leaves, the first one's bit the lowest. */
  private static long present(int grouping, int size) {
    long mask = 0;
    for (int key = 0; key < size; key++) {
      if ((grouping >>> (size - 1 - key) & 1) == 0) {
        mask |= 1L << key;
      }
    }
    return mask;
  }

  private static void append(FieldVector target, FieldVector more) {
    if (more.getValueCount() > 0) {
      VectorBatchAppender.batchAppend(target, more);
    }
  }

  /** Rows so far. */
  public int size() {
    return groups.size();
  }

  /** How many column paths there are at least. */
  public long leastColumnPaths() {
    return keys.subList(rowKeys, keys.size()).stream()
        .mapToLong(KeyColumn.Reader::size)
        .max()
        .orElse(1);
  }

  /** What is held so far, about. */
  public long bytes() {
    long bytes = (long) Integer.BYTES * groups.size();
    for (KeyColumn.Reader key : keys) {
      bytes += key.bytes();
    }
    for (FieldVector measure : measures) {
      bytes += Vectors.bytes(measure);
    }
    return bytes;
  }

  /** The cube, which is the caller's; nothing can be added afterwards. */
  public Cube finish() {
    finished = true;
    return new Cube(
        keys.stream().map(KeyColumn.Reader::finish).toList(), measures, groups.toArray(), masks);
  }

  @Override
  public void close() {
    if (!finished) {
      keys.forEach(KeyColumn.Reader::close);
      measures.forEach(FieldVector::close);
    }
  }
}
