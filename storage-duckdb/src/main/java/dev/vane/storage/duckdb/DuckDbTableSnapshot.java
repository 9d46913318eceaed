package dev.vane.storage.duckdb;

import dev.vane.spi.ColumnCondition;
import dev.vane.spi.Relation;
import dev.vane.spi.TableId;
import dev.vane.spi.TableSnapshot;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** A table in a session's view. DuckDB skips what conditions rule out by itself. */
record DuckDbTableSnapshot(TableId table, long version, Schema schema, long rowCount)
    implements TableSnapshot {
  @Override
  public List<String> partitionColumns() {
    return List.of();
  }

  @Override
  public Relation relation(List<ColumnCondition> conditions) {
    return Relation.of(TableNames.sql(table));
  }
}
