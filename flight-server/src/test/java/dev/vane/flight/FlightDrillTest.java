package dev.vane.flight;

import static dev.vane.flight.RunningGateway.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
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
            running.rows(drill("\"sort\": {\"field\": \"n\", \"order\": \"desc\"}, \"limit\": 2")))
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
    assertThatThrownBy(() -> running.rows(drill("\"row_path\": [100], \"versions\": " + versions)))
        .hasMessageContaining("RESULT_EXPIRED")
        .hasMessageContaining("'trades'");
    String ticket =
        new String(described.getEndpoints().get(0).getTicket().getBytes(), StandardCharsets.UTF_8);
    assertThatThrownBy(() -> running.rows(ticket)).hasMessageContaining("RESULT_EXPIRED");
  }

  private List<Long> versions() {
    Schema schema =
        running.client.getInfo(command(PIVOT.formatted("wide"))).getSchemaOptional().orElseThrow();
    String versions =
        Objects.requireNonNull(schema.getCustomMetadata().get("vane.versions"), "vane.versions");
    return List.of(versions.substring(1, versions.length() - 1).split(", ")).stream()
        .map(Long::valueOf)
        .toList();
  }

  /** Members, each with another one above it and a number. */
  private void putLinks(String backend, String... links) {
    try (VarCharVector member = new VarCharVector("member", running.allocator);
        VarCharVector above = new VarCharVector("above", running.allocator);
        Float8Vector weight = new Float8Vector("weight", running.allocator)) {
      for (int row = 0; row < links.length; row++) {
        String[] parts = links[row].split(" ", -1);
        member.setSafe(row, parts[0].getBytes(StandardCharsets.UTF_8));
        if (!parts[1].isEmpty()) {
          above.setSafe(row, parts[1].getBytes(StandardCharsets.UTF_8));
        }
        weight.setSafe(row, Double.parseDouble(parts[2]));
      }
      List.of(member, above, weight).forEach(vector -> vector.setValueCount(links.length));
      VectorSchemaRoot root = new VectorSchemaRoot(List.of(member, above, weight));
      root.setRowCount(links.length);
      running.put(
          command(
              "{\"stream_name\": \"links\", \"mode\": \"overwrite\", \"storage_backend\": \"%s\"}"
                  .formatted(backend)),
          root);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb", "delta"})
  void levelsAboveAMemberAreFieldsOfTheRows(String backend) {
    putBoth(backend);
    putLinks(backend, "Bank  1", "FX Bank 1", "EQ Bank 1", "XX  1");
    String hierarchy =
        """
        {"table": "trades", "rows": ["top", "below"], "result": "long", "totals": {"subtotals": true},
         "hierarchies": [{"table": "links", "field": "desk", "id": "member", "parent": "above",
                          "levels": ["top", "below"]}],
         "measures": [{"field": "n", "agg": "sum"}]}
        """;
    assertThat(running.rows(hierarchy))
        .contains(
            List.of("Bank", "EQ", "0", "0", "4"),
            List.of("Bank", "FX", "0", "0", "3"),
            List.of("Bank", "null", "1", "0", "7"),
            List.of("XX", "null", "0", "0", "16"))
        .hasSize(7);
    assertThat(
            running.rows(
                "{\"drill\": " + hierarchy + ", \"row_path\": [\"Bank\"], \"columns\": [\"n\"]}"))
        .containsExactlyInAnyOrder(List.of("1"), List.of("2"), List.of("4"));
    putLinks(backend, "Bank FX 1", "FX Bank 1", "EQ  1", "XX  1");
    assertRefused(hierarchy, "HIERARCHY_INVALID", "circle", "'Bank'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb", "delta"})
  void compositesAreWhatTheyAreMadeOf(String backend) {
    putBoth(backend);
    putLinks(backend, "EQ FX 0.5", "GB FX 0.25", "ZZ GB 1");
    String through =
        """
        {"table": "trades", "rows": ["leaf"], "result": "long", "totals": {"rows": "after"},
         "look_through": {"table": "links", "field": "desk", "parent": "above", "child": "member",
                          "weight": "weight", "scaled": ["n"], "view": "%s"},
         "measures": [{"field": "n", "agg": "sum"}]}
        """;
    assertThat(running.rows(through.formatted("leaves")))
        .containsExactly(
            List.of("EQ", "0", "0", "5.5"),
            List.of("FX", "0", "0", "0.75"),
            List.of("XX", "0", "0", "16.0"),
            List.of("ZZ", "0", "0", "0.75"),
            List.of("null", "0", "0", "8.0"),
            List.of("null", "1", "0", "31.0"));
    assertThat(running.rows(through.formatted("direct")))
        .contains(List.of("FX", "0", "0", "3.0"), List.of("null", "1", "0", "31.0"))
        .hasSize(5);
    assertThat(
            running.rows(
                "{\"drill\": "
                    + through.formatted("leaves")
                    + ", \"row_path\": [\"EQ\"], \"columns\": [\"desk\", \"n\", \"leaf_weight\"]}"))
        .containsExactlyInAnyOrder(
            List.of("EQ", "4.0", "1.0"), List.of("FX", "0.5", "0.5"), List.of("FX", "1.0", "0.5"));
    putLinks(backend, "EQ FX 0.5", "FX EQ 0.5");
    assertRefused(through.formatted("leaves"), "HIERARCHY_INVALID", "to itself");
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
