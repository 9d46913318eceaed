"""What is sent arrives, once, as it was; and everything that counts rows agrees."""

import datetime
import decimal
import json
import pathlib
import threading

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.flight as flight
import pyarrow.parquet as pq
import pytest

from gateway import Gateway, quoted, ticket
from ledger import ingest, require_rows
from refusals import refused

TRADES = pa.table(
    {
        "region": ["EMEA", "APAC", None, "EMEA"],
        "desk": ["FX", "FX", "EQ", "RATES"],
        "quantity": pa.array([1, 2, 3, None], pa.int64()),
        "notional": [10.0, 20.5, 7.25, -1.0],
    }
)


def sorted_rows(table):
    return sorted(table.to_pylist(), key=repr)


def test_receipt_metrics_and_reads_agree(gateway, backend, name):
    ingest(gateway, TRADES, name, storage_backend=backend)
    ingest(gateway, TRADES, name, storage_backend=backend)
    content = gateway.scan([backend, "main", name])
    assert content.schema.equals(TRADES.schema)
    assert sorted_rows(content) == sorted_rows(pa.concat_tables([TRADES, TRADES]))


def test_stream_name_alone_goes_to_a_table_of_that_name(gateway, name):
    receipt = gateway.put(TRADES, name)
    assert receipt["table"] == ["duckdb", "main", name]


def test_missing_stream_name_is_the_stream_default(gateway):
    receipt = gateway.put(TRADES)
    assert (receipt["stream"], receipt["table"]) == ("default", ["duckdb", "main", "default"])


def test_client_of_arrowport_works_unchanged(gateway, name):
    # No metadata, no ack read, close at the end: what its client does and all it does.
    client = flight.FlightClient(gateway.uri)
    descriptor = flight.FlightDescriptor.for_command(json.dumps({"stream_name": name}).encode())
    writer, _ = client.do_put(descriptor, TRADES.schema)
    writer.write_table(TRADES)
    writer.close()
    client.close()
    require_rows(gateway, ["duckdb", "main", name], 4)
    assert gateway.metric("vane_rows_processed_total", stream=name) == 4


def test_receipt_can_be_read_before_and_after_other_batches(gateway, name):
    writer, reader = gateway.open_stream(TRADES.schema, name)
    received = []
    waiting = threading.Thread(target=lambda: received.append(reader.read()))
    waiting.start()
    writer.write_table(TRADES)
    writer.done_writing()
    waiting.join(30)
    writer.close()
    assert json.loads(received[0].to_pybytes())["rows_processed"] == 4


@pytest.mark.parametrize("length", [1, 2, 3])
def test_path_descriptor_names_the_table(gateway, backend, name, length):
    full = [backend, "main", name]
    path = {1: [name], 2: [backend, name], 3: full}[length]
    expected = full if length > 1 else ["duckdb", "main", name]
    receipt = gateway.put(TRADES, descriptor=flight.FlightDescriptor.for_path(*path))
    assert receipt["table"] == expected
    require_rows(gateway, expected, 4)
    again = gateway.put(TRADES, descriptor=flight.FlightDescriptor.for_path(*path))
    assert again["table"] == expected
    require_rows(gateway, expected, 8)


def test_bare_path_finds_the_table_in_whichever_backend_holds_it(gateway, backend, name):
    gateway.put(TRADES, name, storage_backend=backend)
    receipt = gateway.put(TRADES, descriptor=flight.FlightDescriptor.for_path(name))
    assert receipt["table"] == [backend, "main", name]


def test_target_table_may_be_a_path(gateway, name):
    receipt = gateway.put(TRADES, name, target_table=["delta", "main", name + "_target"])
    assert receipt["table"] == ["delta", "main", name + "_target"]
    assert receipt["stream"] == name


def test_two_streams_may_feed_one_table(gateway, backend, name):
    gateway.put(TRADES, name + "_a", target_table=name, storage_backend=backend)
    gateway.put(TRADES, name + "_b", target_table=name, storage_backend=backend)
    require_rows(gateway, [backend, "main", name], 8)
    for stream in (name + "_a", name + "_b"):
        assert gateway.metric("vane_rows_processed_total", stream=stream) == 4


# What clients send: Polars, dictionaries, compression, nesting.


