package dev.vane.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.adbc.core.AdbcConnection;
import org.apache.arrow.adbc.core.AdbcDatabase;
import org.apache.arrow.adbc.core.AdbcDriver;
import org.apache.arrow.adbc.core.AdbcException;
import org.apache.arrow.adbc.core.AdbcStatement;
import org.apache.arrow.adbc.core.AdbcStatusCode;
import org.apache.arrow.adbc.core.BulkIngestMode;
import org.apache.arrow.adbc.driver.flightsql.FlightSqlDriver;
import org.apache.arrow.adbc.sql.SqlQuirks;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ADBC's own Java driver over Flight SQL. */
// ADBC declares that closing throws any exception, which the compiler warns of.
@SuppressWarnings("try")
class AdbcDriverTest {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("name", ArrowType.Utf8.INSTANCE)));

  private RunningGateway running;
  private AdbcDatabase database;
  private AdbcConnection connection;

  @BeforeEach
  void connect(@TempDir Path directory) throws AdbcException {
    running = new RunningGateway(directory);
    Map<String, Object> options = new HashMap<>();
    AdbcDriver.PARAM_URI.set(options, "grpc+tcp://127.0.0.1:" + running.server.port());
    // The driver makes tables by statements of its own and has to be told the names of types.
    options.put(
        AdbcDriver.PARAM_SQL_QUIRKS,
        SqlQuirks.builder()
            .arrowToSqlTypeNameMapping(type -> type instanceof ArrowType.Int ? "BIGINT" : "VARCHAR")
            .build());
    database = new FlightSqlDriver(running.allocator).open(options);
    connection = database.connect();
  }

  @AfterEach
  void disconnect() throws Exception {
    connection.close();
    database.close();
    running.close();
  }

  @Test
  void statementsReadAndWrite() throws Exception {
    assertThat(update("CREATE TABLE t AS SELECT n AS id, 'n' || n AS name FROM range(3) r(n)"))
        .isEqualTo(3);
    assertThat(query("SELECT name, id FROM t ORDER BY id DESC"))
        .containsExactly(List.of("n2", "2"), List.of("n1", "1"), List.of("n0", "0"));
    try (AdbcStatement statement = connection.createStatement()) {
      statement.setSqlQuery("SELECT id FROM t");
      assertThat(statement.executeSchema().getFields())
          .extracting(Field::getName)
          .containsExactly("id");
    }
  }

  @Test
  void preparedStatementTakesParameters() throws Exception {
    update("CREATE TABLE t (id BIGINT, name VARCHAR)");
    try (AdbcStatement statement = connection.createStatement();
        VectorSchemaRoot values = rows(4)) {
      statement.setSqlQuery("INSERT INTO t VALUES (?, ?)");
      statement.prepare();
      assertThat(statement.getParameterSchema().getFields())
          .extracting(Field::getType)
          .containsExactly(new ArrowType.Int(64, true), ArrowType.Utf8.INSTANCE);
      statement.bind(values);
      assertThat(statement.executeUpdate().getAffectedRows()).isEqualTo(4);
    }
    try (AdbcStatement statement = connection.createStatement();
        VectorSchemaRoot values = rows(2)) {
      statement.setSqlQuery("SELECT name FROM t WHERE id = ? AND name = ?");
      statement.prepare();
      statement.bind(values);
      assertThat(read(statement)).containsExactly(List.of("name 0"), List.of("name 1"));
    }
  }

  @Test
  void bulkIngestCreatesAndAppends() throws Exception {
    assertThat(ingest(BulkIngestMode.CREATE, 3)).isEqualTo(3);
    assertThat(ingest(BulkIngestMode.APPEND, 2)).isEqualTo(2);
    assertThat(query("SELECT count(id) FROM bulk")).containsExactly(List.of("5"));
    AdbcException exists =
        catchThrowableOfType(AdbcException.class, () -> ingest(BulkIngestMode.CREATE, 1));
    assertThat(exists).hasStackTraceContaining("TABLE_EXISTS");
    assertThat(exists.getStatus()).isEqualTo(AdbcStatusCode.ALREADY_EXISTS);
  }

  @Test
  void metadataTellsCatalogsAndTables() throws Exception {
    update("CREATE TABLE t (id BIGINT, price DECIMAL(12, 4))");
    // Down to tables: for columns it uses a class that the JDBC driver, on this class path too, has
    // a different one of under the same name.
    try (ArrowReader objects =
        connection.getObjects(AdbcConnection.GetObjectsDepth.TABLES, null, null, "t", null, null)) {
      assertThat(String.valueOf(read(objects))).contains("duckdb", "\"t\"");
    }
  }

  @Test
  void exampleOfThePageRuns() throws Exception {
    update("CREATE TABLE sql_trades AS SELECT 'north' AS region, 2.5 AS amount");
    assertThat(AdbcExample.ask("grpc+tcp://127.0.0.1:" + running.server.port()))
        .contains("north\t2.5");
    String source =
        Files.readString(
            Path.of("src", "test", "java", "dev", "vane", "flight", "AdbcExample.java"));
    String example =
        source.substring(
            source.indexOf("// page: begin\n") + "// page: begin\n".length(),
            source.indexOf("// page: end"));
    assertThat(Files.readString(Path.of("..", "docs", "flight-sql.md")))
        .contains("```java\n" + example.stripIndent() + "```");
  }

  @Test
  void errorsSayTheirCode() {
    AdbcException missing =
        catchThrowableOfType(AdbcException.class, () -> query("SELECT * FROM nowhere"));
    assertThat(missing).hasMessageContaining("TABLE_NOT_FOUND");
    assertThat(missing.getStatus()).isEqualTo(AdbcStatusCode.NOT_FOUND);
    AdbcException transaction =
        catchThrowableOfType(AdbcException.class, () -> connection.setAutoCommit(false));
    assertThat(transaction.getStatus()).isEqualTo(AdbcStatusCode.NOT_IMPLEMENTED);
  }

  private long update(String sql) throws Exception {
    try (AdbcStatement statement = connection.createStatement()) {
      statement.setSqlQuery(sql);
      return statement.executeUpdate().getAffectedRows();
    }
  }

  private long ingest(BulkIngestMode mode, int count) throws Exception {
    try (AdbcStatement statement = connection.bulkIngest("bulk", mode);
        VectorSchemaRoot rows = rows(count)) {
      statement.bind(rows);
      return statement.executeUpdate().getAffectedRows();
    }
  }

  private List<List<String>> query(String sql) throws Exception {
    try (AdbcStatement statement = connection.createStatement()) {
      statement.setSqlQuery(sql);
      return read(statement);
    }
  }

  private static List<List<String>> read(AdbcStatement statement) throws Exception {
    try (AdbcStatement.QueryResult result = statement.executeQuery()) {
      return read(result.getReader());
    }
  }

  private static List<List<String>> read(ArrowReader reader) throws Exception {
    List<List<String>> rows = new ArrayList<>();
    VectorSchemaRoot root = reader.getVectorSchemaRoot();
    while (reader.loadNextBatch()) {
      for (int row = 0; row < root.getRowCount(); row++) {
        List<String> values = new ArrayList<>();
        for (FieldVector vector : root.getFieldVectors()) {
          values.add(String.valueOf(vector.getObject(row)));
        }
        rows.add(values);
      }
    }
    return rows;
  }

  private VectorSchemaRoot rows(int count) {
    VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, running.allocator);
    for (int i = 0; i < count; i++) {
      ((BigIntVector) root.getVector(0)).setSafe(i, i);
      ((VarCharVector) root.getVector(1))
          .setSafe(i, ("name " + i).getBytes(StandardCharsets.UTF_8));
    }
    root.setRowCount(count);
    return root;
  }
}
