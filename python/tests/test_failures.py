"""What goes wrong gets the right code and a remedy, costs bounded memory, and loses nothing acknowledged."""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pyarrow as pa
import pyarrow.flight as flight
import pytest

from disks import fill, mounted
from gateway import Gateway, StartFailed, quoted
from ledger import ingest, require_rows
from refusals import ERRORS, ErrorHeaders, read, refused

TABLE = pa.table({"k": ["a", "b", None], "n": [1, 2, 3]})


def put_command(gateway, command, client=None):
    """Opens a stream with these bytes as its command and ends it."""
    descriptor = flight.FlightDescriptor.for_command(command)
    writer, reader = (client or gateway.client).do_put(descriptor, TABLE.schema)
    try:
        writer.write_table(TABLE)
        writer.done_writing()
        return reader.read()
    finally:
        writer.close()


# Commands.

COMMANDS = [
    ("COMMAND_INVALID", [], b'{"stream_name": "x"'),
    ("COMMAND_INVALID", [], b'{"stream_name": "x"} trailing'),
    ("COMMAND_INVALID", ["stream_name"], b'{"stream_name": 5}'),
    ("COMMAND_INVALID", ["stream_name"], b'{"stream_name": ["a"]}'),
    ("COMMAND_INVALID", ["stream_name"], b'{"stream_name": "x", "stream_name": "y"}'),
    ("COMMAND_INVALID", [], b'{"stream_name": "\xff\xfe"}'),
    ("COMMAND_INVALID", [], b'{stream_name: "x"}'),
    ("COMMAND_UNKNOWN_KEY", ["stream", "stream_name"], b'{"stream": "x"}'),
    ("COMMAND_UNKNOWN_KEY", ["storage_backened", "storage_backend"], b'{"stream_name": "x", "storage_backened": "delta"}'),
    ("COMMAND_UNKNOWN_KEY", ["partiton_by", "partition_by"], b'{"stream_name": "x", "storage_backend": "delta", "delta_options": {"partiton_by": []}}'),
    ("COMMAND_INVALID", ["overwritte", "overwrite"], b'{"stream_name": "x", "mode": "overwritte"}'),
    ("COMMAND_INVALID", ["merged", "merge"], b'{"stream_name": "x", "schema_mode": "merged"}'),
    ("COMMAND_INVALID", ["ack"], b'{"stream_name": "x", "ack": "sometimes"}'),
    ("BACKEND_UNKNOWN", ["dukcdb", "duckdb"], b'{"stream_name": "x", "storage_backend": "dukcdb"}'),
    ("NAME_INVALID", [], b'{"stream_name": ""}'),
    ("NAME_INVALID", [], b'{"stream_name": "x", "target_table": ["a", "b", "c", "d"]}'),
    ("BACKEND_UNKNOWN", ["iceberg"], b'{"stream_name": "x", "target_table": ["iceberg", "main", "x"]}'),
    ("DESCRIPTOR_INVALID", ["{"], b"SELECT 1"),
    ("DESCRIPTOR_INVALID", [], b""),
    ("DESCRIPTOR_INVALID", [], b"[1]"),
    ("DESCRIPTOR_INVALID", [], b"\x0a\x05hello"),
    ("COMMAND_INVALID", ["durability"], b'{"stream_name": "x", "durability": "memory"}'),
    ("COMMAND_INVALID", ["overwrite"], b'{"stream_name": "x", "ack": "batch", "mode": "overwrite"}'),
    ("COMMAND_INVALID", ["producer", "request_id"], b'{"stream_name": "x", "producer": {"id": "p"}, "request_id": "r"}'),
    ("COMMAND_INVALID", ["request_id"], b'{"stream_name": "x", "ack": "batch", "request_id": "r"}'),
    ("COMMAND_UNKNOWN_KEY", ["epoch"], b'{"stream_name": "x", "producer": {"id": "p", "epok": 1}}'),
    ("OPTION_UNSUPPORTED", ["both"], b'{"stream_name": "x", "storage_backend": "both", "ack": "batch"}'),
    ("COMMAND_INVALID", ["upsert", "key"], b'{"stream_name": "x", "mode": "upsert"}'),
    ("COMMAND_INVALID", ["upsert", "key"], b'{"stream_name": "x", "key": ["k"]}'),
    ("OPTION_UNSUPPORTED", ["upsert"], b'{"stream_name": "x", "storage_backend": "duckdb", "mode": "upsert", "key": ["k"]}'),
    ("FIELD_UNKNOWN", ["kk", "k"], b'{"stream_name": "x", "storage_backend": "delta", "mode": "upsert", "key": ["kk"]}'),
    ("FIELD_UNKNOWN", ["kk", "k"], b'{"stream_name": "x", "storage_backend": "delta", "delta_options": {"z_order_by": ["kk"]}}'),
    ("OPTION_UNSUPPORTED", ["delta_options"], b'{"stream_name": "x", "storage_backend": "duckdb", "delta_options": {"partition_by": ["k"]}}'),
    ("FIELD_UNKNOWN", ["kk", "k"], b'{"stream_name": "x", "storage_backend": "delta", "delta_options": {"partition_by": ["kk"]}}'),
    ("LIMIT_COMMAND_SIZE", ["limits.command_size"], b'{"stream_name": "' + b"x" * 1_100_000 + b'"}'),
]


