"""Delta tables through Vane beside a pyarrow Flight server over delta-rs, in one run, as ratios.

Both servers run at once, each over its own folder; each round calls one after the other, and rows are
counted after each put through the server's own read path. The first round warms up and is not counted.
Writes results/delta-tables.json and results/delta-tables.md.

Usage: run.py [--rounds N] [--quick]
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
import uuid

import pyarrow as pa
import pyarrow.flight as flight
from deltalake import DeltaTable

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RESULTS = HERE.parent / "results"


def rows(start: int, count: int) -> pa.Table:
    """Six columns of trades, told by their numbers alone."""
    numbers = range(start, start + count)
    return pa.table(
        {
            "id": pa.array(numbers, pa.int64()),
            "price": pa.array([number % 9973 / 8 for number in numbers], pa.float64()),
            "symbol": pa.array(["S%d" % (number % 500) for number in numbers]),
            "quantity": pa.array([number % 1000 for number in numbers], pa.int32()),
            "side": pa.array([number % 2 == 0 for number in numbers]),
            "at": pa.array([1_700_000_000_000_000 + number * 1000 for number in numbers], pa.timestamp("us", "UTC")),
        }
    )


class Vane:
    name = "vane"

    def __init__(self, folder: pathlib.Path) -> None:
        ready = folder / "ready.json"
        self.process = subprocess.Popen(
            [str(ROOT / "vane"), "serve", "--data-dir", str(folder / "data"), "--flight-port", "0", "--http-port", "0", "--ready-file", str(ready)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        while not ready.exists():
            if self.process.poll() is not None:
                raise SystemExit("vane did not start; run ./vane doctor")
            time.sleep(0.05)
        self.tables = folder / "data" / "delta"
        self.client = flight.connect(json.loads(ready.read_text())["flight"])

    def put(self, table: str, data: pa.Table) -> None:
        command = json.dumps({"stream_name": table, "storage_backend": "delta"}).encode()
        put(self.client, flight.FlightDescriptor.for_command(command), data)

    def get(self, table: str, below=None) -> int:
        question = {"table": ["delta", table]}
        if below is not None:
            question["filters"] = [{"field": "id", "op": "<", "value": below}]
        return count(self.client, question)

    def look(self, table: str) -> dict:
        (answer,) = self.client.do_action(flight.Action("delta.describe", json.dumps({"table": table}).encode()))
        return json.loads(answer.body.to_pybytes())


class Peer:
    name = "pyarrow over delta-rs"

    def __init__(self, folder: pathlib.Path) -> None:
        self.tables = folder / "peer"
        self.tables.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "pyarrow_delta_server.py"), str(self.tables)], stdout=subprocess.PIPE, text=True
        )
        self.client = flight.connect("grpc://127.0.0.1:" + self.process.stdout.readline().strip())

    def put(self, table: str, data: pa.Table) -> None:
        put(self.client, flight.FlightDescriptor.for_path(table), data)

    def get(self, table: str, below=None) -> int:
        return count(self.client, {"table": table} if below is None else {"table": table, "below": below})


def put(client, descriptor, data: pa.Table) -> None:
    writer, reader = client.do_put(descriptor, data.schema)
    with writer:
        writer.write_table(data, max_chunksize=65_536)
        writer.done_writing()
        reader.read()


def count(client, question: dict) -> int:
    total = 0
    for chunk in client.do_get(flight.Ticket(json.dumps(question).encode())):
        total += chunk.data.num_rows
    return total


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def require(found: int, wanted: int, what: str) -> None:
    if found != wanted:
        raise SystemExit("%s: %d rows, and not %d" % (what, found, wanted))


def bulk(servers, rounds: int, size: int) -> dict:
    """Seconds of one put of many rows, and of one scan of all of them."""
    data = rows(0, size)
    puts = {server.name: [] for server in servers}
    scans = {server.name: [] for server in servers}
    for round in range(rounds + 1):
        for server in servers:
            table = "bulk%d" % round
            put_seconds = timed(lambda: server.put(table, data))
            scan_seconds = timed(lambda: require(server.get(table), size, server.name))
            if round > 0:
                puts[server.name].append(put_seconds)
                scans[server.name].append(scan_seconds)
    return {"append": puts, "scan": scans, "rows": size}


def ageing(servers, commits: int) -> dict:
    """Seconds of each small commit into one table."""
    seconds = {server.name: [] for server in servers}
    for warm in range(50):
        for server in servers:
            server.put("warm", rows(warm * 100, 100))
    batches = [rows(commit * 100, 100) for commit in range(commits)]
    for batch in batches:
        for server in servers:
            seconds[server.name].append(timed(lambda: server.put("ageing", batch)))
    for server in servers:
        require(server.get("ageing"), commits * 100, server.name)
    return seconds


def pruning(servers, rounds: int, files: int, rows_in_file: int) -> dict:
    """Seconds of a scan of one file of many, by a filter, and of all."""
    result = {server.name: {"whole": [], "narrow": []} for server in servers}
    for server in servers:
        for file in range(files):
            server.put("pruned", rows(file * rows_in_file, rows_in_file))
    for round in range(rounds + 1):
        for server in servers:
            whole = timed(lambda: require(server.get("pruned"), files * rows_in_file, server.name))
            narrow = timed(lambda: require(server.get("pruned", rows_in_file), rows_in_file, server.name))
            if round > 0:
                result[server.name]["whole"].append(whole)
                result[server.name]["narrow"].append(narrow)
    return result


def make_log(folder: pathlib.Path, commits: int, files: int) -> None:
    """A table of many commits whose data files nobody opens; with a checkpoint close to its end."""
    log = folder / "_delta_log"
    log.mkdir(parents=True)
    schema = json.dumps({"type": "struct", "fields": [{"name": "id", "type": "long", "nullable": True, "metadata": {}}]})
    for version in range(commits):
        lines = []
        if version == 0:
            lines.append({"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}})
            lines.append({"metaData": {"id": str(uuid.uuid4()), "format": {"provider": "parquet", "options": {}}, "schemaString": schema,
                                       "partitionColumns": [], "configuration": {}, "createdTime": 0}})
        lines += [add(version * files + file) for file in range(files)]
        (log / ("%020d.json" % version)).write_text("".join(json.dumps(line) + "\n" for line in lines))
        if version == commits - 5:
            DeltaTable(str(folder)).create_checkpoint()


def add(number: int) -> dict:
    statistics_text = json.dumps({"numRecords": 10, "minValues": {"id": number * 10}, "maxValues": {"id": number * 10 + 9}, "nullCount": {"id": 0}})
    return {"add": {"path": "part-%08d.parquet" % number, "partitionValues": {}, "size": 1000, "modificationTime": 0, "dataChange": True, "stats": statistics_text}}


def opening(vane: Vane, commits: int, files: int) -> dict:
    """Seconds until a table's files are known, and again after one more commit; both were warmed by smaller ones."""
    for number in range(5):
        warm = vane.tables / ("warm%d" % number)
        make_log(warm, 50, files)
        DeltaTable(str(warm)).get_add_actions()
        vane.look("warm%d" % number)
    folder = vane.tables / "aged"
    make_log(folder, commits, files)
    theirs = timed(lambda: DeltaTable(str(folder)).get_add_actions())
    ours = timed(lambda: require(vane.look("aged")["files"], commits * files, "vane"))
    open_table = DeltaTable(str(folder))
    more = folder / "_delta_log" / ("%020d.json" % commits)
    more.write_text(json.dumps(add(commits * files)) + "\n")
    ours_again = timed(lambda: require(vane.look("aged")["files"], commits * files + 1, "vane"))
    theirs_again = timed(open_table.update_incremental)
    return {"commits": commits, "files": commits * files, "vane": [ours, ours_again], "delta-rs": [theirs, theirs_again]}


