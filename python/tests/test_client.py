"""The package vane-client against a real gateway: what can be written, what answers give, what errors say."""

import asyncio
import datetime
import decimal
import gc
import pickle

import duckdb
import pandas
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pytest

import vane
import vane.testing

from gateway import LAUNCHER

FRAME = pl.DataFrame({"region": ["EMEA", None, "Größe"], "n": [1, 2, 3]})


@pytest.fixture(scope="module")
def client(gateway):
    with vane.connect(gateway.uri) as connected:
        yield connected


def sorted_rows(client, table):
    return client.scan(table, sort=["n"]).to_arrow().to_pylist()


# Writing.

SOURCES = {
    "polars": lambda folder: FRAME,
    "polars-lazy": lambda folder: FRAME.lazy().filter(pl.col("n") > 0),
    "polars-batches": lambda folder: FRAME.iter_slices(1),
    "pandas": lambda folder: pandas.DataFrame({"region": ["EMEA", None, "Größe"], "n": [1, 2, 3]}),
    "table": lambda folder: FRAME.to_arrow(),
    "chunked-table": lambda folder: pa.concat_tables([part.to_arrow() for part in FRAME.iter_slices(1)]),
    "batch": lambda folder: FRAME.to_arrow().combine_chunks().to_batches()[0],
    "reader": lambda folder: FRAME.to_arrow().to_reader(),
    "generator": lambda folder: (batch for batch in FRAME.to_arrow().to_batches(max_chunksize=1)),
    "dict": lambda folder: {"region": ["EMEA", None, "Größe"], "n": [1, 2, 3]},
    "duckdb": lambda folder: duckdb.from_arrow(FRAME.to_arrow()),
    "stream": lambda folder: Stream(FRAME),
    "dataset": lambda folder: dataset(folder),
    "scanner": lambda folder: dataset(folder).scanner(),
}


class Stream:
    """Anything that has only the C stream."""

    def __init__(self, frame):
        self.frame = frame

    def __arrow_c_stream__(self, requested_schema=None):
        return self.frame.__arrow_c_stream__(requested_schema)


def dataset(folder):
    FRAME.write_parquet(str(folder / "part.parquet"))
    return pyarrow.dataset.dataset(str(folder))


@pytest.mark.parametrize("source", SOURCES)
def test_writes_whatever_holds_columns(client, name, tmp_path, source):
    receipt = client.write(SOURCES[source](tmp_path), name)
    assert receipt.rows == 3
    assert receipt.table == ("duckdb", "main", name)
    assert receipt.version == 1
    assert sorted_rows(client, name) == FRAME.to_dicts()


def test_named_index_of_pandas_is_a_column_and_another_is_not(client, name):
    frame = pandas.DataFrame({"n": [1, 2, 3]}, index=pandas.Index(["a", "b", "c"], name="k"))
    client.write(frame[frame.n > 1], name)
    assert sorted_rows(client, name) == [{"k": "b", "n": 2}, {"k": "c", "n": 3}]
    plain = pandas.DataFrame({"n": [1, 2, 3]})
    client.write(plain[plain.n > 1], name + "_plain")
    assert sorted_rows(client, name + "_plain") == [{"n": 2}, {"n": 3}]


def test_large_frame_goes_in_pieces_that_fit_a_message(client, name):
    # One batch of 100 MB, whose text columns Polars gives as views into shared buffers.
    frame = pl.DataFrame({"n": range(1_000_000)}).with_columns(
        text=pl.format("a text that is longer than a view holds by itself {}", pl.col("n"))
    )
    receipt = client.write(frame, name)
    assert receipt.rows == 1_000_000
    found = client.sql('SELECT count(n) AS n, count(DISTINCT text) AS texts FROM "{}"'.format(name)).to_arrow().to_pylist()
    assert found == [{"n": 1_000_000, "texts": 1_000_000}]


def test_options_go_to_the_gateway(client, name):
    receipt = client.write(FRAME, ["delta", name], delta_options={"partition_by": ["region"]})
    assert receipt.table == ("delta", "main", name)
    assert client.describe(["delta", name])["partition_by"] == ["region"]
    client.write(FRAME.head(1), ["delta", name], mode="overwrite")
    assert client.scan(["delta", name]).to_arrow().num_rows == 1
    client.write(FRAME.head(1).with_columns(extra=pl.lit(True)), ["delta", name], schema_mode="merge")
    assert client.scan(["delta", name]).schema.names == ["region", "n", "extra"]
    receipt = client.write(FRAME, name, stream=name + "_stream", backend="duckdb")
    assert receipt.json["stream"] == name + "_stream"
    assert receipt.table == ("duckdb", "main", name)