def test_polars_frame_arrives_as_it_was(gateway, backend, name):
    frame = pl.DataFrame(
        {
            "symbol": ["A", "B", None],
            "kind": pl.Series(["x", "y", "x"], dtype=pl.Categorical),
            "price": [1.5, None, float("nan")],
            "day": [datetime.date(2024, 2, 29), None, datetime.date(1969, 12, 31)],
            "legs": [[1, 2], [], None],
        }
    )
    ingest(gateway, frame.to_arrow(), name, storage_backend=backend)
    back = pl.from_arrow(gateway.scan([backend, "main", name]))
    assert back.with_columns(pl.col("kind").cast(pl.String)).equals(
        frame.with_columns(pl.col("kind").cast(pl.String)), null_equal=True
    )


def test_string_views_of_the_arrow_stream_interface_arrive(gateway, backend, name):
    frame = pl.DataFrame({"text": ["short", "a text that is longer than twelve bytes", None, "Größe"]})
    reader = pa.RecordBatchReader.from_stream(frame)
    table = reader.read_all()
    if not pa.types.is_string_view(table.schema.field("text").type):
        table = table.cast(pa.schema([("text", pa.string_view())]))
    binary = pa.array([b"\x00\xff", None, b"", b"x" * 40], pa.binary_view())
    table = table.append_column("bytes", binary)
    ingest(gateway, table, name, storage_backend=backend)
    content = gateway.scan([backend, "main", name])
    assert sorted_rows(content) == sorted_rows(table)


@pytest.mark.parametrize("codec", ["lz4", "zstd"])
def test_compressed_batches_arrive(gateway, backend, name, codec):
    table = pa.table({"n": list(range(5000)), "text": ["row {}".format(n % 7) for n in range(5000)], "empty": [None] * 4999 + [1.5]})
    options = flight.FlightCallOptions(write_options=pa.ipc.IpcWriteOptions(compression=codec))
    gateway.put(table, name, chunk=999, options=options, storage_backend=backend)
    content = require_rows(gateway, [backend, "main", name], 5000)
    assert content.sort_by("n").equals(table)


def test_nested_columns_arrive(gateway, backend, name):
    table = pa.table(
        {
            "n": [1, 2, 3, 4],
            "list": pa.array([[1, None], [], None, [3]], pa.list_(pa.int32())),
            "struct": pa.array([{"a": 1, "b": "x"}, None, {"a": None, "b": "y"}, {"a": 2, "b": None}]),
            "map": pa.array([[("k", 1)], [], None, [("a", None), ("b", 2)]], pa.map_(pa.string(), pa.int64())),
            "deep": pa.array([[{"x": [1]}], None, [], [{"x": None}, None]], pa.list_(pa.struct([("x", pa.list_(pa.int64()))]))),
        }
    )
    ingest(gateway, table, name, storage_backend=backend)
    content = gateway.scan([backend, "main", name]).sort_by("n")
    assert content.to_pylist() == table.to_pylist()


def test_replaced_dictionaries_give_each_batch_its_own_values(gateway, backend, name):
    first = pa.DictionaryArray.from_arrays(pa.array([0, 1, None]), ["a", "b"])
    second = pa.DictionaryArray.from_arrays(pa.array([0, 1, 1]), ["c", "d"])
    schema = pa.schema([("k", first.type)])
    batches = [pa.record_batch([values], schema=schema) for values in (first, second, first)]
    receipt = gateway.put((schema, batches), name, storage_backend=backend)
    assert receipt["rows_processed"] == 9
    content = require_rows(gateway, [backend, "main", name], 9)
    assert sorted(content.column("k").to_pylist(), key=repr) == sorted(["a", "b", None, "c", "d", "d", "a", "b", None], key=repr)


def test_dictionary_deltas_are_right_or_refused(gateway, backend, name):
    first = pa.DictionaryArray.from_arrays(pa.array([0, 1]), ["a", "b"])
    longer = pa.DictionaryArray.from_arrays(pa.array([2, 0, 3]), ["a", "b", "c", "d"])
    schema = pa.schema([("k", first.type)])
    batches = [pa.record_batch([values], schema=schema) for values in (first, longer)]
    options = flight.FlightCallOptions(write_options=pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True))
    try:
        gateway.put((schema, batches), name, options=options, storage_backend=backend)
    except (pa.ArrowException, flight.FlightError) as error:
        assert "IPC_INVALID" in str(error) or "OPTION_UNSUPPORTED" in str(error)
        assert gateway.rows([backend, "main", name]) is None
    else:
        content = require_rows(gateway, [backend, "main", name], 5)
        assert sorted(content.column("k").to_pylist()) == ["a", "a", "b", "c", "d"]


def test_stream_without_rows_makes_an_empty_table(gateway, backend, name):
    ingest(gateway, TRADES.schema.empty_table(), name, storage_backend=backend)
    assert gateway.scan([backend, "main", name]).schema.equals(TRADES.schema)
    ingest(gateway, TRADES, name, storage_backend=backend)


