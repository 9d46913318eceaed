package dev.vane.pivot.plan;

import dev.vane.pivot.ScanSpec;
import dev.vane.pivot.SortItem;
import dev.vane.pivot.filter.BoundFilter;
import dev.vane.pivot.filter.FilterBinder;
import dev.vane.pivot.filter.FilterSql;
import dev.vane.pivot.filter.PruningConditions;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.TableColumns;
import dev.vane.pivot.sql.SqlBuilder;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.Dialect;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** A scan that fits a table's schema. Immutable. */
public final class ScanQuestion {
  private final ScanSpec spec;
  private final List<Column> columns;
  private final BoundFilter filter;
  private final List<Column> sortColumns;

  private ScanQuestion(
      ScanSpec spec, List<Column> columns, BoundFilter filter, List<Column> sortColumns) {
    this.spec = spec;
    this.columns = List.copyOf(columns);
    this.filter = filter;
    this.sortColumns = List.copyOf(sortColumns);
  }

  /**
   * Checks a scan against a table's schema.
   *
   * @throws dev.vane.spi.VaneException {@link ErrorCode#FIELD_UNKNOWN}, {@link
   *     ErrorCode#FILTER_INVALID}, {@link ErrorCode#COMMAND_INVALID}, each with the path
   */
  public static ScanQuestion bind(ScanSpec spec, Schema schema) {
    TableColumns table = new TableColumns(schema);
    List<Column> columns = new ArrayList<>();
    for (int index = 0; index < spec.columns().size(); index++) {
      JsonPath path = JsonPath.ROOT.key("columns").index(index);
      columns.add(table.require(spec.columns().get(index), path));
    }
    List<Column> sortColumns = new ArrayList<>();
    for (int index = 0; index < spec.sort().size(); index++) {
      JsonPath path = JsonPath.ROOT.key("sort").index(index).key("field");
      Column column = table.require(spec.sort().get(index).field(), path);
      if (!column.kind().isOrdered()) {
        throw path.problem(
            ErrorCode.COMMAND_INVALID,
            "sorts by the field %s, whose type has no order".formatted(column.describe()));
      }
      sortColumns.add(column);
    }
    return new ScanQuestion(
        spec,
        columns.isEmpty() ? table.all() : columns,
        new FilterBinder(table).bind(spec.filters(), JsonPath.ROOT.key("filters")),
        sortColumns);
  }

  public ScanSpec spec() {
    return spec;
  }

  /** What every wanted row fulfils, for leaving out files early. */
  public List<ColumnCondition> conditions() {
    return PruningConditions.of(filter);
  }

  /** The query; its columns have the table's names. */
  public SqlQuery query(Relation table, Dialect dialect) {
    SqlBuilder sql = new SqlBuilder(dialect).sql("SELECT ");
    for (int index = 0; index < columns.size(); index++) {
      sql.sql(index == 0 ? "source." : ", source.").name(columns.get(index).name());
    }
    sql.sql(" FROM " + table.sql() + " AS source WHERE ");
    new FilterSql(sql, "source").write(filter);
    for (int index = 0; index < sortColumns.size(); index++) {
      SortItem item = spec.sort().get(index);
      String column = "source." + dialect.identifier(sortColumns.get(index).name());
      sql.sql(index == 0 ? " ORDER BY " : ", ")
          .sql(dialect.order(column, item.descending(), item.nullsFirst()));
    }
    spec.limit().ifPresent(limit -> sql.sql(" LIMIT " + limit));
    return sql.build();
  }
}
