package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.json.StrictJson;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every field of pivot-engine's PivotSpec 1.0.1 does what its name says: each has a question here
 * whose answer would be another one without it. Answers are counted by hand.
 */
class PivotEngineTest {
  /** Region, desk, year, quantity; NULL is a desk. */
  private static final String ROWS =
      """
      ('EMEA', 'FX', 2024, 1), ('EMEA', 'FX', 2025, 2), ('EMEA', 'Rates', 2024, 10),
      ('EMEA', NULL, 2025, 100), ('APAC', 'FX', 2024, 5), ('APAC', 'fx', 2025, NULL)
      """;

  private final Set<String> asked = new HashSet<>();
  private DuckDb database;

  @BeforeEach
  void open() throws SQLException {
    database = new DuckDb();
    database.execute("CREATE TABLE t (region VARCHAR, desk VARCHAR, year INTEGER, v BIGINT)");
    database.execute("INSERT INTO t VALUES " + ROWS);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private DuckDb.Answer ask(String json) throws SQLException {
    ObjectNode question = StrictJson.parse("{\"table\": \"t\", " + json + "}");
    collect(question);
    return database.pivot(StrictJson.write(question), "t");
  }

  private void collect(com.fasterxml.jackson.databind.JsonNode node) {
    node.fieldNames().forEachRemaining(asked::add);
    node.forEach(this::collect);
  }

  private void assertRows(String json, List<String> fields, List<?>... rows) throws SQLException {
    assertThat(ask(json).rows(fields.toArray(String[]::new))).as(json).isEqualTo(List.of(rows));
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  /** One test, so that it can say at its end that no field was left out. */
  @Test
  void everyFieldDoesWhatItsNameSays() throws SQLException {
    question();
    conditions();
    totals();
    columns();
    measures();
    windows();
    asked.add("table");
    Set<String> fields =
        new TreeSet<>(
            Set.of(
                "table",
                "rows",
                "full_rows",
                "columns",
                "measures",
                "filters",
                "sort",
                "limit",
                "totals",
                "having",
                "subtotals",
                "grouping_config",
                "pivot_config",
                "drill_paths"));
    fields.addAll(Set.of("op", "value", "caseSensitive", "conditions", "order", "nulls"));
    fields.addAll(Set.of("mode", "grouping_sets", "include_grand_total", "include_subtotals"));
    fields.addAll(
        Set.of(
            "subtotal_dimensions",
            "enabled",
            "top_n",
            "order_by_measure",
            "include_totals_column",
            "null_column_label",
            "column_cursor"));
    fields.addAll(Set.of("dimensions", "values", "level"));
    fields.addAll(
        Set.of(
            "field",
            "agg",
            "alias",
            "expression",
            "percentile",
            "separator",
            "null_handling",
            "filter_condition",
            "ratio_numerator",
            "ratio_denominator",
            "ratio_format"));
    fields.addAll(
        Set.of(
            "ratio_null_value",
            "window_func",
            "window_group_by",
            "window_order_by",
            "window_frame_start",
            "window_frame_end"));
    fields.removeAll(asked);
    assertThat(fields).as("fields without a question").isEmpty();
  }

  private static final String SUM = "\"measures\": [{\"field\": \"v\", \"agg\": \"sum\"}]";

  private void question() throws SQLException {
    assertRows(
        "\"rows\": [\"region\"], " + SUM,
        List.of("region", "sum_v"),
        row("APAC", 5L),
        row("EMEA", 113L));
    assertRows(
        "\"rows\": [\"desk\"], \"sort\": {\"field\": \"desk\", \"order\": \"desc\", \"nulls\": \"first\"}, \"limit\": 2, "
            + SUM,
        List.of("desk", "sum_v"),
        row(null, 100L),
        row("fx", null));
    assertRows(
        """
        "rows": ["region", "desk"], "totals": true, %s,
        "drill_paths": [{"dimensions": ["region"], "values": ["EMEA"], "level": 1}]
        """
            .formatted(SUM),
        List.of("region", "desk", "sum_v"),
        row("EMEA", "FX", 3L),
        row("EMEA", "Rates", 10L),
        row("EMEA", null, 100L),
        row(null, null, 118L));
    assertRows(
        """
        "rows": ["region", "desk"], %s,
        "drill_paths": [{"dimensions": [], "values": [], "level": 0}]
        """
            .formatted(SUM),
        List.of("region", "desk", "sum_v"),
        row("APAC", null, 5L),
        row("EMEA", null, 113L));
    assertRows(
        """
        "rows": ["region", "desk"], "totals": {"rows": "after", "grouping_sets": [["desk"]]}, %s,
        "drill_paths": [{"dimensions": ["region"], "values": ["nowhere"]}]
        """
            .formatted(SUM),
        List.of("region", "desk", "sum_v"),
        row(null, null, 118L));
  }

  private void conditions() throws SQLException {
    for (String condition :
        List.of(
            "\"op\": \"=\", \"value\": \"Rates\"",
            "\"op\": \"eq\", \"value\": \"rates\", \"caseSensitive\": false",
            "\"op\": \"not in\", \"value\": [\"FX\", \"fx\", null]",
            "\"op\": \"in\", \"value\": [\"RATES\"], \"caseSensitive\": false",
            "\"op\": \"like\", \"value\": \"R%\"",
            "\"op\": \"ilike\", \"value\": \"r%\"",
            "\"op\": \"like\", \"value\": \"r%\", \"caseSensitive\": false",
            "\"op\": \"starts_with\", \"value\": \"Ra\"",
            "\"op\": \"ends_with\", \"value\": \"ES\", \"caseSensitive\": false",
            "\"op\": \"contains\", \"value\": \"ate\", \"caseSensitive\": true",
            "\"op\": \"between\", \"value\": [\"G\", \"S\"]")) {
      assertRows(
          "\"filters\": [{\"field\": \"desk\", " + condition + "}], " + SUM,
          List.of("sum_v"),
          row(10L));
    }
    for (String condition :
        List.of(
            "\"op\": \"!=\", \"value\": 2024", "\"op\": \"ne\", \"value\": 2024",
            "\"op\": \">\", \"value\": 2024", "\"op\": \"gt\", \"value\": 2024",
            "\"op\": \">=\", \"value\": 2025", "\"op\": \"gte\", \"value\": 2025")) {
      assertRows(
          "\"filters\": [{\"field\": \"year\", " + condition + "}], " + SUM,
          List.of("sum_v"),
          row(102L));
    }
    for (String condition :
        List.of(
            "\"op\": \"<\", \"value\": 2025", "\"op\": \"lt\", \"value\": 2025",
            "\"op\": \"<=\", \"value\": 2024", "\"op\": \"lte\", \"value\": 2024")) {
      assertRows(
          "\"filters\": [{\"field\": \"year\", " + condition + "}], " + SUM,
          List.of("sum_v"),
          row(16L));
    }
    assertRows(
        """
        "filters": [{"op": "OR", "conditions": [{"field": "desk", "op": "is null"},
          {"op": "AND", "conditions": [{"field": "desk", "op": "is not null"},
                                       {"field": "region", "op": "=", "value": "APAC"}]}]}], %s
        """
            .formatted(SUM),
        List.of("sum_v"),
        row(105L));
    String having =
        """
        "rows": ["region"], "full_rows": ["region", "desk"], "totals": true, %s,
        "having": [{"field": "sum_v", "op": ">=", "value": 10}], "having_totals": "%s"
        """;
    assertRows(
        having.formatted(SUM, "all"),
        List.of("region", "sum_v"),
        row("EMEA", 113L),
        row(null, 118L));
    assertRows(
        having.formatted(SUM, "visible"),
        List.of("region", "sum_v"),
        row("EMEA", 110L),
        row(null, 110L));
  }

  private void totals() throws SQLException {
    String rows =
        "\"rows\": [\"region\", \"desk\"], \"filters\": [{\"field\": \"v\", \"op\": \"<\", \"value\": 9}], ";
    List<String> fields = List.of("region", "desk", "_row_grouping", "sum_v");
    List<@Nullable Object> apac = row("APAC", "FX", 0L, 5L);
    List<@Nullable Object> emea = row("EMEA", "FX", 0L, 3L);
    List<@Nullable Object> grand = row(null, null, 3L, 8L);
    List<@Nullable Object> apacTotal = row("APAC", null, 1L, 5L);
    List<@Nullable Object> emeaTotal = row("EMEA", null, 1L, 3L);
    List<@Nullable Object> desk = row(null, "FX", 2L, 8L);
    assertRows(rows + SUM + ", \"totals\": true", fields, apac, emea, grand);
    assertRows(
        rows + SUM + ", \"subtotals\": [\"region\"]", fields, apac, apacTotal, emea, emeaTotal);
    String config = rows + SUM + ", \"grouping_config\": {%s}";
    assertRows(config.formatted("\"mode\": \"standard\""), fields, apac, emea);
    assertRows(
        config.formatted("\"mode\": \"rollup\""), fields, apac, apacTotal, emea, emeaTotal, grand);
    assertRows(
        config.formatted("\"mode\": \"cube\""),
        fields,
        apac,
        apacTotal,
        emea,
        emeaTotal,
        desk,
        grand);
    assertRows(config.formatted("\"grouping_sets\": [[\"desk\"]]"), fields, apac, emea, desk);
    assertRows(config.formatted("\"include_grand_total\": true"), fields, apac, emea, grand);
    assertRows(
        config.formatted("\"include_subtotals\": true"), fields, apac, apacTotal, emea, emeaTotal);
    assertRows(
        config.formatted("\"subtotal_dimensions\": [\"region\"]"),
        fields,
        apac,
        apacTotal,
        emea,
        emeaTotal);
  }

  private void columns() throws SQLException {
    String desks = "\"columns\": [\"desk\"], " + SUM + ", \"pivot_config\": {%s}";
    assertThat(ask(desks.formatted("\"enabled\": true")).names())
        .contains("FX_sum_v", "Rates_sum_v", "fx_sum_v", "(null)_sum_v");
    assertThat(ask(desks.formatted("\"enabled\": false")).names()).contains("desk", "sum_v");
    assertThat(ask(desks.formatted("\"top_n\": 2")).names())
        .endsWith("(null)_sum_v", "Rates_sum_v")
        .doesNotContain("FX_sum_v");
    assertThat(ask(desks.formatted("\"order_by_measure\": \"sum_v\"")).names())
        .endsWith("(null)_sum_v", "Rates_sum_v", "FX_sum_v", "fx_sum_v");
    assertThat(ask(desks.formatted("\"null_column_label\": \"none\"")).names())
        .contains("none_sum_v");
    assertThat(
            ask(desks.formatted("\"top_n\": 1, \"include_totals_column\": true"))
                .rows("(null)_sum_v", "(all)_sum_v"))
        .containsExactly(row(100L, 118L));
    for (String cursor : List.of("Rates", "[\\\"Rates\\\"]")) {
      assertThat(
              ask(desks.formatted("\"top_n\": 1, \"column_cursor\": \"" + cursor + "\"")).names())
          .endsWith("FX_sum_v")
          .doesNotContain("Rates_sum_v", "fx_sum_v");
    }
    assertThatThrownBy(() -> ask(desks.formatted("\"column_cursor\": \"Bonds\"")))
        .hasMessageContainingAll("pivot_config.column_cursor", "'Bonds'");
  }

  private void measures() throws SQLException {
    String measures =
        """
        "measures": [
          {"field": "v", "agg": "sum", "alias": "all"},
          {"field": "v", "agg": "sum", "alias": "early",
           "filter_condition": {"field": "year", "op": "=", "value": 2024}},
          {"field": "v", "agg": "count", "alias": "text",
           "filter_condition": "{\\"field\\": \\"year\\", \\"op\\": \\"=\\", \\"value\\": 2024}"},
          {"field": null, "agg": "sum", "alias": "ratio", "ratio_numerator": "early",
           "ratio_denominator": "all", "ratio_format": "percentage"},
          {"field": null, "agg": "sum", "alias": "double", "expression": "all * 2"},
          {"field": "v", "agg": "avg", "null_handling": "as_zero"},
          {"field": "v", "agg": "percentile", "percentile": 0},
          {"field": "desk", "agg": "string_agg", "separator": "/"}]
        """;
    assertRows(
        measures,
        List.of("all", "early", "text", "ratio", "double", "avg_v", "percentile_v"),
        row(118L, 16L, 3L, 16.0 / 118, 236.0, 118.0 / 6, 1.0));
    assertThat(ask(measures).rows("string_agg_desk")).containsExactly(row("FX/FX/FX/Rates/fx"));
    assertThat(ask(measures).metadata("ratio")).containsEntry("vane.format", "percentage");
    assertRows(
        """
        "filters": [{"field": "desk", "op": "=", "value": "fx"}], "measures": [
          {"field": "v", "agg": "count"},
          {"ratio_numerator": "count_v", "ratio_denominator": "count_v", "ratio_null_value": -1,
           "alias": "r"}]
        """,
        List.of("r"),
        row(-1.0));
    assertRows(
        """
        "measures": [{"agg": "count"}, {"field": "v", "agg": "max", "null_handling": "exclude_rows"},
          {"field": "v", "agg": "min", "null_handling": "ignore"},
          {"field": "desk", "agg": "min", "null_handling": "as_empty"},
          {"field": "desk", "agg": "count_distinct"}, {"field": "desk", "agg": "distinct_count"},
          {"field": "v", "agg": "median"}]
        """,
        List.of(
            "count",
            "max_v",
            "min_v",
            "min_desk",
            "count_distinct_desk",
            "distinct_count_desk",
            "median_v"),
        row(5L, 100L, 1L, "", 2L, 2L, 5.0));
    assertThat(
            ask("""
                    "measures": [{"field": "v", "agg": "stddev"}, {"field": "v", "agg": "variance"},
                      {"field": "v", "agg": "array_agg"}, {"field": "v", "agg": "first", "by": "v"},
                      {"field": "v", "agg": "last", "by": "v"}]
                    """)
                .rows("array_agg_v", "first_v", "last_v"))
        .containsExactly(row(List.of(1L, 2L, 5L, 10L, 100L), 1L, 100L));
  }

  /** Of the cells EMEA: FX 3, Rates 10, NULL 100; APAC: FX 5, fx NULL. */
  private void windows() throws SQLException {
    assertWindow("cumulative", "\"window_order_by\": [\"desk\"]", 3L, 13L, 113L, 5L, 5L);
    assertWindow("cumulative", "\"window_group_by\": []", 8L, 18L, 118L, 5L, 5L);
    assertWindow("running_avg", "\"window_order_by\": [\"desk\"]", 3.0, 6.5, 113.0 / 3, 5.0, 5.0);
    assertWindow(
        "moving_avg",
        "\"window_order_by\": [\"desk\"], \"window_frame_start\": -1, \"window_frame_end\": 0",
        3.0,
        6.5,
        55.0,
        5.0,
        5.0);
    assertWindow("rank", "\"window_group_by\": []", 4L, 2L, 1L, 3L, null);
    assertWindow("rank", "\"window_group_by\": [\"region\"]", 3L, 2L, 1L, 1L, null);
    assertWindow("rank", "\"window_order_by\": [\"region\"]", 3L, 3L, 3L, 1L, 1L);
    assertWindow("dense_rank", "\"window_order_by\": [\"region\"]", 2L, 2L, 2L, 1L, 1L);
    assertWindow(
        "percent_of_total",
        "\"window_group_by\": []",
        3.0 / 118,
        10.0 / 118,
        100.0 / 118,
        5.0 / 118,
        null);
    assertWindow(
        "percent_of_total", "\"window_group_by\": [\"desk\"]", 3.0 / 8, 1.0, 1.0, 5.0 / 8, null);
    assertWindow("percent_of_row", "\"window_group_by\": null", 1.0, 1.0, 1.0, 1.0, null);
    assertWindow(
        "percent_of_col",
        "\"window_group_by\": null",
        3.0 / 118,
        10.0 / 118,
        100.0 / 118,
        5.0 / 118,
        null);
  }

  /** The values of the rows that {@link #windows} names, in that order. */
  private void assertWindow(String function, String more, @Nullable Object... expected)
      throws SQLException {
    assertThat(
            ask("""
                    "rows": ["region", "desk"],
                    "measures": [{"field": "v", "agg": "sum", "alias": "w", "window_func": "%s", %s}]
                    """
                    .formatted(function, more))
                .rows("region", "desk", "w"))
        .as(function + " " + more)
        .containsExactlyInAnyOrder(
            row("EMEA", "FX", expected[0]),
            row("EMEA", "Rates", expected[1]),
            row("EMEA", null, expected[2]),
            row("APAC", "FX", expected[3]),
            row("APAC", "fx", expected[4]));
  }
}
