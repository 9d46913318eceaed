package dev.vane.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flight SQL as Arrow's own Java client speaks it. */
class FlightSqlTest {
  /** Tens of microseconds for each of two million rows. */
  private static final String SLOW_DELETE =
      "DELETE FROM t WHERE levenshtein(repeat('ab', 100), repeat('ba', 100) || id) < 0";

  private RunningGateway running;
  private FlightSqlClient client;

  @BeforeEach
  void start(@TempDir Path directory) {
    running = new RunningGateway(directory, "limits.prepared_statements=3");
    client = new FlightSqlClient(running.client);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void writtenOnceHoweverOftenTheResultIsRead() {
    client.executeUpdate("CREATE TABLE t (id BIGINT, name VARCHAR)");
    FlightInfo info = client.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
    assertThat(rows(info)).containsExactly(List.of("2"));
    assertThat(rows(info)).containsExactly(List.of("2"));
    assertThat(query("SELECT count(id) FROM t")).containsExactly(List.of("2"));
    assertThat(running.metric("vane_rows_processed_total", "stream", "t")).isEqualTo(2);
    assertThat(client.executeUpdate("INSERT INTO t SELECT id + 10, name FROM t")).isEqualTo(2);
    assertThat(client.executeUpdate("CREATE TABLE delta.main.copy AS SELECT * FROM t"))
        .isEqualTo(4);
    assertThat(query("SELECT count(id) FROM delta.main.copy AT (VERSION => 0)"))
        .containsExactly(List.of("4"));
  }

  @Test
  void rowsAreDeletedAndUpdatedInOneCommitEach() throws IOException {
    client.executeUpdate("CREATE TABLE t AS SELECT n AS id, 'n' || n AS name FROM range(10) r(n)");
    long before = tableVersion("t");
    assertThat(client.executeUpdate("DELETE FROM t AS x WHERE x.id % 2 = 0 AND name <> 'n4'"))
        .isEqualTo(4);
    assertThat(tableVersion("t")).isEqualTo(before + 1);
    assertThat(client.executeUpdate("DELETE FROM t WHERE id = 0")).isZero();
    assertThat(tableVersion("t")).isEqualTo(before + 1);
    assertThat(client.executeUpdate("UPDATE t SET name = name || '!', id = -id WHERE id > 6"))
        .isEqualTo(2);
    assertThat(query("SELECT * FROM t ORDER BY id"))
        .containsExactly(
            List.of("-9", "n9!"),
            List.of("-7", "n7!"),
            List.of("1", "n1"),
            List.of("3", "n3"),
            List.of("4", "n4"),
            List.of("5", "n5"));
    try (FlightSqlClient.PreparedStatement prepared =
            client.prepare("DELETE FROM t WHERE id = ? OR name = ?");
        VectorSchemaRoot values = values(4)) {
      prepared.setParameters(values);
      assertThat(prepared.executeUpdate()).isEqualTo(2);
    }
    assertThat(tableVersion("t")).isEqualTo(before + 3);
    assertThatThrownBy(() -> client.executeUpdate("UPDATE t SET id = CAST(name AS BIGINT)"))
        .hasMessageContaining("QUERY_FAILED");
    assertThatThrownBy(() -> client.executeUpdate("DELETE FROM t WHERE nme = 1"))
        .hasMessageContaining("QUERY_INVALID");
    assertThatThrownBy(() -> client.executeUpdate("UPDATE t SET nme = 1"))
        .hasMessageContaining("FIELD_UNKNOWN");
    assertThatThrownBy(() -> client.executeUpdate("DELETE FROM nowhere"))
        .hasMessageContaining("TABLE_NOT_FOUND");
    assertThat(client.executeUpdate("TRUNCATE t")).isEqualTo(4);
    assertThat(query("SELECT count(id) FROM t")).containsExactly(List.of("0"));
    assertThat(
            running
                .gateway
                .metrics()
                .registry()
                .getSampleValue(
                    "vane_rows_changed_total",
                    new String[] {"backend", "change"},
                    new String[] {"duckdb", "delete"}))
        .isEqualTo(10);
  }

  @Test
  @Timeout(120)
  void changeStopsWhenItsCallIsDroppedOrItsStatementCancelled() {
    client.executeUpdate("CREATE TABLE t AS SELECT n AS id FROM range(2000000) r(n)");
    ListenableFuture<?> dropped = getInfo(statement(SLOW_DELETE));
    awaitChanges(1);
    dropped.cancel(true);
    awaitChanges(0);
    for (boolean asQuery : new boolean[] {true, false}) {
      ByteString handle = prepare(SLOW_DELETE);
      Message command =
          asQuery
              ? FlightSql.CommandPreparedStatementQuery.newBuilder()
                  .setPreparedStatementHandle(handle)
                  .build()
              : FlightSql.CommandPreparedStatementUpdate.newBuilder()
                  .setPreparedStatementHandle(handle)
                  .build();
      ListenableFuture<?> running = getInfo(command(handle));
      awaitChanges(1);
      assertThat(cancel(info(command))).isEqualTo(CancelStatus.CANCELLED);
      assertThatThrownBy(running::get).hasMessageContaining("CANCELLED");
      assertThat(cancel(info(command))).isEqualTo(CancelStatus.NOT_CANCELLABLE);
    }
    assertThat(query("SELECT count(id) FROM t")).containsExactly(List.of("2000000"));
    assertThat(client.executeUpdate("DELETE FROM t WHERE id >= 10")).isEqualTo(1_999_990);
  }

  @Test
  @Timeout(120)
  void changeStopsAtTheTimeLimit(@TempDir Path directory) {
    try (RunningGateway hurried = new RunningGateway(directory, "limits.query_time=1s")) {
      FlightSqlClient hasty = new FlightSqlClient(hurried.client);
      hasty.executeUpdate("CREATE TABLE t AS SELECT n AS id FROM range(2000000) r(n)");
      assertThatThrownBy(() -> hasty.executeUpdate(SLOW_DELETE))
          .hasMessageContaining("LIMIT_QUERY_TIME")
          .hasMessageContaining("changed nothing");
      assertThat(hurried.rows("{\"sql\": \"SELECT count(id) FROM t\"}"))
          .containsExactly(List.of("2000000"));
      assertThat(hasty.executeUpdate("TRUNCATE t")).isEqualTo(2_000_000);
    }
  }

  @Test
  void whatABackendCannotIsRefusedAndChangesNothing() {
    client.executeUpdate("CREATE TABLE delta.main.d AS SELECT n AS id FROM range(10) r(n)");
    assertThat(client.executeUpdate("DELETE FROM delta.main.d WHERE id >= 5")).isEqualTo(5);
    assertThat(client.executeUpdate("UPDATE delta.main.d SET id = id * 10 WHERE id > 3"))
        .isEqualTo(1);
    assertThatThrownBy(() -> client.executeUpdate("DROP TABLE delta.main.d"))
        .hasMessageContaining("OPTION_UNSUPPORTED");
    assertThat(query("SELECT count(id), max(id) FROM delta.main.d"))
        .containsExactly(List.of("5", "40"));
    assertThat(query("SELECT count(id) FROM delta.main.d AT (VERSION => 0)"))
        .containsExactly(List.of("10"));
    assertThat(query("SELECT id, _change_type FROM changes('delta.main.d', 2) ORDER BY id"))
        .containsExactly(List.of("4", "delete"), List.of("40", "insert"));
  }

  @Test
  void describingWritesNothing() {
    client.executeUpdate("CREATE TABLE t (id BIGINT)");
    client.getExecuteSchema("INSERT INTO t VALUES (1)");
    try (FlightSqlClient.PreparedStatement prepared = client.prepare("INSERT INTO t VALUES (?)")) {
      assertThat(prepared.getResultSetSchema().getFields()).isEmpty();
      assertThat(prepared.getParameterSchema().getFields())
          .extracting(Field::getType)
          .containsExactly(new ArrowType.Int(64, true));
    }
    assertThat(query("SELECT count(id) FROM t")).containsExactly(List.of("0"));
  }

  @Test
  void rowsOfParametersAreOneCommit() {
    client.executeUpdate("CREATE TABLE t (id BIGINT, name VARCHAR)");
    long before = version("t");
    try (FlightSqlClient.PreparedStatement prepared =
            client.prepare("INSERT INTO t VALUES (?, ?)");
        VectorSchemaRoot values = values(5)) {
      prepared.setParameters(values);
      assertThat(prepared.executeUpdate()).isEqualTo(5);
      prepared.clearParameters();
    }
    assertThat(version("t")).isEqualTo(before + 1);
    assertThat(query("SELECT id, name FROM t ORDER BY id")).hasSize(5);
  }

  @Test
  void oneOfTheRowsThatFailsLeavesNothing() {
    client.executeUpdate("CREATE TABLE t (id BIGINT, day DATE)");
    try (FlightSqlClient.PreparedStatement prepared =
            client.prepare("INSERT INTO t VALUES (?, CAST(? AS DATE))");
        VectorSchemaRoot values = values(2)) {
      prepared.setParameters(values);
      assertThatThrownBy(prepared::executeUpdate).hasMessageContaining("QUERY_FAILED");
    }
    assertThat(query("SELECT count(id) FROM t")).containsExactly(List.of("0"));
  }

  @Test
  void answersOfSeveralRowsOfParametersFollowEachOther() {
    try (FlightSqlClient.PreparedStatement prepared =
            client.prepare("SELECT n, ? AS name FROM range(100) r(n) WHERE n = ?");
        VectorSchemaRoot swapped = swapped()) {
      prepared.setParameters(swapped);
      assertThat(rows(prepared.execute()))
          .containsExactly(List.of("0", "name 0"), List.of("1", "name 1"));
    }
  }

  @Test
  void preparedStatementsAreBoundedAndNamedByHandlesOnly() {
    List<FlightSqlClient.PreparedStatement> prepared = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      prepared.add(client.prepare("SELECT " + i));
    }
    assertThatThrownBy(() -> client.prepare("SELECT 3"))
        .hasMessageContaining("LIMIT_PREPARED_STATEMENTS");
    prepared.get(0).close();
    FlightSqlClient.PreparedStatement next = client.prepare("SELECT 4");
    assertThat(rows(next.execute())).containsExactly(List.of("4"));
    assertThatThrownBy(
            () ->
                running.client.getInfo(
                    org.apache.arrow.flight.FlightDescriptor.command(
                        com.google.protobuf.Any.pack(
                                FlightSql.CommandPreparedStatementQuery.newBuilder()
                                    .setPreparedStatementHandle(
                                        com.google.protobuf.ByteString.copyFromUtf8("guess"))
                                    .build())
                            .toByteArray())))
        .hasMessageContaining("STATEMENT_UNKNOWN");
    next.close();
    prepared.get(1).close();
    prepared.get(2).close();
  }

