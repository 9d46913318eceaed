"""Each question as a pivot and as the statements that somebody who knows DuckDB would write for the same answer.

Where there are several ways to write it, all are measured and the fastest is the one to beat.
"""

from dataclasses import dataclass, field

SUMS = [{"field": "quantity", "agg": "sum"}, {"field": "price", "agg": "avg"}]
SUM = [{"field": "quantity", "agg": "sum"}]
MONTH = {"field": "traded", "as": "month", "bucket": {"unit": "month"}}


@dataclass(frozen=True)
class Question:
    name: str
    pivot: dict
    statements: dict = field(default_factory=dict)
    """By the way it is written."""

    goal: str = ""


QUESTIONS = [
    Question(
        "by region, with the grand total",
        {"rows": ["region"], "measures": SUMS, "totals": True},
        {
            "rollup": "SELECT region, GROUPING(region), sum(quantity), avg(price) FROM trades GROUP BY ROLLUP (region) ORDER BY ALL",
        },
        "at most 1.05 of its time and 5 ms",
    ),
    Question(
        "region and desk, with subtotals",
        {"rows": ["region", "desk"], "measures": SUMS, "totals": {"rows": "after", "subtotals": True}},
        {
            "rollup": "SELECT region, desk, GROUPING(region, desk), sum(quantity), avg(price) FROM trades"
            " GROUP BY ROLLUP (region, desk) ORDER BY ALL",
            "two steps": "WITH leaf AS (SELECT region, desk, sum(quantity) q, sum(price) p, count(price) n FROM trades GROUP BY ALL)"
            " SELECT region, desk, GROUPING(region, desk), sum(q), sum(p) / sum(n) FROM leaf GROUP BY ROLLUP (region, desk) ORDER BY ALL",
        },
        "at most 1.05 of its time and 5 ms",
    ),
    Question(
        "region and desk by month, totals on both axes, long",
        {
            "rows": ["region", "desk"], "columns": [MONTH], "measures": SUMS, "result": "long",
            "totals": {"rows": "after", "columns": "after", "subtotals": True},
        },
        {
            "two rollups": "SELECT region, desk, month, GROUPING(region, desk), GROUPING(month), sum(quantity), avg(price) FROM"
            " (SELECT region, desk, date_trunc('month', traded) AS month, quantity, price FROM trades)"
            " GROUP BY ROLLUP (region, desk), ROLLUP (month) ORDER BY ALL",
            "two steps": "WITH leaf AS (SELECT region, desk, date_trunc('month', traded) AS month, sum(quantity) q, sum(price) p,"
            " count(price) n FROM trades GROUP BY ALL)"
            " SELECT region, desk, month, GROUPING(region, desk), GROUPING(month), sum(q), sum(p) / sum(n) FROM leaf"
            " GROUP BY ROLLUP (region, desk), ROLLUP (month) ORDER BY ALL",
        },
        "at most 1.05 of its time and 5 ms",
    ),
    Question(
        "ten best symbols and the others",
        {
            "rows": ["symbol"], "measures": SUM,
            "top": [{"field": "symbol", "n": 10, "by": "sum_quantity", "others": True}],
        },
        {
            "group, then rank": "WITH leaf AS (SELECT symbol, sum(quantity) q FROM trades GROUP BY symbol),"
            " ranked AS (SELECT *, row_number() OVER (ORDER BY q DESC, symbol) place FROM leaf)"
            " SELECT CASE WHEN place <= 10 THEN symbol END AS symbol, place > 10 AS others, sum(q) FROM ranked GROUP BY ALL ORDER BY ALL",
        },
        "at most 1.05 of its time and 5 ms",
    ),
    Question(
        "different symbols by region and desk, with subtotals",
        {
            "rows": ["region", "desk"], "measures": [{"field": "symbol", "agg": "count_distinct"}],
            "totals": {"rows": "after", "subtotals": True},
        },
        {
            "rollup": "SELECT region, desk, GROUPING(region, desk), count(DISTINCT symbol) FROM trades"
            " GROUP BY ROLLUP (region, desk) ORDER BY ALL",
        },
        "2.5 times faster than the single ROLLUP",
    ),
    Question(
        "region and desk, a column for each month",
        {"rows": ["region", "desk"], "columns": [MONTH], "measures": SUM},
        {
            "PIVOT": "PIVOT (SELECT region, desk, date_trunc('month', traded) AS month, quantity FROM trades)"
            " ON month USING sum(quantity) GROUP BY region, desk ORDER BY ALL",
        },
        "4 times faster than PIVOT ... ON",
    ),
]

BASE = QUESTIONS[2].pivot

AGAIN = {
    "the same question again": [BASE],
    "another order": [
        {**BASE, "sort": {"field": "sum_quantity", "order": order, "column": [f"2025-{month:02}-01T00:00:00"]}}
        for month in range(1, 13) for order in ("asc", "desc")
    ],
    "another layout": [
        {**BASE, "totals": {"rows": rows, "columns": columns, "subtotals": subtotals}, "result": form}
        for rows in ("none", "before", "after") for columns in ("none", "before", "after")
        for subtotals in (True, False) for form in ("wide", "long")
    ],
}

PAGES = {
    "rows": ["symbol"], "columns": [MONTH], "measures": SUMS, "page": {"size": 50},
    "totals": {"rows": "after", "columns": "after"},
}

LARGE = {
    "rows": ["symbol"], "columns": ["account"], "measures": SUM, "result": "long",
    "totals": {"rows": "after", "columns": "after"},
}

PIVOT_ENGINE = [
    ("by region", {"table": "trades", "rows": ["region"], "columns": [],
                   "measures": [{"field": "quantity", "agg": "sum", "alias": "quantity"}], "filters": [], "limit": 100_000}),
    ("by region and desk, sums and averages", {
        "table": "trades", "rows": ["region", "desk"], "columns": [],
        "measures": [{"field": "quantity", "agg": "sum", "alias": "quantity"}, {"field": "price", "agg": "avg", "alias": "price"}],
        "filters": [], "limit": 100_000}),
    ("by symbol, filtered and sorted", {
        "table": "trades", "rows": ["symbol"], "columns": [],
        "measures": [{"field": "quantity", "agg": "sum", "alias": "quantity"}],
        "filters": [{"field": "region", "op": "=", "value": "region 1"}], "sort": [{"field": "quantity", "order": "desc"}],
        "limit": 100_000}),
]
