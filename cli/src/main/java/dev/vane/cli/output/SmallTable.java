package dev.vane.cli.output;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** A few rows made here, as Arrow, so that they are printed like answers. Not thread-safe. */
public final class SmallTable implements AutoCloseable {
  private final RootAllocator allocator = new RootAllocator();
  private final List<FieldVector> columns = new ArrayList<>();
  private int rows;

  private SmallTable() {}

  /** A table without columns. */
  public static SmallTable of() {
    return new SmallTable();
  }

  /** Adds a column of texts. */
  public SmallTable text(String name) {
    columns.add(new VarCharVector(name, allocator));
    return this;
  }

  /** Adds a column of whole numbers. */
  public SmallTable number(String name) {
    columns.add(new BigIntVector(name, allocator));
    return this;
  }

  /** Adds a row: a {@link String} or {@link Long} for each column, or null. */
  public void add(@Nullable Object... values) {
    for (int column = 0; column < columns.size(); column++) {
      Object value = values[column];
      if (value instanceof Long number) {
        ((BigIntVector) columns.get(column)).setSafe(rows, number);
      } else if (value instanceof String text) {
        ((VarCharVector) columns.get(column)).setSafe(rows, text.getBytes(StandardCharsets.UTF_8));
      }
    }
    rows++;
  }

  /** How many rows were added. */
  public int rows() {
    return rows;
  }

  /** The rows; they belong to this table. */
  public VectorSchemaRoot root() {
    columns.forEach(column -> column.setValueCount(rows));
    VectorSchemaRoot root = new VectorSchemaRoot(columns);
    root.setRowCount(rows);
    return root;
  }

  @Override
  public void close() {
    columns.forEach(FieldVector::close);
    allocator.close();
  }
}
