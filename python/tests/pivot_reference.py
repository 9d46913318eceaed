"""Pivots by Polars: the same questions, answered by an engine that Vane has no part in.

The answer is a dictionary from a cell's coordinates to its measures. Coordinates are two tuples, the row path
and the column path; a path that is shorter than its axis is a subtotal, the empty one a grand total.
"""

import math
import random

import polars as pl

TEXTS = ["EMEA", "APAC", "Größe", "größe", "", "(null)", "(all)", "a|b", "a_b", "Total", "null", "\U0001f600", "Z", "z", None, None]
NUMBERS = [0, 1, -1, 7, 2 ** 40, None]
FLOATS = [0.0, -0.0, 1.5, -2.25, float("nan"), float("inf"), None]
DAYS = [pl.Series([d]).str.to_date().item() for d in ("2024-02-29", "1969-12-31", "2024-03-01")] + [None]
FLAGS = [True, False, None]

KEYS = ["text", "number", "float", "day", "flag"]
MEASURES = [
    {"field": "units", "agg": "sum"},
    {"field": "price", "agg": "sum"},
    {"field": "cost", "agg": "sum"},
    {"field": "price", "agg": "avg"},
    {"field": "units", "agg": "avg"},
    {"field": "price", "agg": "min"},
    {"field": "price", "agg": "max"},
    {"field": "label", "agg": "min"},
    {"field": "label", "agg": "max"},
    {"field": "units", "agg": "count"},
    {"field": "label", "agg": "count_distinct"},
    {"field": "price", "agg": "count_distinct"},
    {"agg": "count"},
]


def alias(measure):
    return "_".join([measure["agg"]] + ([measure["field"]] if "field" in measure else []))


def random_table(seed, rows):
    """Sums are of quarters and small numbers, so that floats add up exactly in every order."""
    dice = random.Random(seed)
    prices = [n / 4 for n in range(-40, 40)] + [None] * 10 + ([float("nan")] if seed % 2 else [])

    def column(values, dtype):
        return pl.Series([dice.choice(values) for _ in range(rows)], dtype=dtype)

    return pl.DataFrame(
        {
            "text": column(TEXTS, pl.String),
            "number": column(NUMBERS, pl.Int64),
            "float": column(FLOATS, pl.Float64),
            "day": column(DAYS, pl.Date),
            "flag": column(FLAGS, pl.Boolean),
            "units": column(list(range(-50, 50)) + [None] * 20, pl.Int32),
            "price": column(prices, pl.Float64),
            "cost": column([None, "1.25", "-7.10", "1000000.01"], pl.String).cast(pl.Decimal(20, 2)),
            "label": column(["a", "b", "ä", "", None, "\U0001f600"], pl.String),
        }
    )


def _expression(measure):
    if "field" not in measure:
        return pl.len()
    field = pl.col(measure["field"])
    some = field.count() > 0
    return {
        # Polars adds up nothing to 0, SQL to NULL; and it passes over NaN where NaN is a value here.
        "sum": pl.when(some).then((field.cast(pl.Int64) if measure["field"] == "units" else field).sum()),
        "avg": field.mean(),
        "min": field.min(),
        "max": field.nan_max() if measure["field"] == "price" else field.max(),
        "count": field.count(),
        "count_distinct": field.drop_nulls().n_unique(),
    }[measure["agg"]]


def cells(frame, rows, columns, measures, row_depths, column_depths):
    """Every cell of the asked levels."""
    found = {}
    for row_depth in row_depths:
        for column_depth in column_depths:
            keys = rows[:row_depth] + columns[:column_depth]
            expressions = [_expression(measure).alias("measure {}".format(i)) for i, measure in enumerate(measures)]
            if keys:
                grouped = frame.group_by([pl.col(key) + 0.0 if key == "float" else pl.col(key) for key in keys])
                result = grouped.agg(expressions)
            else:
                result = frame.select(expressions)
            for values in result.iter_rows():
                path = tuple(plain(value) for value in values[: len(keys)])
                cell = (path[:row_depth], path[row_depth:])
                assert cell not in found
                found[cell] = [plain(value) for value in values[len(keys):]]
    return found


def plain(value):
    """A value that equals itself: NaN is one key here, and -0.0 is 0.0."""
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else value + 0.0
    return value


def grouping(depth, keys):
    """SQL's GROUPING_ID of a path: a bit for each key rolled up, the first key highest."""
    return (1 << (keys - depth)) - 1


def order(path, keys, position):
    """Sorts paths as they are presented by default: ascending, NaN greatest, NULL last, totals where asked."""
    total = (-1,) if position == "before" else (3,)
    parts = []
    for value in path:
        parts.append((2,) if value is None else (1,) if value == "NaN" else (0, value))
    return tuple(parts) + ((total,) if len(path) < keys else ())
