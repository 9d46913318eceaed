package dev.vane.spi;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * One version of one table, as one {@link ReadSession} sees it. Immutable; good for as long as the
 * session is open.
 */
public interface TableSnapshot {
  TableId table();

  /** The version of the data that {@link #relation} reads; hot rows come on top of it. */
  long version();

  /** The schema that a scan of all columns gives. */
  Schema schema();

  /** The columns that lay out the rows; empty for none. */
  List<String> partitionColumns();

  /** Rows of this version, exactly. */
  long rowCount();

  /** How the engine reads it, leaving out what cannot match the conditions. */
  Relation relation(List<ColumnCondition> conditions);

  /** Those of the rows that are hot: {@link #version} does not have them yet. */
  default long hotRows() {
    return 0;
  }

  /** Stands for the content: two snapshots of a table with the same revision hold the same rows. */
  default String revision() {
    return Long.toString(version());
  }
}
