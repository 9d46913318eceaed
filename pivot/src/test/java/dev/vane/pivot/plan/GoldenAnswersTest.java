package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What users of the pivots that Vane learnt from ask: sales by region, category and product; trades
 * by manager, desk, asset class, instrument and region. Every number is computed by hand beside it.
 */
class GoldenAnswersTest {
  private final DuckDb database = new DuckDb();

  @BeforeEach
  void load() throws SQLException {
    database.execute(
        """
        CREATE TABLE sales (region VARCHAR, category VARCHAR, product VARCHAR, amount DECIMAL(18, 2));
        INSERT INTO sales VALUES
          ('EMEA', 'Fruit', 'Apple', 10), ('EMEA', 'Fruit', 'Pear', 20), ('EMEA', 'Bread', 'Rye', 30),
          ('APAC', 'Fruit', 'Apple', 40), ('APAC', 'Bread', 'Rye', 50);
        CREATE TABLE trades (manager VARCHAR, desk VARCHAR, asset_class VARCHAR, symbol VARCHAR,
          exposure VARCHAR, region VARCHAR, quantity BIGINT, notional DECIMAL(18, 2), pnl DOUBLE,
          trade_date DATE);
        INSERT INTO trades VALUES
          ('Ann', 'Equity', 'Stock',     'AAPL', 'Direct', 'US', 100, 1000,  10, '2026-01-05'),
          ('Ann', 'Equity', 'Stock',     'MSFT', 'Direct', 'US',  50, 2000,  -5, '2026-01-06'),
          ('Ann', 'Index',  'ETF',       'SPY',  'ETF',    'US',  10, 4000,  20, '2026-01-05'),
          ('Bob', 'Metals', 'ETC',       'GLD',  'ETC',    'EU',  20, 3000,  15, '2026-02-05'),
          ('Bob', 'Metals', 'Commodity', 'GOLD', 'Direct', 'EU',   5, 6000, -10, '2026-02-05'),
          ('Bob', 'Equity', 'Stock',     'AAPL', 'Direct', 'EU', 100, 1500,  30, '2026-02-06');
        """);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private DuckDb.Answer sales(String rest) throws SQLException {
    return database.pivot("{\"table\": \"sales\", " + rest + "}", "sales");
  }

  private DuckDb.Answer trades(String rest) throws SQLException {
    return database.pivot("{\"table\": \"trades\", " + rest + "}", "trades");
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text + ".00");
  }

  @Test
  void salesByRegionCategoryAndProductWithTheirTotal() throws SQLException {
    var answer =
        sales(
            """
            "rows": ["region", "category", "product"], "totals": true,
            "measures": [{"field": "amount", "agg": "sum", "alias": "total_sales"}]
            """);
    // 50 + 40 + 30 + 10 + 20 = 150
    assertThat(answer.rows("region", "category", "product", "total_sales"))
        .containsExactly(
            row("APAC", "Bread", "Rye", decimal("50")),
            row("APAC", "Fruit", "Apple", decimal("40")),
            row("EMEA", "Bread", "Rye", decimal("30")),
            row("EMEA", "Fruit", "Apple", decimal("10")),
            row("EMEA", "Fruit", "Pear", decimal("20")),
            row(null, null, null, decimal("150")));
  }

  @Test
  void salesGroupedByRegion() throws SQLException {
    var answer =
        sales(
            """
            "rows": ["region"], "measures": [{"field": "amount", "agg": "sum", "alias": "sales"}]
            """);
    // APAC 40 + 50, EMEA 10 + 20 + 30
    assertThat(answer.rows("region", "sales"))
        .containsExactly(row("APAC", decimal("90")), row("EMEA", decimal("60")));
  }

  @Test
  void salesByCategoryBelowRegionSortedByAmount() throws SQLException {
    var answer =
        sales(
            """
            "rows": ["region", "category"], "totals": {"subtotals": true},
            "measures": [{"field": "amount", "agg": "sum", "alias": "sales"}],
            "sort": {"field": "sales", "order": "asc"}
            """);
    // EMEA 60 before APAC 90; in EMEA Bread 30 and Fruit 10 + 20 are equal, so by name.
    assertThat(answer.rows("region", "category", "sales"))
        .containsExactly(
            row("EMEA", "Bread", decimal("30")),
            row("EMEA", "Fruit", decimal("30")),
            row("EMEA", null, decimal("60")),
            row("APAC", "Fruit", decimal("40")),
            row("APAC", "Bread", decimal("50")),
            row("APAC", null, decimal("90")));
  }