def test_batches_without_rows_are_no_rows(gateway, backend, name):
    empty = pa.RecordBatch.from_pylist([], schema=TRADES.schema)
    batches = [empty] + TRADES.to_batches(max_chunksize=1) + [empty, empty]
    receipt = gateway.put((TRADES.schema, batches), name, storage_backend=backend)
    assert receipt["rows_processed"] == 4
    require_rows(gateway, [backend, "main", name], 4)


def test_stream_without_columns_is_refused(gateway, backend, name):
    with refused("SCHEMA_INVALID"):
        gateway.put((pa.schema([]), []), name, storage_backend=backend)
    assert gateway.rows([backend, "main", name]) is None


@pytest.mark.parametrize("names", [("a", "a"), ("a", "A")])
def test_columns_that_repeat_or_differ_only_by_case_are_refused(gateway, backend, name, names):
    table = pa.table([[1], [2]], names=list(names))
    with refused("SCHEMA_INVALID") as refusal:
        gateway.put(table, name, storage_backend=backend)
    refusal.names("a")
    assert gateway.rows([backend, "main", name]) is None


# Columns by name.


def test_columns_are_matched_by_name_not_by_place(gateway, backend, name):
    gateway.put(TRADES, name, storage_backend=backend)
    ingest(gateway, TRADES.select(["notional", "quantity", "desk", "region"]), name, storage_backend=backend)
    content = gateway.scan([backend, "main", name])
    assert content.column_names == TRADES.column_names
    assert sorted_rows(content) == sorted_rows(pa.concat_tables([TRADES, TRADES]))


WRONG = {
    "missing": (TRADES.drop_columns(["desk"]), "desk"),
    "extra": (TRADES.append_column("trader", pa.array(["a"] * 4)), "trader"),
    "retyped": (TRADES.set_column(2, "quantity", pa.array(["1", "2", "3", "4"])), "quantity"),
    "wider": (TRADES.set_column(2, "quantity", pa.array([1.0, 2.0, 3.0, 4.0])), "quantity"),
    "case": (TRADES.rename_columns(["region", "Desk", "quantity", "notional"]), "esk"),
}


@pytest.mark.parametrize("wrong", sorted(WRONG))
def test_strict_refuses_other_columns_and_names_them(gateway, backend, name, wrong):
    gateway.put(TRADES, name, storage_backend=backend)
    data, column = WRONG[wrong]
    with refused("SCHEMA_MISMATCH") as refusal:
        gateway.put(data, name, storage_backend=backend)
    refusal.names(column)
    require_rows(gateway, [backend, "main", name], 4)


LAYOUTS = {
    "large": {"region": pa.large_string(), "desk": pa.large_string()},
    "view": {"region": pa.string_view(), "desk": pa.string_view()},
    "dictionary": {"region": pa.dictionary(pa.int8(), pa.string()), "desk": pa.dictionary(pa.int32(), pa.large_string())},
    "null": {"region": pa.null(), "desk": pa.null()},
}


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_strict_takes_a_stored_type_in_any_layout(gateway, backend, name, layout):
    gateway.put(TRADES, name, storage_backend=backend)
    types = LAYOUTS[layout]
    columns = []
    for field in TRADES.schema:
        column = TRADES.column(field.name)
        wanted = types.get(field.name, field.type)
        columns.append(pa.nulls(len(column)) if pa.types.is_null(wanted) else column.cast(wanted))
    other = pa.table(columns, names=TRADES.column_names)
    ingest(gateway, other, name, storage_backend=backend)
    content = gateway.scan([backend, "main", name])
    assert content.schema.equals(TRADES.schema)
    assert sorted_rows(content) == sorted_rows(pa.concat_tables([TRADES, other.cast(TRADES.schema)]))


def test_strict_refuses_a_narrower_type_and_says_what_to_do(gateway, backend, name):
    gateway.put(TRADES, name, storage_backend=backend)
    narrower = TRADES.set_column(2, "quantity", TRADES.column("quantity").cast(pa.int32()))
    with refused("SCHEMA_MISMATCH") as refusal:
        gateway.put(narrower, name, storage_backend=backend)
    refusal.names("quantity", "schema_mode: merge")
    assert "cast" in refusal.text.lower()
    require_rows(gateway, [backend, "main", name], 4)
    ingest(gateway, narrower, name, storage_backend=backend, schema_mode="merge")
    require_rows(gateway, [backend, "main", name], 8)


