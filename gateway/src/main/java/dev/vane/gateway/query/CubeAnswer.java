package dev.vane.gateway.query;

import dev.vane.pivot.answer.AnswerBatches;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** An answer cut from a cube in memory. */
final class CubeAnswer implements Answer {
  private final AnswerBatches batches;
  private final Schema schema;
  private final AnswerResources resources;
  private @Nullable VectorSchemaRoot batch;
  private volatile boolean cancelled;

  CubeAnswer(AnswerBatches batches, Schema schema, AnswerResources resources) {
    this.batches = batches;
    this.schema = schema;
    this.resources = resources;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public boolean next() {
    releaseBatch();
    if (cancelled) {
      throw new VaneException(ErrorCode.CANCELLED, "The query was cancelled.");
    }
    VectorSchemaRoot current = batches.next();
    batch = current;
    if (current == null) {
      return false;
    }
    resources.countRows(current.getRowCount());
    return true;
  }

  @Override
  public VectorSchemaRoot batch() {
    VectorSchemaRoot current = batch;
    if (current == null) {
      throw new IllegalStateException("No batch is loaded");
    }
    return current;
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  @Override
  public void close() {
    releaseBatch();
    resources.close();
  }

  private void releaseBatch() {
    VectorSchemaRoot current = batch;
    if (current != null) {
      current.close();
      batch = null;
    }
  }
}