  @Test
  void transactionsAreRefused() {
    assertThatThrownBy(() -> client.beginTransaction())
        .hasMessageContaining("TRANSACTION_UNSUPPORTED");
    assertThatThrownBy(() -> client.execute("BEGIN"))
        .hasMessageContaining("TRANSACTION_UNSUPPORTED");
  }

  @Test
  void metadataComesInTheSchemasOfTheProtocol() {
    client.executeUpdate("CREATE TABLE delta.main.prices (id BIGINT, price DECIMAL(10, 2))");
    client.executeUpdate("CREATE TABLE duckdb.main.trades (id BIGINT)");
    client.executeUpdate("CREATE TABLE duckdb.other.trades (id BIGINT)");
    assertThat(rows(client.getCatalogs())).containsExactly(List.of("delta"), List.of("duckdb"));
    assertThat(rows(client.getSchemas("duckdb", "o%"))).containsExactly(List.of("duckdb", "other"));
    assertThat(rows(client.getTables(null, null, "TR_DES", null, false)))
        .containsExactly(
            List.of("duckdb", "main", "trades", "TABLE"),
            List.of("duckdb", "other", "trades", "TABLE"));
    assertThat(rows(client.getTables(null, null, null, List.of("VIEW"), false))).isEmpty();
    FlightInfo tables = client.getTables("delta", "main", "prices", List.of("TABLE"), true);
    assertThat(tables.getSchemaOptional()).contains(Schemas.GET_TABLES_SCHEMA);
    assertThat(rows(tables)).hasSize(1);
    assertThat(rows(client.getTableTypes())).containsExactly(List.of("TABLE"));
    org.apache.arrow.flight.sql.util.TableRef table =
        org.apache.arrow.flight.sql.util.TableRef.of("duckdb", "main", "trades");
    assertThat(rows(client.getPrimaryKeys(table))).isEmpty();
    assertThat(rows(client.getImportedKeys(table))).isEmpty();
    assertThat(rows(client.getExportedKeys(table))).isEmpty();
    assertThat(rows(client.getCrossReference(table, table))).isEmpty();
    assertThat(rows(client.getXdbcTypeInfo())).hasSizeGreaterThan(20);
    assertThat(rows(client.getXdbcTypeInfo(FlightSql.XdbcDataType.XDBC_VARCHAR_VALUE))).hasSize(1);
  }

