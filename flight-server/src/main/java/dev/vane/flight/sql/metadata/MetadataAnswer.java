package dev.vane.flight.sql.metadata;

import dev.vane.gateway.query.Answer;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A table of metadata as an answer: rows that are known, written batch by batch. */
final class MetadataAnswer<T> implements Answer {
  private final Schema schema;
  private final BufferAllocator allocator;
  private final Iterator<List<T>> batches;
  private final BiConsumer<List<T>, VectorSchemaRoot> writer;
  private @Nullable VectorSchemaRoot batch;

  /**
   * @param writer fills a root that is empty with the rows of one batch
   */
  MetadataAnswer(
      Schema schema,
      BufferAllocator allocator,
      Iterator<List<T>> batches,
      BiConsumer<List<T>, VectorSchemaRoot> writer) {
    this.schema = schema;
    this.allocator = allocator;
    this.batches = batches;
    this.writer = writer;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public boolean next() {
    close();
    if (!batches.hasNext()) {
      return false;
    }
    List<T> rows = batches.next();
    VectorSchemaRoot filled = VectorSchemaRoot.create(schema, allocator);
    batch = filled;
    filled.allocateNew();
    writer.accept(rows, filled);
    filled.setRowCount(rows.size());
    return true;
  }

  @Override
  public VectorSchemaRoot batch() {
    if (batch == null) {
      throw new IllegalStateException("No batch is loaded");
    }
    return batch;
  }

  @Override
  public void cancel() {}

  @Override
  public void close() {
    if (batch != null) {
      batch.close();
      batch = null;
    }
  }
}
