package dev.vane.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.gateway.ingest.IngestReceipt;
import dev.vane.gateway.ingest.IngestSession;
import dev.vane.gateway.query.Answer;
import dev.vane.gateway.query.Cancellation;
import dev.vane.gateway.query.QueryCommand;
import dev.vane.gateway.query.QueryDescription;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {
  private static final List<Object[]> ROWS =
      List.of(row("EMEA", 10), row("EMEA", 5), row(null, 7), row("APAC", 1));

  @TempDir Path directory;

  private static Object[] row(@Nullable String region, int amount) {
    return new Object[] {region, amount};
  }

  private GatewayFixture open(String... settings) {
    Map<String, String> flags = new java.util.HashMap<>();
    for (int index = 0; index < settings.length; index += 2) {
      flags.put(settings[index], settings[index + 1]);
    }
    return new GatewayFixture(directory.resolve("data"), flags);
  }

  private static ErrorCode codeOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    try {
      call.call();
    } catch (VaneException e) {
      return e.code();
    } catch (Throwable e) {
      throw new AssertionError("Not an error of the gateway", e);
    }
    throw new AssertionError("Nothing was refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb", "delta"})
  void whatIsCommittedIsScannedCountedAndListed(String backend) {
    try (GatewayFixture vane = open()) {
      String command =
          "{\"stream_name\": \"trades\", \"storage_backend\": \"%s\"}".formatted(backend);
      IngestReceipt receipt = vane.put(command, ROWS);
      assertThat(receipt.rows()).isEqualTo(4);
      assertThat(receipt.table().path()).containsExactly(backend, "main", "trades");
      assertThat(vane.rows("{\"table\": \"trades\"}"))
          .containsExactlyInAnyOrder(
              List.of("EMEA", "10"),
              List.of("EMEA", "5"),
              List.of("null", "7"),
              List.of("APAC", "1"));
      assertThat(
              vane.rows(
                  "{\"sql\": \"SELECT count(*), sum(amount) FROM %s.main.trades\"}"
                      .formatted(backend)))
          .containsExactly(List.of("4", "23"));
      assertThat(vane.action("tables", ""))
          .isEqualTo(
              "{\"tables\":[{\"path\":[\"%s\",\"main\",\"trades\"],\"rows\":4,\"version\":%d}]}"
                  .formatted(backend, receipt.version().getAsLong()));
      assertThat(vane.metric("vane_rows_processed_total", "stream", "trades")).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb", "delta"})
  void pivotHasTotalsAndKeepsNullApart(String backend) {
    try (GatewayFixture vane = open("storage_backend", backend)) {
      vane.put("{\"stream_name\": \"trades\"}", ROWS);
      String pivot =
          """
          {"table": "trades", "rows": ["region"], "totals": true,
           "measures": [{"field": "amount", "agg": "sum"}, {"agg": "count"}]}
          """;
      try (Answer answer = vane.ask(pivot)) {
        assertThat(answer.schema().getFields().stream().map(Field::getName))
            .containsExactly(
                "region", "_depth", "_row_grouping", "_path_id", "sum_amount", "count");
        assertThat(
                GatewayFixture.rows(answer).stream()
                    .map(r -> List.of(r.get(0), r.get(2), r.get(4), r.get(5))))
            .containsExactly(
                List.of("APAC", "0", "1", "1"),
                List.of("EMEA", "0", "15", "2"),
                List.of("null", "0", "7", "1"),
                List.of("null", "1", "23", "4"));
      }
    }
  }

  @Test
  void describedPivotIsOfTheVersionThatWasDescribed() {
    try (GatewayFixture vane = open()) {
      vane.put("{\"stream_name\": \"trades\"}", ROWS);
      QueryCommand question =
          parse(
              vane,
              """
              {"table": "trades", "columns": ["region"], "measures": [{"agg": "count"}]}
              """);
      QueryDescription described = vane.gateway.queries().describe(question, new Cancellation());
      vane.put("{\"stream_name\": \"trades\"}", List.of(row("LATAM", 3), row("EMEA", 4)));
      try (Answer answer =
          vane.gateway.queries().open(parse(vane, described.ticket()), new Cancellation())) {
        assertThat(answer.schema()).isEqualTo(described.schema());
        assertThat(GatewayFixture.rows(answer).get(0)).endsWith("1", "2", "1");
      }
      try (Answer newest = vane.gateway.queries().open(question, new Cancellation())) {
        assertThat(GatewayFixture.rows(newest).get(0)).endsWith("1", "3", "1", "1");
      }
    }
  }

  @Test
  void samePivotOverTheSameVersionIsComputedOnce() {
    try (GatewayFixture vane = open()) {
      vane.put("{\"stream_name\": \"trades\"}", ROWS);
      String pivot = "{\"table\": \"trades\", \"measures\": [{\"agg\": \"count\"}]}";
      List<List<String>> first = vane.rows(pivot);
      assertThat(vane.rows(pivot)).isEqualTo(first);
      assertThat(vane.metric("vane_pivot_cube_lookups_total", "outcome", "hit")).isEqualTo(1);
      assertThat(vane.metric("vane_pivot_cube_lookups_total", "outcome", "miss")).isEqualTo(1);
    }
  }

  @Test
  void cubeLargerThanTheScratchAreaIsRefused() {
    try (GatewayFixture vane = open("limits.scratch", "1MiB")) {
      vane.put(
          "{\"stream_name\": \"trades\"}",
          IntStream.range(0, 200_000).mapToObj(number -> row("EMEA", number)).toList());
      assertThat(
              codeOf(
                  () ->
                      vane.rows(
                          "{\"table\": \"trades\", \"rows\": [\"amount\"], \"measures\": [{\"agg\": \"count\"}]}")))
          .isEqualTo(ErrorCode.LIMIT_SCRATCH);
      assertThat(vane.metric("vane_scratch_bytes")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb", "delta"})
  void streamThatStopsLeavesNothing(String backend) {
    try (GatewayFixture vane = open("storage_backend", backend)) {
      try (IngestSession session =
          vane.gateway
              .ingest()
              .open(vane.command("{\"stream_name\": \"trades\"}"), GatewayFixture.SCHEMA)) {
        vane.append(session, ROWS);
      }
      assertThat(vane.action("tables", "")).isEqualTo("{\"tables\":[]}");
      assertThat(codeOf(() -> vane.rows("{\"table\": \"trades\"}")))
          .isEqualTo(ErrorCode.TABLE_NOT_FOUND);
      assertThat(vane.metric("vane_streams_ended_total", "outcome", "failed")).isEqualTo(1);
      assertThat(vane.metric("vane_rows_processed_total", "stream", "trades")).isZero();
    }
  }

  @Test
  void bareNameOfTwoTablesIsRefusedNamingBoth() {
    try (GatewayFixture vane = open()) {
      vane.put("{\"stream_name\": \"t\", \"storage_backend\": \"duckdb\"}", ROWS);
      vane.put("{\"stream_name\": \"t\", \"storage_backend\": \"delta\"}", ROWS);
      assertThatThrownBy(() -> vane.rows("{\"table\": \"t\"}"))
          .hasMessageContaining("duckdb")
          .hasMessageContaining("delta")
          .extracting("code")
          .isEqualTo(ErrorCode.TABLE_AMBIGUOUS);
      assertThat(vane.rows("{\"table\": [\"delta\", \"t\"]}")).hasSize(4);
      assertThat(
              vane.rows(
                  "{\"sql\": \"SELECT count(*) FROM delta.main.t a JOIN duckdb.main.t b USING (amount)\"}"))
          .containsExactly(List.of("4"));
    }
  }

  @Test
  void unknownNamesNameTheNearest() {
    try (GatewayFixture vane = open()) {
      vane.put("{\"stream_name\": \"trades\"}", ROWS);
      assertThatThrownBy(() -> vane.rows("{\"table\": \"tradse\"}"))
          .hasMessageContaining("'trades'");
      assertThatThrownBy(() -> vane.command("{\"stream_nam\": \"x\"}"))
          .hasMessageContaining("'stream_name'");
      assertThatThrownBy(() -> vane.action("tabels", "")).hasMessageContaining("'tables'");
    }
  }

  @Test
  void unknownStreamIsRefusedWhereAutoCreateIsOff() {
    try (GatewayFixture vane = open("streams.auto_create", "false")) {
      assertThat(codeOf(() -> vane.put("{\"stream_name\": \"x\"}", ROWS)))
          .isEqualTo(ErrorCode.STREAM_UNKNOWN);
    }
  }

  @Test
  void limitsOnStreamsColumnsAndTablesAreKept() {
    try (GatewayFixture vane =
        open("limits.streams", "1", "limits.columns", "2", "limits.tables", "1")) {
      try (IngestSession session =
          vane.gateway
              .ingest()
              .open(vane.command("{\"stream_name\": \"a\"}"), GatewayFixture.SCHEMA)) {
        assertThat(codeOf(() -> vane.put("{\"stream_name\": \"b\"}", ROWS)))
            .isEqualTo(ErrorCode.LIMIT_STREAMS);
        session.commit();
      }
      assertThat(codeOf(() -> vane.put("{\"stream_name\": \"b\"}", ROWS)))
          .isEqualTo(ErrorCode.LIMIT_TABLES);
      Field field = GatewayFixture.SCHEMA.getFields().get(0);
      assertThat(
              codeOf(
                  () ->
                      vane.gateway
                          .ingest()
                          .open(
                              vane.command("{\"stream_name\": \"a\"}"),
                              new Schema(List.of(field, field, field)))))
          .isEqualTo(ErrorCode.LIMIT_COLUMNS);
    }
  }

  @Test
  void queryBeyondThePlacesAndTheQueueIsRefused() {
    try (GatewayFixture vane = open("limits.queries", "1", "limits.query_queue", "0")) {
      vane.put("{\"stream_name\": \"t\"}", ROWS);
      try (Answer running = vane.ask("{\"table\": \"t\"}")) {
        assertThat(running.next()).isTrue();
        assertThat(codeOf(() -> vane.rows("{\"table\": \"t\"}")))
            .isEqualTo(ErrorCode.LIMIT_QUERY_QUEUE);
      }
      assertThat(vane.rows("{\"table\": \"t\"}")).hasSize(4);
    }
  }

  @Test
  void cancelledQuestionStopsWhileItIsComputed() {
    try (GatewayFixture vane = open()) {
      Cancellation cancellation = new Cancellation();
      cancellation.cancel();
      assertThat(
              codeOf(
                  () ->
                      vane.gateway
                          .queries()
                          .open(
                              parse(
                                  vane,
                                  "{\"sql\": \"SELECT count(*) FROM range(100000000) a, range(100000) b\"}"),
                              cancellation)))
          .isEqualTo(ErrorCode.CANCELLED);
      assertThat(vane.metric("vane_queries_running")).isZero();
    }
  }

  @Test
  void drainingGatewayRefusesNewWorkRetryably() {
    try (GatewayFixture vane = open()) {
      vane.put("{\"stream_name\": \"t\"}", ROWS);
      vane.gateway.drain();
      assertThat(codeOf(() -> vane.put("{\"stream_name\": \"t\"}", ROWS)))
          .isEqualTo(ErrorCode.SHUTTING_DOWN);
      assertThat(codeOf(() -> vane.rows("{\"table\": \"t\"}"))).isEqualTo(ErrorCode.SHUTTING_DOWN);
      assertThat(ErrorCode.SHUTTING_DOWN.retryable()).isTrue();
      assertThat(vane.action("health", "")).isEqualTo("{\"status\":\"stopping\"}");
    }
  }

  @Test
  void everythingIsThereAfterAReopening() {
    try (GatewayFixture vane = open()) {
      vane.put("{\"stream_name\": \"a\", \"storage_backend\": \"duckdb\"}", ROWS);
      vane.put("{\"stream_name\": \"b\", \"storage_backend\": \"delta\"}", ROWS);
    }
    try (GatewayFixture vane = open()) {
      assertThat(vane.rows("{\"table\": \"a\"}")).hasSize(4);
      assertThat(vane.rows("{\"table\": \"b\"}")).hasSize(4);
    }
  }

  @Test
  void describedTableHasItsFields() {
    try (GatewayFixture vane = open()) {
      vane.put("{\"stream_name\": \"t\"}", ROWS);
      assertThat(vane.action("table.describe", "{\"table\": \"t\"}"))
          .startsWith(
              "{\"path\":[\"duckdb\",\"main\",\"t\"],\"fields\":[{\"name\":\"region\",\"type\":\"string\",\"nullable\":true},{\"name\":\"amount\",\"type\":\"int64\",\"nullable\":true}],\"rows\":4,");
      assertThat(
              vane.action(
                  "stream.status", "{\"stream_name\": \"t\", \"producer\": {\"id\": \"p\"}}"))
          .startsWith("{\"epoch\":0,\"ack_up_to_offset\":-1,\"ack_up_to_records\":0,");
    }
  }

  private static QueryCommand parse(GatewayFixture vane, String json) {
    return vane.gateway.queries().parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