  @Test
  void quantityByDeskAcrossAssetClasses() throws SQLException {
    var answer =
        trades(
            """
            "rows": ["desk"], "columns": ["asset_class"], "totals": {"columns": "after"},
            "measures": [{"field": "quantity", "agg": "sum", "alias": "q"}]
            """);
    // Equity: 100 + 50 + 100 stocks. Metals: 5 of a commodity, 20 of an ETC.
    assertThat(answer.rows("desk", "Commodity_q", "ETC_q", "ETF_q", "Stock_q", "(all)_q"))
        .containsExactly(
            row("Equity", null, null, null, 250L, 250L),
            row("Index", null, null, 10L, null, 10L),
            row("Metals", 5L, 20L, null, null, 25L));
  }

  @Test
  void averageProfitByManagerIsNotAveragedAgain() throws SQLException {
    var answer =
        trades(
            """
            "rows": ["manager"], "totals": true, "measures": [{"field": "pnl", "agg": "avg"}]
            """);
    // Ann (10 - 5 + 20) / 3, Bob (15 - 10 + 30) / 3, all 60 / 6
    assertThat(answer.rows("avg_pnl")).containsExactly(row(25.0 / 3), row(35.0 / 3), row(10.0));
  }

  @Test
  void instrumentsByRegionAreNotCountedTwiceInTheTotal() throws SQLException {
    var answer =
        trades(
            """
            "rows": ["region"], "totals": true,
            "measures": [{"field": "symbol", "agg": "count_distinct", "alias": "instruments"}]
            """);
    // AAPL is traded in both: 3 and 3, and 5 in all.
    assertThat(answer.rows("region", "instruments"))
        .containsExactly(row("EU", 3L), row("US", 3L), row(null, 5L));
  }

  @Test
  void theLargestInstrumentsAndAllOthers() throws SQLException {
    var answer =
        trades(
            """
            "rows": ["symbol"],
            "measures": [{"field": "notional", "agg": "sum", "alias": "n"}, {"agg": "count"}],
            "top": [{"field": "symbol", "n": 2, "by": "n", "others": true}]
            """);
    // GOLD 6000, SPY 4000; the others GLD 3000, AAPL 1000 + 1500, MSFT 2000: 7500 of 4 trades.
    assertThat(answer.rows("symbol", "_others", "n", "count"))
        .containsExactly(
            row("GOLD", false, decimal("6000"), 1L),
            row("SPY", false, decimal("4000"), 1L),
            row(null, true, decimal("7500"), 4L));
  }

  @Test
  void assetClassesAsSharesOfAll() throws SQLException {
    var answer =
        trades(
            """
            "rows": ["asset_class"], "measures": [
              {"field": "notional", "agg": "sum", "alias": "share", "show_as": "share_of_grand"}]
            """);
    // 6000, 3000, 4000 and 1000 + 2000 + 1500 of 17,500
    assertThat(answer.rows("asset_class", "share"))
        .containsExactly(
            row("Commodity", 6000 / 17500.0),
            row("ETC", 3000 / 17500.0),
            row("ETF", 4000 / 17500.0),
            row("Stock", 4500 / 17500.0));
  }

  @Test
  void desksAboveAnAmountWithTheTotalOfAll() throws SQLException {
    var answer =
        trades(
            """
            "rows": ["desk"], "totals": true,
            "measures": [{"field": "notional", "agg": "sum", "alias": "n"}],
            "having": [{"field": "n", "op": ">", "value": 5000}]
            """);
    // Equity has 4500, Index 4000, Metals 9000.
    assertThat(answer.rows("desk", "n"))
        .containsExactly(row("Metals", decimal("9000")), row(null, decimal("17500")));
  }

