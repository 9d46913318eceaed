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
  private final Output output;
  private final BoundFilter filter;

  private ScanQuestion(ScanSpec spec, Output output, BoundFilter filter) {
    this.spec = spec;
    this.output = output;
    this.filter = filter;
  }

  /** What rows are given of, and what they are sorted by. */
  record Output(List<Column> columns, List<Column> sortColumns) {
    Output {
      columns = List.copyOf(columns);
      sortColumns = List.copyOf(sortColumns);
    }

    /** Checks names, none meaning all columns, and whether what rows are sorted by has an order. */
    static Output bind(List<String> names, List<SortItem> sort, Schema schema) {
      TableColumns table = new TableColumns(schema);
      List<Column> columns = new ArrayList<>();
      for (int index = 0; index < names.size(); index++) {
        columns.add(table.require(names.get(index), JsonPath.ROOT.key("columns").index(index)));
      }
      List<Column> sortColumns = new ArrayList<>();
      for (int index = 0; index < sort.size(); index++) {
        JsonPath path = JsonPath.ROOT.key("sort").index(index).key("field");
        Column column = table.require(sort.get(index).field(), path);
        if (!column.kind().isOrdered()) {
          throw path.problem(
              ErrorCode.COMMAND_INVALID,
              "sorts by the field %s, whose type has no order".formatted(column.describe()));
        }
        sortColumns.add(column);
      }
      return new Output(columns.isEmpty() ? table.all() : columns, sortColumns);
    }

    /**
     * Adds ORDER BY, where anything is sorted by.
     *
     * @param names of the sort columns in the query
     */
    void writeOrder(SqlBuilder sql, List<SortItem> sort, List<String> names) {
      for (int index = 0; index < sort.size(); index++) {
        SortItem item = sort.get(index);
        sql.sql(index == 0 ? " ORDER BY " : ", ")
            .sql(sql.dialect().order(names.get(index), item.descending(), item.nullsFirst()));
      }
    }
  }

  /**
   * Checks a scan against a table's schema.
   *
   * @throws dev.vane.spi.VaneException {@link ErrorCode#FIELD_UNKNOWN}, {@link
   *     ErrorCode#FILTER_INVALID}, {@link ErrorCode#COMMAND_INVALID}, each with the path
   */
  public static ScanQuestion bind(ScanSpec spec, Schema schema) {
    return new ScanQuestion(
        spec,
        Output.bind(spec.columns(), spec.sort(), schema),
        new FilterBinder(new TableColumns(schema))
            .bind(spec.filters(), JsonPath.ROOT.key("filters")));
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
    for (int index = 0; index < output.columns().size(); index++) {
      sql.sql(index == 0 ? "source." : ", source.").name(output.columns().get(index).name());
    }
    sql.sql(" FROM " + table.sql() + " AS source WHERE ");
    new FilterSql(sql, "source").write(filter);
    output.writeOrder(
        sql,
        spec.sort(),
        output.sortColumns().stream()
            .map(column -> "source." + dialect.identifier(column.name()))
            .toList());
    spec.limit().ifPresent(limit -> sql.sql(" LIMIT " + limit));
    return sql.build();
  }
}