@pytest.fixture(scope="module")
def tight(tmp_path_factory):
    """A gateway of little patience."""
    gateway = Gateway(
        tmp_path_factory.mktemp("tight"),
        configuration="limits: {columns: 10000, stream_idle: 1s, client_stall: 1s}\n",
    ).start()
    yield gateway
    gateway.close()


@pytest.mark.parametrize("index", range(len(COMMANDS)))
def test_wrong_command_is_refused_with_what_is_wrong(gateway, index):
    code, words, command = COMMANDS[index]
    errors = gateway.metric("vane_errors_total", code=code)
    with refused(code) as refusal:
        put_command(gateway, command)
    refusal.names(*words)
    assert gateway.metric("vane_errors_total", code=code) == errors + 1
    assert gateway.rows(["duckdb", "main", "x"]) is None
    assert gateway.rows(["delta", "main", "x"]) is None


@pytest.mark.parametrize("path", [[], ["a", "b", "c", "d"], [""], ["a", "b", ""]], ids=["none", "four", "empty", "empty-last"])
def test_wrong_path_is_refused(gateway, path):
    with refused("NAME_INVALID", "DESCRIPTOR_INVALID", "BACKEND_UNKNOWN"):
        gateway.put(TABLE, descriptor=flight.FlightDescriptor.for_path(*path))


TICKETS = [
    ("DESCRIPTOR_INVALID", [], b"SELECT 1"),
    ("DESCRIPTOR_INVALID", [], b""),
    ("COMMAND_INVALID", [], b"{"),
    ("COMMAND_UNKNOWN_KEY", ["tabel", "table"], b'{"tabel": "x"}'),
    ("COMMAND_INVALID", ["table"], b"{}"),
    ("TABLE_NOT_FOUND", ["nowhere"], b'{"table": "nowhere"}'),
    ("TABLE_NOT_FOUND", ["nowhere"], b'{"table": ["delta", "main", "nowhere"]}'),
    ("BACKEND_UNKNOWN", ["iceberg"], b'{"table": ["iceberg", "main", "x"]}'),
    ("COMMAND_INVALID", ["sql"], b'{"sql": 5}'),
    ("COMMAND_UNKNOWN_KEY", ["parametres", "parameters"], b'{"sql": "SELECT 1", "parametres": []}'),
]