@pytest.mark.parametrize("wrong", ["text", 5, [], {"n": [1]}.items()], ids=["text", "number", "nothing", "pairs"])
def test_what_holds_no_columns_is_refused_here(client, name, wrong):
    with pytest.raises((TypeError, ValueError)):
        client.write(wrong, name)
    assert client.sql("SELECT 1").to_arrow().num_rows == 1


def test_source_that_fails_leaves_nothing(client, gateway, name):
    def batches():
        yield FRAME
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError, match="the source broke"):
        client.write(batches(), name)
    gateway.eventually(lambda: gateway.metric("vane_streams_open") == 0, "the stream is ended")
    assert gateway.rows(["duckdb", "main", name]) is None


def test_batches_that_differ_are_refused_and_leave_nothing(client, gateway, name):
    with pytest.raises(ValueError, match="different columns"):
        client.write(iter([FRAME, FRAME.rename({"n": "m"})]), name)
    gateway.eventually(lambda: gateway.metric("vane_streams_open") == 0, "the stream is ended")
    assert gateway.rows(["duckdb", "main", name]) is None


def test_call_that_is_forgotten_is_given_up(client, gateway, name):
    from vane._put import Put

    put = Put(client._connection, {"stream_name": name}, FRAME.to_arrow().schema)
    put.write(FRAME.to_arrow().to_batches()[0])
    gateway.eventually(lambda: gateway.metric("vane_streams_open") == 1, "the stream is open")
    del put
    gc.collect()
    gateway.eventually(lambda: gateway.metric("vane_streams_open") == 0, "the stream is ended")
    assert gateway.rows(["duckdb", "main", name]) is None


# Answers.


def test_answers_come_as_the_library_likes(client, name):
    client.write(FRAME, name)
    assert client.scan(name, ["n"], sort=["-n"]).to_polars()["n"].to_list() == [3, 2, 1]
    assert list(client.scan(name, sort=["n"]).to_pandas()["n"]) == [1, 2, 3]
    assert pl.DataFrame(client.scan(name, sort=["n"])).to_dicts() == FRAME.to_dicts()
    answer = client.scan(name)
    assert duckdb.sql("SELECT sum(n) FROM answer").fetchall() == [(6,)]
    assert sum(batch.num_rows for batch in client.scan(name)) == 3
    kept = client.scan(name)
    assert kept.to_arrow().num_rows == kept.to_polars().height == len(list(kept)[0])


def test_answer_is_a_stream_once(client, name):
    client.write(FRAME, name)
    with client.scan(name) as answer:
        assert answer.schema.names == ["region", "n"]
        list(answer)
        with pytest.raises(vane.VaneError) as refused:
            answer.to_arrow()
        assert refused.value.code == "CLOSED"


def test_scan_takes_filters_sort_limit_and_version(client, name):
    client.write(FRAME, ["delta", name])
    client.write(FRAME, ["delta", name])
    rows = client.scan(["delta", name], filters=[("region", "=", None)]).to_arrow()
    assert rows["n"].to_pylist() == [2, 2]
    rows = client.scan(["delta", name], ["n"], filters=[("n", "in", (1, 3))], sort=["-n"], limit=1, as_of=1).to_arrow()
    assert rows["n"].to_pylist() == [3]
    assert client.scan(["delta", name], as_of=datetime.datetime.now(datetime.timezone.utc)).to_arrow().num_rows == 6


def test_parameters_are_bound(client):
    answer = client.sql("SELECT ? AS a, ? AS b, ? AS c", "it's", 5, None).to_arrow().to_pylist()
    assert answer == [{"a": "it's", "b": 5, "c": None}]
    assert client.sql("SELECT CAST(? AS DECIMAL(5, 2)) AS d", decimal.Decimal("1.50")).to_arrow()["d"].to_pylist() == [decimal.Decimal("1.50")]


def test_schema_comes_without_rows(client, name):
    client.write(FRAME, name)
    assert client.schema({"table": name}).names == ["region", "n"]


