package dev.vane.gateway.statement;

import dev.vane.gateway.query.Answer;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** How many rows a statement wrote, as its result: one row of one column. */
final class CountAnswer implements Answer {
  static final Schema SCHEMA =
      new Schema(List.of(Field.nullable("Count", new ArrowType.Int(64, true))));

  private final VectorSchemaRoot root;
  private boolean read;

  CountAnswer(long rows, BufferAllocator allocator) {
    root = VectorSchemaRoot.create(SCHEMA, allocator);
    ((BigIntVector) root.getVector(0)).setSafe(0, rows);
    root.setRowCount(1);
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public boolean next() {
    boolean first = !read;
    read = true;
    return first;
  }

  @Override
  public VectorSchemaRoot batch() {
    return root;
  }

  @Override
  public void cancel() {}

  @Override
  public void close() {
    root.close();
  }
}
