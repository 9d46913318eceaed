package dev.vane.gateway.query;

import dev.vane.spi.QueryResult;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** A running query as an answer: the engine's batches as they come. */
final class EngineAnswer implements Answer {
  private final QueryResult result;
  private final AnswerResources resources;

  EngineAnswer(QueryResult result, AnswerResources resources) {
    this.result = result;
    this.resources = resources;
  }

  @Override
  public Schema schema() {
    return result.schema();
  }

  @Override
  public boolean next() {
    if (!result.next()) {
      return false;
    }
    resources.countRows(result.batch().getRowCount());
    return true;
  }

  @Override
  public VectorSchemaRoot batch() {
    return result.batch();
  }

  @Override
  public void cancel() {
    result.cancel();
  }

  @Override
  public void close() {
    resources.close();
  }
}
