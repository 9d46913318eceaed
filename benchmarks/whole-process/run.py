"""Vane beside a plain pyarrow Flight server over a DuckDB file, in one run, as a ratio.

Both servers run at once, each over its own file; each round calls one after the other, every call
from a client process of its own, and counts the rows of the table afterwards through the server's
own read path. The first round warms up and is not counted. Writes results/whole-process.json and
results/whole-process.md.

Usage: run.py [--rounds N] [--quick]
"""

import argparse
import json
import os
import pathlib
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RESULTS = HERE.parent / "results"
SCENARIOS = [
    ("s1", "1M rows x 6", 10_000),
    ("s1", "1M rows x 6", 65_536),
    ("s1", "1M rows x 6", 122_880),
    ("s2", "10M rows x 2", 65_536),
]


def start_vane(directory: pathlib.Path) -> tuple:
    ready = directory / "ready.json"
    process = subprocess.Popen(
        [str(ROOT / "vane"), "serve", "--data-dir", str(directory / "data"), "--flight-port", "0", "--http-port", "0",
         "--ready-file", str(ready)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not ready.exists():
        if process.poll() is not None:
            raise SystemExit("vane did not start; run ./vane doctor")
        time.sleep(0.05)
    return process, json.loads(ready.read_text())["flight"].rsplit(":", 1)[1]


def start_peer(directory: pathlib.Path) -> tuple:
    process = subprocess.Popen(
        [sys.executable, str(HERE / "pyarrow_server.py"), str(directory / "peer.duckdb")], stdout=subprocess.PIPE, text=True
    )
    return process, process.stdout.readline().strip()


def call(server: str, verb: str, port: str, table: str, shape: str, batch_rows: int) -> tuple:
    out = subprocess.run(
        [sys.executable, str(HERE / "client.py"), server, verb, port, table, shape, str(batch_rows)],
        check=True, capture_output=True, text=True,
    ).stdout.split()
    return float(out[0]), int(out[1])


def measure(ports: dict, rounds: int, shape: str, batch_rows: int) -> dict:
    seconds = {(server, verb): [] for server in ports for verb in ("put", "get")}
    rows = 0
    for number in range(rounds + 1):
        table = f"{shape}_{batch_rows}_{number}"
        for server, port in ports.items():
            took, rows = call(server, "put", port, table, shape, batch_rows)
            read_took, read_rows = call(server, "get", port, table, shape, batch_rows)
            if read_rows != rows:
                raise SystemExit(f"{server} acknowledged {rows} rows and gave back {read_rows}")
            if number:
                seconds[server, "put"].append(took)
                seconds[server, "get"].append(read_took)
    return {"rows": rows, "seconds": seconds}


def line(label: str, batch_rows: int, verb: str, measured: dict) -> dict:
    vane, peer = (measured["seconds"][server, verb] for server in ("vane", "peer"))
    ratios = sorted(p / v for v, p in zip(vane, peer))
    rate = lambda values: measured["rows"] / statistics.median(values) / 1e6
    return {
        "scenario": label, "batch_rows": batch_rows, "call": verb, "ratio": statistics.median(ratios),
        "ratio_min": ratios[0], "ratio_max": ratios[-1], "vane_mrows_s": rate(vane), "peer_mrows_s": rate(peer),
    }


def machine() -> dict:
    model = next((text.split(":")[1].strip() for text in open("/proc/cpuinfo") if text.startswith("model name")), "?")
    return {"cpu": model, "cores": os.cpu_count(), "python": platform.python_version(), "kernel": platform.release()}


def write(lines: list, rounds: int) -> None:
    RESULTS.mkdir(exist_ok=True)
    document = {"command": "benchmarks/run", "rounds": rounds, "machine": machine(), "results": lines}
    (RESULTS / "whole-process.json").write_text(json.dumps(document, indent=2) + "\n")
    info = document["machine"]
    text = [
        "# Vane beside a plain pyarrow Flight server over a DuckDB file", "",
        f"`benchmarks/run`: {rounds} interleaved rounds after one that warms up, {info['cpu']}, {info['cores']} cores,"
        f" clients and both servers on them. A ratio above 1 means that Vane was faster; the brackets are the spread of the rounds.",
        "A put ends when the server acknowledges its commit; both servers have the rows on disk then. Rows were counted after each put.", "",
        "| scenario | batch rows | call | ratio | Vane, M rows/s | peer, M rows/s |", "|---|---|---|---|---|---|",
    ]
    text += [
        f"| {l['scenario']} | {l['batch_rows']:,} | {l['call']} | {l['ratio']:.2f} ({l['ratio_min']:.2f} to {l['ratio_max']:.2f})"
        f" | {l['vane_mrows_s']:.1f} | {l['peer_mrows_s']:.1f} |"
        for l in lines
    ]
    puts, gets = ([l["ratio"] for l in lines if l["call"] == call] for call in ("put", "get"))
    text += ["", f"So a durable put runs at {min(puts):.2f} to {max(puts):.2f} of the peer's rate, and a read at {min(gets):.2f}"
             f" to {max(gets):.2f}; the first rounds of a fresh JVM are slower than its later ones and are part of the figures."]
    (RESULTS / "whole-process.md").write_text("\n".join(text) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="one scenario, two rounds, nothing written")
    arguments = parser.parse_args()
    rounds = 2 if arguments.quick else arguments.rounds
    lines = []
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        vane, vane_port = start_vane(directory)
        peer, peer_port = start_peer(directory)
        try:
            for shape, label, batch_rows in SCENARIOS[1:2] if arguments.quick else SCENARIOS:
                measured = measure({"vane": vane_port, "peer": peer_port}, rounds, shape, batch_rows)
                for verb in ("put", "get"):
                    lines.append(line(label, batch_rows, verb, measured))
                    print(json.dumps(lines[-1]), flush=True)
        finally:
            for process in (vane, peer):
                process.send_signal(signal.SIGTERM)
                process.wait()
    if not arguments.quick:
        write(lines, rounds)


if __name__ == "__main__":
    main()
