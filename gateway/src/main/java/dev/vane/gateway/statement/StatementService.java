package dev.vane.gateway.statement;

import dev.vane.config.LimitsConfiguration;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.gateway.query.Answer;
import dev.vane.gateway.query.Cancellation;
import dev.vane.gateway.query.QueryCommand;
import dev.vane.gateway.query.QueryDescription;
import dev.vane.gateway.query.QueryService;
import dev.vane.gateway.query.SqlContext;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.TypedText;
import dev.vane.spi.UserQuery;
import dev.vane.spi.UserStatement;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Statements of SQL clients. Safe for many threads.
 *
 * <p>A query is described when it is executed and runs when its ticket is read, as often as it is
 * read. A statement that writes is done when it is executed, once, and its ticket tells how many
 * rows that were: a client that never reads the result has still written, or was told the error.
 */
public final class StatementService {
  private final LimitsConfiguration limits;
  private final QueryEngine engine;
  private final QueryService queries;
  private final TableWrites writes;
  private final BufferAllocator allocator;
  private final HandleStore<PreparedStatement> prepared;
  private final HandleStore<StoredResult> results;
  private final RunningAnswers running = new RunningAnswers();

  private StatementService(
      LimitsConfiguration limits,
      QueryEngine engine,
      QueryService queries,
      TableWrites writes,
      BufferAllocator allocator) {
    this.limits = limits;
    this.engine = engine;
    this.queries = queries;
    this.writes = writes;
    this.allocator = allocator;
    this.prepared =
        new HandleStore<>(
            limits.preparedStatements(),
            limits.preparedMemory(),
            limits.sessionIdle(),
            this::tooManyPrepared);
    this.results =
        new HandleStore<>(
            limits.preparedStatements(), limits.preparedMemory(), limits.sessionIdle(), null);
  }

  /** The service over the gateway's other services. */
  public static StatementService create(
      LimitsConfiguration limits,
      QueryEngine engine,
      QueryService queries,
      TableWrites writes,
      BufferAllocator allocator,
      GatewayMetrics metrics) {
    StatementService service = new StatementService(limits, engine, queries, writes, allocator);
    metrics.observe("prepared_statements", "Prepared statements kept.", service.prepared::count);
    metrics.observe(
        "prepared_statement_bytes",
        "Bytes of prepared statements and their values.",
        service.prepared::bytes);
    metrics.observe("sql_tickets", "Tickets of SQL results kept.", service.results::count);
    return service;
  }

  /**
   * Checks a statement, tells its shape and keeps it.
   *
   * @throws VaneException as {@link QueryEngine#parseStatement}; LIMIT_PREPARED_STATEMENTS
   */
  public PreparedDescription prepare(String sql, SqlContext context, Cancellation cancellation) {
    PreparedStatement statement = describe(sql, context, cancellation);
    return new PreparedDescription(
        prepared.add(statement, statement.size()), statement.columns(), statement.parameters());
  }

  /**
   * The values that a prepared statement is executed with from now on.
   *
   * @param bytes what they hold, about
   */
  public void bind(String handle, List<List<@Nullable Object>> rows, long bytes) {
    PreparedStatement statement = require(handle);
    rows.forEach(row -> requireCount(statement, row.size()));
    PreparedStatement bound = statement.withValues(rows, bytes);
    prepared.replace(handle, bound, bound.size());
  }

  /** Most bytes of values that one statement may be sent. */
  public long valueBytes() {
    return limits.preparedMemory();
  }

  /** Forgets a prepared statement; one that is not known is no error. */
  public void close(String handle) {
    prepared.close(handle);
  }

  /** The schema that a statement gives, before any execution. */
  public Schema schema(String sql, SqlContext context, Cancellation cancellation) {
    return describe(sql, context, cancellation).columns().orElse(CountAnswer.SCHEMA);
  }

  /** The schema that a prepared statement gives. */
  public Schema schema(String handle) {
    return require(handle).columns().orElse(CountAnswer.SCHEMA);
  }

  /** Executes a statement without parameters. */
  public ResultDescription execute(String sql, SqlContext context, Cancellation cancellation) {
    UserStatement statement = parse(sql);
    return execute(
        statement, 6L * sql.length(), context, List.of(List.of()), new KnownShapes(), cancellation);
  }

