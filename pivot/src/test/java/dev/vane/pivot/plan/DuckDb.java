package dev.vane.pivot.plan;

import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.PivotSpecParser;
import dev.vane.pivot.answer.PivotLimits;
import dev.vane.pivot.cube.CubeReader;
import dev.vane.pivot.json.StrictJson;
import dev.vane.spi.Dialect;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/**
 * A real DuckDB in memory that runs the SQL of questions. Closing it proves that nothing leaked.
 */
final class DuckDb implements AutoCloseable {
  static final Dialect DIALECT = DuckDbDialect.INSTANCE;

  static final PivotLimits UNLIMITED = new PivotLimits(Long.MAX_VALUE, Long.MAX_VALUE);
  static final int FILTER_DEPTH = 16;

  private final Connection connection;
  private final BufferAllocator allocator = new RootAllocator();

  DuckDb() {
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:");
      execute("SET threads = 1");
      // As the gateway's engine has it.
      execute("SET disabled_optimizers = 'partial_aggregate_pushdown'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An answer as objects: Boolean, Long, Double, BigDecimal, String and so on, or null. */
  record Answer(Schema schema, List<List<@Nullable Object>> rows) {
    List<String> names() {
      return schema.getFields().stream().map(field -> field.getName()).toList();
    }

    Map<String, String> metadata(String field) {
      return schema.findField(field).getMetadata();
    }

    /** The rows with only these fields. */
    List<List<@Nullable Object>> rows(String... names) {
      List<Integer> places = new ArrayList<>();
      for (String name : names) {
        if (!names().contains(name)) {
          throw new IllegalArgumentException(name + " is not in " + names());
        }
        places.add(names().indexOf(name));
      }
      List<List<@Nullable Object>> picked = new ArrayList<>();
      for (List<@Nullable Object> row : rows) {
        List<@Nullable Object> values = new ArrayList<>();
        places.forEach(place -> values.add(row.get(place)));
        picked.add(values);
      }
      return picked;
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Schema schema(String table) throws SQLException {
    return run(SqlQuery.of("SELECT * FROM " + table + " LIMIT 0"), batch -> {});
  }

  /** Answers a question as the gateway does: cube, counts, column paths, answer. */
  Answer pivot(String json, String table) throws SQLException {
    return pivot(new PivotSpecParser(FILTER_DEPTH).parse(StrictJson.parse(json)), table);
  }

  Answer pivot(PivotSpec spec, String table) throws SQLException {
    return pivot(spec, table, UNLIMITED);
  }

  Answer pivot(PivotSpec spec, String table, PivotLimits limits) throws SQLException {
    try (PreparedPivot pivot = prepare(spec, table)) {
      return pivot.answer(spec.presentation(), limits);
    }
  }

  /** Runs the heavy half of a question. */
  PreparedPivot prepare(PivotSpec spec, String table) throws SQLException {
    return prepare(spec, schema(table), table);
  }

  /** Runs the heavy half of a question about a table of a schema. */
  PreparedPivot prepare(PivotSpec spec, Schema schema, String table) throws SQLException {
    PivotQuestion question = PivotQuestion.bind(spec, schema);
    SqlQuery heavy = question.cube(Relation.of(table), DIALECT);
    CubeReader[] reader = new CubeReader[1];
    try {
      run(
          heavy,
          found ->
              reader[0] =
                  new CubeReader(
                      question.rows().leaf(),
                      question.columns().leaf(),
                      question.keysWithOthers(),
                      found,
                      allocator),
          batch -> reader[0].add(batch));
      return new PreparedPivot(question, reader[0].finish(), allocator);
    } finally {
      if (reader[0] != null) {
        reader[0].close();
      }
    }
  }

  Answer query(SqlQuery query) throws SQLException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    Schema schema = run(query, batch -> collect(batch, rows));
    return new Answer(schema, rows);
  }

  static void collect(VectorSchemaRoot batch, List<List<@Nullable Object>> rows) {
    for (int row = 0; row < batch.getRowCount(); row++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (var vector : batch.getFieldVectors()) {
        values.add(plain(vector.getObject(row)));
      }
      rows.add(values);
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> values = new ArrayList<>();
      list.forEach(element -> values.add(plain(element)));
      return values;
    }
    return value instanceof org.apache.arrow.vector.util.Text text ? text.toString() : value;
  }

  void update(String sql, List<@Nullable Object> values) throws SQLException {
    update(new SqlQuery(sql, values));
  }

  private void update(SqlQuery query) throws SQLException {
    try (PreparedStatement statement = prepare(query)) {
      statement.execute();
    }
  }

  private Schema run(SqlQuery query, Consumer<VectorSchemaRoot> batches) throws SQLException {
    return run(query, schema -> {}, batches);
  }

  private Schema run(SqlQuery query, Consumer<Schema> opened, Consumer<VectorSchemaRoot> batches)
      throws SQLException {
    try (PreparedStatement statement = prepare(query);
        DuckDBResultSet result = (DuckDBResultSet) statement.executeQuery();
        ArrowReader reader = (ArrowReader) result.arrowExportStream(allocator, 2048)) {
      Schema schema = reader.getVectorSchemaRoot().getSchema();
      opened.accept(schema);
      while (reader.loadNextBatch()) {
        batches.accept(reader.getVectorSchemaRoot());
      }
      return schema;
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  private PreparedStatement prepare(SqlQuery query) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(query.text());
    for (int index = 0; index < query.parameters().size(); index++) {
      Object value = query.parameters().get(index);
      statement.setObject(
          index + 1, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
    }
    return statement;
  }

  @Override
  public void close() {
    try (allocator) {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