def test_tables_and_health(client, name):
    client.write(FRAME, name)
    assert vane.TableInfo(("duckdb", "main", name), 3, 1) in client.tables()
    assert client.health() == "ready"
    assert client.version()
    assert client.stream_status(name, "nobody").offset == -1


# Pivots.

TRADES = pa.table(
    {
        "region": ["EMEA", "EMEA", "APAC", None, "APAC"],
        "desk": ["FX", "EQ", "FX", "<b>", "FX"],
        "side": ["buy", "sell", "buy", "buy", None],
        "notional": [10.0, 20.5, 7.25, 1.0, 3.0],
    }
)


@pytest.fixture(scope="module")
def trades(client):
    client.write(TRADES, "client_trades", mode="overwrite")
    return "client_trades"


def test_pivot_by_short_forms(client, trades):
    answer = client.pivot(
        trades, rows=["region"], columns=["side"], measures=["sum:notional", vane.measure("count", alias="trades")],
        filters=[("notional", ">", 2)], totals={"rows": "after", "columns": "after"}, sort=["-sum_notional"],
    )
    rows = answer.to_arrow().to_pylist()
    assert [row["region"] for row in rows] == ["EMEA", "APAC", None]
    assert [row["(all)_sum_notional"] for row in rows] == [30.5, 10.25, 40.75]
    assert [row["(all)_trades"] for row in rows] == [2, 2, 4]
    assert answer.version == 1 and answer.total_rows == 3 and answer.next_cursor is None and answer.next_page() is None


def test_drill_leads_from_a_cell_to_its_rows_of_its_version(client, name):
    client.write(TRADES, name, mode="overwrite", backend="delta")
    answer = client.pivot(name, rows=["region"], columns=["side"], measures=["sum:notional"], totals=True)
    rows = answer.to_arrow().to_pylist()
    client.write(TRADES, name, backend="delta")
    for row in rows:
        for field in ("buy_sum_notional", "sell_sum_notional", "(null)_sum_notional"):
            found = answer.drill(row, field, columns=["notional"]).to_arrow()["notional"].to_pylist()
            assert sum(found) == (row[field] or 0)
    assert answer.drill(["EMEA"], ["sell"]).to_arrow().to_pylist() == TRADES.slice(1, 1).to_pylist()
    assert answer.drill(sort=["-notional"], limit=2, columns=["notional"]).to_arrow()["notional"].to_pylist() == [20.5, 10.0]
    top = [{"field": "side", "n": 1, "by": "count", "others": True}]
    chosen = client.pivot(name, columns=["side"], measures=["count"], top=top)
    assert chosen.drill(None, "(others)_count").to_arrow().num_rows == chosen.to_arrow()["(others)_count"][0].as_py() == 4


def test_notebook_view_marks_totals_and_tells_null_from_them(client, trades):
    answer = client.pivot(
        trades, rows=["region", "desk"], columns=["side"], measures=["sum:notional"],
        totals={"rows": "after", "columns": "after", "subtotals": True},
    )
    html = answer._repr_html_()
    assert html.count('<tr class="vane-total">') == 4  # Three regions and the whole.
    assert '<th class="vane-null">(null)</th>' in html
    assert '<th class="vane-total">total</th>' in html
    assert "&lt;b&gt;" in html and "<b>" not in html
    assert '<td class="vane-column-total">41.75</td>' in html
    assert html.count("</tr>") == html.count("<tr")
    # The rows are still there for whoever asked.
    assert answer.to_arrow().num_rows == 8


def test_notebook_view_of_a_question_without_columns_or_rows(client, trades):
    assert "<td>5</td>" in client.pivot(trades, measures=["count"])._repr_html_()
    html = client.pivot(trades, rows=["region"], measures=["count"], totals=True)._repr_html_()
    assert html.count('<tr class="vane-total">') == 1
    long = client.pivot(trades, rows=["region"], columns=["side"], measures=["count"], totals=True, result="long")
    assert "vane-pivot" in long._repr_html_()


def test_styler_shows_the_same(client, trades):
    styler = client.pivot(
        trades, rows=["region"], columns=["side"], measures=["sum:notional"], totals={"rows": "after", "columns": "after"}
    ).style()
    frame = styler.data
    assert list(frame.index.get_level_values(0)) == ["APAC", "EMEA", "(null)", "total"]
    assert [path[0] for path in frame.columns] == ["buy", "sell", "(null)", "total"]
    assert frame.iloc[-1, -1] == 41.75
    assert "font-weight: bold" in styler.to_html()


