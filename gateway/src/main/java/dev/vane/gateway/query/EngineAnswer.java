package dev.vane.gateway.query;

import dev.vane.spi.QueryResult;
import dev.vane.spi.VaneException;
import java.util.function.UnaryOperator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A running query as an answer: the engine's batches under the schema that was promised, which may
 * have names and metadata that the engine does not know.
 */
final class EngineAnswer implements Answer {
  private final QueryResult result;
  private final Schema schema;
  private final UnaryOperator<VaneException> explain;
  private final AnswerResources resources;

  EngineAnswer(
      QueryResult result,
      Schema schema,
      UnaryOperator<VaneException> explain,
      AnswerResources resources) {
    this.result = result;
    this.schema = schema;
    this.explain = explain;
    this.resources = resources;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public boolean next() {
    try {
      if (!result.next()) {
        return false;
      }
    } catch (VaneException e) {
      throw explain.apply(e);
    }
    resources.countRows(result.batch().getRowCount());
    return true;
  }

  @Override
  public VectorSchemaRoot batch() {
    // The engine's vectors under the promised schema; the engine's result stays their owner.
    VectorSchemaRoot rows = result.batch();
    return new VectorSchemaRoot(schema, rows.getFieldVectors(), rows.getRowCount());
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
