package dev.vane.gateway.query;

import dev.vane.pivot.plan.ComparedVersions;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.Dialect;
import dev.vane.spi.Relation;
import dev.vane.spi.TableId;
import dev.vane.spi.TableSnapshot;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** Two versions of one table, of one session, as one whose version is that of the question. */
record ComparedSnapshots(
    TableSnapshot now, TableSnapshot before, ComparedVersions versions, Dialect dialect)
    implements TableSnapshot {
  static ComparedSnapshots of(TableSnapshot now, TableSnapshot before, Dialect dialect) {
    return new ComparedSnapshots(
        now, before, ComparedVersions.of(now.schema(), before.schema()), dialect);
  }

  @Override
  public TableId table() {
    return now.table();
  }

  @Override
  public long version() {
    return now.version();
  }

  @Override
  public Schema schema() {
    return versions.schema();
  }

  @Override
  public List<String> partitionColumns() {
    return now.partitionColumns();
  }

  @Override
  public long hotRows() {
    return now.hotRows() + before.hotRows();
  }

  @Override
  public String revision() {
    return now.revision() + " beside " + before.revision();
  }

  /** Rows of both versions. */
  @Override
  public long rowCount() {
    return now.rowCount() + before.rowCount();
  }

  @Override
  public Relation relation(List<ColumnCondition> conditions) {
    return versions.relation(now.relation(conditions), before.relation(conditions), dialect);
  }
}