def test_merge_adds_columns_and_fills_missing_ones_with_null(gateway, backend, name):
    gateway.put(TRADES, name, storage_backend=backend)
    other = pa.table({"trader": ["t"], "region": ["US"]})
    ingest(gateway, other, name, storage_backend=backend, schema_mode="merge")
    rows = sorted_rows(gateway.scan([backend, "main", name]))
    expected = [dict(row, trader=None) for row in TRADES.to_pylist()]
    expected.append({"region": "US", "desk": None, "quantity": None, "notional": None, "trader": "t"})
    assert rows == sorted(expected, key=repr)


def test_merge_widens_and_never_narrows(gateway, backend, name):
    gateway.put(pa.table({"n": pa.array([1, -5], pa.int32())}), name, storage_backend=backend)
    ingest(gateway, pa.table({"n": pa.array([2 ** 40], pa.int64())}), name, storage_backend=backend, schema_mode="merge")
    ingest(gateway, pa.table({"n": pa.array([7], pa.int16())}), name, storage_backend=backend, schema_mode="merge")
    content = gateway.scan([backend, "main", name])
    assert content.schema.field("n").type == pa.int64()
    assert sorted(content.column("n").to_pylist()) == [-5, 1, 7, 2 ** 40]


def test_merge_refuses_a_type_that_is_not_wider(gateway, backend, name):
    gateway.put(TRADES, name, storage_backend=backend)
    with refused("SCHEMA_MISMATCH") as refusal:
        gateway.put(WRONG["retyped"][0], name, storage_backend=backend, schema_mode="merge")
    refusal.names("quantity")
    require_rows(gateway, [backend, "main", name], 4)


# Modes.


def test_overwrite_replaces_rows_and_may_bring_a_new_schema(gateway, backend, name):
    gateway.put(TRADES, name, storage_backend=backend)
    ingest(gateway, TRADES.slice(0, 1), name, storage_backend=backend, mode="overwrite")
    other = pa.table({"other": pa.array([True, None]), "desk": pa.array([1, 2], pa.int32())})
    ingest(gateway, other, name, storage_backend=backend, mode="overwrite")
    assert gateway.scan([backend, "main", name]).sort_by("desk").equals(other)


def test_create_is_refused_where_the_table_exists(gateway, backend, name):
    gateway.put(TRADES, name, storage_backend=backend, mode="create")
    with refused("TABLE_EXISTS") as refusal:
        gateway.put(TRADES, name, storage_backend=backend, mode="create")
    refusal.names(name)
    require_rows(gateway, [backend, "main", name], 4)


# Names.

NAMES = ["select", 'we"ird; drop table x', "../x", "..", ".", "/etc/passwd", "Größe", "a.b.c", "%41", "n" * 255,
         "ü" * 127 + "n", "delta.main.x", "_delta_log", "con", "trailing ", "'quote'", "{brace}", "表", "a\\b", "-- x"]


@pytest.mark.parametrize("table", NAMES, ids=range(len(NAMES)))
def test_name_is_a_name_and_nothing_else(gateway, backend, table, tmp_path):
    receipt = ingest(gateway, TRADES, table, storage_backend=backend)
    assert receipt["table"] == [backend, "main", table]
    described = gateway.action("table.describe", {"table": [backend, table]})
    assert described["path"] == [backend, "main", table]
    assert [field["name"] for field in described["fields"]] == TRADES.column_names
    folder = gateway.data_dir / "delta"
    if backend == "delta":
        assert all(path.parent == folder for path in folder.iterdir())
    assert sorted(path.name for path in gateway.data_dir.parent.iterdir() if path.name == "x") == []


@pytest.mark.parametrize("column", ["select", 'we"ird; drop table x', "a.b.c", "Größe", "%41", " ", "_row", "c" * 255])
def test_column_name_is_a_name_and_nothing_else(gateway, backend, name, column):
    table = pa.table({column: [1, 2, None], "other": ["a", "b", "c"]})
    ingest(gateway, table, name, storage_backend=backend)
    content = gateway.scan([backend, name], columns=[column], filters=[{"field": column, "op": ">", "value": 1}])
    assert content.to_pylist() == [{column: 2}]


@pytest.mark.parametrize("bad", ["", "n" * 256, "ü" * 128, "a\nb", "\x00"], ids=["empty", "long", "long-utf8", "newline", "nul"])
def test_name_that_is_none_is_refused(gateway, backend, bad):
    with refused("NAME_INVALID"):
        gateway.put(TRADES, bad, storage_backend=backend)


def test_table_names_ignore_case(gateway, backend, name):
    gateway.put(TRADES, name, storage_backend=backend)
    receipt = gateway.put(TRADES, name + "_other", target_table=name.upper(), storage_backend=backend)
    assert receipt["table"] == [backend, "main", name]
    require_rows(gateway, [backend, "main", name], 8)


