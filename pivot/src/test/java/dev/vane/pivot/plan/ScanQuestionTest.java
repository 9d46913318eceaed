package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.pivot.ScanSpec;
import dev.vane.pivot.ScanSpecParser;
import dev.vane.pivot.json.StrictJson;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.ColumnCondition.Operator;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Relation;
import dev.vane.spi.VaneException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanQuestionTest {
  private final DuckDb database = new DuckDb();

  @BeforeEach
  void load() throws SQLException {
    database.execute(
        """
        CREATE TABLE s AS SELECT * FROM (VALUES
          ('b', 1, 1.5::DOUBLE, DATE '2026-01-01'), ('a', 2, 'NaN', DATE '2026-01-02'),
          (NULL, 3, NULL, NULL), ('é', 4, 0.5, DATE '2026-01-03')) AS v("Name", n, x, day)
        """);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static ScanSpec spec(String keys) {
    return new ScanSpecParser(DuckDb.FILTER_DEPTH)
        .parse(StrictJson.parse("{\"table\": \"s\"" + keys + "}"));
  }

  private ScanQuestion question(String keys) throws SQLException {
    return ScanQuestion.bind(spec(keys), database.schema("s"));
  }

  private DuckDb.Answer scan(String keys) throws SQLException {
    return database.query(question(keys).query(Relation.of("s"), DuckDb.DIALECT));
  }

  @Test
  void givesAllColumnsInTheTablesOrder() throws SQLException {
    var answer = scan("");
    assertThat(answer.names()).containsExactly("Name", "n", "x", "day");
    assertThat(answer.rows()).hasSize(4);
  }

  @Test
  void givesTheColumnsAskedForInTheOrderAskedFor() throws SQLException {
    assertThat(scan(", \"columns\": [\"x\", \"Name\"]").names()).containsExactly("x", "Name");
  }

  @Test
  void sortsByCodePointWithNullsLastAndLimits() throws SQLException {
    assertThat(scan(", \"columns\": [\"Name\"], \"sort\": {\"field\": \"Name\"}").rows())
        .isEqualTo(
            Arrays.asList(List.of("a"), List.of("b"), List.of("é"), Arrays.asList((Object) null)));
    assertThat(
            scan(", \"columns\": [\"n\"], \"limit\": 2, \"sort\": [{\"field\": \"x\", \"order\":"
                    + " \"desc\"}]")
                .rows())
        .containsExactly(List.of(2L), List.of(1L));
    assertThat(scan(", \"limit\": 0").rows()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "~, \"columns\": [\"name\"]~; FIELD_UNKNOWN; ~columns[0] names the field 'name'~",
        "~, \"columns\": []~; COMMAND_INVALID; columns is empty",
        "~, \"columns\": [\"n\", \"n\"]~; COMMAND_INVALID; ~columns[1] names 'n' again~",
        "~, \"columns\": [5]~; COMMAND_INVALID; columns[0] must be a text",
        "~, \"sort\": {\"field\": \"y\"}~; FIELD_UNKNOWN; sort",
        "~, \"sort\": {\"field\": \"n\", \"column\": []}~; COMMAND_UNKNOWN_KEY; ~'column' in sort~",
        "~, \"limits\": 5~; COMMAND_UNKNOWN_KEY; ~Did you mean 'limit'?~",
        "~, \"limit\": \"5\"~; COMMAND_INVALID; limit must be",
      })
  void refusesByNameAndPlace(String keys, ErrorCode code, String message) {
    assertThatThrownBy(() -> question(keys))
        .isInstanceOfSatisfying(VaneException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  @Test
  void tellsStoragesWhatEveryWantedRowFulfils() throws SQLException {
    assertThat(
            question(
                    """
                    , "filters": [
                      {"field": "n", "op": "between", "value": [1.5, 3]},
                      {"field": "Name", "op": "in", "value": ["a", "b"]},
                      {"op": "AND", "conditions": [
                        {"field": "day", "op": "=", "value": "2026-01-02"},
                        {"field": "x", "op": "<", "value": 5}]}]
                    """)
                .conditions())
        .containsExactly(
            new ColumnCondition("n", Operator.GREATER, List.of(1L)),
            new ColumnCondition("n", Operator.LESS_OR_EQUAL, List.of(3L)),
            new ColumnCondition("Name", Operator.IN, List.of("a", "b")),
            new ColumnCondition("day", Operator.EQUAL, List.of(LocalDate.parse("2026-01-02"))),
            new ColumnCondition("x", Operator.LESS, List.of(5.0)));
  }

  @Test
  void tellsStoragesNothingThatSomeWantedRowMayNotFulfil() throws SQLException {
    assertThat(
            question(
                    """
                    , "filters": [
                      {"field": "n", "op": "!=", "value": 1},
                      {"field": "n", "op": "in", "value": [1, null]},
                      {"field": "x", "op": ">", "value": 1},
                      {"field": "x", "op": "=", "value": 0},
                      {"field": "x", "op": "=", "value": "NaN"},
                      {"field": "Name", "op": "like", "value": "a%"},
                      {"op": "OR", "conditions": [{"field": "n", "op": "=", "value": 1},
                                                  {"field": "n", "op": "=", "value": 2}]},
                      {"op": "NOT", "conditions": [{"field": "n", "op": "=", "value": 1}]}]
                    """)
                .conditions())
        .isEmpty();
  }
}
