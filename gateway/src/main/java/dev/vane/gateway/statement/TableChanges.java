package dev.vane.gateway.statement;

import dev.vane.gateway.catalog.Backends;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.gateway.query.Cancellation;
import dev.vane.gateway.query.QueryCommand;
import dev.vane.gateway.query.QueryService;
import dev.vane.gateway.query.SqlContext;
import dev.vane.spi.AsOf;
import dev.vane.spi.Capability;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;
import dev.vane.spi.RowChange;
import dev.vane.spi.RowUpdate;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.UserExpression;
import dev.vane.spi.UserQuery;
import dev.vane.spi.UserStatement;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements that change rows which are there. Each is one commit of the table's backend,
 * if that can. Rows that were acknowledged before are in the table first, because describing the
 * statement waits for them, as every question does. Until its commit begins a statement stops when
 * it is cancelled, and after {@code limits.query_time}; nothing is then changed.
 */
public final class TableChanges {
  private final QueryEngine engine;
  private final CatalogService catalog;
  private final QueryService queries;
  private final Backends backends;
  private final GatewayMetrics metrics;
  private final Duration queryTime;
  private final BooleanSupplier ready;

  /**
   * @param queryTime how long a statement may run; zero for no limit
   * @param ready whether new work is accepted
   */
  public TableChanges(
      QueryEngine engine,
      CatalogService catalog,
      QueryService queries,
      Backends backends,
      GatewayMetrics metrics,
      Duration queryTime,
      BooleanSupplier ready) {
    this.engine = engine;
    this.catalog = catalog;
    this.queries = queries;
    this.backends = backends;
    this.metrics = metrics;
    this.queryTime = queryTime;
    this.ready = ready;
  }

  /** A table that is there, with the names of its columns, and who keeps it. */
  private record Target(TableId table, List<String> columns, Storage storage) {
    void require(Capability capability) {
      if (!storage.capabilities().contains(capability)) {
        throw new VaneException(
            ErrorCode.OPTION_UNSUPPORTED,
            "%s is not offered for tables of the %s backend. CREATE OR REPLACE TABLE ... AS SELECT writes the rows that shall be there."
                .formatted(capability.name(), storage.name()));
      }
    }
  }

  /**
   * Removes rows.
   *
   * @param values rows of parameters; what any of them means is removed
   * @return how many
   */
  long delete(
      UserStatement.Delete statement,
      SqlContext context,
      List<List<@Nullable Object>> values,
      Cancellation cancellation) {
    ChangeStop stop = new ChangeStop(cancellation, queryTime);
    Target target = target(statement.table(), context);
    target.require(Capability.DELETE);
    check(statement.matching(), context, values, cancellation);
    RowChange change =
        running(
            () ->
                target
                    .storage()
                    .delete(
                        target.table(),
                        anyOf(values.stream().map(row -> statement.condition().bind(row)).toList()),
                        stop));
    metrics.rowsChanged(target.storage().name(), "delete", change.rows());
    return change.rows();
  }

  /**
   * Updates rows.
   *
   * @param values rows of parameters; one update for each, in order
   * @return how many updates of rows there were
   */
  long update(
      UserStatement.Update statement,
      SqlContext context,
      List<List<@Nullable Object>> values,
      Cancellation cancellation) {
    ChangeStop stop = new ChangeStop(cancellation, queryTime);
    Target target = target(statement.table(), context);
    target.require(Capability.UPDATE);
    List<String> columns = InsertColumns.named(statement.columns(), target.columns());
    check(statement.matching(), context, values, cancellation);
    List<RowUpdate> updates = new ArrayList<>();
    for (List<@Nullable Object> row : values) {
      List<RowUpdate.Assignment> assignments = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        UserExpression value = statement.values().get(i);
        assignments.add(new RowUpdate.Assignment(columns.get(i), value.bind(row)));
      }
      updates.add(new RowUpdate(assignments, anyOf(List.of(statement.condition().bind(row)))));
    }
    RowChange change = running(() -> target.storage().update(target.table(), updates, stop));
    metrics.rowsChanged(target.storage().name(), "update", change.rows());
    return change.rows();
  }

  private RowChange running(Supplier<RowChange> change) {
    metrics.changeStarted();
    try {
      return change.get();
    } finally {
      metrics.changeEnded();
    }
  }

  /** Refuses, as a question of the same parts would be, and waits for acknowledged rows. */
  private void check(
      UserQuery matching,
      SqlContext context,
      List<List<@Nullable Object>> values,
      Cancellation cancellation) {
    if (!ready.getAsBoolean()) {
      throw new VaneException(
          ErrorCode.SHUTTING_DOWN, "The gateway is stopping; send the statement again later.");
    }
    queries.describe(
        new QueryCommand.Statement(matching, values, context, List.of(), List.of()), cancellation);
  }

  /** True of a row of which one condition is true, bracketed by halves so that none is deep. */
  private static SqlQuery anyOf(List<SqlQuery> conditions) {
    SqlQuery all = joined(conditions);
    return new SqlQuery("(" + all.text() + ") IS TRUE", all.parameters());
  }

  private static SqlQuery joined(List<SqlQuery> conditions) {
    if (conditions.size() == 1) {
      return conditions.get(0);
    }
    int half = conditions.size() / 2;
    SqlQuery left = joined(conditions.subList(0, half));
    SqlQuery right = joined(conditions.subList(half, conditions.size()));
    List<@Nullable Object> values = new ArrayList<>(left.parameters());
    values.addAll(right.parameters());
    return new SqlQuery("(" + left.text() + " OR " + right.text() + ")", values);
  }

  private Target target(List<String> path, SqlContext context) {
    try (ReadSession session = engine.openSession()) {
      TableSnapshot snapshot =
          catalog.snapshot(
              catalog.inScope(path, context.catalog(), context.schema()), AsOf.LATEST, session);
      return new Target(
          snapshot.table(),
          snapshot.schema().getFields().stream().map(Field::getName).toList(),
          backends.require(snapshot.table().backend()));
    }
  }
}