def test_bare_name_of_a_table_in_both_backends_is_refused(gateway, name):
    gateway.put(TRADES, name, storage_backend="duckdb")
    gateway.put(TRADES, name, storage_backend="delta")
    with refused("TABLE_AMBIGUOUS") as refusal:
        gateway.scan(name)
    refusal.names("duckdb", "delta", name)
    with refused("TABLE_AMBIGUOUS"):
        gateway.put(TRADES, descriptor=flight.FlightDescriptor.for_path(name))
    with refused("TABLE_AMBIGUOUS"):
        gateway.sql("SELECT * FROM {}".format(quoted(name)))
    for backend in ("duckdb", "delta"):
        require_rows(gateway, [backend, "main", name], 4)


# Many, and much.


def test_eight_streams_into_one_new_table_lose_nothing(gateway, backend, name):
    tables = [pa.table({"writer": [writer] * 5000, "n": list(range(5000))}) for writer in range(8)]
    failures = []

    def write(writer):
        try:
            for attempt in range(20):
                client = gateway.connect()
                writer_stream, reader = gateway.open_stream(
                    tables[writer].schema, "{}_{}".format(name, writer), client,
                    target_table=name, storage_backend=backend)
                try:
                    for batch in tables[writer].to_batches(max_chunksize=1000):
                        writer_stream.write_batch(batch)
                    writer_stream.done_writing()
                    answer = reader.read()
                    writer_stream.close()
                    assert json.loads(answer.to_pybytes())["rows_processed"] == 5000
                    return
                except (pa.ArrowException, flight.FlightError, OSError) as error:
                    if "WRITE_CONFLICT" not in str(error):  # Said to be worth another try; anything else is not.
                        raise
                finally:
                    client.close()
            raise AssertionError("twenty conflicts")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    require_rows(gateway, [backend, "main", name], 40_000)
    by_writer = gateway.sql(
        "SELECT writer, count(*) AS c, count(DISTINCT n) AS d FROM {} GROUP BY 1".format(quoted(backend, "main", name)))
    assert sorted((r["writer"], r["c"], r["d"]) for r in by_writer.to_pylist()) == [(w, 5000, 5000) for w in range(8)]


def test_batches_acknowledged_one_by_one_reach_files_as_their_stream_asked(gateway, name):
    options = {"compression": "snappy", "partition_by": ["desk"]}
    writer, reader = gateway.open_stream(TRADES.schema, name, storage_backend="delta", ack="batch", delta_options=options)
    for batch in TRADES.to_batches(max_chunksize=1):
        writer.write_batch(batch)
        assert json.loads(reader.read().to_pybytes())["ack_up_to_records"] >= 1
    writer.done_writing()
    writer.close()
    table = {"table": ["delta", "main", name]}
    gateway.action("delta.flush", table)
    described = gateway.action("delta.describe", table)
    assert (described["partition_by"], described["rows"]) == (["desk"], 4)
    files = sorted(pathlib.Path(described["location"]).rglob("*.parquet"))
    assert [file.parent.name for file in files] == ["desk=EQ", "desk=FX", "desk=RATES"]
    for file in files:
        group = pq.read_metadata(str(file)).row_group(0)
        assert {group.column(column).compression for column in range(group.num_columns)} == {"SNAPPY"}
    require_rows(gateway, ["delta", "main", name], 4)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    gateway = Gateway(tmp_path_factory.mktemp("small"), configuration="limits: {memory: 1GB}\n").start()
    yield gateway
    gateway.close()


