"""Flight SQL through ADBC, each beside what it is judged by, as ratios of one run with interleaved rounds:

- a large result into Polars, beside a server that replays the same batches from memory;
- bulk ingest, beside a plain DoPut of the same rows;
- point queries by a prepared statement, beside DuckDB's own JDBC in process plus an empty Flight call each; both in
  Java, by dev.vane.benchmarks.PointQueries.

Usage: sql.py [--rounds N] [--quick]. Writes results/sql.json and results/sql.md, unless quick.
"""

import argparse
import json
import os
import pathlib
import platform
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
from servers import ROOT, serve_vane

HERE = pathlib.Path(__file__).resolve().parent
RESULTS = HERE.parent / "results"
GOALS = {"result": 0.9, "points": 0.7, "ingest": 0.9}


def timed(action):
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def read(connection, rows):
    frame = polars.read_database("SELECT id, price FROM numbers", connection)
    assert frame.height == rows, frame.height


def points(port, file, count, rows, rounds):
    """The seconds of each round, over Flight SQL and in process."""
    out = subprocess.run(
        ["java", "--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", "benchmarks/target/classes:benchmarks/target/lib/*",
         "dev.vane.benchmarks.PointQueries", "127.0.0.1", port, str(file), str(count), str(rows), str(rounds)],
        check=True, stdout=subprocess.PIPE, text=True, cwd=str(ROOT),
    ).stdout
    pairs = [tuple(float(word) for word in line.split()) for line in out.splitlines()]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


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
    vane, told, _ = serve_vane(directory)
    port = told["flight"].rsplit(":", 1)[1]
    replay = subprocess.Popen([sys.executable, str(HERE / "replay_server.py"), str(rows)], stdout=subprocess.PIPE, text=True)
    try:
        replay_port = replay.stdout.readline().strip()
        client = flight.connect("grpc://127.0.0.1:" + port)
        mine = dbapi.connect("grpc+tcp://127.0.0.1:" + port)
        peer = dbapi.connect("grpc+tcp://127.0.0.1:" + replay_port)
        put(client, table, "numbers")
        with duckdb.connect(str(directory / "local.duckdb")) as local:
            local.register("given", table)
            local.execute("CREATE TABLE numbers AS SELECT * FROM given")
        seconds = {}
        for turn in range(rounds + 1):
            with mine.cursor() as cursor:
                actions = {
                    "result": lambda: read(mine, rows),
                    "result, replayed": lambda: read(peer, rows),
                    "ingest": lambda: ingest(cursor, table, "ingested"),
                    "ingest, DoPut": lambda: put(client, table, "put"),
                }
                for name, action in actions.items():
                    spent = timed(action)
                    if turn:
                        seconds.setdefault(name, []).append(spent)
        mine.close(), peer.close(), client.close()
        over_flight, in_process = points(port, directory / "local.duckdb", count, rows, rounds)
        seconds.update({"points": over_flight, "points, in process": in_process})
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
    report = []
    for name, beside in (("result", "result, replayed"), ("points", "points, in process"), ("ingest", "ingest, DoPut")):
        ratios = sorted(b / a for a, b in zip(seconds[name], seconds[beside]))
        report.append({
            "what": name, "seconds": statistics.median(seconds[name]), "beside": beside,
            "its seconds": statistics.median(seconds[beside]), "rate ratio": statistics.median(ratios),
            "lowest": ratios[0], "highest": ratios[-1], "goal": GOALS[name],
        })
    table = ["| what | seconds | beside | its seconds | rate ratio (lowest to highest) | goal |", "|---|---|---|---|---|---|"]
    for row in report:
        table.append("| {what} | {seconds:.3f} | {beside} | {its seconds:.3f} | {rate ratio:.2f} ({lowest:.2f} to {highest:.2f}) | {goal} |".format(**row))
    print("\n".join(table))
    if not given.quick:
        measured = {"rows": rows, "queries": count, "rounds": rounds, "machine": platform.processor() or platform.machine(), "cores": os.cpu_count()}
        (RESULTS / "sql.json").write_text(json.dumps(dict(measured, results=report), indent=2) + "\n")
        head = "Flight SQL, {rows:,} rows, {queries:,} queries, {rounds} rounds, {cores} cores; medians. By `benchmarks/sql`.".format(**measured)
        (RESULTS / "sql.md").write_text(head + "\n\n" + "\n".join(table) + "\n")


if __name__ == "__main__":
    main()