  @Test
  void everyCodeOfSqlInfoIsAnsweredAndTrue() {
    // One is no code, and four tell of cursors, which there are none.
    int codes = FlightSql.SqlInfo.values().length - 5;
    assertThat(rows(client.getSqlInfo(List.of()))).hasSize(codes);
    assertThat(
            rows(client.getSqlInfo(List.of(FlightSql.SqlInfo.FLIGHT_SQL_SERVER_TRANSACTION_VALUE))))
        .containsExactly(List.of("8", "0"));
    assertThat(
            rows(
                client.getSqlInfo(
                    List.of(FlightSql.SqlInfo.FLIGHT_SQL_SERVER_BULK_INGESTION_VALUE))))
        .containsExactly(List.of("10", "true"));
    assertThat(rows(client.getSqlInfo(List.of(424242)))).isEmpty();
  }

  @Test
  void resultThatIsReadIsCancelledByItsInfo() {
    FlightInfo info = client.execute("SELECT * FROM range(200000000)");
    assertThat(cancel(info)).isEqualTo(CancelStatus.NOT_CANCELLABLE);
    try (Reading reading = running.read(info.getEndpoints().get(0).getTicket())) {
      assertThat(reading.next()).isTrue();
      assertThat(cancel(info)).isEqualTo(CancelStatus.CANCELLED);
      assertThatThrownBy(
              () -> {
                while (reading.next()) {
                  assertThat(reading.root().getRowCount()).isPositive();
                }
              })
          .isInstanceOf(FlightRuntimeException.class)
          .hasMessageContaining("CANCELLED");
    }
  }