  @Test
  void profitByMonthBesideTheMonthBefore() throws SQLException {
    var answer =
        trades(
            """
            "rows": [{"field": "trade_date", "as": "month", "bucket": {"unit": "month"}}],
            "measures": [
              {"field": "pnl", "agg": "sum"},
              {"field": "pnl", "agg": "sum", "alias": "before",
               "show_as": {"kind": "value_of", "field": "month", "item": {"periods": -1}}},
              {"field": "pnl", "agg": "sum", "alias": "a_year_before",
               "show_as": {"kind": "value_of", "field": "month", "item": {"periods": -1, "unit": "year"}}}]
            """);
    // January 10 - 5 + 20, February 15 - 10 + 30
    assertThat(answer.rows("sum_pnl", "before", "a_year_before"))
        .containsExactly(row(25.0, null, null), row(35.0, 25.0, null));
  }

  @Test
  void aPeriodWithoutRowsIsNotSkippedAndParentsMoveAlong() throws SQLException {
    database.execute(
        """
        INSERT INTO trades BY NAME SELECT 'Ann' AS manager, 7.0 AS pnl, DATE '2025-12-31' AS trade_date
          UNION ALL SELECT 'Ann', 4.0, DATE '2026-04-01'
        """);
    var answer =
        trades(
            """
            "rows": [{"field": "trade_date", "as": "year", "bucket": {"unit": "year"}},
                     {"field": "trade_date", "as": "month", "bucket": {"unit": "month"}}],
            "measures": [
              {"field": "pnl", "agg": "sum"},
              {"field": "pnl", "agg": "sum", "alias": "change",
               "show_as": {"kind": "difference", "field": "month", "item": {"periods": -1}}}]
            """);
    // December 2025: 7. January 2026: 25 - 7. February: 35 - 25. March has no rows, so April has
    // none before.
    assertThat(answer.rows("sum_pnl", "change"))
        .containsExactly(row(7.0, null), row(25.0, 18.0), row(35.0, 10.0), row(4.0, null));
  }

  @Test
  void averagePriceWeightedByQuantity() throws SQLException {
    var answer =
        trades(
            """
            "rows": ["desk"], "filters": [{"field": "desk", "op": "=", "value": "Equity"}],
            "measures": [
              {"field": "notional", "agg": "weighted_avg", "weight": "quantity", "alias": "weighted"}]
            """);
    // (1000 * 100 + 2000 * 50 + 1500 * 100) / 250 = 350,000 / 250
    assertThat(answer.rows("desk", "weighted")).containsExactly(row("Equity", 1400.0));
  }

  @Test
  void notionalByRegionAndExposureInEveryCombination() throws SQLException {
    var answer =
        trades(
            """
            "rows": ["region", "exposure"], "totals": {"grouping_sets": "cube"},
            "measures": [{"field": "notional", "agg": "sum", "alias": "n"}]
            """);
    // EU direct 6000 + 1500, US direct 1000 + 2000; direct in all 10,500
    assertThat(answer.rows("region", "exposure", "_row_grouping", "n"))
        .containsExactly(
            row("EU", "Direct", 0L, decimal("7500")),
            row("EU", "ETC", 0L, decimal("3000")),
            row("EU", null, 1L, decimal("10500")),
            row("US", "Direct", 0L, decimal("3000")),
            row("US", "ETF", 0L, decimal("4000")),
            row("US", null, 1L, decimal("7000")),
            row(null, "Direct", 2L, decimal("10500")),
            row(null, "ETC", 2L, decimal("3000")),
            row(null, "ETF", 2L, decimal("4000")),
            row(null, null, 3L, decimal("17500")));
  }

  @Test
  void profitMarginOfTheTotalIsTheRatioOfTotals() throws SQLException {
    var answer =
        trades(
            """
            "rows": ["region"], "totals": true, "measures": [
              {"field": "pnl", "agg": "sum", "alias": "p"},
              {"field": "notional", "agg": "sum", "alias": "n"},
              {"expression": "p / n", "alias": "margin"}]
            """);
    // EU (15 - 10 + 30) / 10,500, US 25 / 7000, all 60 / 17,500
    List<Double> expected = List.of(35 / 10500.0, 25 / 7000.0, 60 / 17500.0);
    for (int row = 0; row < expected.size(); row++) {
      assertThat((Double) answer.rows("margin").get(row).get(0))
          .isCloseTo(expected.get(row), within(1e-15));
    }
  }
}