  /** Executes a prepared statement with the values that it was bound to. */
  public ResultDescription execute(String handle, Cancellation cancellation) {
    PreparedStatement statement = require(handle);
    List<List<@Nullable Object>> rows = rows(statement, statement.values());
    running.add(handle, cancellation);
    try {
      return execute(
          statement.statement(),
          statement.size(),
          statement.context(),
          rows,
          statement.shapes(),
          cancellation);
    } finally {
      running.remove(handle, cancellation);
    }
  }

  /**
   * Runs a statement that writes.
   *
   * @return how many rows it wrote
   * @throws VaneException QUERY_INVALID when it is a query
   */
  public long update(String sql, SqlContext context, Cancellation cancellation) {
    return update(parse(sql), context, List.of(List.of()), cancellation);
  }

  /**
   * Runs a prepared statement that writes, once for each row of values and all in one commit.
   *
   * @param rows none for the values that it was bound to
   */
  public long update(String handle, List<List<@Nullable Object>> rows, Cancellation cancellation) {
    PreparedStatement statement = require(handle);
    List<List<@Nullable Object>> values =
        rows(statement, rows.isEmpty() ? statement.values() : rows);
    running.add(handle, cancellation);
    try {
      return update(statement.statement(), statement.context(), values, cancellation);
    } finally {
      running.remove(handle, cancellation);
    }
  }

  /**
   * The rows of a result.
   *
   * @throws VaneException RESULT_EXPIRED when its ticket is kept no longer
   */
  public Answer open(String ticket, Cancellation cancellation) {
    StoredResult result =
        results
            .find(ticket)
            .orElseThrow(
                () ->
                    new VaneException(
                        ErrorCode.RESULT_EXPIRED,
                        "The result of this ticket is kept no longer. Execute the statement again for a new one."));
    if (result instanceof StoredResult.Written written) {
      return new CountAnswer(written.rows(), allocator);
    }
    running.add(ticket, cancellation);
    boolean opened = false;
    try {
      Answer answer = open((StoredResult.Rows) result, cancellation);
      opened = true;
      return running.watched(answer, ticket, cancellation);
    } finally {
      if (!opened) {
        running.remove(ticket, cancellation);
      }
    }
  }

  /** What was described is what is given; a table may have got other columns meanwhile. */
  private Answer open(StoredResult.Rows rows, Cancellation cancellation) {
    Answer answer = queries.open(rows.query(), cancellation);
    if (answer.schema().getFields().equals(rows.schema().getFields())) {
      return answer;
    }
    answer.close();
    rows.shapes().forget();
    throw new VaneException(
        ErrorCode.RESULT_EXPIRED,
        "The columns of the result changed since it was described. Execute the statement again.");
  }

  /**
   * Stops who reads a result now, or who executes a prepared statement; tells whether anybody did.
   *
   * @param name the ticket or the handle
   */
  public boolean cancel(String name) {
    return running.cancel(name);
  }

  private UserStatement parse(String sql) {
    if (sql.length() > limits.commandSize()) {
      throw new VaneException(
          ErrorCode.LIMIT_COMMAND_SIZE,
          "The statement has %,d characters, and limits.command_size allows %,d. Shorten it: values are bound, and rows are sent as a stream."
              .formatted(sql.length(), limits.commandSize()));
    }
    return engine.parseStatement(sql);
  }

  private PreparedStatement describe(String sql, SqlContext context, Cancellation cancellation) {
    UserStatement statement = parse(sql);
    Schema parameters = parameters(statement, context, cancellation);
    Optional<Schema> columns = Optional.empty();
    if (statement instanceof UserStatement.Query query) {
      columns =
          Optional.of(
              queries
                  .describe(
                      command(query.query(), List.of(unbound(parameters)), context, List.of()),
                      cancellation)
                  .schema());
    }
    return new PreparedStatement(
        sql, statement, context, columns, parameters, List.of(), 0, new KnownShapes());
  }

