"""Pivots at the client over Flight beside hand-written DuckDB SQL in process, over the same trades, in one run.

Vane keeps the trades in its DuckDB file, the peer in one of its own, both engines with two threads. In each
round every way of writing the question runs once, then Vane answers it, computed anew (a measure has another
alias each time, so that nothing kept serves). The fastest way of writing it is the one that Vane is held to.
The peer has no network: its answer is an Arrow table in the measuring process, Vane's came over Flight.
Rows and sums of both answers are compared. Writes results/pivots.json and results/pivots.md.

Usage: run.py [--rows N] [--rounds N] [--pivot-engine PYTHON] [--quick]
"""

import argparse
import copy
import json
import os
import pathlib
import platform
import signal
import statistics
import subprocess
import tempfile
import time

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.flight as flight

import questions
import trades

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RESULTS = HERE.parent / "results"


class Vane:
    def __init__(self, folder: pathlib.Path) -> None:
        ready = folder / "ready.json"
        self.process = subprocess.Popen(
            [str(ROOT / "vane"), "serve", "--data-dir", str(folder / "data"), "--flight-port", "0", "--http-port", "0",
             "--ready-file", str(ready)],
            env={**os.environ, "VANE_DUCKDB_THREADS": "2"}, stdout=subprocess.DEVNULL,
        )
        while not ready.exists():
            if self.process.poll() is not None:
                raise SystemExit("vane did not start; run ./vane doctor")
            time.sleep(0.05)
        self.pid = json.loads(ready.read_text())["pid"]
        self.client = flight.connect(json.loads(ready.read_text())["flight"])
        self.asked = 0

    def load(self, rows: int) -> None:
        descriptor = flight.FlightDescriptor.for_command(b'{"stream_name": "trades"}')
        writer, reader = self.client.do_put(descriptor, trades.batch(0, 1).schema)
        with writer:
            for batch in trades.batches(rows):
                writer.write_batch(batch)
            writer.done_writing()
            receipt = json.loads(reader.read().to_pybytes())
        if receipt["rows_processed"] != rows:
            raise SystemExit(f"vane stored {receipt['rows_processed']} of {rows} rows")

    def ask(self, question: dict) -> tuple:
        ticket = flight.Ticket(json.dumps({"table": "trades", **question}).encode())
        began = time.perf_counter()
        table = self.client.do_get(ticket).read_all()
        return (time.perf_counter() - began) * 1000, table

    def ask_anew(self, question: dict) -> tuple:
        """A question that was never asked: one alias differs."""
        self.asked += 1
        fresh = copy.deepcopy(question)
        last = fresh["measures"][-1]
        last["alias"] = f"{last['agg']}_{last['field']} {self.asked}"
        for top in fresh.get("top", []):
            top["by"] = last["alias"]
        return self.ask(fresh)

    def peak_megabytes(self) -> float:
        """The most that was resident since the last call."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
        pathlib.Path(f"/proc/{self.pid}/clear_refs").write_text("5")
        return peak

    def resident_megabytes(self) -> float:
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


class Peer:
    def __init__(self, folder: pathlib.Path) -> None:
        self.connection = duckdb.connect(str(folder / "peer.duckdb"), config={"threads": 2, "preserve_insertion_order": False})

    def load(self, rows: int) -> None:
        first = trades.batch(0, 0)
        self.connection.register("incoming", pa.Table.from_batches([first]))
        self.connection.execute("CREATE TABLE trades AS SELECT * FROM incoming")
        reader = pa.RecordBatchReader.from_batches(first.schema, trades.batches(rows))
        self.connection.register("incoming", reader)
        self.connection.execute("INSERT INTO trades SELECT * FROM incoming")
        self.connection.unregister("incoming")
        self.connection.execute("CHECKPOINT")
        if self.connection.sql("SELECT sum(1) FROM (SELECT quantity FROM trades)").fetchall()[0][0] != rows:
            raise SystemExit("the peer does not hold all rows")

    def ask(self, statement: str) -> tuple:
        began = time.perf_counter()
        table = self.connection.sql(statement).to_arrow_table()
        return (time.perf_counter() - began) * 1000, table


def total(table: pa.Table) -> float:
    """The sum of all sums of quantities, or of whatever was counted."""
    numbers = [
        column for name, column in zip(table.column_names, table.columns)
        if (pa.types.is_integer(column.type) or pa.types.is_decimal(column.type)) and not name.startswith(("_", "GROUPING", "grouping"))
    ]
    return float(sum((pc.sum(column).as_py() or 0) for column in numbers))


def compare(question: questions.Question, vane: pa.Table, peer: pa.Table) -> None:
    if vane.num_rows != peer.num_rows or total(vane) != total(peer):
        raise SystemExit(
            f"{question.name}: vane has {vane.num_rows} rows and {total(vane)}, the peer {peer.num_rows} and {total(peer)}")


def measure(vane: Vane, peer: Peer, question: questions.Question, rounds: int) -> dict:
    times = {way: [] for way in question.statements}
    computed = []
    for number in range(rounds + 1):
        for way, statement in question.statements.items():
            took, theirs = peer.ask(statement)
            if number:
                times[way].append(took)
        took, ours = vane.ask_anew(question.pivot)
        if number:
            computed.append(took)
    compare(question, ours, theirs)
    best = min(times, key=lambda way: statistics.median(times[way]))
    ratios = sorted(theirs / mine for theirs, mine in zip(times[best], computed))
    return {
        "question": question.name, "goal": question.goal, "peer": best, "rows": ours.num_rows,
        "vane_ms": statistics.median(computed), "peer_ms": statistics.median(times[best]),
        "peer_all_ms": {way: statistics.median(found) for way, found in times.items()},
        "faster": statistics.median(ratios), "faster_min": ratios[0], "faster_max": ratios[-1],
        "behind_ms": statistics.median(mine - 1.05 * theirs for theirs, mine in zip(times[best], computed)),
    }


def quantiles(times: list) -> dict:
    ordered = sorted(times)
    return {"ms": statistics.median(ordered), "p90_ms": ordered[int(0.9 * (len(ordered) - 1))], "times": len(ordered)}


def again(vane: Vane, rounds: int) -> list:
    """What is answered from the kept cube."""
    vane.ask(questions.BASE)
    lines = []
    for name, pivots in questions.AGAIN.items():
        asked = pivots if len(pivots) > 1 else pivots * 10 * rounds
        lines.append({"question": name, **quantiles([vane.ask(pivot)[0] for pivot in asked])})
    taken, page = vane.ask(questions.PAGES)
    times = []
    cursor = page.schema.metadata.get(b"vane.next_cursor")
    while cursor:
        took, page = vane.ask({**questions.PAGES, "cursor": cursor.decode()})
        times.append(took)
        cursor = page.schema.metadata.get(b"vane.next_cursor")
    lines.append({"question": "the next page of 50 rows", **quantiles(times)})
    return lines


def large(vane: Vane) -> dict:
    vane.peak_megabytes()
    before = vane.resident_megabytes()
    took, table = vane.ask(questions.LARGE)
    return {
        "question": "1,000 by 1,000 cells with totals, long", "rows": table.num_rows, "ms": took,
        "peak_mb": vane.peak_megabytes(), "before_mb": before,
    }


def beside_pivot_engine(vane: Vane, python: str, rows: int, rounds: int) -> list:
    process = subprocess.Popen(
        [python, str(HERE / "pivot_engine_peer.py"), str(rows)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    lines = []
    for name, spec in questions.PIVOT_ENGINE:
        theirs, ours = [], []
        for number in range(rounds + 1):
            process.stdin.write(json.dumps(spec) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline().split()
            mine = {key: value for key, value in spec.items() if key != "table" and value}
            mine["measures"] = copy.deepcopy(spec["measures"])
            mine["measures"][-1]["alias"] = f"anew {name} {number}"
            if "sort" in mine:
                mine["sort"] = [{**mine["sort"][0], "field": mine["measures"][-1]["alias"]}]
            took, table = vane.ask(mine)
            if int(answer[1]) != table.num_rows:
                raise SystemExit(f"{name}: vane has {table.num_rows} rows, pivot-engine {answer[1]}")
            if number:
                theirs.append(float(answer[0]))
                ours.append(took)
        ratios = sorted(their / mine for their, mine in zip(theirs, ours))
        lines.append({
            "question": name, "vane_ms": statistics.median(ours), "pivot_engine_ms": statistics.median(theirs),
            "faster": statistics.median(ratios), "faster_min": ratios[0], "faster_max": ratios[-1],
        })
    process.stdin.close()
    process.wait()
    return lines


def machine() -> dict:
    model = next((text.split(":")[1].strip() for text in open("/proc/cpuinfo") if text.startswith("model name")), "?")
    return {
        "cpu": model, "cores": os.cpu_count(), "python": platform.python_version(), "kernel": platform.release(),
        "duckdb": duckdb.__version__, "pyarrow": pa.__version__,
    }


def write(document: dict) -> None:
    info = document["machine"]
    text = [
        "# Pivots beside hand-written DuckDB SQL", "",
        f"`{document['command']}`: {document['rows']:,} trades, {document['rounds']} interleaved rounds after one that warms up,"
        f" {info['cpu']}, {info['cores']} cores, DuckDB {info['duckdb']} in process with two threads for the peer."
        " Vane is measured at the client over Flight. Medians; the brackets are the spread of the rounds' ratios.", "",
        "| question | Vane, ms | DuckDB, ms | written as | times faster | goal |", "|---|---|---|---|---|---|",
    ]
    text += [
        f"| {l['question']} | {l['vane_ms']:.0f} | {l['peer_ms']:.0f} | {l['peer']} | {l['faster']:.2f}"
        f" ({l['faster_min']:.2f} to {l['faster_max']:.2f}) | {l['goal']} |"
        for l in document["computed"]
    ]
    text += ["", "Answered from the cube that is kept:", "", "| question | median ms | 90th percentile ms | times faster than computing it |", "|---|---|---|---|"]
    computing = document["computed"][2]["vane_ms"]
    text += [f"| {l['question']} | {l['ms']:.1f} | {l['p90_ms']:.1f} | {computing / l['ms']:.0f} |" for l in document["again"]]
    found = document["large"]
    text += [
        "", f"{found['question']}: {found['rows']:,} cells in {found['ms']:,.0f} ms; the gateway had"
        f" {found['before_mb']:,.0f} MB resident before and {found['peak_mb']:,.0f} MB at most meanwhile.",
    ]
    if document["pivot_engine"]:
        text += [
            "", f"Beside pivot-engine 1.0.1, in process over {document['pivot_engine_rows']:,} trades in memory:", "",
            "| question | Vane, ms | pivot-engine, ms | times faster |", "|---|---|---|---|",
        ]
        text += [
            f"| {l['question']} | {l['vane_ms']:.0f} | {l['pivot_engine_ms']:.0f} | {l['faster']:.2f} ({l['faster_min']:.2f} to {l['faster_max']:.2f}) |"
            for l in document["pivot_engine"]
        ]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "pivots.json").write_text(json.dumps(document, indent=2) + "\n")
    (RESULTS / "pivots.md").write_text("\n".join(text) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--pivot-engine", help="the Python that has pivot-engine")
    parser.add_argument("--quick", action="store_true", help="a million rows, three rounds, nothing written")
    arguments = parser.parse_args()
    rows = 1_000_000 if arguments.quick else arguments.rows
    rounds = 3 if arguments.quick else arguments.rounds
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        vane, peer = Vane(folder), Peer(folder)
        try:
            vane.load(rows)
            peer.load(rows)
            document = {"command": "benchmarks/run-pivots", "rows": rows, "rounds": rounds, "machine": machine(), "computed": []}
            for question in questions.QUESTIONS:
                document["computed"].append(measure(vane, peer, question, rounds))
                print(json.dumps(document["computed"][-1]), flush=True)
            document["again"] = again(vane, rounds)
            document["large"] = large(vane)
            document["pivot_engine_rows"] = rows
            peer.connection.close()
            document["pivot_engine"] = (
                beside_pivot_engine(vane, arguments.pivot_engine, rows, rounds) if arguments.pivot_engine else [])
            for line in document["again"] + [document["large"]] + document["pivot_engine"]:
                print(json.dumps(line), flush=True)
        finally:
            vane.process.send_signal(signal.SIGTERM)
            vane.process.wait()
    if not arguments.quick:
        write(document)


if __name__ == "__main__":
    main()