  @Test
  void sessionOptionsNeedACookieAndHoldForItsCalls() {
    assertThatThrownBy(() -> client.execute("SELECT * FROM nowhere"))
        .hasMessageContaining("TABLE_NOT_FOUND");
    org.apache.arrow.flight.SetSessionOptionsResult result =
        client.setSessionOptions(
            new org.apache.arrow.flight.SetSessionOptionsRequest(
                Map.of(
                    "catalogg",
                    org.apache.arrow.flight.SessionOptionValueFactory.makeSessionOptionValue("x"),
                    "time_zone",
                    org.apache.arrow.flight.SessionOptionValueFactory.makeSessionOptionValue(
                        "Nowhere/Town"))));
    assertThat(result.getErrors()).containsOnlyKeys("catalogg", "time_zone");
    assertThat(running.gateway.sessions().find("guess")).isEmpty();
  }

  @Test
  void pivotIsReadInSqlFromItsKeptCube() {
    client.executeUpdate("CREATE TABLE t AS SELECT n % 3 AS k, n AS v FROM range(9) r(n)");
    String sql =
        "SELECT k, sum_v FROM pivot('{\"table\": \"t\", \"rows\": [\"k\"], \"measures\": [{\"field\": \"v\", \"agg\": \"sum\"}], \"totals\": true}') ORDER BY k";
    FlightInfo info = client.execute(sql);
    client.executeUpdate("INSERT INTO t VALUES (0, 100)");
    assertThat(rows(info))
        .containsExactly(
            List.of("0", "9"), List.of("1", "12"), List.of("2", "15"), List.of("null", "36"));
    assertThat(query(sql)).contains(List.of("0", "109"));
    assertThat(
            running.rows(
                "{\"sql\": \"SELECT count(*) FROM pivot('{\\\"table\\\": \\\"t\\\", \\\"measures\\\": [{\\\"agg\\\": \\\"count\\\"}]}')\"}"))
        .containsExactly(List.of("1"));
  }