  private Schema parameters(
      UserStatement statement, SqlContext context, Cancellation cancellation) {
    Optional<UserQuery> query = TableWrites.source(statement);
    int count = query.map(UserQuery::parameterCount).orElse(0);
    if (query.isEmpty() || count == 0) {
      return new Schema(List.of());
    }
    List<Field> fields =
        new ArrayList<>(
            queries
                .describeParameters(
                    command(
                        query.get(),
                        List.of(Collections.<@Nullable Object>nCopies(count, null)),
                        context,
                        List.of()),
                    cancellation)
                .getFields());
    Map<Integer, Field> known = writes.parameterFields(statement, context);
    fields.replaceAll(field -> known.getOrDefault(fields.indexOf(field) + 1, field));
    return new Schema(fields);
  }

  /** NULLs of the types that are known. */
  private static List<@Nullable Object> unbound(Schema parameters) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Field field : parameters.getFields()) {
      values.add(field.getType().equals(ArrowType.Null.INSTANCE) ? null : TypedText.nullOf(field));
    }
    return values;
  }

  private ResultDescription execute(
      UserStatement statement,
      long bytes,
      SqlContext context,
      List<List<@Nullable Object>> rows,
      KnownShapes shapes,
      Cancellation cancellation) {
    if (!(statement instanceof UserStatement.Query query)) {
      long written = writes.run(statement, context, rows, cancellation);
      return new ResultDescription(
          CountAnswer.SCHEMA, results.add(new StoredResult.Written(written), Long.BYTES));
    }
    Optional<Schema> known = shapes.find(rows.get(0));
    if (known.isPresent()) {
      return stored(command(query.query(), rows, context, List.of()), known.get(), shapes, bytes);
    }
    QueryDescription description =
        queries.describe(command(query.query(), rows, context, List.of()), cancellation);
    if (query.query().pivots().isEmpty()) {
      shapes.add(rows.get(0), description.schema());
    }
    return stored(
        command(query.query(), rows, context, description.pinned()),
        description.schema(),
        shapes,
        bytes);
  }

  private ResultDescription stored(
      QueryCommand.Statement query, Schema schema, KnownShapes shapes, long bytes) {
    return new ResultDescription(
        schema, results.add(new StoredResult.Rows(query, schema, shapes), bytes));
  }

  private long update(
      UserStatement statement,
      SqlContext context,
      List<List<@Nullable Object>> rows,
      Cancellation cancellation) {
    if (statement instanceof UserStatement.Query) {
      throw new VaneException(
          ErrorCode.QUERY_INVALID,
          "The statement is a query and was sent as an update; send it as a query.");
    }
    return writes.run(statement, context, rows, cancellation);
  }

  private static QueryCommand.Statement command(
      UserQuery query, List<List<@Nullable Object>> rows, SqlContext context, List<String> pinned) {
    return new QueryCommand.Statement(query, rows, context, List.of(), pinned);
  }

  private static List<List<@Nullable Object>> rows(
      PreparedStatement statement, List<List<@Nullable Object>> values) {
    if (!values.isEmpty()) {
      values.forEach(row -> requireCount(statement, row.size()));
      return values;
    }
    requireCount(statement, 0);
    return List.of(List.of());
  }

  private static void requireCount(PreparedStatement statement, int values) {
    int wanted = statement.parameters().getFields().size();
    if (values != wanted) {
      throw new VaneException(
          ErrorCode.QUERY_INVALID,
          "The statement has %d parameters and %d values were sent.".formatted(wanted, values));
    }
  }

  private PreparedStatement require(String handle) {
    return prepared
        .find(handle)
        .orElseThrow(
            () ->
                new VaneException(
                    ErrorCode.STATEMENT_UNKNOWN,
                    "There is no such prepared statement: it was closed, or not used for limits.session_idle. Prepare it again."));
  }

  private VaneException tooManyPrepared() {
    return new VaneException(
        ErrorCode.LIMIT_PREPARED_STATEMENTS,
        "Prepared statements and their values use up limits.prepared_statements (%,d) or limits.prepared_memory (%,d bytes). Close those that are not needed, or send rows as a stream instead of as values."
            .formatted(limits.preparedStatements(), limits.preparedMemory()));
  }
}
