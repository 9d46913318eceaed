"""Acknowledgements a second: Vane beside a pyarrow Flight server that commits each batch, in one run.

Producers send batches of 1,000 rows, each acknowledged durable before the next. Rounds take turns
between the servers; after each the rows are counted by a query and held against what was
acknowledged. Then a thousand open, idle streams, and what they cost. The first round warms up.
Writes results/acks.json and results/acks.md.

Usage: acks.py [--rounds N] [--seconds S] [--quick]
"""

import argparse
import json
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import pyarrow as pa
import pyarrow.flight as flight

import run

BATCH_ROWS = 1_000
IDLE = 1_000


def start_vane(directory: pathlib.Path) -> tuple:
    (directory / "vane.yaml").write_text("limits: {streams: 2000}\n")
    ready = directory / "ready.json"
    process = subprocess.Popen(
        [str(run.ROOT / "vane"), "serve", "--config", str(directory / "vane.yaml"), "--data-dir", str(directory / "data"),
         "--flight-port", "0", "--http-port", "0", "--ready-file", str(ready)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    while not ready.exists():
        if process.poll() is not None:
            raise SystemExit("vane did not start; run ./vane doctor")
        time.sleep(0.05)
    where = json.loads(ready.read_text())
    return process, where["flight"].rsplit(":", 1)[1], where["pid"]


def start_peer(directory: pathlib.Path) -> tuple:
    process = subprocess.Popen(
        [sys.executable, str(run.HERE / "ack_peer.py"), str(directory / "peer.duckdb")], stdout=subprocess.PIPE, text=True
    )
    return process, process.stdout.readline().strip()


def count(server: str, port: str, table: str) -> int:
    client = flight.FlightClient(f"grpc://127.0.0.1:{port}")
    ticket = json.dumps({"sql": f'SELECT count(*) AS n FROM "{table}"'}) if server == "vane" else table
    return client.do_get(flight.Ticket(ticket.encode())).read_all()["n"][0].as_py()


def call(server: str, port: str, table: str, producers: int, seconds: float) -> dict:
    out = subprocess.run(
        [sys.executable, str(run.HERE / "ack_client.py"), server, port, table, str(producers), str(seconds), str(BATCH_ROWS)],
        check=True, stdout=subprocess.PIPE, text=True,
    ).stdout.split()
    acks, took, median, p99 = int(out[0]), float(out[1]), float(out[2]), float(out[3])
    rows = count(server, port, table)
    if rows != acks * BATCH_ROWS:
        raise SystemExit(f"{server} acknowledged {acks * BATCH_ROWS} rows and has {rows}")
    return {"acks_s": acks / took, "median_ms": median, "p99_ms": p99}


def measure(ports: dict, producers: int, rounds: int, seconds: float) -> dict:
    results = {server: [] for server in ports}
    for number in range(rounds + 1):
        for server, port in ports.items():
            measured = call(server, port, f"acks_{producers}_{number}", producers, seconds)
            if number:
                results[server].append(measured)
    middle = {
        server: {key: statistics.median(one[key] for one in every) for key in every[0]} for server, every in results.items()
    }
    ratios = sorted(v["acks_s"] / p["acks_s"] for v, p in zip(results["vane"], results["peer"]))
    return {
        "producers": producers, **middle, "ratio": statistics.median(ratios), "ratio_min": ratios[0], "ratio_max": ratios[-1],
        "p99_ratio": middle["vane"]["p99_ms"] / middle["peer"]["p99_ms"],
    }


def resident(pid: int) -> int:
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def processor_seconds(pid: int) -> float:
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def idle(port: str, pid: int) -> dict:
    client = flight.FlightClient(f"grpc://127.0.0.1:{port}")
    before = resident(pid)
    open_streams = []
    schema = pa.schema([("n", pa.int64())])
    for number in range(IDLE):
        command = json.dumps({"stream_name": "idle", "ack": "batch", "producer": {"id": f"i{number}"}}).encode()
        open_streams.append(client.do_put(flight.FlightDescriptor.for_command(command), schema))
        open_streams[-1][0].write_with_metadata(pa.record_batch([[number]], schema=schema), b'{"offset_id": 0}')
    for _, reader in open_streams:
        reader.read()
    after = resident(pid)
    begun = processor_seconds(pid)
    time.sleep(5)
    used = processor_seconds(pid) - begun
    for writer, _ in open_streams:
        writer.close()
    return {"streams": IDLE, "megabytes": (after - before) / 1e6, "processor_share": used / 5}


def write(lines: list, quiet: dict, rounds: int, seconds: float) -> None:
    run.RESULTS.mkdir(exist_ok=True)
    document = {"command": "benchmarks/acks", "rounds": rounds, "seconds": seconds, "machine": run.machine(), "results": lines, "idle": quiet}
    (run.RESULTS / "acks.json").write_text(json.dumps(document, indent=2) + "\n")
    info = document["machine"]
    text = [
        "# Acknowledgements beside a server that commits each batch", "",
        f"`benchmarks/acks`: {rounds} interleaved rounds of {seconds:g} seconds after one that warms up, {info['cpu']}, {info['cores']} cores, clients and both"
        " servers on them. Batches of 1,000 rows x 6, each on disk and acknowledged before its producer sends the next. Rows were counted by a query after each round.", "",
        "| producers | Vane, acks/s | median ms | p99 ms | peer, acks/s | median ms | p99 ms | ratio | p99 ratio |", "|---|---|---|---|---|---|---|---|---|",
    ]
    for line in lines:
        sides = " | ".join(
            f"{line[server]['acks_s']:,.0f} | {line[server]['median_ms']:.1f} | {line[server]['p99_ms']:.1f}" for server in ("vane", "peer")
        )
        text.append(
            f"| {line['producers']} | {sides} | {line['ratio']:.1f} ({line['ratio_min']:.1f} to {line['ratio_max']:.1f}) | {line['p99_ratio']:.2f} |"
        )
    text += ["", f"{quiet['streams']:,} open, idle streams added {quiet['megabytes']:.0f} MB and used {quiet['processor_share']:.1%} of one core."]
    (run.RESULTS / "acks.md").write_text("\n".join(text) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--quick", action="store_true", help="one round of three seconds, nothing written")
    arguments = parser.parse_args()
    rounds, seconds = (1, 3) if arguments.quick else (arguments.rounds, arguments.seconds)
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        vane, vane_port, pid = start_vane(directory)
        peer, peer_port = start_peer(directory)
        try:
            lines = []
            for producers in (16, 64):
                lines.append(measure({"vane": vane_port, "peer": peer_port}, producers, rounds, seconds))
                print(json.dumps(lines[-1]), flush=True)
            quiet = idle(vane_port, pid)
            print(json.dumps(quiet), flush=True)
        finally:
            for process in (vane, peer):
                process.send_signal(signal.SIGTERM)
                process.wait()
    if not arguments.quick:
        write(lines, quiet, rounds, seconds)


if __name__ == "__main__":
    main()
