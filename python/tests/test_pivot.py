"""Pivot answers against Polars, and the shape that the contract gives them."""

import datetime
import json
import random

import pyarrow as pa
import pytest

import pivot_reference as reference
from pivot_reference import KEYS, MEASURES, alias, plain
from refusals import refused

SEEDS = range(12)


@pytest.fixture(scope="module")
def tables(gateway):
    """A table for each seed, in one backend or the other."""
    made = {}
    for seed in SEEDS:
        frame = reference.random_table(seed, (0, 1, 40, 400, 2000, 100)[seed % 6])
        backend = ("duckdb", "delta")[seed // 2 % 2]
        receipt = gateway.put(frame.to_arrow(), "pivot_{}".format(seed), storage_backend=backend)
        made[seed] = (receipt["table"], frame)
    return made


def random_question(seed):
    dice = random.Random(1000 + seed)
    keys = dice.sample(KEYS, dice.randint(1, 4))
    cut = dice.randint(0, len(keys))
    rows, columns = keys[:cut], keys[cut:]
    return {
        "rows": rows,
        "columns": columns,
        "measures": dice.sample(MEASURES, dice.randint(1, 5)),
        "totals": {
            "rows": dice.choice(["none", "before", "after"]),
            "columns": dice.choice(["none", "before", "after"]),
            "subtotals": dice.choice([True, False]),
            "column_subtotals": dice.choice([True, False]),
        },
    }


def depths(keys, total, subtotals):
    """The levels of an axis that a question shows."""
    if not keys:
        return [0]
    inner = range(1, len(keys)) if subtotals else []
    return ([0] if total != "none" else []) + list(inner) + [len(keys)]


def expected_cells(frame, question):
    rows, columns, totals = question["rows"], question["columns"], question["totals"]
    return reference.cells(
        frame, rows, columns, question["measures"],
        depths(rows, totals["rows"], totals["subtotals"]),
        depths(columns, totals["columns"], totals["column_subtotals"]),
    )


def presented(cells, question):
    """The coordinates in the order in which they are presented."""
    rows, columns, totals = question["rows"], question["columns"], question["totals"]
    return sorted(
        cells,
        key=lambda cell: (
            reference.order(cell[0], len(rows), totals["rows"]),
            reference.order(cell[1], len(columns), totals["columns"]),
        ),
    )


def depth_of(grouping, keys):
    depth = keys - int(grouping).bit_length()
    assert grouping == reference.grouping(depth, keys)
    return depth


def long_cells(answer, question):
    """The cells of a long answer, in its order."""
    rows, columns = question["rows"], question["columns"]
    assert answer.column_names == (
        rows + columns + ["_row_grouping", "_column_grouping"] + [alias(m) for m in question["measures"]])
    assert answer.schema.field("_row_grouping").type == pa.int32()
    assert answer.schema.field("_column_grouping").type == pa.int32()
    found = []
    for values in zip(*(column.to_pylist() for column in answer.columns)):
        keys = [plain(value) for value in values[: len(rows) + len(columns)]]
        row_grouping, column_grouping = values[len(keys): len(keys) + 2]
        row_depth = depth_of(row_grouping, len(rows))
        column_depth = depth_of(column_grouping, len(columns))
        # A key that is rolled up is NULL; the grouping alone tells it from the key NULL.
        assert set(keys[row_depth: len(rows)]) <= {None}
        assert set(keys[len(rows) + column_depth:]) <= {None}
        coordinates = (tuple(keys[:row_depth]), tuple(keys[len(rows): len(rows) + column_depth]))
        found.append((coordinates, [plain(value) for value in values[len(keys) + 2:]]))
    return found


def json_key(value):
    """A key as vane.column_path has it."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def close(found, expected):
    """Equal, where a mean may differ in its last bits."""
    if isinstance(found, float) and isinstance(expected, float):
        return found == expected or abs(found - expected) <= 1e-9 * abs(expected)
    return found == expected


def assert_same(found, expected):
    assert set(found) == set(expected)
    for coordinates, values in expected.items():
        pairs = list(zip(found[coordinates], values))
        assert all(close(a, b) for a, b in pairs), (coordinates, found[coordinates], values)


@pytest.mark.parametrize("seed", range(60))
def test_long_answer_is_what_polars_computes(gateway, tables, seed):
    path, frame = tables[seed % len(SEEDS)]
    if not frame.height:
        path, frame = tables[2]
    question = random_question(seed)
    answer = gateway.ask(dict(question, table=path, result="long"))
    found = long_cells(answer, question)
    expected = expected_cells(frame, question)
    assert_same(dict(found), expected)
    assert len(found) == len(expected)
    assert [cell for cell, _ in found] == presented(expected, question)


@pytest.mark.parametrize("seed", range(40))
def test_wide_answer_is_the_long_one_laid_out(gateway, tables, seed):
    # Tables of up to 400 rows: a column for each path is many columns.
    path, frame = tables[(2, 3, 5, 8, 9, 11)[seed % 6]]
    question = random_question(100 + seed)
    answer = gateway.ask(dict(question, table=path))
    rows, columns, measures = question["rows"], question["columns"], question["measures"]
    expected = expected_cells(frame, question)
    order = presented(expected, question)
    row_paths = list(dict.fromkeys(cell[0] for cell in order))
    column_paths = sorted(
        set(cell[1] for cell in expected),
        key=lambda p: reference.order(p, len(columns), question["totals"]["columns"]))

    names = answer.column_names
    structural = ["_depth", "_row_grouping", "_path_id"]
    assert names[: len(rows) + 3] == rows + structural
    assert len(set(names)) == len(names)
    roles = [field.metadata[b"vane.role"].decode() for field in answer.schema]
    assert roles == ["row_key"] * len(rows) + ["structural"] * 3 + ["measure"] * (len(names) - len(rows) - 3)

    fields = list(answer.schema)[len(rows) + 3:]
    wanted = [(p, m) for p in column_paths for m in measures]
    assert len(fields) == len(wanted)
    for field, (column_path, measure) in zip(fields, wanted):
        assert field.metadata[b"vane.measure"].decode() == alias(measure)
        if columns:
            found_path = json.loads(field.metadata[b"vane.column_path"])
            assert found_path == [json_key(key) for key in column_path]
            total = len(column_path) < len(columns)
            assert (field.metadata.get(b"vane.is_total") == b"true") == total
        else:
            assert field.name == alias(measure)

    found = {}
    data = answer.to_pydict()
    assert answer.num_rows == len(row_paths)
    for index, row_path in enumerate(row_paths):
        depth = data["_depth"][index]
        assert depth == len(row_path)
        assert data["_row_grouping"][index] == reference.grouping(depth, len(rows))
        assert tuple(plain(data[key][index]) for key in rows[:depth]) == row_path
        for position, (field, (column_path, _)) in enumerate(zip(fields, wanted)):
            value = plain(data[field.name][index])
            if (row_path, column_path) in expected:
                found.setdefault((row_path, column_path), []).append(value)
            else:
                assert value is None, "a cell without base rows is NULL"
    assert_same(found, expected)
    assert len(set(data["_path_id"])) == answer.num_rows
    metadata = answer.schema.metadata
    assert metadata[b"vane.total_rows"].decode() == str(len(row_paths))
    assert metadata[b"vane.total_columns"].decode() == str(len(column_paths) if columns else 0)
    assert b"vane.next_cursor" not in metadata


def test_measures_keep_the_types_of_the_contract(gateway, tables):
    path, _ = tables[3]
    answer = gateway.ask({"table": path, "rows": ["text"], "measures": MEASURES})
    types = {field.name: field.type for field in answer.schema if field.metadata[b"vane.role"] == b"measure"}
    assert types == {
        "sum_units": pa.int64(), "sum_price": pa.float64(), "sum_cost": pa.decimal128(38, 2),
        "avg_price": pa.float64(), "avg_units": pa.float64(), "min_price": pa.float64(), "max_price": pa.float64(),
        "min_label": pa.string(), "max_label": pa.string(), "count_units": pa.int64(),
        "count_distinct_label": pa.int64(), "count_distinct_price": pa.int64(), "count": pa.int64(),
    }
    assert answer.schema.field("_depth").type == pa.int32()
    assert answer.schema.field("_path_id").type == pa.string()


FILTERS = [
    ({"field": "text", "op": "=", "value": None}, lambda row: row["text"] is None),
    ({"field": "text", "op": "!=", "value": None}, lambda row: row["text"] is not None),
    ({"field": "text", "op": "!=", "value": "EMEA"}, lambda row: row["text"] != "EMEA"),
    ({"field": "text", "op": "in", "value": ["EMEA", None]}, lambda row: row["text"] in ("EMEA", None)),
    ({"field": "text", "op": "not in", "value": ["EMEA", "Z"]}, lambda row: row["text"] not in ("EMEA", "Z")),
    ({"field": "text", "op": ">", "value": "a"}, lambda row: row["text"] is not None and row["text"] > "a"),
    ({"field": "float", "op": ">", "value": 0}, lambda row: row["float"] == "NaN" or (row["float"] is not None and row["float"] > 0)),
    ({"field": "number", "op": "between", "value": [-1, 7]}, lambda row: row["number"] is not None and -1 <= row["number"] <= 7),
    ({"field": "day", "op": "<", "value": "2024-01-01"}, lambda row: row["day"] is not None and row["day"] < datetime.date(2024, 1, 1)),
    ({"field": "text", "op": "contains", "value": "_"}, lambda row: row["text"] is not None and "_" in row["text"]),
    ({"field": "text", "op": "starts_with", "value": "a"}, lambda row: row["text"] is not None and row["text"].startswith("a")),
    ({"field": "flag", "op": "=", "value": True}, lambda row: row["flag"] is True),
]


@pytest.mark.parametrize("index", range(len(FILTERS)))
@pytest.mark.parametrize("negated", [False, True], ids=["plain", "not"])
def test_filter_is_true_or_false_and_not_turns_it_over(gateway, tables, index, negated):
    condition, predicate = FILTERS[index]
    if negated:
        condition = {"op": "NOT", "conditions": [condition]}
    for seed in (3, 5):
        path, frame = tables[seed]
        rows = [{key: plain(value) for key, value in row.items()} for row in frame.iter_rows(named=True)]
        expected = sum(1 for row in rows if predicate(row) != negated)
        question = {"table": path, "measures": [{"agg": "count"}], "filters": [condition]}
        assert gateway.ask(question).column("count").to_pylist() == [expected]
        assert gateway.scan(path, filters=[condition]).num_rows == expected


def test_filters_nest(gateway, tables):
    path, frame = tables[3]
    condition = {"op": "OR", "conditions": [FILTERS[0][0], {"op": "AND", "conditions": [FILTERS[5][0], FILTERS[7][0]]}]}
    rows = [{key: plain(value) for key, value in row.items()} for row in frame.iter_rows(named=True)]
    expected = sum(1 for row in rows if FILTERS[0][1](row) or (FILTERS[5][1](row) and FILTERS[7][1](row)))
    question = {"table": path, "measures": [{"agg": "count"}], "filters": [condition]}
    assert gateway.ask(question).column("count").to_pylist() == [expected]


# Sorting and limits.

SALES = pa.table(
    {
        "region": ["E", "E", "A", "A", None, "E"],
        "desk": ["x", "y", "x", "z", "x", "x"],
        "side": ["buy", "sell", "buy", "buy", "sell", "sell"],
        "amount": [5, 1, 2, 9, 4, 3],
    }
)


@pytest.fixture(scope="module")
def sales(gateway):
    return gateway.put(SALES, "pivot_sales")["table"]


def leaf_rows(answer, *keys):
    return [tuple(row[key] for key in keys) for row in answer.to_pylist()]


def test_sort_by_a_measure_orders_parents_by_their_own_value(gateway, sales):
    question = {
        "table": sales, "rows": ["region", "desk"], "columns": ["side"], "measures": [{"field": "amount", "agg": "sum"}],
        "sort": {"field": "sum_amount", "order": "desc"},
    }
    # A has 11, E 9, NULL 4, though no subtotal is shown; over the column axis, though no column total is.
    assert leaf_rows(gateway.ask(question), "region", "desk") == [
        ("A", "z"), ("A", "x"), ("E", "x"), ("E", "y"), (None, "x")]
    question["sort"]["column"] = ["sell"]
    # Of the sells NULL has 4, E 4, A none; a tie goes by the row path, NULL is last in both orders.
    assert leaf_rows(gateway.ask(question), "region", "desk") == [
        ("E", "x"), ("E", "y"), (None, "x"), ("A", "x"), ("A", "z")]


def test_sort_puts_null_where_asked(gateway, sales):
    question = {"table": sales, "rows": ["region"], "measures": [{"agg": "count"}]}
    for order, nulls, expected in [
        ("asc", "last", ["A", "E", None]), ("desc", "last", ["E", "A", None]),
        ("asc", "first", [None, "A", "E"]), ("desc", "first", [None, "E", "A"])]:
        question["sort"] = [{"field": "region", "order": order, "nulls": nulls}]
        assert gateway.ask(question).column("region").to_pylist() == expected


def test_limit_counts_leaves_and_leaves_totals_whole(gateway, sales):
    question = {
        "table": sales, "rows": ["region", "desk"], "columns": ["side"], "measures": [{"field": "amount", "agg": "sum"}],
        "totals": {"rows": "after", "columns": "after", "subtotals": True}, "limit": 3,
    }
    answer = gateway.ask(question)
    assert leaf_rows(answer, "region", "desk", "_depth", "(all)_sum_amount") == [
        ("A", "x", 2, 2), ("A", "z", 2, 9), ("A", None, 1, 11), ("E", "x", 2, 8), ("E", None, 1, 9), (None, None, 0, 24)]
    assert [name for name in answer.column_names if name.endswith("_sum_amount")] == [
        "buy_sum_amount", "sell_sum_amount", "(all)_sum_amount"]


def test_column_axis_is_sorted_by_its_field(gateway, sales):
    question = {
        "table": sales, "columns": ["side", "region"], "measures": [{"agg": "count"}],
        "sort": [{"field": "side", "order": "desc"}, {"field": "region", "order": "desc", "nulls": "first"}],
    }
    answer = gateway.ask(question)
    assert [name for name in answer.column_names if name.endswith("_count")] == [
        "sell|(null)_count", "sell|E_count", "buy|E_count", "buy|A_count"]


def test_names_that_coincide_are_made_unique_and_told_apart_by_metadata(gateway, name):
    table = pa.table({"k": ["(null)", None, "(all)", "a"], "n": [1, 2, 3, 4]})
    gateway.put(table, name)
    answer = gateway.ask({
        "table": name, "columns": ["k"], "measures": [{"field": "n", "agg": "sum"}], "totals": {"columns": "after"}})
    by_path = {
        (field.metadata[b"vane.column_path"].decode(), field.metadata.get(b"vane.is_total")): answer.column(field.name).to_pylist()
        for field in answer.schema if field.metadata[b"vane.role"] == b"measure"}
    assert by_path == {('["(null)"]', None): [1], ("[null]", None): [2], ('["(all)"]', None): [3], ('["a"]', None): [4], ("[]", b"true"): [10]}
    assert len(set(answer.column_names)) == len(answer.column_names)
    assert "Total" not in " ".join(answer.column_names)


def test_grand_total_exists_over_no_rows(gateway, tables):
    path, frame = tables[0]
    assert frame.height == 0
    question = {"table": path, "rows": ["text"], "measures": [{"agg": "count"}, {"field": "units", "agg": "sum"}], "totals": True}
    (row,) = gateway.ask(question).to_pylist()
    assert (row["_depth"], row["count"], row["sum_units"]) == (0, 0, None)
    assert gateway.ask(dict(question, totals=False)).num_rows == 0
    (row,) = gateway.ask(dict(question, rows=[], totals=False)).to_pylist()
    assert (row["count"], row["sum_units"]) == (0, None)


def test_without_rows_leaf_and_grand_total_are_one_row(gateway, sales):
    answer = gateway.ask({"table": sales, "measures": [{"agg": "count"}], "totals": {"rows": "after"}})
    assert answer.num_rows == 1


def test_overflow_names_the_wider_type(gateway, backend, name):
    gateway.put(pa.table({"n": pa.array([2 ** 63 - 1, 2 ** 63 - 1])}), name, storage_backend=backend)
    with refused("NUMERIC_OVERFLOW") as refusal:
        gateway.ask({"table": name, "measures": [{"field": "n", "agg": "sum"}]})
    refusal.names("decimal")
    answer = gateway.ask({"table": name, "measures": [{"field": "n", "agg": "sum", "type": "decimal"}]})
    assert int(answer.column("sum_n")[0].as_py()) == 2 ** 64 - 2


# Versions.


def test_ticket_answers_for_the_described_version(gateway, backend, name):
    table = pa.table({"k": ["a", "b"], "side": ["x", "y"], "n": [1, 2]})
    gateway.put(table, name, storage_backend=backend)
    question = {"table": name, "rows": ["k"], "columns": ["side"], "measures": [{"field": "n", "agg": "sum"}], "totals": True}
    info = gateway.info(question)
    gateway.put(pa.table({"k": ["c"], "side": ["z"], "n": [100]}), name, storage_backend=backend)
    data = gateway.client.do_get(info.endpoints[0].ticket).read_all()
    assert data.schema.equals(info.schema, check_metadata=True)
    assert data.column("k").to_pylist() == ["a", "b", None]
    now = gateway.ask(question)
    assert now.column("k").to_pylist() == ["a", "b", "c", None]
    assert int(now.schema.metadata[b"vane.version"]) > int(data.schema.metadata[b"vane.version"])


def test_pivot_of_an_older_version(gateway, name):
    first = gateway.put(pa.table({"k": ["a"]}), name, storage_backend="delta")
    gateway.put(pa.table({"k": ["b"]}), name, storage_backend="delta")
    question = {"table": name, "measures": [{"agg": "count"}]}
    old = gateway.ask(dict(question, as_of={"version": first["version"]}))
    assert old.column("count").to_pylist() == [1]
    assert gateway.ask(question).column("count").to_pylist() == [2]


def test_pivot_of_two_versions_and_their_difference(gateway, name):
    first = gateway.put(pa.table({"k": ["a", "a", "b"], "n": [1, 2, 3]}), name, storage_backend="delta")
    gateway.put(pa.table({"k": ["a", "c"], "n": [10, 20]}), name, storage_backend="delta")
    side = lambda value: [{"field": "_as_of", "op": "=", "value": value}]
    question = {
        "table": name,
        "rows": ["k"],
        "totals": True,
        "compare_to": {"version": first["version"]},
        "measures": [
            {"field": "n", "agg": "median", "alias": "now", "filters": side("now")},
            {"field": "n", "agg": "median", "alias": "before", "filters": side("before")},
            {"field": "n", "agg": "sum", "alias": "sum now", "filters": side("now")},
            {"field": "n", "agg": "sum", "alias": "sum before", "filters": side("before")},
            {"expression": "coalesce(\"sum now\", 0) - coalesce(\"sum before\", 0)", "alias": "change"},
        ],
    }
    rows = gateway.ask(question).to_pylist()
    assert [(row["k"], row["now"], row["before"], row["change"]) for row in rows] == [
        ("a", 2.0, 1.5, 10.0),
        ("b", 3.0, 3.0, 0.0),
        ("c", 20.0, None, 20.0),
        (None, 3.0, 2.0, 30.0),
    ]
    difference = {"kind": "difference", "field": "_as_of", "item": {"value": "before"}}
    sides = gateway.ask(
        {
            "table": name,
            "rows": ["k"],
            "columns": ["_as_of"],
            "compare_to": {"version": first["version"]},
            "measures": [{"field": "n", "agg": "sum"}, {"field": "n", "agg": "sum", "alias": "change", "show_as": difference}],
        }
    ).to_pylist()
    assert [(row["k"], row["before_sum_n"], row["now_sum_n"], row["now_change"]) for row in sides] == [
        ("a", 3, 13, 10),
        ("b", 3, 3, 0),
        ("c", None, 20, None),
    ]
    # The newest version is compared with itself, and a later answer is of later rows.
    count = {"table": name, "compare_to": {"version": first["version"]}, "measures": [{"agg": "count"}]}
    assert gateway.ask(count).column("count").to_pylist() == [8]
    gateway.put(pa.table({"k": ["d"], "n": [1]}), name, storage_backend="delta")
    assert gateway.ask(count).column("count").to_pylist() == [9]
    assert gateway.ask(dict(count, compare_to={"timestamp": "2100-01-01T00:00:00Z"})).column("count").to_pylist() == [12]
    gateway.put(pa.table({"k": ["e"], "n": [1]}), name, storage_backend="delta")
    assert gateway.ask(dict(count, compare_to={"timestamp": "2100-01-01T00:00:00Z"})).column("count").to_pylist() == [14]


# What is refused.

ASKED = {"rows": ["region"], "columns": ["side"], "measures": [{"field": "amount", "agg": "sum"}]}


def changed(**changes):
    return dict(json.loads(json.dumps(ASKED)), **changes)


def test_conditions_totals_and_paths_of_pivot_engine(gateway, sales):
    def ask(*keys, **changes):
        return leaf_rows(gateway.ask(dict({"table": sales, "measures": [{"field": "amount", "agg": "sum"}]}, **changes)), *keys)

    # A has 11, E 9, NULL 4.
    having = [{"field": "sum_amount", "op": ">", "value": 5}]
    kept = ask("region", "sum_amount", rows=["region"], totals=True, having=having)
    assert kept == [("A", 11), ("E", 9), (None, 24)]
    visible = ask("region", "sum_amount", rows=["region"], totals=True, having=having, having_totals="visible")
    assert visible == [("A", 11), ("E", 9), (None, 20)]
    below = ask("region", rows=["region"], full_rows=["region", "desk"], having=having)
    leaves = ask("region", "desk", "sum_amount", rows=["region", "desk"])
    assert below == sorted({(region,) for region, _, amount in leaves if amount > 5})
    paths = [{"dimensions": ["region"], "values": ["A"]}]
    assert ask("region", "desk", rows=["region", "desk"], drill_paths=paths) == [("A", "x"), ("A", "z")]
    ranked = [{"field": "amount", "agg": "sum", "alias": "place", "window_func": "rank"}]
    assert ask("region", "place", rows=["region"], measures=ranked) == [("A", 1), ("E", 2), (None, 3)]


def test_columns_of_pivot_engine(gateway, sales):
    config = {"enabled": True, "top_n": 1, "order_by_measure": "sum_amount", "include_totals_column": True}
    answer = gateway.ask(dict(changed(pivot_config=config), table=sales))
    assert [name for name in answer.column_names if not name.startswith("_")][1:] == ["buy_sum_amount", "(all)_sum_amount"]
    assert sum(answer["(all)_sum_amount"].to_pylist()) == 24


def test_columns_beyond_a_limit_are_one_others(gateway):
    table = pa.table({"k": ["a", "b", "c", "c", "d"], "v": [1, 2, 3, 5, 5]})
    name = gateway.put(table, "pivot_wide")["table"]
    question = {
        "table": name, "columns": ["k"], "totals": {"columns": "after"}, "limits": {"columns": 3, "on_exceed": "others"},
        "measures": [{"field": "v", "agg": "count_distinct"}],
    }
    answer = gateway.ask(question)
    told = [dict(field.metadata) for field in answer.schema if b"vane.column_path" in field.metadata]
    assert [one[b"vane.column_path"] for one in told] == [b'["a"]', b"[null]", b"[]"]
    assert [b"vane.is_others" in one for one in told] == [False, True, False]
    # b, c and d have the values 2, 3 and 5.
    assert list(answer.to_pylist()[0].values())[-3:] == [1, 3, 4]


def test_a_cube_is_the_same_by_either_spelling(gateway, sales):
    both = {"grouping_sets": "cube", "column_grouping_sets": "cube"}
    cube = gateway.ask(dict(changed(totals=both), table=sales))
    assert gateway.ask(dict(changed(grouping_config={"mode": "cube"}), table=sales)).equals(cube)
    assert set(cube["_row_grouping"].to_pylist()) == {0, 1}


def test_aggregates_buckets_and_the_others_come_over_the_wire(gateway):
    zone = datetime.timezone.utc
    rows = pa.table({
        "at": pa.array([datetime.datetime(2026, 10, 25, hour, 30, tzinfo=zone) for hour in (0, 1, 2)],
                       pa.timestamp("us", "UTC")),
        "who": ["a", "b", "c"],
        "price": [1.0, 2.0, 9.0],
    })
    table = gateway.put(rows, "bucketed")["table"]
    answer = gateway.ask({
        "table": table,
        "rows": [{"field": "at", "as": "hour", "bucket": {"unit": "hour", "zone": "Europe/Berlin"}}],
        "measures": [{"field": "price", "agg": "median"}, {"field": "who", "agg": "last", "by": "price"},
                     {"field": "who", "agg": "array_agg"}],
        "totals": True,
    })
    assert answer.column("median_price").to_pylist() == [1.0, 2.0, 9.0, 2.0]
    assert answer.column("last_who").to_pylist() == ["a", "b", "c", "c"]
    assert answer.column("array_agg_who").to_pylist()[-1] == ["a", "b", "c"]
    assert [moment.hour for moment in answer.column("hour").to_pylist()[:3]] == [0, 1, 2]
    others = gateway.ask({
        "table": table,
        "rows": ["who"],
        "measures": [{"field": "price", "agg": "avg"}],
        "top": [{"field": "who", "n": 1, "by": "avg_price", "others": True}],
    })
    assert others.column("who").to_pylist() == ["c", None]
    assert others.column("avg_price").to_pylist() == [9.0, 1.5]
    assert others.column("_others").to_pylist() == [False, True]


WRONG = [
    ("COMMAND_UNKNOWN_KEY", ["mesures", "measures"], changed(mesures=[])),
    ("COMMAND_UNKNOWN_KEY", ["agregate", "agg"], changed(measures=[{"field": "amount", "agg": "sum", "agregate": 1}])),
    ("FIELD_UNKNOWN", ["regoin", "region"], changed(rows=["regoin"])),
    ("FIELD_UNKNOWN", ["Region", "region"], changed(rows=["Region"])),
    ("FIELD_UNKNOWN", ["amuont", "amount"], changed(measures=[{"field": "amuont", "agg": "sum"}])),
    ("FIELD_UNKNOWN", ["sid", "side"], changed(filters=[{"field": "sid", "op": "=", "value": "buy"}])),
    ("PIVOT_INVALID", ["smu", "sum"], changed(measures=[{"field": "amount", "agg": "smu"}])),
    ("PIVOT_INVALID", ["region"], changed(columns=["region"])),
    ("PIVOT_INVALID", ["measures"], changed(measures=[])),
    ("PIVOT_INVALID", ["desk"], changed(measures=[{"field": "desk", "agg": "sum"}])),
    ("FILTER_INVALID", ["=="], changed(filters=[{"field": "side", "op": "==", "value": "buy"}])),
    ("FILTER_INVALID", ["amount"], changed(filters=[{"field": "amount", "op": ">", "value": "many"}])),
    ("FILTER_INVALID", ["NOT"], changed(filters=[{"op": "NOT", "conditions": []}])),
    ("TABLE_NOT_FOUND", ["pivot_sale", "pivot_sales"], changed(table="pivot_sale")),
    ("PIVOT_INVALID", ["limit"], changed(limit=-1)),
    ("PIVOT_INVALID", ["result"], changed(result="wied")),
    ("PIVOT_INVALID", ["totals"], changed(totals="yes")),
]


@pytest.mark.parametrize("index", range(len(WRONG)))
def test_wrong_question_is_refused_with_what_is_wrong(gateway, sales, index):
    code, words, question = WRONG[index]
    with refused(code) as refusal:
        gateway.ask(dict({"table": sales}, **question))
    refusal.names(*words)