def test_long_stream_runs_in_flat_memory(small, backend, name):
    """Six million rows, about 500 MB, while the gateway may hold 1 GB for everything."""
    gateway = small
    gateway.put(TRADES, name + "_warm", storage_backend=backend)
    rows = 40_000
    text = pa.array(["{:064d}".format(n) for n in range(rows)])
    schema = pa.schema([("n", pa.int64()), ("x", pa.float64()), ("text", pa.string())])
    seen = []

    def batches():
        for number in range(150):
            n = pa.array(range(number * rows, (number + 1) * rows), pa.int64())
            yield pa.record_batch([n, n.cast(pa.float64()), text], schema=schema)
            if number % 5 == 4:
                seen.append((gateway.metric("vane_arrow_memory_bytes"), gateway.resident_bytes()))

    receipt = gateway.put((schema, batches()), name, storage_backend=backend)
    assert receipt["rows_processed"] == 6_000_000
    count = gateway.sql("SELECT count(*) AS c, count(text) AS t, sum(n) AS s FROM {}".format(quoted(backend, "main", name)))
    assert count.to_pylist() == [{"c": 6_000_000, "t": 6_000_000, "s": 6_000_000 * 5_999_999 // 2}]
    # A batch lies in one allocation, and these are powers of two. One chunk gathers while another is inserted; each ends
    # with the batch that passes 64 MiB (before the eight row groups that a statement takes at most). Before them wait
    # batches up to half of limits.stream_memory, 8 MiB, the one that passes it, and two that the client may send besides.
    batch = rows * (8 + 8 + 4 + 64)
    allocated = 1 << (batch - 1).bit_length()
    chunk = -(-(64 << 20) // batch)
    waiting = (8 << 20) // batch + 1 + 2
    assert chunk * rows < 8 * 122_880
    assert max(arrow for arrow, _ in seen) < (2 * chunk + waiting) * allocated
    assert max(resident for _, resident in seen) < 1e9
    gateway.eventually(lambda: gateway.metric("vane_arrow_memory_bytes") < 4e6, "memory of the stream is given back")


def test_hundred_million_rows_stream_to_a_slow_client_in_flat_memory(small):
    """800 MB to a client that asks for the metrics between batches, which is slower than the gateway makes them."""
    reader = small.client.do_get(ticket({"sql": "SELECT range AS n FROM range(100000000)"}))
    rows = total = 0
    seen = []
    for number, chunk in enumerate(reader):
        rows += chunk.data.num_rows
        total += pc.sum(chunk.data.column(0)).as_py()
        if number % 25 == 0:
            seen.append((small.metric("vane_arrow_memory_bytes"), small.resident_bytes()))
    assert rows == 100_000_000
    assert total == 100_000_000 * 99_999_999 // 2
    assert max(arrow for arrow, _ in seen) < 64e6
    assert max(resident for _, resident in seen) < 1e9
    small.eventually(lambda: small.metric("vane_arrow_memory_bytes") < 4e6, "memory of the answer is given back")


# Power cuts.


BOTH = ("duckdb", "delta")


def data_files(gateway):
    return sorted(str(path) for path in (gateway.data_dir / "delta").rglob("*.parquet"))


def test_kill_keeps_what_is_acknowledged_and_nothing_of_what_is_unfinished(start, name):
    gateway = start()
    for backend in BOTH:
        gateway.put(TRADES, name, storage_backend=backend)
        gateway.put(TRADES, name, storage_backend=backend)
    files = data_files(gateway)
    big = pa.table({column: TRADES.column(column).take(pa.array([0] * 300_000)) for column in TRADES.column_names})
    unfinished = []
    for backend in BOTH:
        for table in (name, name + "_new"):
            received = gateway.metric("vane_rows_received_total", backend=backend)
            writer, _ = gateway.open_stream(TRADES.schema, name + "_unfinished", target_table=table, storage_backend=backend)
            writer.write_table(big, max_chunksize=50_000)
            gateway.eventually(
                lambda: gateway.metric("vane_rows_received_total", backend=backend) >= received + 300_000, "the rows came in")
            unfinished.append(writer)
    gateway.kill()
    for writer in unfinished:
        with pytest.raises((pa.ArrowException, flight.FlightError)):
            writer.close()
    gateway.start()
    assert set(gateway.tables()) == {(backend, "main", name) for backend in BOTH}
    for backend in BOTH:
        content = require_rows(gateway, [backend, "main", name], 8)
        assert sorted_rows(content) == sorted_rows(pa.concat_tables([TRADES, TRADES]))
    assert data_files(gateway) == files
    for backend in BOTH:
        ingest(gateway, TRADES, name, storage_backend=backend)
        ingest(gateway, TRADES, name + "_new", storage_backend=backend, mode="create")


def test_acknowledged_streams_survive_a_kill_among_writers(start, name):
    gateway = start()
    acknowledged, sent = set(), set()
    stop = threading.Event()

    def write(writer):
        backend = BOTH[writer % 2]
        client = flight.connect(gateway.uri)
        number = 0
        while not stop.is_set():
            value = writer * 1_000_000 + number
            table = pa.table({"n": [value] * 100})
            sent.add((backend, value))
            try:
                stream, reader = gateway.open_stream(
                    table.schema, "{}_{}".format(name, writer), client, target_table=name, storage_backend=backend)
                stream.write_table(table)
                stream.done_writing()
                if reader.read() is not None:
                    acknowledged.add((backend, value))
                stream.close()
            except (pa.ArrowException, flight.FlightError, OSError) as error:
                if "WRITE_CONFLICT" not in str(error):
                    return
            number += 1

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    gateway.eventually(
        lambda: all(sum(1 for b, _ in list(acknowledged) if b == backend) >= 15 for backend in BOTH), "thirty receipts")
    gateway.kill()
    stop.set()
    for thread in threads:
        thread.join(60)
    gateway.start()
    for backend in BOTH:
        counts = gateway.sql("SELECT n, count(*) AS c FROM {} GROUP BY 1".format(quoted(backend, "main", name)))
        found = {(backend, row["n"]): row["c"] for row in counts.to_pylist()}
        assert set(found.values()) == {100}, "a stream is whole or not there"
        assert {key for key in acknowledged if key[0] == backend} <= set(found) <= sent
        require_rows(gateway, [backend, "main", name], 100 * len(found))


# Types.

UTC_INSTANT = datetime.datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=datetime.timezone.utc)
D = decimal.Decimal

# Each type with values at its edges, and what a scan gives back: "same", another type, or "refused".
TYPES = [
    ("bool", pa.array([True, False, None]), "same", "same"),
    ("int8", pa.array([-128, 127, None], pa.int8()), "same", "same"),
    ("int16", pa.array([-2 ** 15, 2 ** 15 - 1, None], pa.int16()), "same", "same"),
    ("int32", pa.array([-2 ** 31, 2 ** 31 - 1, None], pa.int32()), "same", "same"),
    ("int64", pa.array([-2 ** 63, 2 ** 63 - 1, None], pa.int64()), "same", "same"),
    ("uint8", pa.array([0, 255, None], pa.uint8()), "same", pa.int16()),
    ("uint16", pa.array([0, 2 ** 16 - 1, None], pa.uint16()), "same", pa.int32()),
    ("uint32", pa.array([0, 2 ** 32 - 1, None], pa.uint32()), "same", pa.int64()),
    ("uint64", pa.array([0, 2 ** 64 - 1, None], pa.uint64()), "same", pa.decimal128(20, 0)),
    ("float16", pa.array([1.5, -65504.0, None], pa.float16()), "refused", "refused"),
    ("float32", pa.array([1.5, float("inf"), None], pa.float32()), "same", "same"),
    ("float64", pa.array([5e-324, float("-inf"), None]), "same", "same"),
    ("decimal", pa.array([D("-99999999999999999999999999999999.999999"), D("0.000001"), None], pa.decimal128(38, 6)), "same", "same"),
    ("decimal9", pa.array([D("-9999999.99"), D("0.01"), None], pa.decimal128(9, 2)), "same", "same"),
    ("decimal256", pa.array([D(10) ** 50, D(1), None], pa.decimal256(60, 0)), "refused", "refused"),
    ("string", pa.array(["", "Größe \U0001f600", None]), "same", "same"),
    ("large_string", pa.array(["", "x" * 1000, None], pa.large_string()), pa.string(), pa.string()),
    ("binary", pa.array([b"", b"\x00\xff", None]), "same", "same"),
    ("large_binary", pa.array([b"", b"\x00\xff", None], pa.large_binary()), pa.binary(), pa.binary()),
    ("fixed_binary", pa.array([b"abcd", b"\x00\x00\x00\x00", None], pa.binary(4)), pa.binary(), pa.binary()),
    ("date32", pa.array([datetime.date(1, 1, 1), datetime.date(9999, 12, 31), None], pa.date32()), "same", "same"),
    ("time_us", pa.array([0, 86_399_999_999, None], pa.time64("us")), "same", "refused"),
    ("time_ns", pa.array([0, 86_399_999_999_999, None], pa.time64("ns")), "same", "refused"),
    ("timestamp_s", pa.array([0, -62_135_596_800, None], pa.timestamp("s")), "same", pa.timestamp("us")),
    ("timestamp_ms", pa.array([1, -1, None], pa.timestamp("ms")), "same", pa.timestamp("us")),
    ("timestamp_us", pa.array([1, -1, None], pa.timestamp("us")), "same", "same"),
    ("timestamp_ns", pa.array([1, -1, None], pa.timestamp("ns")), "same", "refused"),
    ("timestamp_utc", pa.array([UTC_INSTANT, None], pa.timestamp("us", "UTC")), "same", "same"),
    ("duration", pa.array([1, None], pa.duration("us")), "any", "refused"),
    ("list", pa.array([[1], [], None, [None]], pa.list_(pa.int64())), "same", "same"),
    ("large_list", pa.array([[1], [], None], pa.large_list(pa.int64())), pa.list_(pa.int64()), pa.list_(pa.int64())),
    ("fixed_list", pa.array([[1, 2], None], pa.list_(pa.int64(), 2)), "any", pa.list_(pa.int64())),
    ("null", pa.array([None, None]), "any", "any"),
]


@pytest.mark.parametrize("case", TYPES, ids=[case[0] for case in TYPES])
def test_type_comes_back_or_is_refused_with_its_column(gateway, backend, name, case):
    _, values, duckdb, delta = case
    expected = duckdb if backend == "duckdb" else delta
    table = pa.table({"key": pa.array(range(len(values))), "value": values})
    try:
        ingest(gateway, table, name, storage_backend=backend)
    except (pa.ArrowException, flight.FlightError) as error:
        assert expected in ("refused", "any"), str(error)
        assert "TYPE_UNSUPPORTED" in str(error) and "value" in str(error)
        assert gateway.rows([backend, "main", name]) is None
        return
    assert expected != "refused"
    content = gateway.scan([backend, "main", name]).sort_by("key")
    if expected == "same":
        assert content.schema.field("value").type == values.type
        assert content.column("value").combine_chunks().equals(values)
    else:
        if expected != "any":
            assert content.schema.field("value").type == expected
        assert content.column("value").to_pylist() == values.to_pylist()


def test_dictionary_of_any_values_comes_back_as_its_values(gateway, backend, name):
    table = pa.table({
        "key": [1, 2, 3],
        "text": pa.array(["a", None, "a"]).dictionary_encode(),
        "number": pa.array([5, 5, None]).dictionary_encode(),
        "day": pa.array([datetime.date(2024, 1, 1), None, None]).dictionary_encode(),
    })
    ingest(gateway, table, name, storage_backend=backend)
    assert gateway.scan([backend, name]).sort_by("key").to_pylist() == table.to_pylist()


# Schema before data.


def test_described_schema_is_the_schema_of_the_data(gateway, backend, name):
    gateway.put(TRADES, name, storage_backend=backend)
    path = [backend, "main", name]
    questions = [
        {"table": path},
        {"table": path, "columns": ["notional", "region"], "limit": 1},
        {"sql": "SELECT region, sum(notional) AS s, count(*) AS c FROM {} GROUP BY 1".format(quoted(*path))},
        {"table": path, "rows": ["region"], "columns": ["desk"], "measures": [{"field": "notional", "agg": "sum"}], "totals": True},
    ]
    for question in questions:
        info = gateway.info(question)
        assert len(info.endpoints) == 1
        data = gateway.client.do_get(info.endpoints[0].ticket).read_all()
        assert info.schema.equals(data.schema, check_metadata=True), question
        described = gateway.client.get_schema(flight.FlightDescriptor.for_command(json.dumps(question)))
        assert described.schema.equals(data.schema)
    by_path = gateway.client.get_flight_info(flight.FlightDescriptor.for_path(*path))
    assert by_path.schema.equals(TRADES.schema)
    assert gateway.client.do_get(by_path.endpoints[0].ticket).read_all().num_rows == 4


def test_every_table_is_listed_as_a_flight(gateway, backend, name):
    gateway.put(TRADES, name, storage_backend=backend)
    listed = {tuple(part.decode() for part in info.descriptor.path): info for info in gateway.client.list_flights()}
    assert listed[(backend, "main", name)].schema.equals(TRADES.schema)
    assert {action.type for action in gateway.client.list_actions()} >= {
        "tables", "table.describe", "stream.status", "health", "version"}


# Streams by configuration.


def test_configured_streams_go_where_the_file_says(start):
    gateway = start(configuration="""
metrics: {prefix: arrowport}
storage_backend: delta
streams:
  auto_create: false
  trades:
    target_table: all_trades
    storage_backend: duckdb
  quotes:
    schema_mode: merge
    delta_options: {partition_by: [region]}
""")
    assert gateway.put(TRADES, "trades")["table"] == ["duckdb", "main", "all_trades"]
    assert gateway.put(TRADES, "quotes")["table"] == ["delta", "main", "quotes"]
    gateway.put(TRADES.append_column("extra", pa.array([1, 2, 3, 4])), "quotes")
    require_rows(gateway, ["delta", "main", "quotes"], 8)
    described = gateway.action("table.describe", {"table": "quotes"})
    assert described["partition_by"] == ["region"]
    with refused("STREAM_UNKNOWN") as refusal:
        gateway.put(TRADES, "trade")
    refusal.names("trades")
    # The file also restores the names of Arrowport's metrics.
    assert gateway.metric("arrowport_rows_processed_total", stream="trades") == 4
    assert gateway.metric("arrowport_ingest_latency_seconds_count", stream="trades") == 1
    assert gateway.metric("arrowport_active_connections", protocol="http") == 1
