package dev.vane.pivot.plan;

import dev.vane.pivot.filter.BoundFilter;
import dev.vane.pivot.filter.FilterBinder;
import dev.vane.pivot.filter.FilterParser;
import dev.vane.pivot.filter.FilterSql;
import dev.vane.pivot.filter.PruningConditions;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.schema.TableColumns;
import dev.vane.pivot.sql.SqlBuilder;
import dev.vane.spi.Dialect;
import dev.vane.spi.RowCondition;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads the key {@code filters} of a command that changes rows. Stateless. */
public final class RowFilters {
  private final FilterParser parser;

  /**
   * Reads filters up to a depth.
   *
   * @param depth the limit {@code limits.filter_depth}
   */
  public RowFilters(int depth) {
    parser = new FilterParser(depth);
  }

  /**
   * The condition on rows of a table; every row when the key is absent.
   *
   * @throws dev.vane.spi.VaneException {@link dev.vane.spi.ErrorCode#FILTER_INVALID}, {@link
   *     dev.vane.spi.ErrorCode#FIELD_UNKNOWN}, with the path
   */
  public RowCondition read(JsonObject command, Schema schema, Dialect dialect) {
    BoundFilter filter =
        new FilterBinder(new TableColumns(schema))
            .bind(parser.parse(command), command.path("filters"));
    SqlBuilder sql = new SqlBuilder(dialect).sql("(");
    new FilterSql(sql, RowCondition.ALIAS).write(filter);
    return new RowCondition(sql.sql(") IS TRUE").build(), PruningConditions.of(filter));
  }
}
