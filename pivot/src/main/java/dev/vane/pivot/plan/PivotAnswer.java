package dev.vane.pivot.plan;

import dev.vane.spi.SqlQuery;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The query that gives an answer's batches, and what its fields are called. The query's own names
 * mean nothing: a field of the answer is the field at the same place of the query.
 */
public record PivotAnswer(SqlQuery query, AnswerFields fields, PivotTotals totals) {
  /**
   * The answer's schema: the types of the query's result, our names and metadata.
   *
   * @param result the schema that the query gives
   * @param version the version of the table that the cube was made from
   */
  public Schema schema(Schema result, long version) {
    return fields.label(result, version, totals);
  }
}