# Errors.


def test_refusal_has_code_number_id_and_says_whether_to_try_again(client):
    with pytest.raises(vane.VaneError) as refused:
        client.scan("nowhere")
    error = refused.value
    assert error.code == "TABLE_NOT_FOUND" and error.number == 1101 and not error.retryable
    assert error.id and error.id in str(error) and "nowhere" in error.message
    assert error.retry_after is None
    again = pickle.loads(pickle.dumps(error))
    assert (again.code, again.id, again.retryable, str(again)) == (error.code, error.id, False, str(error))


@pytest.mark.parametrize(
    "code, call",
    [
        ("COMMAND_UNKNOWN_KEY", lambda client: client.pivot("client_trades", measures=["count"], rowss=["x"])),
        ("FIELD_UNKNOWN", lambda client: client.pivot("client_trades", measures=["sum:notionel"])),
        ("QUERY_FORBIDDEN", lambda client: client.sql("DROP TABLE client_trades")),
        ("COMMAND_INVALID", lambda client: client.write(FRAME, "x", mode="overwritten")),
        ("ACTION_UNKNOWN", lambda client: client.action("tabels")),
        ("SCHEMA_MISMATCH", lambda client: client.write({"other": [1]}, "client_trades")),
    ],
)
def test_refusals_of_each_kind_of_call(client, trades, code, call):
    with pytest.raises(vane.VaneError) as refused:
        call(client)
    assert refused.value.code == code
    assert refused.value.id
    assert "gRPC" not in str(refused.value)


def test_nobody_there_and_closed_client():
    with vane.connect("grpc://127.0.0.1:1") as lonely:
        with pytest.raises(vane.VaneError) as refused:
            lonely.health()
        assert refused.value.code == "UNREACHABLE" and refused.value.retryable
    with pytest.raises(vane.VaneError) as refused:
        lonely.health()
    assert refused.value.code == "CLOSED"
    with pytest.raises(ValueError, match="grpc://"):
        vane.connect("http://127.0.0.1:8889")


def test_time_that_passes(gateway):
    with vane.connect(gateway.uri, timeout=0.2) as hurried:
        with pytest.raises(vane.VaneError) as refused:
            hurried.sql("SELECT count(*) FROM range(100000) a, range(100000) b, range(100) c").to_arrow()
    assert refused.value.code == "DEADLINE_PASSED" and refused.value.retryable


# Async, and a gateway for a test.


def test_async_variants(gateway, name):
    async def conversation():
        async with await vane.connect_async(gateway.uri) as client:
            receipts = await asyncio.gather(*[client.write(FRAME, "{}_{}".format(name, n)) for n in range(4)])
            answers = await asyncio.gather(*[client.scan("{}_{}".format(name, n), sort=["n"]) for n in range(4)])
            frames = [await answer.to_polars() for answer in answers]
            rows = 0
            async with await client.sql('SELECT * FROM "{}_0"'.format(name)) as answer:
                async for batch in answer:
                    rows += batch.num_rows
            pivot = await client.pivot(name + "_0", measures=["sum:n"])
            total = (await pivot.to_arrow())["sum_n"].to_pylist()
            with pytest.raises(vane.VaneError) as refused:
                await client.describe("nowhere")
            return [receipt.rows for receipt in receipts], frames, rows, total, refused.value.code

    receipts, frames, rows, total, code = asyncio.run(conversation())
    assert receipts == [3] * 4
    assert all(frame.to_dicts() == FRAME.to_dicts() for frame in frames)
    assert rows == 3 and total == [6] and code == "TABLE_NOT_FOUND"


def test_gateway_for_a_test(monkeypatch):
    monkeypatch.setenv("VANE", str(LAUNCHER))
    with vane.testing.gateway(configuration="limits: {columns: 1}") as running:
        assert running.client.write({"n": [1]}, "numbers").rows == 1
        with pytest.raises(vane.VaneError) as refused:
            running.client.write({"n": [1], "m": [1]}, "wide")
        assert refused.value.code == "LIMIT_COLUMNS"
        folder, process = running.process.folder, running.process.process
    assert not folder.exists()
    assert process.returncode == 0
