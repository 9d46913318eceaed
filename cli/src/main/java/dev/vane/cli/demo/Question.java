package dev.vane.cli.demo;

import java.util.List;

/**
 * A pivot question of the demonstration.
 *
 * @param title what it asks, for people
 * @param spec what it asks, for the gateway
 */
record Question(String title, String spec) {
  static final String DUCKDB_TABLE = "trades";
  static final String DELTA_TABLE = "trades_delta";

  static final List<Question> ALL =
      List.of(
          new Question(
              "Notional by asset class and region, with totals on both axes (DuckDB)",
              """
              {"table": "trades", "rows": ["asset_class"], "columns": ["region"],
               "measures": [{"field": "notional", "agg": "sum"}],
               "totals": {"rows": "after", "columns": "after"}}
              """),
          new Question(
              "Trades, average price and profit by region and side, with subtotals (Delta)",
              """
              {"table": "trades_delta", "rows": ["region", "side"],
               "measures": [{"agg": "count"}, {"field": "price", "agg": "avg"},
                            {"field": "pnl", "agg": "sum"}],
               "totals": {"rows": "after", "subtotals": true}}
              """),
          new Question(
              "The five best symbols of the second quarter, by profit (DuckDB)",
              """
              {"table": "trades", "rows": ["symbol"],
               "measures": [{"field": "pnl", "agg": "sum"}, {"agg": "count"}],
               "filters": [{"field": "trade_date", "op": "between",
                            "value": ["2026-04-01", "2026-06-30"]}],
               "sort": {"field": "sum_pnl", "order": "desc"}, "limit": 5}
              """));
}
