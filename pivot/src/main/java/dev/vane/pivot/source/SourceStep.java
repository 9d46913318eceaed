package dev.vane.pivot.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.json.JsonPath;
import dev.vane.spi.AsOf;
import org.apache.arrow.vector.types.pojo.Schema;

/** A table whose fields are added to the rows of a question. Immutable. */
public sealed interface SourceStep permits Join, Hierarchy, LookThrough {
  /** The table that is read beside the question's. */
  TableReference table();

  /** Which version of it. */
  AsOf asOf();

  /** The key of the question that lists steps of this kind. */
  String key();

  /** The step as it is written in a question, every default filled in. */
  ObjectNode toJson();

  /**
   * Checks the step against schemas.
   *
   * @param rows what the rows are like before the step
   * @param table the schema of {@link #table}
   * @param path where the step stands in the question
   * @throws dev.vane.spi.VaneException {@link dev.vane.spi.ErrorCode#FIELD_UNKNOWN}, {@link
   *     dev.vane.spi.ErrorCode#PIVOT_INVALID}
   */
  BoundStep bind(Schema rows, Schema table, JsonPath path);
}