@pytest.mark.parametrize("index", range(len(TICKETS)))
def test_wrong_ticket_is_refused_with_what_is_wrong(gateway, index):
    code, words, ticket = TICKETS[index]
    with refused(code) as refusal:
        gateway.client.do_get(flight.Ticket(ticket)).read_all()
    refusal.names(*words)
    with refused(code):
        gateway.client.get_flight_info(flight.FlightDescriptor.for_command(ticket))


def test_wrong_scan_is_refused_with_what_is_wrong(gateway, backend, name):
    gateway.put(TABLE, name, storage_backend=backend)
    for code, words, question in [
        ("FIELD_UNKNOWN", ["kk"], {"columns": ["kk"]}),
        ("FIELD_UNKNOWN", ["nn"], {"filters": [{"field": "nn", "op": "=", "value": 1}]}),
        ("FIELD_UNKNOWN", ["nn"], {"sort": {"field": "nn"}}),
        ("COMMAND_INVALID", ["limit"], {"limit": -1}),
        ("COMMAND_UNKNOWN_KEY", ["limt", "limit"], {"limt": 1}),
        ("FILTER_INVALID", ["op"], {"filters": [{"field": "n", "op": "~", "value": 1}]}),
        ("VERSION_NOT_FOUND" if backend == "delta" else "OPTION_UNSUPPORTED", [], {"as_of": {"version": 99}}),
        ("VERSION_NOT_FOUND" if backend == "delta" else "OPTION_UNSUPPORTED", [], {"as_of": {"timestamp": "1999-01-01T00:00:00Z"}}),
        ("COMMAND_INVALID", ["as_of"], {"as_of": {"version": "first"}}),
    ]:
        with refused(code) as refusal:
            gateway.scan([backend, name], **question)
        refusal.names(*words)


def test_actions_refuse_what_they_do_not_know(gateway):
    for code, words, action, body in [
        ("ACTION_UNKNOWN", ["tabels", "tables"], "tabels", None),
        ("COMMAND_UNKNOWN_KEY", ["tabel", "table"], "table.describe", {"tabel": "x"}),
        ("COMMAND_INVALID", ["table"], "table.describe", {}),
        ("TABLE_NOT_FOUND", ["nowhere"], "table.describe", {"table": "nowhere"}),
        ("COMMAND_UNKNOWN_KEY", ["x"], "health", {"x": 1}),
    ]:
        with refused(code) as refusal:
            gateway.action(action, body)
        refusal.names(*words)
    with refused("COMMAND_INVALID"):
        list(gateway.client.do_action(flight.Action("tables", b"not json")))


def test_status_of_a_stream_that_is_not_known(gateway):
    status = gateway.action("stream.status", {"stream_name": "never", "producer": {"id": "p"}})
    assert status["ack_up_to_offset"] == -1
    assert gateway.action("health")["status"]
    assert gateway.action("version")["version"]


# The error itself.


def test_error_is_in_the_header_too(gateway):
    headers = ErrorHeaders()
    client = gateway.connect(middleware=[headers])
    with refused("TABLE_NOT_FOUND") as refusal:
        client.do_get(flight.Ticket(b'{"table": "nowhere"}')).read_all()
    client.close()
    assert len(headers.errors) == 1
    error = headers.errors[0]
    assert set(error) == {"code", "number", "message", "id", "retryable"}
    assert (error["code"], error["number"], error["retryable"]) == ("TABLE_NOT_FOUND", 1101, False)
    assert error["message"] == refusal.text
    assert error["id"] == refusal.identifier


def test_classes_of_errors_are_those_that_pyarrow_gives(gateway, name):
    with pytest.raises(pa.ArrowInvalid):
        put_command(gateway, b'{"stream": "x"}')
    with pytest.raises(pa.ArrowKeyError):
        gateway.scan("nowhere")
    with pytest.raises(pa.ArrowNotImplementedError):
        put_command(gateway, b'{"stream_name": "x", "storage_backend": "both", "ack": "batch"}')


