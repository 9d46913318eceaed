package dev.vane.flight;

import static dev.vane.flight.RunningGateway.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells of joined tables and the rows behind them, over the wire. */
@Timeout(60)
class FlightDrillTest {
  private static final String PIVOT =
      """
      {"table": "trades", "join": [{"table": "desks", "on": {"desk": "desk"}, "prefix": "its_"}],
       "rows": ["its_n", "desk"], "measures": [{"field": "n", "agg": "sum"}, {"agg": "count"}],
       "totals": {"rows": "after", "subtotals": true}, "result": "%s"}
      """;

  private RunningGateway running;

  @BeforeEach
  void start(@TempDir Path directory) {
    running = new RunningGateway(directory);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private void put(String table, String backend, List<String> desks, List<Long> numbers) {
    put(
        "{\"stream_name\": \"%s\", \"storage_backend\": \"%s\"}".formatted(table, backend),
        desks,
        numbers);
  }

  private void put(String command, List<String> desks, List<Long> numbers) {
    try (VarCharVector desk = new VarCharVector("desk", running.allocator);
        BigIntVector number = new BigIntVector("n", running.allocator)) {
      for (int row = 0; row < desks.size(); row++) {
        if (!desks.get(row).isEmpty()) {
          desk.setSafe(row, desks.get(row).getBytes(StandardCharsets.UTF_8));
        }
        number.setSafe(row, numbers.get(row));
      }
      desk.setValueCount(desks.size());
      number.setValueCount(desks.size());
      VectorSchemaRoot root = new VectorSchemaRoot(List.of(desk, number));
      root.setRowCount(desks.size());
      running.put(command(command), root);
    }
  }

  private void putBoth(String backend) {
    put("trades", backend, List.of("FX", "FX", "EQ", "", "XX"), List.of(1L, 2L, 4L, 8L, 16L));
    put("desks", backend, List.of("FX", "EQ"), List.of(100L, 200L));
  }

  private static String drill(String more) {
    return "{\"drill\": " + PIVOT.formatted("wide") + ", " + more + "}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb", "delta"})
  void fieldsOfAJoinedTableAreFieldsOfTheRows(String backend) {
    putBoth(backend);
    assertThat(running.rows(PIVOT.formatted("long")))
        .containsExactly(
            List.of("100", "FX", "0", "0", "3", "2"),
            List.of("100", "null", "1", "0", "3", "2"),
            List.of("200", "EQ", "0", "0", "4", "1"),
            List.of("200", "null", "1", "0", "4", "1"),
            List.of("null", "XX", "0", "0", "16", "1"),
            List.of("null", "null", "0", "0", "8", "1"),
            List.of("null", "null", "1", "0", "24", "2"),
            List.of("null", "null", "3", "0", "31", "5"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb", "delta"})
  void anotherVersionOfAJoinedTableIsAnotherAnswer(String backend) {
    putBoth(backend);
    assertThat(running.rows(PIVOT.formatted("long"))).hasSize(8);
    put("desks", backend, List.of("XX"), List.of(100L));
    assertThat(running.rows(PIVOT.formatted("long")))
        .contains(List.of("100", "XX", "0", "0", "16", "1"))
        .contains(List.of("100", "null", "1", "0", "19", "3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb", "delta"})
  void aTableWithTwoRowsForOneKeyIsRefusedAndNothingIsCountedTwice(String backend) {
    putBoth(backend);
    put("desks", backend, List.of("FX"), List.of(300L));
    for (String question : List.of(PIVOT.formatted("long"), drill("\"row_path\": [100]"))) {
      assertThatThrownBy(() -> running.rows(question))
          .hasMessageContaining("JOIN_NOT_UNIQUE")
          .hasMessageContaining("'FX'")
          .hasMessageContaining("'desks'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb", "delta"})
  void aCellLeadsToItsRows(String backend) {
    putBoth(backend);
    assertThat(running.rows(drill("\"row_path\": [100], \"sort\": {\"field\": \"n\"}")))
        .containsExactly(List.of("FX", "1", "100"), List.of("FX", "2", "100"));
    assertThat(running.rows(drill("\"row_path\": [null, null], \"columns\": [\"n\"]")))
        .containsExactly(List.of("8"));
    assertThat(running.rows(drill("\"columns\": [\"n\"]"))).hasSize(5);
    assertThat(
            running.rows(
                drill("\"sort\": {\"field\": \"n\", \"order\": \"desc\"}, \"limit\": 2")))
        .extracting(row -> row.get(1))
        .containsExactly("16", "8");
    for (List<String> row : running.rows(PIVOT.formatted("wide"))) {
      String pathId = row.get(4);
      assertThat(running.rows(drill("\"row_path\": \"" + pathId + "\"")))
          .as("%s", row)
          .hasSize(Integer.parseInt(row.get(6)));
    }
  }

  @Test
  void theRowsOfAnEarlierVersionAreThereWhereTheBackendKeepsIt() {
    putBoth("delta");
    List<Long> versions = versions();
    put("trades", "delta", List.of("FX"), List.of(32L));
    assertThat(running.rows(drill("\"row_path\": [100]"))).hasSize(3);
    assertThat(running.rows(drill("\"row_path\": [100], \"versions\": " + versions))).hasSize(2);
  }

  @Test
  void whereTheBackendKeepsNoVersionsTheCellHasExpired() {
    putBoth("duckdb");
    List<Long> versions = versions();
    assertThat(running.rows(drill("\"row_path\": [100], \"versions\": " + versions))).hasSize(2);
    FlightInfo described = running.client.getInfo(command(drill("\"row_path\": [100]")));
    put("trades", "duckdb", List.of("FX"), List.of(32L));
    assertThatThrownBy(
            () -> running.rows(drill("\"row_path\": [100], \"versions\": " + versions)))
        .hasMessageContaining("RESULT_EXPIRED")
        .hasMessageContaining("'trades'");
    String ticket =
        new String(described.getEndpoints().get(0).getTicket().getBytes(), StandardCharsets.UTF_8);
    assertThatThrownBy(() -> running.rows(ticket)).hasMessageContaining("RESULT_EXPIRED");
  }

  private List<Long> versions() {
    Schema schema =
        running.client.getInfo(command(PIVOT.formatted("wide"))).getSchemaOptional().orElseThrow();
    String versions = schema.getCustomMetadata().get("vane.versions");
    return List.of(versions.substring(1, versions.length() - 1).split(", ")).stream()
        .map(Long::valueOf)
        .toList();
  }

  @Test
  void whatIsWrongIsToldWithItsPlace() {
    putBoth("duckdb");
    assertRefused(drill("\"row_pat\": []"), "COMMAND_UNKNOWN_KEY", "row_path");
    assertRefused(drill("\"row_path\": [1, \"a\", \"b\"]"), "row_path", "2 at most");
    assertRefused(drill("\"row_path\": [{}]"), "row_path[0]", "no others");
    assertRefused(drill("\"row_path\": [\"a\"]"), "row_path[0]");
    assertRefused(drill("\"measure\": \"sum\""), "FIELD_UNKNOWN", "measure");
    assertRefused(drill("\"columns\": [\"its_m\"]"), "FIELD_UNKNOWN", "its_n");
    assertRefused(drill("\"versions\": [1]"), "COMMAND_INVALID", "2 tables");
    assertRefused(join("\"on\": \"dest\""), "FIELD_UNKNOWN", "join[0].on");
    assertRefused(join("\"on\": {\"n\": \"desk\"}"), "PIVOT_INVALID", "one kind");
    assertRefused(join("\"on\": \"desk\""), "PIVOT_INVALID", "prefix");
    assertRefused(join("\"on\": \"desk\", \"colums\": []"), "COMMAND_UNKNOWN_KEY", "columns");
  }

  private static String join(String how) {
    return """
    {"table": "trades", "join": [{"table": "desks", %s}], "measures": [{"agg": "count"}]}
    """
        .formatted(how);
  }

  private void assertRefused(String question, String... words) {
    assertThatThrownBy(() -> running.rows(question)).hasMessageContainingAll(words);
  }
}
