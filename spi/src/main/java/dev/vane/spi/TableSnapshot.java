package dev.vane.spi;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * One version of one table, as one {@link ReadSession} sees it. Immutable; good for as long as the
 * session is open.
 */
public interface TableSnapshot {
  TableId table();

  /** The version of the data that {@link #relation} reads. */
  long version();

  /** The schema that a scan of all columns gives. */
  Schema schema();

  /** The columns that lay out the rows; empty for none. */
  List<String> partitionColumns();

  /** Rows of this version, exactly. */
  long rowCount();

  /** How the engine reads it, leaving out what cannot match the conditions. */
  Relation relation(List<ColumnCondition> conditions);
}
