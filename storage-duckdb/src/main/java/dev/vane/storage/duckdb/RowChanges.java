package dev.vane.storage.duckdb;

import dev.vane.duckdb.DuckDbErrors;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.RowChange;
import dev.vane.spi.RowUpdate;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.StopSignal;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Removes and updates rows where they are, in one transaction with an entry in the ledger. The
 * table's lock is held from before the first statement to the commit: other commits to the table
 * wait, so none can replace it meanwhile; streams that only receive rows go on, and so do readers.
 * Until the commit begins the change can be stopped, also while it waits for the lock.
 */
final class RowChanges {
  private static final long LOOK_MILLISECONDS = 20;

  private final DuckDbStorage storage;
  private final TableRegistry registry;
  private final StopSignal stop;

  RowChanges(DuckDbStorage storage, TableRegistry registry, StopSignal stop) {
    this.storage = storage;
    this.registry = registry;
    this.stop = stop;
  }

  RowChange delete(TableId table, SqlQuery condition) {
    TableState state = require(table);
    return change(
        state,
        List.of(
            new SqlQuery(
                "DELETE FROM " + TableNames.sql(state.id()) + " WHERE " + condition.text(),
                condition.parameters())),
        -1);
  }

  RowChange update(TableId table, List<RowUpdate> updates) {
    TableState state = require(table);
    return change(state, updates.stream().map(update -> statement(state, update)).toList(), 0);
  }

  private static SqlQuery statement(TableState state, RowUpdate update) {
    List<@Nullable Object> values = new ArrayList<>();
    String assignments =
        update.assignments().stream()
            .map(
                assignment -> {
                  values.addAll(assignment.value().parameters());
                  return DuckDbDialect.INSTANCE.identifier(assignment.column())
                      + " = "
                      + assignment.value().text();
                })
            .collect(Collectors.joining(", "));
    SqlQuery where = update.condition();
    values.addAll(where.parameters());
    return new SqlQuery(
        "UPDATE %s SET %s WHERE %s"
            .formatted(TableNames.sql(state.id()), assignments, where.text()),
        values);
  }

  /**
   * Runs statements and commits what they did.
   *
   * @param perRow what a row that is met adds to the table's number of rows
   */
  private RowChange change(TableState state, List<SqlQuery> statements, int perRow) {
    storage.requireRoom(0);
    lock(state);
    try (EngineConnection connection = storage.engine().connect(stop)) {
      connection.begin();
      long rows = statements.stream().mapToLong(statement -> run(connection, statement)).sum();
      if (rows == 0) {
        return new RowChange(state.version(), false, 0);
      }
      long version = state.version() + 1;
      long total = state.totalRows() + perRow * rows;
      Ledger.record(connection, state.id(), version, rows, total, 0);
      stop.requireGoing();
      state.unsettle();
      connection.commit();
      state.committed(version, total);
      state.settle();
      return new RowChange(version, true, rows);
    } catch (VaneException failure) {
      storage.failed(failure);
      throw failure;
    } finally {
      state.lock.unlock();
      storage.committed();
    }
  }

  private void lock(TableState state) {
    try {
      do {
        stop.requireGoing();
      } while (!state.lock.tryLock(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VaneException(
          ErrorCode.SHUTTING_DOWN, "The gateway is stopping; send the statement again later.", e);
    }
  }

  private static long run(EngineConnection connection, SqlQuery statement) {
    try {
      return connection.update(statement.text(), statement.parameters().toArray());
    } catch (VaneException failure) {
      throw DuckDbErrors.ofExpression(failure);
    }
  }

  private TableState require(TableId table) {
    return registry
        .find(table)
        .filter(TableState::isVisible)
        .orElseThrow(
            () ->
                new VaneException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "There is no table %s.".formatted(Names.quoted(table.name()))));
  }
}
