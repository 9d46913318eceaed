package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.PivotSpecParser;
import dev.vane.pivot.answer.PivotLimits;
import dev.vane.pivot.json.StrictJson;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole questions on a real DuckDB. */
class PivotAnswerTest {
  private final DuckDb database = new DuckDb();

  @BeforeEach
  void load() throws SQLException {
    database.execute(
        """
        CREATE TABLE trades (region VARCHAR, desk VARCHAR, asset VARCHAR, month DATE,
          quantity BIGINT, price DOUBLE, fee DECIMAL(18, 2));
        INSERT INTO trades VALUES
          ('EMEA', 'FX',    'spot',   '2026-01-01', 10, 1.5, 1.10),
          ('EMEA', 'FX',    'option', '2026-01-01', 20, 2.5, 2.20),
          ('EMEA', 'Rates', 'spot',   '2026-02-01', 30, 3.5, 3.30),
          ('APAC', 'FX',    'spot',   '2026-02-01', 40, NULL, 4.40),
          (NULL,   'FX',    'spot',   '2026-01-01', 50, 5.5, NULL),
          ('APAC', NULL,    'option', '2026-01-01', NULL, 6.5, 6.60);
        """);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  @Test
  void rollupKeepsNullGroupApartFromTotal() throws SQLException {
    var answer =
        database.pivot(
            """
            {"table": "trades", "rows": ["region", "desk"],
             "measures": [{"field": "quantity", "agg": "sum"}],
             "totals": {"rows": "after", "subtotals": true}}
            """,
            "trades");
    assertThat(answer.rows("region", "desk", "_depth", "_row_grouping", "sum_quantity"))
        .containsExactly(
            row("APAC", "FX", 2L, 0L, 40L),
            row("APAC", null, 2L, 0L, null),
            row("APAC", null, 1L, 1L, 40L),
            row("EMEA", "FX", 2L, 0L, 30L),
            row("EMEA", "Rates", 2L, 0L, 30L),
            row("EMEA", null, 1L, 1L, 60L),
            row(null, "FX", 2L, 0L, 50L),
            row(null, null, 1L, 1L, 50L),
            row(null, null, 0L, 3L, 150L));
  }

  @Test
  void aCubeHasTotalsThatSkipAFieldAndTellsThemByTheirGrouping() throws SQLException {
    var answer =
        database.pivot(
            """
            {"table": "trades", "rows": ["region", "desk"],
             "measures": [{"field": "quantity", "agg": "sum"}],
             "totals": {"grouping_sets": "cube"}}
            """,
            "trades");
    // Of the desk alone: FX is 30 + 40 + 50, Rates is 30, and the one row without a desk has NULL.
    assertThat(answer.rows("region", "desk", "_depth", "_row_grouping", "sum_quantity"))
        .containsExactly(
            row("APAC", "FX", 2L, 0L, 40L),
            row("APAC", null, 2L, 0L, null),
            row("APAC", null, 1L, 1L, 40L),
            row("EMEA", "FX", 2L, 0L, 30L),
            row("EMEA", "Rates", 2L, 0L, 30L),
            row("EMEA", null, 1L, 1L, 60L),
            row(null, "FX", 2L, 0L, 50L),
            row(null, null, 1L, 1L, 50L),
            row(null, "FX", 1L, 2L, 120L),
            row(null, "Rates", 1L, 2L, 30L),
            row(null, null, 1L, 2L, null),
            row(null, null, 0L, 3L, 150L));
    assertThat(answer.rows("_path_id")).doesNotHaveDuplicates();
  }

  @Test
  void columnTotalsThatSkipAFieldAreToldByTheirFieldsMetadata() throws SQLException {
    var answer =
        database.pivot(
            """
            {"table": "trades", "columns": ["desk", "asset"], "measures": [{"agg": "count"}],
             "totals": {"columns": "before", "column_grouping_sets": [["asset"]]}}
            """,
            "trades");
    assertThat(answer.names())
        .containsExactly(
            "_depth",
            "_row_grouping",
            "_path_id",
            "(all)|(all)_count",
            "(all)|option_count",
            "(all)|spot_count",
            "FX|option_count",
            "FX|spot_count",
            "Rates|spot_count",
            "(null)|option_count");
    assertThat(answer.rows("(all)|(all)_count", "(all)|option_count", "(all)|spot_count"))
        .containsExactly(row(6L, 2L, 4L));
    assertThat(answer.metadata("(all)|spot_count"))
        .contains(
            entry("vane.column_path", "[\"spot\"]"),
            entry("vane.is_total", "true"),
            entry("vane.column_grouping", "2"));
  }

  @Test
  void wideAnswerNamesItsFieldsByColumnPath() throws SQLException {
    var answer =
        database.pivot(
            """
            {"table": "trades", "rows": ["region"], "columns": ["month", "asset"],
             "measures": [{"field": "quantity", "agg": "sum", "alias": "q"}, {"agg": "count"}],
             "totals": {"rows": "before", "columns": "after", "column_subtotals": ["month"]}}
            """,
            "trades");
    assertThat(answer.names())
        .containsExactly(
            "region",
            "_depth",
            "_row_grouping",
            "_path_id",
            "2026-01-01|option_q",
            "2026-01-01|option_count",
            "2026-01-01|spot_q",
            "2026-01-01|spot_count",
            "2026-01-01|(all)_q",
            "2026-01-01|(all)_count",
            "2026-02-01|spot_q",
            "2026-02-01|spot_count",
            "2026-02-01|(all)_q",
            "2026-02-01|(all)_count",
            "(all)|(all)_q",
            "(all)|(all)_count");
    assertThat(
            answer.rows("region", "2026-01-01|option_q", "2026-02-01|(all)_count", "(all)|(all)_q"))
        .containsExactly(
            row(null, 20L, 2L, 150L),
            row("APAC", null, 1L, 40L),
            row("EMEA", 20L, 1L, 60L),
            row(null, null, null, 50L));
  }

  private static PivotSpec spec(String json) {
    return new PivotSpecParser(DuckDb.FILTER_DEPTH).parse(StrictJson.parse(json));
  }

  @Test
  void labelsFieldsAndSchemaForClients() throws SQLException {
    var answer =
        database.pivot(
            """
            {"table": "trades", "rows": ["region"], "columns": ["month", "asset"],
             "measures": [{"field": "quantity", "agg": "sum", "alias": "q"},
                          {"field": "price", "agg": "avg", "alias": "p"},
                          {"field": "desk", "agg": "distinct_count"}],
             "totals": {"columns": "after", "column_subtotals": true}}
            """,
            "trades");
    assertThat(answer.metadata("region")).containsExactly(entry("vane.role", "row_key"));
    assertThat(answer.metadata("_path_id")).containsExactly(entry("vane.role", "structural"));
    assertThat(answer.metadata("2026-01-01|spot_q"))
        .containsOnly(
            entry("vane.role", "measure"),
            entry("vane.measure", "q"),
            entry("vane.additivity", "distributive"),
            entry("vane.column_path", "[\"2026-01-01\",\"spot\"]"));
    assertThat(answer.metadata("2026-01-01|(all)_p"))
        .containsEntry("vane.column_path", "[\"2026-01-01\"]")
        .containsEntry("vane.additivity", "algebraic")
        .containsEntry("vane.is_total", "true");
    assertThat(answer.metadata("(all)|(all)_distinct_count_desk"))
        .containsEntry("vane.column_path", "[]")
        .containsEntry("vane.additivity", "holistic")
        .containsEntry("vane.is_total", "true");
    assertThat(answer.schema().getCustomMetadata())
        .containsOnly(
            entry("vane.version", "7"),
            entry("vane.total_rows", "3"),
            entry("vane.total_columns", "6"),
            entry("vane.truncated", "false"));
  }

  @Test
  void valuesHaveTheTypesThatTheContractNames() throws SQLException {
    var answer =
        database.pivot(
            """
            {"table": "trades", "rows": ["month"], "result": "long", "measures": [
              {"field": "quantity", "agg": "sum", "alias": "integer_sum"},
              {"field": "quantity", "agg": "sum", "alias": "decimal_sum", "type": "decimal"},
              {"field": "fee", "agg": "sum", "alias": "fee_sum"},
              {"field": "price", "agg": "sum", "alias": "price_sum"},
              {"field": "fee", "agg": "avg", "alias": "fee_avg"},
              {"field": "month", "agg": "max", "alias": "month_max"},
              {"field": "fee", "agg": "min", "alias": "fee_min"},
              {"agg": "count"}, {"field": "desk", "agg": "count_distinct"}]}
            """,
            "trades");
    assertThat(answer.schema().getFields().stream().map(field -> field.getType().toString()))
        .containsExactly(
            "Date(DAY)",
            "Int(32, true)",
            "Int(32, true)",
            "Int(64, true)",
            "Decimal(38, 0, 128)",
            "Decimal(38, 2, 128)",
            "FloatingPoint(DOUBLE)",
            "FloatingPoint(DOUBLE)",
            "Date(DAY)",
            "Decimal(18, 2, 128)",
            "Int(64, true)",
            "Int(64, true)");
  }

  @Test
  void structuralFieldsOfAWideAnswerAreInt32AndText() throws SQLException {
    var answer =
        database.pivot(
            """
            {"table": "trades", "rows": ["region"], "measures": [{"agg": "count"}], "totals": true}
            """,
            "trades");
    assertThat(answer.names())
        .containsExactly("region", "_depth", "_row_grouping", "_path_id", "count");
    assertThat(answer.schema().getFields().stream().map(field -> field.getType().toString()))
        .containsExactly("Utf8", "Int(32, true)", "Int(32, true)", "Utf8", "Int(64, true)");
  }

  @Test
  void aSumBeyondInt64FailsAndNamesTheMeasureAndTheRemedy() throws SQLException {
    database.execute(
        "CREATE TABLE large AS SELECT 9223372036854775807::BIGINT AS v, i % 2 AS k"
            + " FROM range(4) AS r(i)");
    String question =
        """
        {"table": "large", "measures": [{"field": "v", "agg": "sum"%s}]}
        """;
    assertThatThrownBy(() -> database.pivot(question.formatted(""), "large"))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NUMERIC_OVERFLOW))
        .hasMessageContainingAll("'sum_v'", "36893488147419103228", "\"type\": \"decimal\"");
    var decimal = database.pivot(question.formatted(", \"type\": \"decimal\""), "large");
    assertThat(decimal.rows("sum_v")).containsExactly(row(new BigDecimal("36893488147419103228")));
  }

  @Test
  void aSumThatIsNotShownMayBeBeyondInt64() throws SQLException {
    database.execute(
        "CREATE TABLE large AS SELECT 9223372036854775807::BIGINT - i AS v, i AS k, 'x' AS g"
            + " FROM range(4) AS r(i)");
    var answer =
        database.pivot(
            """
            {"table": "large", "rows": ["g", "k"], "measures": [{"field": "v", "agg": "sum"}],
             "sort": {"field": "sum_v"}, "limit": 1}
            """,
            "large");
    assertThat(answer.rows("k")).containsExactly(row(3L));
  }

  @Test
  void explainsAnOverflowByTheMeasuresThatMayHaveCausedIt() throws SQLException {
    PivotQuestion question =
        PivotQuestion.bind(
            spec(
                """
                {"table": "trades", "measures": [{"field": "quantity", "agg": "sum"},
                 {"agg": "count"}]}
                """),
            database.schema("trades"));
    assertThat(question.explain(new VaneException(ErrorCode.NUMERIC_OVERFLOW, "x")).text())
        .contains("'sum_quantity'", "\"type\": \"decimal\"")
        .doesNotContain("'count'");
    VaneException other = new VaneException(ErrorCode.CANCELLED, "x");
    assertThat(question.explain(other)).isSameAs(other);
  }

  @Test
  void overNoRowsOnlyTheGrandTotalIsThere() throws SQLException {
    String none = "\"filters\": [{\"field\": \"quantity\", \"op\": \">\", \"value\": 1000}]";
    String measures =
        "\"measures\": [{\"field\": \"quantity\", \"agg\": \"sum\"}, {\"agg\": \"count\"}]";
    var rows =
        database.pivot(
            "{\"table\": \"trades\", \"rows\": [\"region\"], " + none + ", " + measures + "}",
            "trades");
    assertThat(rows.rows()).isEmpty();
    var total =
        database.pivot(
            "{\"table\": \"trades\", \"rows\": [\"region\"], \"totals\": true, "
                + none
                + ", "
                + measures
                + "}",
            "trades");
    assertThat(total.rows("region", "_depth", "sum_quantity", "count"))
        .containsExactly(row(null, 0L, null, 0L));
    var withoutRows =
        database.pivot("{\"table\": \"trades\", " + none + ", " + measures + "}", "trades");
    assertThat(withoutRows.rows("_depth", "_row_grouping", "sum_quantity", "count"))
        .containsExactly(row(0L, 0L, null, 0L));
    var columns =
        database.pivot(
            "{\"table\": \"trades\", \"columns\": [\"region\"], \"result\": \"long\", "
                + none
                + ", "
                + measures
                + "}",
            "trades");
    assertThat(columns.rows()).isEmpty();
    assertThat(columns.schema().getCustomMetadata()).containsEntry("vane.total_rows", "0");
  }

  @Test
  void withoutRowsLeafAndGrandTotalAreOneRow() throws SQLException {
    var answer =
        database.pivot(
            """
            {"table": "trades", "measures": [{"agg": "count"}], "totals": {"rows": "before"}}
            """,
            "trades");
    assertThat(answer.rows("count")).containsExactly(row(6L));
  }

  @Test
  void namesThatCoincideAreMadeUnique() throws SQLException {
    database.execute(
        "CREATE TABLE keys AS SELECT * FROM (VALUES ('(null)', 1), (NULL, 2), ('(all)', 3))"
            + " AS k(\"1_v\", v)");
    var answer =
        database.pivot(
            """
            {"table": "keys", "columns": ["1_v"], "measures": [{"field": "v", "agg": "sum",
             "alias": "v"}], "totals": {"columns": "after"}}
            """,
            "keys");
    assertThat(answer.names())
        .containsExactly(
            "_depth",
            "_row_grouping",
            "_path_id",
            "(all)_v",
            "(null)_v",
            "(null)_v (2)",
            "(all)_v (2)");
    assertThat(answer.metadata("(null)_v")).containsEntry("vane.column_path", "[\"(null)\"]");
    assertThat(answer.metadata("(null)_v (2)")).containsEntry("vane.column_path", "[null]");
  }

  @Test
  void namesThatDifferOnlyByCaseAreKept() throws SQLException {
    var answer =
        database.pivot(
            """
            {"table": "trades", "rows": [{"field": "region", "as": "X"}], "result": "long",
             "measures": [{"agg": "count", "alias": "x"}], "sort": {"field": "x", "order": "desc"},
             "limit": 1}
            """,
            "trades");
    assertThat(answer.names()).containsExactly("X", "_row_grouping", "_column_grouping", "x");
    assertThat(answer.rows("X", "x")).containsExactly(row("EMEA", 3L));
  }

  @Test
  void aParentIsPlacedByItsOwnValueEvenWhereItsSubtotalIsNotShown() throws SQLException {
    var answer =
        database.pivot(
            """
            {"table": "trades", "rows": ["region", "desk"],
             "measures": [{"field": "quantity", "agg": "sum", "alias": "q"}],
             "sort": [{"field": "q", "order": "desc"}]}
            """,
            "trades");
    // EMEA has 60 in all, though the first single leaf is the one without region, 50.
    assertThat(answer.rows("region", "desk", "q"))
        .containsExactly(
            row("EMEA", "FX", 30L),
            row("EMEA", "Rates", 30L),
            row(null, "FX", 50L),
            row("APAC", "FX", 40L),
            row("APAC", null, null));
  }

  @Test
  void columnPathsAreJsonOfEveryKeyType() throws SQLException {
    database.execute(
        """
        CREATE TABLE kinds AS SELECT true AS b, 18446744073709551615::UBIGINT AS u,
          0.1::FLOAT AS f, 'NaN'::DOUBLE AS n, 12.50::DECIMAL(9, 2) AS d, 'é|"' AS t,
          '\\xFF\\x00'::BLOB AS x, DATE '2026-01-31' AS day, TIME '09:30:00' AS c,
          TIMESTAMP '2026-01-31 09:30:00.5' AS s, TIMESTAMPTZ '2026-01-31 09:30:00+01' AS z,
          '2026-01-31 09:30:00.123456789'::TIMESTAMP_NS AS ns
        """);
    var answer =
        database.pivot(
            """
            {"table": "kinds", "columns": ["b", "u", "f", "n", "d", "t", "x", "day", "c", "s", "z",
             "ns"], "measures": [{"agg": "count"}]}
            """,
            "kinds");
    String name = answer.names().get(3);
    assertThat(answer.metadata(name).get("vane.column_path"))
        .isEqualTo(
            "[true,18446744073709551615,0.1,\"NaN\",\"12.50\",\"é|\\\"\",\"/wA=\",\"2026-01-31\","
                + "\"09:30:00\",\"2026-01-31T09:30:00.5\",\"2026-01-31T08:30:00Z\","
                + "\"2026-01-31T09:30:00.123456789\"]");
    assertThat(name)
        .startsWith("true|18446744073709551615|0.1|NaN|12.50|é|\"|/wA=|2026-01-31|09:30:00|")
        .endsWith("_count");
  }

  @Test
  void pathIdsTellEveryPathApart() throws SQLException {
    database.execute(
        """
        CREATE TABLE paths AS SELECT * FROM (VALUES ('a', 'b'), ('a1:b', NULL), (NULL, 'b'),
          ('a', NULL), ('', ''), ('n', 'n'), ('a', 'bn')) AS p(x, y)
        """);
    String question =
        """
        {"table": "paths", "rows": ["x", "y"], "measures": [{"agg": "count"}],
         "totals": {"rows": "after", "subtotals": true}}
        """;
    var answer = database.pivot(question, "paths");
    assertThat(answer.rows("_path_id")).hasSize(13).doesNotHaveDuplicates();
    assertThat(answer.rows("_path_id").stream().map(row -> (String) row.get(0)))
        .allMatch(id -> id != null && id.matches("[A-Za-z0-9_-]+"));
    assertThat(database.pivot(question, "paths").rows("_path_id"))
        .isEqualTo(answer.rows("_path_id"));
  }

  @Test
  void severalDistinctCountsEachCountTheirOwnColumn() throws SQLException {
    var answer =
        database.pivot(
            """
            {"table": "trades", "rows": ["region"], "totals": true, "measures": [
              {"field": "desk", "agg": "count_distinct", "alias": "desks"},
              {"field": "asset", "agg": "count_distinct", "alias": "assets"},
              {"field": "month", "agg": "count_distinct", "alias": "months"},
              {"field": "fee", "agg": "sum", "alias": "fee"}, {"agg": "count"}]}
            """,
            "trades");
    assertThat(answer.rows("region", "desks", "assets", "months", "fee", "count"))
        .containsExactly(
            row("APAC", 1L, 2L, 2L, new BigDecimal("11.00"), 2L),
            row("EMEA", 2L, 2L, 2L, new BigDecimal("6.60"), 3L),
            row(null, 1L, 1L, 1L, null, 1L),
            row(null, 2L, 2L, 2L, new BigDecimal("17.60"), 6L));
  }

  @Test
  void hostileNamesAreQuoted() throws SQLException {
    database.execute("CREATE TABLE odd (\"we\"\"ird; drop table x\" VARCHAR, \"r0\" INT)");
    database.execute("INSERT INTO odd VALUES ('k', 5), ('l', 7)");
    var answer =
        database.pivot(
            """
            {"table": "odd", "rows": ["we\\"ird; drop table x"],
             "measures": [{"field": "r0", "agg": "sum"}],
             "filters": [{"field": "r0", "op": "=", "value": 5}]}
            """,
            "odd");
    assertThat(answer.rows("we\"ird; drop table x", "sum_r0")).containsExactly(row("k", 5L));
  }

  @Test
  void answersBeyondTheLimitsAreRefusedByName() throws SQLException {
    PivotSpec wide =
        spec(
            """
            {"table": "trades", "rows": ["region"], "columns": ["asset"],
             "measures": [{"agg": "count"}]}
            """);
    assertThatThrownBy(() -> database.pivot(wide, "trades", new PivotLimits(5, 100)))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_PIVOT_CELLS))
        .hasMessageContaining("6 cells");
    assertThatThrownBy(() -> database.pivot(wide, "trades", new PivotLimits(100, 5)))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_COLUMNS));
    assertThat(database.pivot(wide, "trades", new PivotLimits(6, 6)).rows()).hasSize(3);
  }

  @Test
  void floatKeysAreOneNaNAndOneZero() throws SQLException {
    database.execute(
        """
        CREATE TABLE floats AS SELECT CAST(x AS DOUBLE) AS x, CAST(x AS FLOAT) AS y FROM (VALUES
          ('NaN'), ('-0.0'), ('0.0'), ('Infinity'), ('-1.5'), (NULL)) AS v(x);
        INSERT INTO floats SELECT -x, -y FROM floats WHERE isnan(x);
        """);
    for (String field : List.of("x", "y")) {
      var answer =
          database.pivot(
              """
              {"table": "floats", "rows": ["%s"], "measures": [{"agg": "count"},
               {"field": "%s", "agg": "count_distinct", "alias": "d"}]}
              """
                  .formatted(field, field),
              "floats");
      assertThat(answer.rows(field, "count", "d"))
          .containsExactly(
              row(-1.5, 1L, 1L),
              row(0.0, 2L, 1L),
              row(Double.POSITIVE_INFINITY, 1L, 1L),
              row(Double.NaN, 2L, 1L),
              row(null, 1L, 0L));
    }
  }

  @Test
  void aThousandColumnPathsAreAnswered() throws SQLException {
    database.execute(
        "CREATE TABLE grid AS SELECT i // 1000 AS r, i % 1000 AS c, i AS v FROM range(20000) AS g(i)");
    var answer =
        database.pivot(
            """
            {"table": "grid", "rows": ["r"], "columns": ["c"],
             "measures": [{"field": "v", "agg": "sum", "alias": "v"}]}
            """,
            "grid");
    assertThat(answer.rows()).hasSize(20);
    assertThat(answer.rows("0_v", "999_v").get(19)).isEqualTo(row(19_000L, 19_999L));
  }
}