  /** Waits for statements that change rows; the test's timeout bounds the wait. */
  private void awaitChanges(int count) {
    while (running.gateway.metrics().registry().getSampleValue("vane_changes_running") != count) {
      Thread.onSpinWait();
    }
  }

  private static Message statement(String sql) {
    return FlightSql.CommandStatementQuery.newBuilder().setQuery(sql).build();
  }

  private static Message command(ByteString handle) {
    return FlightSql.CommandPreparedStatementQuery.newBuilder()
        .setPreparedStatementHandle(handle)
        .build();
  }

  private static FlightInfo info(Message command) {
    return new FlightInfo(
        new Schema(List.of()),
        FlightDescriptor.command(Any.pack(command).toByteArray()),
        List.of(),
        -1,
        -1);
  }

  /** Asks below Flight's client, so that the call can be dropped. */
  private ListenableFuture<Flight.FlightInfo> getInfo(Message command) {
    return ClientCalls.futureUnaryCall(
        running.channel().newCall(FlightServiceGrpc.getGetFlightInfoMethod(), CallOptions.DEFAULT),
        Flight.FlightDescriptor.newBuilder()
            .setType(Flight.FlightDescriptor.DescriptorType.CMD)
            .setCmd(Any.pack(command).toByteString())
            .build());
  }

  private ByteString prepare(String sql) {
    byte[] request =
        Any.pack(FlightSql.ActionCreatePreparedStatementRequest.newBuilder().setQuery(sql).build())
            .toByteArray();
    byte[] answer =
        running.client.doAction(new Action("CreatePreparedStatement", request)).next().getBody();
    try {
      return Any.parseFrom(answer)
          .unpack(FlightSql.ActionCreatePreparedStatementResult.class)
          .getPreparedStatementHandle();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private CancelStatus cancel(FlightInfo info) {
    return running.client.cancelFlightInfo(new CancelFlightInfoRequest(info)).getStatus();
  }

  private long tableVersion(String table) throws IOException {
    byte[] answer =
        running
            .client
            .doAction(new Action("tables", "{}".getBytes(StandardCharsets.UTF_8)))
            .next()
            .getBody();
    for (JsonNode entry : running.json(answer).path("tables")) {
      if (entry.path("path").path(2).asText().equals(table)) {
        return entry.path("version").asLong();
      }
    }
    throw new IllegalStateException("There is no such table");
  }

  private long version(String table) {
    return running.gateway.ingest().status(table).version();
  }

  private VectorSchemaRoot values(int count) {
    VectorSchemaRoot root =
        VectorSchemaRoot.create(
            new Schema(
                List.of(
                    Field.nullable("0", new ArrowType.Int(64, true)),
                    Field.nullable("1", ArrowType.Utf8.INSTANCE))),
            running.allocator);
    for (int i = 0; i < count; i++) {
      ((BigIntVector) root.getVector(0)).setSafe(i, i);
      ((VarCharVector) root.getVector(1))
          .setSafe(i, ("name " + i).getBytes(StandardCharsets.UTF_8));
    }
    root.setRowCount(count);
    return root;
  }

  private VectorSchemaRoot swapped() {
    VectorSchemaRoot values = values(2);
    return new VectorSchemaRoot(List.of(values.getVector(1), values.getVector(0)));
  }

  private List<List<String>> query(String sql) {
    return rows(client.execute(sql));
  }

  private List<List<String>> rows(FlightInfo info) {
    assertThat(info.getEndpoints()).hasSize(1);
    List<List<String>> rows = new ArrayList<>();
    try (Reading reading = running.read(info.getEndpoints().get(0).getTicket())) {
      assertThat(reading.schema().getFields())
          .isEqualTo(info.getSchemaOptional().orElseThrow().getFields());
      while (reading.next()) {
        for (int row = 0; row < reading.root().getRowCount(); row++) {
          List<String> values = new ArrayList<>();
          for (FieldVector vector : reading.root().getFieldVectors()) {
            values.add(String.valueOf(vector.getObject(row)));
          }
          rows.add(values);
        }
      }
    }
    return rows;
  }
}
