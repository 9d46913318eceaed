"""Flight SQL through ADBC, each beside what it is judged by, as ratios of one run with interleaved rounds:

- a large result into Polars, beside a server that replays the same batches from memory;
- point queries by a prepared statement, beside DuckDB in process plus an empty Flight call each;
- bulk ingest, beside a plain DoPut of the same rows.

Usage: sql.py [--rounds N] [--quick]. Writes results/sql.json, unless quick.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import duckdb
import polars
import pyarrow
import pyarrow.flight as flight
from adbc_driver_flightsql import dbapi

from replay_server import batches
from run import RESULTS, start_vane

HERE = pathlib.Path(__file__).resolve().parent


def timed(action):
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def read(connection, rows):
    frame = polars.read_database("SELECT id, price FROM numbers", connection)
    assert frame.height == rows, frame.height


def points(cursor, count, rows):
    for i in range(count):
        cursor.execute("SELECT price FROM numbers WHERE id = ?", (i * 7919 % rows,))
        assert len(cursor.fetchall()) == 1


def points_in_process(connection, client, count, rows):
    for i in range(count):
        assert len(connection.execute("SELECT price FROM numbers WHERE id = ?", [i * 7919 % rows]).fetchall()) == 1
        list(client.do_action(flight.Action("health", b"")))


def put(client, table, stream):
    descriptor = flight.FlightDescriptor.for_command(json.dumps({"stream_name": stream, "mode": "overwrite"}))
    writer, reader = client.do_put(descriptor, table.schema)
    for batch in table.to_batches(max_chunksize=65_536):
        writer.write_batch(batch)
    writer.done_writing()
    assert json.loads(reader.read().to_pybytes())["rows_processed"] == table.num_rows
    writer.close()


def ingest(cursor, table, stream):
    reader = pyarrow.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=65_536))
    assert cursor.adbc_ingest(stream, reader, mode="replace") == table.num_rows


def measure(rounds, rows, count, directory):
    table = pyarrow.Table.from_batches(batches(rows))
    vane, port = start_vane(directory)
    replay = subprocess.Popen([sys.executable, str(HERE / "replay_server.py"), str(rows)], stdout=subprocess.PIPE, text=True)
    try:
        replay_port = replay.stdout.readline().strip()
        client = flight.connect("grpc://127.0.0.1:" + port)
        mine = dbapi.connect("grpc+tcp://127.0.0.1:" + port)
        peer = dbapi.connect("grpc+tcp://127.0.0.1:" + replay_port)
        put(client, table, "numbers")
        local = duckdb.connect(str(directory / "local.duckdb"))
        local.execute("CREATE TABLE numbers AS SELECT * FROM table")
        seconds = {}
        for turn in range(rounds + 1):
            with mine.cursor() as cursor:
                actions = {
                    "result": lambda: read(mine, rows),
                    "result, replayed": lambda: read(peer, rows),
                    "points": lambda: points(cursor, count, rows),
                    "points, in process": lambda: points_in_process(local, client, count, rows),
                    "ingest": lambda: ingest(cursor, table, "ingested"),
                    "ingest, DoPut": lambda: put(client, table, "put"),
                }
                for name, action in actions.items():
                    spent = timed(action)
                    if turn:
                        seconds.setdefault(name, []).append(spent)
        mine.close(), peer.close(), client.close(), local.close()
        return seconds
    finally:
        replay.kill()
        replay.wait()
        vane.terminate()
        vane.wait()


def main():
    warnings.simplefilter("ignore")
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--quick", action="store_true")
    given = arguments.parse_args()
    rows, count, rounds = (1_000_000, 200, 2) if given.quick else (10_000_000, 2_000, given.rounds)
    with tempfile.TemporaryDirectory(prefix="vane-sql-") as directory:
        seconds = measure(rounds, rows, count, pathlib.Path(directory))
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    report = []
    for name, beside in (("result", "result, replayed"), ("points", "points, in process"), ("ingest", "ingest, DoPut")):
        ratio = statistics.median(b / a for a, b in zip(seconds[name], seconds[beside]))
        report.append({"what": name, "seconds": medians[name], "beside": beside, "its seconds": medians[beside], "rate ratio": ratio})
        print("{:8} {:8.3f} s   {:20} {:8.3f} s   rate ratio {:.2f}".format(name, medians[name], beside, medians[beside], ratio))
    if not given.quick:
        (RESULTS / "sql.json").write_text(json.dumps({"rows": rows, "queries": count, "rounds": rounds, "results": report}, indent=2) + "\n")


if __name__ == "__main__":
    main()