def spread(values: list) -> str:
    ordered = sorted(values)
    return "%.1f (%.1f to %.1f)" % tuple(1000 * value for value in (statistics.median(ordered), ordered[0], ordered[-1]))


def report(result: dict) -> str:
    lines = ["# Delta tables beside pyarrow over delta-rs", "", result["machine"], "",
             "Milliseconds, median (least to greatest). Vane syncs each commit to the disk; delta-rs does not.", "",
             "| what | Vane | pyarrow over delta-rs | delta-rs / Vane |", "| --- | --- | --- | --- |"]

    def line(what: str, ours: list, theirs: list) -> None:
        lines.append("| %s | %s | %s | %.2f |" % (what, spread(ours), spread(theirs), statistics.median(theirs) / statistics.median(ours)))

    size = result["bulk"]["rows"]
    line("append of %d rows in one commit" % size, result["bulk"]["append"]["vane"], result["bulk"]["append"][Peer.name])
    line("scan of %d rows" % size, result["bulk"]["scan"]["vane"], result["bulk"]["scan"][Peer.name])
    ours, theirs = result["ageing"]["vane"], result["ageing"][Peer.name]
    tenth = max(1, len(ours) // 10)
    line("commit of 100 rows, first tenth of %d" % len(ours), ours[:tenth], theirs[:tenth])
    line("commit of 100 rows, last tenth", ours[-tenth:], theirs[-tenth:])
    for kind, what in (("whole", "scan of all files"), ("narrow", "scan of one file in %d, by a filter" % result["pruned_files"])):
        line(what, result["pruning"]["vane"][kind], result["pruning"][Peer.name][kind])
    aged = result["opening"]
    line("opening a table of %d commits, %d files" % (aged["commits"], aged["files"]), aged["vane"][:1], aged["delta-rs"][:1])
    line("the same after one more commit", aged["vane"][1:], aged["delta-rs"][1:])
    return "\n".join(lines) + "\n"


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--quick", action="store_true")
    options = arguments.parse_args()
    quick = options.quick
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        vane, peer = Vane(folder), Peer(folder)
        try:
            servers = [vane, peer]
            rounds = 2 if quick else options.rounds
            files = 20 if quick else 100
            result = {
                "machine": "%s, %d cores, Python %s, load average %.1f" % (platform.machine(), os.cpu_count(), platform.python_version(), os.getloadavg()[0]),
                "bulk": bulk(servers, rounds, 100_000 if quick else 1_000_000),
                "ageing": ageing(servers, 30 if quick else 300),
                "pruned_files": files,
                "pruning": pruning(servers, rounds, files, 10_000),
                "opening": opening(vane, 200 if quick else 10_000, 10),
            }
        finally:
            for server in (vane, peer):
                server.process.terminate()
                server.process.wait()
        text = report(result)
        print(text)
        if not quick:
            (RESULTS / "delta-tables.json").write_text(json.dumps(result, indent=1) + "\n")
            (RESULTS / "delta-tables.md").write_text(text)


if __name__ == "__main__":
    main()
