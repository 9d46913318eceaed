package dev.vane.gateway.statement;

import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.catalog.TablePath;
import dev.vane.gateway.ingest.IngestCommand;
import dev.vane.gateway.ingest.IngestService;
import dev.vane.gateway.ingest.IngestSession;
import dev.vane.gateway.query.Answer;
import dev.vane.gateway.query.Cancellation;
import dev.vane.gateway.query.QueryCommand;
import dev.vane.gateway.query.QueryService;
import dev.vane.gateway.query.SqlContext;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.OutputColumn;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;
import dev.vane.spi.TableId;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.UserQuery;
import dev.vane.spi.UserStatement;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements that write. Their rows are a query's answer that goes into an ingest session,
 * so limits, versions, ledger and metrics are those of any stream, and a statement is one commit.
 */
public final class TableWrites {
  private final QueryEngine engine;
  private final CatalogService catalog;
  private final QueryService queries;
  private final IngestService ingest;
  private final WriteTargets targets;
  private final TableChanges changes;

  public TableWrites(
      QueryEngine engine,
      CatalogService catalog,
      QueryService queries,
      IngestService ingest,
      WriteTargets targets,
      TableChanges changes) {
    this.engine = engine;
    this.catalog = catalog;
    this.queries = queries;
    this.ingest = ingest;
    this.targets = targets;
    this.changes = changes;
  }

  /** The query inside of a statement, if it has one. */
  static Optional<UserQuery> source(UserStatement statement) {
    if (statement instanceof UserStatement.Query query) {
      return Optional.of(query.query());
    }
    if (statement instanceof UserStatement.Insert insert) {
      return Optional.of(insert.rows());
    }
    if (statement instanceof UserStatement.Delete delete) {
      return Optional.of(delete.matching());
    }
    if (statement instanceof UserStatement.Update update) {
      return Optional.of(update.matching());
    }
    return statement instanceof UserStatement.CreateTable create
        ? Optional.of(create.rows())
        : Optional.empty();
  }

  /**
   * Runs one.
   *
   * @param rows values of its parameters, one execution for each
   * @return rows written, removed or updated
   */
  long run(
      UserStatement statement,
      SqlContext context,
      List<List<@Nullable Object>> rows,
      Cancellation cancellation) {
    if (statement instanceof UserStatement.Insert insert) {
      return insert(insert, context, rows, cancellation);
    }
    if (statement instanceof UserStatement.CreateTable create) {
      return create(create, context, rows, cancellation);
    }
    if (statement instanceof UserStatement.Delete delete) {
      return changes.delete(delete, context, rows, cancellation);
    }
    if (statement instanceof UserStatement.Update update) {
      return changes.update(update, context, rows, cancellation);
    }
    if (statement instanceof UserStatement.DropTable drop) {
      drop(drop, context);
      return 0;
    }
    throw new IllegalArgumentException("A query writes nothing");
  }

  /** The columns whose types parameters have, by the parameters' numbers. */
  Map<Integer, Field> parameterFields(UserStatement statement, SqlContext context) {
    if (statement instanceof UserStatement.Update update) {
      return parameterFields(update, context);
    }
    return statement instanceof UserStatement.Insert insert
        ? parameterFields(insert, context)
        : Map.of();
  }

  private Map<Integer, Field> parameterFields(UserStatement.Update update, SqlContext context) {
    if (update.parameterColumns().isEmpty()) {
      return Map.of();
    }
    List<Field> columns = table(update.table(), context).schema().getFields();
    Map<Integer, Field> fields = new HashMap<>();
    update
        .parameterColumns()
        .forEach(
            (parameter, name) ->
                columns.stream()
                    .filter(column -> column.getName().equalsIgnoreCase(name))
                    .findFirst()
                    .ifPresent(column -> fields.put(parameter, parameter(parameter, column))));
    return fields;
  }

  private Map<Integer, Field> parameterFields(UserStatement.Insert insert, SqlContext context) {
    if (insert.parameterColumns().isEmpty()) {
      return Map.of();
    }
    List<OutputColumn> columns =
        InsertColumns.of(insert, table(insert.table(), context).schema(), List.of());
    Map<Integer, Field> fields = new HashMap<>();
    insert
        .parameterColumns()
        .forEach(
            (parameter, position) ->
                columns.stream()
                    .filter(column -> column.source() == position)
                    .findFirst()
                    .ifPresent(
                        column -> fields.put(parameter, parameter(parameter, column.field()))));
    return fields;
  }

  private static Field parameter(int number, Field column) {
    return new Field("$" + number, column.getFieldType(), column.getChildren());
  }

  private long insert(
      UserStatement.Insert insert,
      SqlContext context,
      List<List<@Nullable Object>> rows,
      Cancellation cancellation) {
    Known table = table(insert.table(), context);
    QueryCommand.Statement source =
        new QueryCommand.Statement(insert.rows(), rows, context, List.of(), List.of());
    List<String> names =
        queries.describe(source, cancellation).schema().getFields().stream()
            .map(Field::getName)
            .toList();
    List<OutputColumn> columns = InsertColumns.of(insert, table.schema(), names);
    return copy(
        new QueryCommand.Statement(insert.rows(), rows, context, columns, List.of()),
        IngestCommand.ofPath(table.id().path()),
        cancellation);
  }

  private long create(
      UserStatement.CreateTable create,
      SqlContext context,
      List<List<@Nullable Object>> rows,
      Cancellation cancellation) {
    TablePath target = catalog.inScope(create.table(), context.catalog(), context.schema());
    if (create.existing() == UserStatement.Existing.KEEP && targets.find(target).isPresent()) {
      return 0;
    }
    WriteMode mode =
        create.existing() == UserStatement.Existing.REPLACE
            ? WriteMode.OVERWRITE
            : WriteMode.CREATE;
    return copy(
        new QueryCommand.Statement(create.rows(), rows, context, List.of(), List.of()),
        targets.command(target, mode),
        cancellation);
  }

  private long copy(
      QueryCommand.Statement source, IngestCommand target, Cancellation cancellation) {
    try (Answer answer = queries.open(source, cancellation);
        IngestSession session = ingest.open(target, answer.schema())) {
      MapDictionaryProvider none = new MapDictionaryProvider();
      while (answer.next()) {
        session.append(answer.batch(), none);
      }
      if (cancellation.isCancelled()) {
        throw new VaneException(ErrorCode.CANCELLED, "The statement was cancelled.");
      }
      return session.commit().rows();
    }
  }

  /** No backend removes tables; a drop of what is not there is done all the same. */
  private void drop(UserStatement.DropTable drop, SqlContext context) {
    TablePath path = catalog.inScope(drop.table(), context.catalog(), context.schema());
    Optional<TableId> table = targets.find(path);
    if (table.isPresent()) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "DROP TABLE is not offered: %s stays. CREATE OR REPLACE TABLE gives it other columns and rows, or none."
              .formatted(Names.quoted(table.get().name())));
    }
    if (!drop.ifExists()) {
      throw targets.missing(path);
    }
  }

  /** A table that is there, as the writer will find it. */
  private record Known(TableId id, org.apache.arrow.vector.types.pojo.Schema schema) {}

  private Known table(List<String> path, SqlContext context) {
    try (ReadSession session = engine.openSession()) {
      TableSnapshot snapshot =
          catalog.snapshot(
              catalog.inScope(path, context.catalog(), context.schema()), AsOf.LATEST, session);
      return new Known(snapshot.table(), snapshot.schema());
    }
  }
}
