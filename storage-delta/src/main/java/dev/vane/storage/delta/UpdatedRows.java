package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbErrors;
import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.RowUpdate;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a version that updates change, as they are afterwards, with the file and position
 * that each had. They are held in a temporary table of a connection, in the table's types, because
 * a later update sees what an earlier one made of a row. Used by one thread.
 */
final class UpdatedRows {
  private static final String TABLE = "temp.main.vane_updated";

  private final EngineConnection connection;
  private final TableState state;
  private final RelationSql relation;
  private long rows;

  UpdatedRows(EngineConnection connection, TableState state) {
    this.connection = connection;
    this.state = state;
    this.relation = new RelationSql(state).withPositions();
    StringJoiner columns = new StringJoiner(", ", "(", ")");
    state
        .schema()
        .fields()
        .forEach(field -> columns.add(Sql.identifier(field.name()) + " " + field.type().sql()));
    columns.add(relation.fileColumn() + " VARCHAR");
    columns.add(relation.positionColumn() + " BIGINT");
    connection.execute("CREATE OR REPLACE TEMP TABLE vane_updated " + columns);
  }

  /**
   * Runs one update.
   *
   * @param files those that may hold rows that it changes
   * @return how many rows it met
   */
  long apply(RowUpdate update, List<DataFile> files) {
    long again = rows == 0 ? 0 : run(ofChanged(update));
    long first = run(ofUnchanged(update, files));
    rows += first;
    return again + first;
  }

  /** Different rows that were met. */
  long rows() {
    return rows;
  }

  private static SqlQuery ofChanged(RowUpdate update) {
    List<@Nullable Object> values = new ArrayList<>();
    String assignments =
        update.assignments().stream()
            .map(
                assignment -> {
                  values.addAll(assignment.value().parameters());
                  return Sql.identifier(assignment.column()) + " = " + assignment.value().text();
                })
            .collect(Collectors.joining(", "));
    values.addAll(update.condition().parameters());
    return new SqlQuery(
        "UPDATE %s SET %s WHERE %s".formatted(TABLE, assignments, update.condition().text()),
        values);
  }

  private SqlQuery ofUnchanged(RowUpdate update, List<DataFile> files) {
    Map<String, SqlQuery> assigned =
        update.assignments().stream()
            .collect(
                Collectors.toMap(
                    RowUpdate.Assignment::column,
                    RowUpdate.Assignment::value,
                    (one, other) -> one));
    List<@Nullable Object> values = new ArrayList<>();
    StringJoiner selection = new StringJoiner(", ");
    for (DeltaField field : state.schema().fields()) {
      SqlQuery value = assigned.get(field.name());
      if (value == null) {
        selection.add(Sql.identifier(field.name()));
      } else {
        selection.add("(" + value.text() + ")");
        values.addAll(value.parameters());
      }
    }
    values.addAll(update.condition().parameters());
    return new SqlQuery(
        "INSERT INTO %s SELECT %s, %s FROM %s AS source WHERE %s"
            .formatted(TABLE, selection, place(), unchanged(files), update.condition().text()),
        values);
  }

  private String place() {
    return relation.fileColumn() + ", " + relation.positionColumn();
  }

  private String unchanged(List<DataFile> files) {
    String all = relation.of(files);
    return rows == 0
        ? all
        : "(SELECT every.* FROM %s AS every ANTI JOIN %s AS changed USING (%s))"
            .formatted(all, TABLE, place());
  }

  private long run(SqlQuery statement) {
    try {
      return connection.update(statement.text(), statement.parameters().toArray());
    } catch (VaneException failure) {
      throw DuckDbErrors.ofExpression(failure);
    }
  }

  /**
   * Computes generated columns that no update assigned, and holds the rows to the table's rules.
   *
   * @throws VaneException naming the rule that a row breaks
   */
  void keep(TableRules rules, Set<String> assigned) {
    for (DeltaField field : rules.generated()) {
      if (!assigned.contains(field.name())) {
        connection.execute(
            "UPDATE %s SET %s = %s"
                .formatted(
                    TABLE,
                    Sql.identifier(field.name()),
                    rules.generated(field, (name, type) -> Sql.identifier(name))));
      }
    }
    RowRules.require(rules.checks(state.schema()), connection, TABLE);
  }

  /** Lets these rows be removed from their files. */
  void doom(DoomedRows doomed) {
    doomed.addAll("SELECT %s FROM %s".formatted(place(), TABLE));
  }

  /** The rows as they are now, as a query in parentheses. */
  String relation() {
    return "(SELECT * EXCLUDE (%s) FROM %s)".formatted(place(), TABLE);
  }
}
