package dev.vane.pivot.source;

import dev.vane.spi.Dialect;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Schema;

/** A step that fits the schemas of the rows and of its table. */
interface BoundStep {
  /** What the rows are like after the step. */
  Schema schema();

  /**
   * The fields that the step makes, or makes anew: what the question's table says of them is moot.
   */
  Set<String> made();

  /**
   * The query of the rows after the step.
   *
   * @param rows the rows before it: a text that stands after FROM
   * @param table the step's table, likewise
   */
  String rows(String rows, String table, Dialect dialect);

  /**
   * What must hold of the step's table.
   *
   * @param table a text that stands after FROM
   */
  List<SourceCheck> checks(String table, Dialect dialect);
}