@pytest.mark.parametrize("filler", ["x", "ü", "表", "\U0001f600", '"', "%", "\\"], ids=range(7))
def test_error_text_fits_whatever_is_quoted_in_it(gateway, filler):
    for question in [
        {"table": filler * 200}, {filler * 100_000: 1}, {"sql": "SELECT " + filler * 50_000},
        {"table": "x", "columns": [filler * 50_000]}, {"sql": "SELECT '" + filler * 50_000}]:
        try:
            gateway.ask(question)
        except ERRORS as error:
            refusal = read(error)
        assert len(refusal.text) <= 2000
        assert refusal.code != "INTERNAL"


def test_fault_texts_never_show_the_inside(gateway):
    with refused("QUERY_FAILED", "QUERY_INVALID") as refusal:
        gateway.sql("SELECT 'abc'::INTEGER")
    assert "jdbc" not in refusal.text.lower()


# SQL.

FORBIDDEN = [
    "SELECT 1; SELECT 2",
    "CREATE TABLE t (a INTEGER)",
    "DROP TABLE {table}",
    "INSERT INTO {table} VALUES ('x', 1)",
    "UPDATE {table} SET n = 0",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
    "ALTER TABLE {table} ADD COLUMN z INTEGER",
    "COPY {table} TO '{folder}/out.csv'",
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "EXPORT DATABASE '{folder}/out'",
    "ATTACH '{folder}/other.duckdb' AS other",
    "DETACH duckdb",
    "USE memory",
    "SET threads = 1",
    "RESET threads",
    "PRAGMA database_list",
    "PRAGMA threads = 1",
    "CALL pragma_database_list()",
    "INSTALL httpfs",
    "LOAD httpfs",
    "CHECKPOINT",
    "VACUUM",
    "BEGIN TRANSACTION",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "EXPLAIN ANALYZE INSERT INTO {table} VALUES ('x', 1)",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_csv_auto('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_parquet('{folder}/*.parquet')",
    "SELECT * FROM read_json('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "FROM '/etc/passwd'",
    "SELECT * FROM 'https://localhost/x.parquet'",
    "SELECT getenv('HOME')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT current_setting('temp_directory')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('t')",
    "SELECT * FROM parquet_metadata('{folder}/x.parquet')",
    "WITH x AS (DELETE FROM {table} RETURNING *) SELECT * FROM x",
    "SELECT * FROM (SELECT * FROM read_csv('/etc/passwd'))",
    "SELECT (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT nextval('s')",
]


@pytest.mark.parametrize("index", range(len(FORBIDDEN)))
def test_statement_that_does_more_than_read_is_refused(gateway, backend, tmp_path, index):
    name = "guarded"
    if gateway.rows([backend, "main", name]) is None:
        gateway.put(TABLE, name, storage_backend=backend)
    statement = FORBIDDEN[index].format(table=quoted(backend, "main", name), folder=tmp_path)
    with refused("QUERY_FORBIDDEN", "QUERY_INVALID", "TABLE_NOT_FOUND") as refusal:
        gateway.sql(statement)
    assert "root:" not in refusal.text
    assert list(tmp_path.iterdir()) == []
    require_rows(gateway, [backend, "main", name], 3)


ALLOWED = [
    ("SELECT count(*) FROM {table}", [3]),
    ("WITH x AS (SELECT n FROM {table}) SELECT sum(n) FROM x", [6]),
    ("FROM {table} SELECT max(n)", [3]),
    ("SELECT ? + n FROM {table} WHERE k = 'a'", [11]),
    ("SELECT count(*) FROM {table} a JOIN {table} b USING (n)", [3]),
    ("VALUES (1)", [1]),
    ("SELECT 'DROP TABLE x; -- /etc/passwd' = ';'", [False]),
    ("SELECT unnest([1, 2])", [1, 2]),
    ("SELECT * FROM range(2)", [0, 1]),
    ("SELECT rank() OVER (ORDER BY n) FROM {table} ORDER BY 1", [1, 2, 3]),
]


@pytest.mark.parametrize("index", range(len(ALLOWED)))
def test_statement_that_reads_is_answered(gateway, backend, index):
    name = "guarded"
    if gateway.rows([backend, "main", name]) is None:
        gateway.put(TABLE, name, storage_backend=backend)
    statement, expected = ALLOWED[index]
    parameters = [10] if "?" in statement else []
    answer = gateway.sql(statement.format(table=quoted(backend, "main", name)), *parameters)
    assert answer.column(0).to_pylist() == expected


def test_wrong_statement_is_refused_with_what_is_wrong(gateway):
    for code, words, statement in [
        ("QUERY_INVALID", ["SELCT"], "SELCT 1"),
        ("QUERY_INVALID", [], ""),
        ("TABLE_NOT_FOUND", ["nowhere"], "SELECT * FROM nowhere"),
        ("TABLE_NOT_FOUND", ["nowhere"], "SELECT * FROM delta.main.nowhere"),
        ("QUERY_FAILED", [], "SELECT 'abc'::INTEGER"),
        ("QUERY_INVALID", [], "SELECT ?"),
    ]:
        with refused(code) as refusal:
            gateway.sql(statement)
        refusal.names(*words)


# What is no Arrow, and what is too much of it.


def test_random_bytes_on_the_port_are_no_harm(gateway, name):
    host, port = gateway.uri.split("//")[1].split(":")
    preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    for content in [os.urandom(100_000), b"GET / HTTP/1.1\r\n\r\n", preface + os.urandom(10_000), b"", preface]:
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            with contextlib.suppress(OSError):
                connection.sendall(content)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass
    ingest(gateway, TABLE, name)


def test_batch_above_the_limit_is_refused(gateway, backend, name):
    big = pa.table({"n": pa.nulls(25_000_000, pa.int64())})
    held = gateway.metric("vane_arrow_memory_bytes")
    with refused("LIMIT_MESSAGE_SIZE") as refusal:
        gateway.put(big, name, storage_backend=backend)
    refusal.names("limits.message_size", "67,108,864")
    assert gateway.rows([backend, "main", name]) is None
    assert gateway.metric("vane_arrow_memory_bytes") <= held + 1e6
    ingest(gateway, TABLE, name, storage_backend=backend)


def test_ten_thousand_columns_are_fine_and_one_more_is_refused(tight, backend, name):
    gateway = tight
    wide = pa.table({"column_{}".format(n): pa.array([n], pa.int32()) for n in range(10_000)})
    receipt = gateway.put(wide, name, storage_backend=backend)
    assert receipt["rows_processed"] == 1
    assert gateway.scan([backend, name]).equals(wide)
    with refused("LIMIT_COLUMNS") as refusal:
        gateway.put(wide.append_column("one_more", pa.array([1])), name + "_more", storage_backend=backend)
    refusal.names("10,001", "limits.columns")
    with refused("LIMIT_COLUMNS"):
        gateway.put(pa.table({"one_more": [1]}), name, storage_backend=backend, schema_mode="merge")
    require_rows(gateway, [backend, "main", name], 1)


def test_unsupported_types_are_refused_with_column_and_reason(gateway, backend, name):
    for values in [
        pa.array([10 ** 60], pa.decimal256(61, 0)),
        pa.array([pa.MonthDayNano([1, 1, 1])]) if backend == "delta" else pa.array([10 ** 60], pa.decimal256(61, 0)),
        pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["a", "b"])]),
    ]:
        table = pa.table({"fine": pa.nulls(len(values), pa.int64()), "odd one": values})
        with refused("TYPE_UNSUPPORTED") as refusal:
            gateway.put(table, name, storage_backend=backend)
        refusal.names("odd one")
        assert gateway.rows([backend, "main", name]) is None


# Clients that end badly.


@pytest.mark.parametrize("behaviour", ["before-any", "between-batches", "before-the-last"])
def test_client_that_vanishes_leaves_nothing(gateway, backend, name, behaviour):
    before = gateway.metric("vane_streams_ended_total", outcome="failed")
    opened = gateway.metric("vane_streams_open")
    rows = {"before-any": 0, "between-batches": 3000, "before-the-last": 9000}[behaviour]
    received = gateway.metric("vane_rows_received_total", backend=backend)
    script = pathlib.Path(__file__).with_name("clients.py")
    client = subprocess.Popen(
        [sys.executable, str(script), behaviour, gateway.uri, name, backend],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert client.stdout.readline() == b"sent\n"
    gateway.eventually(
        lambda: gateway.metric("vane_rows_received_total", backend=backend) == received + rows
        and gateway.metric("vane_streams_open") == opened + 1, "the batches came in")
    client.communicate(b"\n")
    assert client.returncode == -signal.SIGKILL
    gateway.eventually(
        lambda: gateway.metric("vane_streams_ended_total", outcome="failed") == before + 1
        and gateway.metric("vane_streams_open") == opened, "the stream is given up")
    assert gateway.rows([backend, "main", name]) is None
    ingest(gateway, TABLE, name, storage_backend=backend, mode="create")


def test_silent_client_is_told_so(tight, backend, name):
    gateway = tight
    writer, reader = gateway.open_stream(TABLE.schema, name, storage_backend=backend)
    with refused("LIMIT_STREAM_IDLE") as refusal:
        assert reader.read() is None
        writer.close()
    refusal.names("limits.stream_idle", "1s")
    writer, reader = gateway.open_stream(TABLE.schema, name, storage_backend=backend)
    writer.write_table(TABLE)
    with refused("LIMIT_STREAM_IDLE"):
        assert reader.read() is None
        writer.close()
    assert gateway.rows([backend, "main", name]) is None
    assert gateway.metric("vane_streams_open") == 0
    ingest(gateway, TABLE, name, storage_backend=backend)


def test_client_that_stops_reading_is_cancelled(tight):
    gateway = tight
    reader = gateway.client.do_get(flight.Ticket(json.dumps({"sql": "SELECT range AS n, range::VARCHAR || repeat('x', 100) AS t FROM range(20000000)"}).encode()))
    assert reader.read_chunk().data.num_rows > 0
    gateway.eventually(lambda: gateway.metric("vane_errors_total", code="LIMIT_CLIENT_STALL") == 1, "the stall is noticed")
    gateway.eventually(lambda: gateway.metric("vane_queries_running") == 0, "the query is ended")
    assert gateway.metric("vane_arrow_memory_bytes") < 50e6
    with refused("LIMIT_CLIENT_STALL") as refusal:
        while True:
            reader.read_chunk()
    refusal.names("limits.client_stall")


def test_cancelled_answer_stops_the_query(gateway):
    reader = gateway.client.do_get(flight.Ticket(json.dumps({"sql": "SELECT range AS n FROM range(100000000000)"}).encode()))
    reader.read_chunk()
    assert gateway.metric("vane_queries_running") == 1
    reader.cancel()
    gateway.eventually(lambda: gateway.metric("vane_queries_running") == 0, "the query is ended")


def test_long_query_is_ended_at_its_limit(start):
    gateway = start(configuration="limits: {query_time: 500ms}\n")
    with refused("LIMIT_QUERY_TIME") as refusal:
        gateway.sql("SELECT count(*) FROM range(1000000) a, range(10000000) b WHERE a.range * b.range = 7")
    refusal.names("limits.query_time")
    assert gateway.sql("SELECT 1").num_rows == 1


def test_what_is_beyond_the_limits_of_queries_and_streams_is_refused(start, name):
    gateway = start(configuration="limits: {queries: 1, query_queue: 0, streams: 1, pivot_cells: 100}\n")
    question = flight.Ticket(json.dumps({"sql": "SELECT range AS n FROM range(100000000000)"}).encode())
    running = gateway.client.do_get(question)
    running.read_chunk()
    with refused("LIMIT_QUERY_QUEUE") as refusal:
        gateway.sql("SELECT 1")
    refusal.names("limits.queries")
    running.cancel()
    gateway.eventually(lambda: gateway.metric("vane_queries_running") == 0, "the query is ended")
    assert gateway.sql("SELECT 1").num_rows == 1

    writer, reader = gateway.open_stream(TABLE.schema, name)
    gateway.eventually(lambda: gateway.metric("vane_streams_open") == 1, "the stream is open")
    with refused("LIMIT_STREAMS") as refusal:
        gateway.put(TABLE, name + "_other")
    refusal.names("limits.streams")
    writer.write_table(TABLE)
    writer.done_writing()
    assert json.loads(reader.read().to_pybytes())["rows_processed"] == 3
    writer.close()
    gateway.put(TABLE, name + "_other")

    gateway.put(pa.table({"k": list(range(101))}), "many")
    question = {"table": "many", "rows": ["k"], "measures": [{"agg": "count"}]}
    with refused("LIMIT_PIVOT_CELLS"):
        gateway.ask(question)
    assert gateway.ask(dict(question, filters=[{"field": "k", "op": "<", "value": 90}])).num_rows == 90


# Disks.


def test_full_disk_loses_nothing_acknowledged(tmp_path, backend, name):
    with mounted(tmp_path / "disk", "size=64m") as disk:
        gateway = Gateway(tmp_path / "gateway", disk / "data").start()
        try:
            first = pa.table({"n": list(range(1000))})
            gateway.put(first, name, storage_backend=backend)
            rows = 1000
            schema = first.schema

            def much():
                # Noise, which nothing compresses: 160 MB.
                for _ in range(40):
                    values = pa.Array.from_buffers(pa.int64(), 500_000, [None, pa.py_buffer(os.urandom(4_000_000))])
                    yield pa.record_batch([values], schema=schema)

            with refused("STORAGE_FULL") as refusal:
                gateway.put((schema, much()), name, storage_backend=backend)
            refusal.names("full")
            require_rows(gateway, [backend, "main", name], rows)
            # Nothing of the failed stream takes the place of what comes after it.
            rows += gateway.put(first, name, storage_backend=backend)["rows_processed"]
            require_rows(gateway, [backend, "main", name], rows)
            filler = disk / "filler"
            fill(filler)
            with refused("STORAGE_FULL"):
                for _ in range(200):
                    rows += gateway.put(first, name, storage_backend=backend)["rows_processed"]
            filler.unlink()
            for _ in range(2):
                rows += gateway.put(first, name, storage_backend=backend)["rows_processed"]
                require_rows(gateway, [backend, "main", name], rows)
            gateway.stop()
            gateway.start()
            require_rows(gateway, [backend, "main", name], rows)
            gateway.stop()
        finally:
            if gateway.process.poll() is None:
                gateway.kill()


def test_read_only_data_directory_is_refused_at_the_start(tmp_path, name):
    with mounted(tmp_path / "disk", "size=64m") as disk:
        gateway = Gateway(tmp_path / "gateway", disk / "data").start()
        gateway.put(TABLE, name)
        gateway.put(TABLE, name, storage_backend="delta")
        gateway.stop()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(StartFailed) as failure:
            gateway.start()
        assert failure.value.code == 1
        assert str(disk) in failure.value.output
        assert re.search(r"[Rr]ead-only|may not be written", failure.value.output), failure.value.output
        assert "\tat " not in failure.value.output
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        gateway.start()
        for backend in ("duckdb", "delta"):
            require_rows(gateway, [backend, "main", name], 3)
        gateway.stop()


# Starting and stopping.


def test_second_gateway_on_a_directory_is_refused_with_the_owner(start, tmp_path):
    first = start()
    with pytest.raises(StartFailed) as failure:
        Gateway(tmp_path / "second", first.data_dir).start()
    assert failure.value.code == 1
    assert str(first.process.pid) in failure.value.output
    assert str(first.data_dir) in failure.value.output
    ingest(first, TABLE, "still_serves")


def test_directory_of_a_killed_gateway_is_free(start):
    gateway = start()
    gateway.put(TABLE, "t")
    gateway.kill()
    gateway.start()
    require_rows(gateway, ["duckdb", "main", "t"], 3)


def test_wrong_settings_are_all_told_at_once_with_the_nearest(tmp_path):
    yaml = """
storage_backend: dukcdb
flight: {prot: 1}
limits: {memory: lots, colums: 5}
streems: {}
"""
    with pytest.raises(StartFailed) as failure:
        Gateway(tmp_path / "gateway", configuration=yaml).start()
    assert failure.value.code in (1, 2)
    for word in ["dukcdb", "duckdb", "flight.prot", "flight.port", "limits.memory", "limits.colums", "limits.columns", "streems", "streams"]:
        assert word in failure.value.output, word
    assert "\tat " not in failure.value.output


def test_port_in_use_is_refused(start, tmp_path):
    first = start()
    for flag, port in [("--flight-port", first.uri), ("--http-port", first.http)]:
        number = port.rsplit(":", 1)[1]
        with pytest.raises(StartFailed) as failure:
            Gateway(tmp_path / ("second" + flag), arguments=[flag, number]).start()
        assert failure.value.code == 1
        assert number in failure.value.output
        assert flag[2:].split("-")[0] in failure.value.output.lower()
        assert "\tat " not in failure.value.output


def test_address_beyond_the_loopback_is_refused(tmp_path):
    with pytest.raises(StartFailed) as failure:
        Gateway(tmp_path / "gateway", arguments=["--host", "0.0.0.0"]).start()
    assert failure.value.code in (1, 2)
    assert "security.insecure" in failure.value.output
    allowed = Gateway(tmp_path / "allowed", configuration="security: {insecure: true}\n", arguments=["--host", "0.0.0.0"])
    allowed.start()
    allowed.stop()


@pytest.mark.parametrize("ended", [True, False], ids=["ended", "open"])
def test_stop_during_a_stream_commits_it_or_refuses_it_retryably(start, name, ended):
    gateway = start(configuration="shutdown: {grace: 2s}\n")
    headers = ErrorHeaders()
    client = gateway.connect(middleware=[headers])
    streams = {}
    for backend in ("duckdb", "delta"):
        gateway.put(TABLE, name, storage_backend=backend)
        received = gateway.metric("vane_rows_received_total", backend=backend)
        streams[backend] = gateway.open_stream(TABLE.schema, name, client, storage_backend=backend)
        streams[backend][0].write_table(TABLE)
        gateway.eventually(
            lambda: gateway.metric("vane_rows_received_total", backend=backend) == received + 3, "the rows came in")
    gateway.terminate()
    rows = {}
    for backend, (writer, reader) in streams.items():
        rows[backend] = 3
        if ended:
            writer.done_writing()
        try:
            if reader.read() is not None:
                rows[backend] = 6
            writer.close()
        except ERRORS as error:
            assert rows[backend] == 3
            if read(error).code != "SHUTTING_DOWN":
                raise
    assert ended or rows == {"duckdb": 3, "delta": 3}
    assert all(error["retryable"] and error["code"] == "SHUTTING_DOWN" for error in headers.errors)
    assert gateway.wait() == 0
    client.close()
    assert not gateway.ready_file.exists()
    gateway.start()
    for backend, expected in rows.items():
        require_rows(gateway, [backend, "main", name], expected)


def test_health_follows_the_gateway(start):
    gateway = start()
    for path in ("/health/live", "/health/ready"):
        with urllib.request.urlopen(gateway.http + path, timeout=10) as answer:
            assert answer.status == 200
    assert gateway.metric("vane_ready") == 1
