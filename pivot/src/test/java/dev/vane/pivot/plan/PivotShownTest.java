package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Measures in relation to others, calculated measures and conditions on them, by hand. */
class PivotShownTest {
  private final DuckDb database = new DuckDb();

  @BeforeEach
  void load() throws SQLException {
    database.execute(
        """
        CREATE TABLE sales AS SELECT * FROM (VALUES
          ('EMEA', 'FX', 2024, 10), ('EMEA', 'FX', 2025, 30), ('EMEA', 'Rates', 2025, 20),
          ('APAC', 'FX', 2024, 40), ('APAC', 'FX', 2026, 60), (NULL, 'FX', 2025, 40))
          AS s(region, desk, year, q)
        """);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  private DuckDb.Answer ask(String axes, String showAs, String more) throws SQLException {
    return database.pivot(
        """
        {"table": "sales", %s, "measures": [{"field": "q", "agg": "sum", "alias": "v",
         "show_as": %s}]%s}
        """
            .formatted(axes, showAs, more),
        "sales");
  }

  @Test
  void sharesAreOfTheTotalsThatTheyName() throws SQLException {
    String rows = "\"rows\": [\"region\", \"desk\"]";
    String totals = ", \"totals\": {\"rows\": \"after\", \"subtotals\": true}";
    assertThat(ask(rows, "\"share_of_parent_row\"", totals).rows("region", "desk", "v"))
        .containsExactly(
            row("APAC", "FX", 1.0),
            row("APAC", null, 0.5),
            row("EMEA", "FX", 40 / 60.0),
            row("EMEA", "Rates", 20 / 60.0),
            row("EMEA", null, 0.3),
            row(null, "FX", 1.0),
            row(null, null, 0.2),
            row(null, null, 1.0));
    assertThat(ask(rows, "\"share_of_grand\"", ", \"limit\": 2").rows("v"))
        .containsExactly(row(0.5), row(0.2));
    assertThat(
            ask(rows, "{\"kind\": \"share_of_parent\", \"field\": \"region\"}", totals).rows("v"))
        .startsWith(row(1.0), row(1.0), row(40 / 60.0))
        .endsWith(row(1.0), row((Object) null));
  }

  @Test
  void periodsAreComparedAcrossColumnsAndMissingOnesAreNull() throws SQLException {
    String axes = "\"rows\": [\"region\"], \"columns\": [\"year\"]";
    var previous =
        ask(axes, "{\"kind\": \"difference\", \"field\": \"year\", \"item\": \"previous\"}", "");
    assertThat(previous.rows("region", "2024_v", "2025_v", "2026_v"))
        .containsExactly(
            row("APAC", null, null, null),
            row("EMEA", null, 40L, null),
            row(null, null, null, null));
    var fixed =
        ask(
            axes,
            "{\"kind\": \"relative_difference\", \"field\": \"year\", \"item\": {\"value\": 2024}}",
            "");
    assertThat(fixed.rows("2024_v", "2025_v", "2026_v"))
        .containsExactly(row(0.0, null, 0.5), row(0.0, 4.0, null), row(null, null, null));
  }

  @Test
  void runningTotalsFollowTheOrderThatIsPresented() throws SQLException {
    String running = "{\"kind\": \"running_total\", \"field\": \"region\"}";
    String rows = "\"rows\": [\"region\"]";
    assertThat(ask(rows, running, "").rows("region", "v"))
        .containsExactly(row("APAC", 100L), row("EMEA", 160L), row(null, 200L));
    assertThat(
            ask(rows, running, ", \"sort\": {\"field\": \"v\"}, \"totals\": true")
                .rows("region", "v"))
        .containsExactly(row(null, 40L), row("EMEA", 100L), row("APAC", 200L), row(null, null));
    assertThat(ask(rows, "{\"kind\": \"running_share\", \"field\": \"region\"}", "").rows("v"))
        .containsExactly(row(0.5), row(0.8), row(1.0));
  }

  @Test
  void equalsShareARank() throws SQLException {
    assertThat(
            ask(
                    "\"rows\": [\"desk\", \"region\"]",
                    "{\"kind\": \"rank_descending\", \"field\": \"region\"}",
                    "")
                .rows("desk", "region", "v"))
        .containsExactly(
            row("FX", "APAC", 1L),
            row("FX", "EMEA", 2L),
            row("FX", null, 2L),
            row("Rates", "EMEA", 1L));
  }

  @Test
  void aCalculationIsMadeOfEachLevelsOwnTotals() throws SQLException {
    var answer =
        database.pivot(
            """
            {"table": "sales", "rows": ["region"], "totals": true, "measures": [
              {"field": "q", "agg": "sum", "alias": "sum of q"}, {"agg": "count"},
              {"expression": "\\"sum of q\\" / count", "alias": "mean", "format": "0.0"},
              {"expression": "1 / (count - 1)", "alias": "by zero"},
              {"expression": "round(-mean / 7) * 2 - -abs(1.5)", "alias": "more"}],
             "sort": {"field": "mean"}}
            """,
            "sales");
    assertThat(answer.rows("region", "mean", "by zero", "more"))
        .containsExactly(
            row("EMEA", 20.0, 0.5, -4.5),
            row(null, 40.0, null, -10.5),
            row("APAC", 50.0, 1.0, -12.5),
            row(null, 200 / 6.0, 0.2, -8.5));
    assertThat(answer.metadata("mean")).containsEntry("vane.format", "0.0");
  }

  @Test
  void ratioThatIsMeantInHundredthsTellsSo() throws SQLException {
    var answer =
        database.pivot(
            """
            {"table": "sales", "rows": ["region"], "measures": [
              {"field": "q", "agg": "sum", "alias": "q"}, {"agg": "count"},
              {"agg": "ratio", "alias": "plain",
               "ratio_numerator": "q", "ratio_denominator": "count"},
              {"agg": "ratio", "alias": "share", "ratio_format": "percentage",
               "ratio_numerator": "q", "ratio_denominator": "count"}]}
            """,
            "sales");
    assertThat(answer.metadata("share")).containsEntry("vane.format", "percentage");
    assertThat(answer.metadata("plain")).doesNotContainKey("vane.format");
  }

  @Test
  void havingRemovesRowPathsByTheirTotalsAndKeepsTheTotalsOfTheWhole() throws SQLException {
    String question =
        """
        {"table": "sales", "rows": ["region", "desk"], "columns": ["year"], "result": "long",
         "measures": [{"field": "q", "agg": "sum", "alias": "v"}],
         "totals": {"rows": "after", "columns": "after", "subtotals": true},
         "having": [{"field": "v", "op": ">", "value": %s%s}]}
        """;
    assertThat(
            database
                .pivot(question.formatted("30", ""), "sales")
                .rows("region", "desk", "year", "v"))
        .containsExactly(
            row("APAC", "FX", 2024L, 40L),
            row("APAC", "FX", 2026L, 60L),
            row("APAC", "FX", null, 100L),
            row("APAC", null, 2024L, 40L),
            row("APAC", null, 2026L, 60L),
            row("APAC", null, null, 100L),
            row("EMEA", "FX", 2024L, 10L),
            row("EMEA", "FX", 2025L, 30L),
            row("EMEA", "FX", null, 40L),
            row("EMEA", null, 2024L, 10L),
            row("EMEA", null, 2025L, 50L),
            row("EMEA", null, null, 60L),
            row(null, "FX", 2025L, 40L),
            row(null, "FX", null, 40L),
            row(null, null, 2025L, 40L),
            row(null, null, null, 40L),
            row(null, null, 2024L, 50L),
            row(null, null, 2025L, 90L),
            row(null, null, 2026L, 60L),
            row(null, null, null, 200L));
    assertThat(
            database
                .pivot(question.formatted("60.5", ", \"level\": \"region\""), "sales")
                .rows("region", "desk", "year", "v"))
        .hasSize(3 + 3 + 4)
        .startsWith(row("APAC", "FX", 2024L, 40L));
  }

  @Test
  void listedValuesComeFirst() throws SQLException {
    assertThat(
            database
                .pivot(
                    """
                    {"table": "sales", "rows": ["region"], "columns": ["year"],
                     "measures": [{"agg": "count"}], "sort": [
                       {"field": "region", "order": [null, "nowhere", "EMEA"]},
                       {"field": "year", "order": [2025]}]}
                    """,
                    "sales")
                .names())
        .endsWith("2025_count", "2024_count", "2026_count");
    assertThat(
            database
                .pivot(
                    """
                    {"table": "sales", "rows": ["region"], "measures": [{"agg": "count"}],
                     "sort": {"field": "region", "order": [null, "nowhere", "EMEA"]}}
                    """,
                    "sales")
                .rows("region"))
        .containsExactly(row((Object) null), row("EMEA"), row("APAC"));
  }

  @Test
  void whatIsNoNumberIsNotCalculatedWithAndNotShared() {
    for (String measure :
        List.of(
            "{\"expression\": \"-max_desk\", \"alias\": \"x\"}",
            "{\"field\": \"desk\", \"agg\": \"min\", \"show_as\": \"share_of_grand\"}")) {
      assertThatThrownBy(
              () ->
                  database.pivot(
                      "{\"table\": \"sales\", \"measures\": [{\"field\": \"desk\", \"agg\": \"max\"}, "
                          + measure
                          + "]}",
                      "sales"))
          .isInstanceOfSatisfying(
              VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PIVOT_INVALID))
          .hasMessageContaining("numbers");
    }
  }

  @Test
  void pathIdsOfAnAnswerExpandItsRows() throws SQLException {
    String question =
        """
        {"table": "sales", "rows": ["region", "desk"], "measures": [{"agg": "count"}],
         "expanded": {"paths": [%s]}, "totals": true}
        """;
    var collapsed = database.pivot(question.formatted(""), "sales");
    assertThat(collapsed.rows("region", "desk", "_depth", "_expanded", "count"))
        .containsExactly(
            row("APAC", null, 1L, false, 2L),
            row("EMEA", null, 1L, false, 3L),
            row(null, null, 1L, false, 1L),
            row(null, null, 0L, null, 6L));
    Object emea = collapsed.rows("_path_id").get(1).get(0);
    var expanded = database.pivot(question.formatted("\"" + emea + "\", [null]"), "sales");
    assertThat(expanded.rows("region", "desk", "_expanded", "count"))
        .containsExactly(
            row("APAC", null, false, 2L),
            row("EMEA", "FX", null, 2L),
            row("EMEA", "Rates", null, 1L),
            row(null, "FX", null, 1L),
            row(null, null, null, 6L));
  }
}
