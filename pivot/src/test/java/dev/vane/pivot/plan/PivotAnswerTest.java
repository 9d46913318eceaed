package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;

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
}
