"""Acknowledgements: how many a second, how late, for how long, and what they cost; Vane beside its peers.

Producers send batches of 1,000 rows, each acknowledged durable before the next. Where there is a peer,
rounds take turns between the servers and the first one warms up; after each the rows are counted by a
query and held against what was acknowledged. The parts:

  duckdb     16 and 64 producers, beside a pyarrow Flight server that commits each batch to a DuckDB file
  delta      16 producers into a Delta table, beside one that commits each batch with delta-rs
  aging      one producer whose every batch is a commit of a Delta table, up to 10,000 commits
  idle       a thousand open, idle streams
  restart    a gateway that was killed with 1 GB of log that its table had not taken
  sustained  16 producers for ten minutes, with the table keeping up

Writes results/acks.json and results/acks.md.

Usage: acks.py [--quick] [--only PART] [--rounds N] [--seconds S] [--sustained S] [--commits N] [--log-bytes N]
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
import urllib.request

import pyarrow as pa
import pyarrow.flight as flight

import ack_client
import run

BATCH_ROWS = 1_000
PARTS = ("duckdb", "delta", "aging", "idle", "restart", "sustained")


class Vane:
    """A gateway process over a data directory; it may be killed and started again."""

    def __init__(self, directory: pathlib.Path, settings: str = "") -> None:
        self.directory = directory
        self.directory.mkdir(exist_ok=True)
        (directory / "vane.yaml").write_text("limits: {streams: 2000, log_bytes: 4GiB}\n" + settings)
        self.start()

    def start(self) -> None:
        ready = self.directory / "ready.json"
        ready.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [str(run.ROOT / "vane"), "serve", "--config", str(self.directory / "vane.yaml"), "--data-dir", str(self.directory / "data"),
             "--flight-port", "0", "--http-port", "0", "--ready-file", str(ready)],
            stdout=subprocess.DEVNULL, stderr=(self.directory / "log.txt").open("ab"),
        )
        while not ready.exists():
            if self.process.poll() is not None:
                raise SystemExit(f"vane did not start; see {self.directory}/log.txt and run ./vane doctor")
            time.sleep(0.01)
        where = json.loads(ready.read_text())
        self.port, self.http, self.pid = where["flight"].rsplit(":", 1)[1], where["http"], where["pid"]

    def metric(self, name: str) -> float:
        page = urllib.request.urlopen(f"{self.http}/metrics").read().decode()
        return sum(float(line.rsplit(" ", 1)[1]) for line in page.splitlines() if line.startswith((name + " ", name + "{")))

    def count(self, table: str) -> int:
        client = flight.FlightClient(f"grpc://127.0.0.1:{self.port}")
        ticket = flight.Ticket(json.dumps({"sql": f'SELECT count(*) AS n FROM "{table}"'}).encode())
        return client.do_get(ticket).read_all()["n"][0].as_py()

    def kill(self) -> None:
        subprocess.run(["kill", "-9", str(self.pid)], check=True)
        self.process.wait()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Peer:
    """A server of ours to compare with, as a process."""

    def __init__(self, script: str, argument: pathlib.Path) -> None:
        self.process = subprocess.Popen([sys.executable, str(run.HERE / script), str(argument)], stdout=subprocess.PIPE, text=True)
        self.port = self.process.stdout.readline().strip()

    def count(self, table: str) -> int:
        client = flight.FlightClient(f"grpc://127.0.0.1:{self.port}")
        return client.do_get(flight.Ticket(table.encode())).read_all()["n"][0].as_py()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def producers_command(name: str, port: str, table: str, producers: int, seconds: float, command: dict) -> list:
    script = str(run.HERE / "ack_client.py")
    return [sys.executable, script, name, port, table, str(producers), str(seconds), str(BATCH_ROWS), json.dumps(command)]


def call(name: str, server, table: str, producers: int, seconds: float, command: dict) -> dict:
    """One round; every acknowledged row must be in the table, and nothing else."""
    out = subprocess.run(producers_command(name, server.port, table, producers, seconds, command), check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(out.stdout)
    rows = server.count(table)
    if rows != told["acks"] * BATCH_ROWS:
        raise SystemExit(f"{name} acknowledged {told['acks'] * BATCH_ROWS} rows and has {rows}: {told['reason']}")
    return dict(told, acks_s=told["acks"] / told["seconds"])


def beside(kind: str, servers: dict, producers: int, rounds: int, seconds: float, command: dict) -> dict:
    results = {name: [] for name in servers}
    for number in range(rounds + 1):
        for name, server in servers.items():
            measured = call(name, server, f"{kind}_{producers}_{number}", producers, seconds, command)
            if number:
                results[name].append(measured)
    keys = ("acks_s", "median_ms", "p99_ms")
    middle = {name: {key: statistics.median(one[key] for one in every) for key in keys} for name, every in results.items()}
    for name, every in results.items():
        middle[name]["refused"] = max(one["refused"] for one in every)
    ratios = sorted(v["acks_s"] / p["acks_s"] for v, p in zip(results["vane"], results["peer"]))
    return {
        "table": kind, "producers": producers, **middle,
        "ratio": statistics.median(ratios), "ratio_min": ratios[0], "ratio_max": ratios[-1],
        "p99_ratio": middle["vane"]["p99_ms"] / middle["peer"]["p99_ms"],
    }


def aging(vane: Vane, commits: int) -> dict:
    """Milliseconds to the acknowledgement of a commit, of the commits after the hundredth and of the last ones."""
    client = flight.FlightClient(f"grpc://127.0.0.1:{vane.port}")
    command = {"stream_name": "aging", "storage_backend": "delta", "ack": "batch", "durability": "table", "producer": {"id": "p"}}
    rows = ack_client.batch(100, 0)
    writer, reader = client.do_put(flight.FlightDescriptor.for_command(json.dumps(command).encode()), rows.schema)
    took = []
    for number in range(commits + 100):
        begun = time.perf_counter()
        writer.write_with_metadata(rows, json.dumps({"offset_id": number}).encode())
        told = json.loads(reader.read().to_pybytes())
        took.append((time.perf_counter() - begun) * 1e3)
    writer.done_writing()
    while reader.read() is not None:
        pass
    writer.close()
    span = min(100, commits // 10)
    first, last = sorted(took[100:100 + span]), sorted(took[-span:])
    return {
        "commits": told["version"], "median_ms_early": statistics.median(first), "median_ms_late": statistics.median(last),
        "worst_ms_early": first[-1], "worst_ms_late": last[-1],
    }


def resident(pid: int) -> int:
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def thread_seconds(pid: int) -> dict:
    seconds = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            name, fields = (task / "stat").read_text().split("(", 1)[1].rsplit(")", 1)
        except FileNotFoundError:
            continue  # It has ended.
        user, system = fields.split()[11:13]
        seconds[task.name, name] = (int(user) + int(system)) / 100
    return seconds


def idle(vane: Vane, streams: int) -> dict:
    client = flight.FlightClient(f"grpc://127.0.0.1:{vane.port}")
    before = resident(vane.pid)
    open_streams = []
    schema = pa.schema([("n", pa.int64())])
    for number in range(streams):
        command = json.dumps({"stream_name": "idle", "ack": "batch", "producer": {"id": f"i{number}"}}).encode()
        open_streams.append(client.do_put(flight.FlightDescriptor.for_command(command), schema))
        open_streams[-1][0].write_with_metadata(pa.record_batch([[number]], schema=schema), b'{"offset_id": 0}')
    for _, reader in open_streams:
        reader.read()
    vane.count("idle")
    time.sleep(2)
    after = resident(vane.pid)
    begun = thread_seconds(vane.pid)
    time.sleep(5)
    used = {thread: seconds - begun.get(thread, 0) for thread, seconds in thread_seconds(vane.pid).items()}
    busiest = max(used, key=used.get)
    for writer, _ in open_streams:
        writer.close()
    return {
        "streams": streams, "megabytes": (after - before) / 1e6, "processor_share": sum(used.values()) / 5,
        "busiest_thread": busiest[1], "busiest_share": used[busiest] / 5,
    }


def restart(directory: pathlib.Path, log_bytes: int) -> dict:
    """Kills a gateway whose table's folder was away until its log was so large, and starts it again."""
    # Without a hot tier the log waits for the table itself.
    vane = Vane(directory, "delta_config: {hot_tier: false}\n")
    command = {"storage_backend": "delta"}
    call("vane", vane, "late", 1, 1, command)
    folder = directory / "data" / "delta" / "late"
    kept = folder.with_name(".late-kept")
    writer = subprocess.Popen(
        producers_command("vane", vane.port, "late", 16, 3600, command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while vane.metric("vane_streams_open") < 16:
        time.sleep(0.05)
    folder.rename(kept)
    folder.write_text("The table's folder is away.")
    while vane.metric("vane_log_bytes") < log_bytes:
        if writer.poll() is not None:
            raise SystemExit(f"the producers ended before the log was full; see {directory}/log.txt")
        time.sleep(0.05)
    before = vane.metric("vane_log_bytes")
    vane.kill()
    writer.kill()
    writer.wait()
    folder.unlink()
    kept.rename(folder)
    begun = time.monotonic()
    vane.start()
    serving = time.monotonic() - begun
    rows = vane.count("late")
    queryable = time.monotonic() - begun
    status = flight.FlightClient(f"grpc://127.0.0.1:{vane.port}")
    durable = 0
    for number in range(16):
        body = json.dumps({"stream_name": "late", "producer": {"id": f"p{number}"}}).encode()
        durable += json.loads(next(iter(status.do_action(flight.Action("stream.status", body)))).body.to_pybytes())["ack_up_to_offset"] + 1
    vane.stop()
    if rows != durable * BATCH_ROWS:
        raise SystemExit(f"vane has {durable * BATCH_ROWS} durable rows and tells of {rows}")
    return {"log_megabytes": before / 1e6, "serving_s": serving, "queryable_s": queryable, "rows": rows}


def sustained(vane: Vane, seconds: float) -> dict:
    process = subprocess.Popen(producers_command("vane", vane.port, "sustained", 16, seconds, {}), stdout=subprocess.PIPE, text=True)
    samples = []
    while process.poll() is None:
        time.sleep(min(1, seconds / 20))
        samples.append(vane.metric("vane_log_bytes"))
    told = json.loads(process.stdout.read())
    begun = time.monotonic()
    rows = vane.count("sustained")
    drained = time.monotonic() - begun
    if rows != told["acks"] * BATCH_ROWS:
        raise SystemExit(f"vane acknowledged {told['acks'] * BATCH_ROWS} rows and has {rows}: {told['reason']}")
    part = told["seconds"] / len(told["parts"])
    return {
        "seconds": told["seconds"], "acks_s": told["acks"] / told["seconds"], "p99_ms": told["p99_ms"], "refused": told["refused"],
        "acks_s_first_tenth": told["parts"][0] / part, "acks_s_last_tenth": told["parts"][-1] / part,
        "log_megabytes_max": max(samples) / 1e6, "log_megabytes_end": samples[-1] / 1e6, "drained_s": drained, "rows": rows,
    }


def report(results: dict, arguments: argparse.Namespace) -> list:
    info = run.machine()
    text = [
        "# Acknowledgements", "",
        f"`benchmarks/acks` on {info['cpu']}, {info['cores']} cores, clients and servers on them. Batches of 1,000 rows x 6, each on disk and"
        " acknowledged before its producer sends the next. Rows were counted by a query after each part and are those that were acknowledged.",
        "",
    ]
    lines = results.get("duckdb", []) + results.get("delta", [])
    if lines:
        text += [
            f"{arguments.rounds} rounds of {arguments.seconds:g} seconds after one that warms up, taking turns with a peer that commits each batch"
            " (DuckDB file: pyarrow and DuckDB; Delta: pyarrow and delta-rs).", "",
            "| table | producers | Vane, acks/s | median ms | p99 ms | refused | peer, acks/s | median ms | p99 ms | refused | ratio | p99 ratio |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|",
        ]
    for line in lines:
        sides = " | ".join(
            f"{line[name]['acks_s']:,.0f} | {line[name]['median_ms']:.1f} | {line[name]['p99_ms']:.1f} | {line[name]['refused']}" for name in ("vane", "peer")
        )
        spread = f"{line['ratio']:.1f} ({line['ratio_min']:.1f} to {line['ratio_max']:.1f})"
        text.append(f"| {line['table']} | {line['producers']} | {sides} | {spread} | {line['p99_ratio']:.2f} |")
    if "aging" in results:
        one = results["aging"]
        text += ["", f"A commit of a Delta table for each batch (`durability: table`, one producer, 100 rows): {one['median_ms_early']:.1f} ms (median) after 100"
                 f" commits, {one['median_ms_late']:.1f} ms after {one['commits']:,}."]
    if "idle" in results:
        one = results["idle"]
        text += ["", f"{one['streams']:,} open, idle streams added {one['megabytes']:.0f} MB and used {one['processor_share']:.1%} of one core; the busiest thread"
                 f" ({one['busiest_thread']}) {one['busiest_share']:.1%}."]
    if "restart" in results:
        one = results["restart"]
        text += ["", f"Killed with {one['log_megabytes']:,.0f} MB of log that the table had not taken, the gateway served {one['serving_s']:.1f} s after its start,"
                 f" and answered a count of all {one['rows']:,} rows after {one['queryable_s']:.1f} s."]
    if "sustained" in results:
        one = results["sustained"]
        text += ["", f"16 producers for {one['seconds']:,.0f} s: {one['acks_s']:,.0f} acks/s ({one['acks_s_first_tenth']:,.0f} in the first tenth,"
                 f" {one['acks_s_last_tenth']:,.0f} in the last), p99 {one['p99_ms']:.1f} ms, {one['refused']} producers refused; the log held at most"
                 f" {one['log_megabytes_max']:,.0f} MB and {one['log_megabytes_end']:,.0f} MB at the end, and everything was in the table {one['drained_s']:.1f} s later."]
    return text


def measure(directory: pathlib.Path, parts: list, arguments: argparse.Namespace) -> dict:
    results = {}
    if "restart" in parts:
        results["restart"] = restart(directory / "restart", arguments.log_bytes)
        print(json.dumps(results["restart"]), flush=True)
    running = []
    try:
        vane = Vane(directory / "vane")
        running.append(vane)
        if "duckdb" in parts:
            peer = Peer("ack_peer.py", directory / "peer.duckdb")
            running.append(peer)
            results["duckdb"] = []
            for producers in (16, 64):
                results["duckdb"].append(beside("duckdb", {"vane": vane, "peer": peer}, producers, arguments.rounds, arguments.seconds, {}))
                print(json.dumps(results["duckdb"][-1]), flush=True)
        if "delta" in parts:
            (directory / "peer-delta").mkdir()
            peer = Peer("ack_delta_peer.py", directory / "peer-delta")
            running.append(peer)
            command = {"storage_backend": "delta"}
            results["delta"] = [beside("delta", {"vane": vane, "peer": peer}, 16, arguments.rounds, arguments.seconds, command)]
            print(json.dumps(results["delta"][-1]), flush=True)
        for part, step in {
            "aging": lambda: aging(vane, arguments.commits),
            "idle": lambda: idle(vane, arguments.streams),
            "sustained": lambda: sustained(vane, arguments.sustained),
        }.items():
            if part in parts:
                results[part] = step()
                print(json.dumps(results[part]), flush=True)
    finally:
        for process in running:
            process.stop()
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=PARTS, action="append", help="this part alone; nothing is written")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10, help="of each round")
    parser.add_argument("--sustained", type=float, default=600, help="seconds of the long run")
    parser.add_argument("--commits", type=int, default=10_000, help="of the table that ages")
    parser.add_argument("--log-bytes", type=int, default=10**9, help="of the log that a restart finds")
    parser.add_argument("--streams", type=int, default=1_000, help="that are open and idle")
    parser.add_argument("--quick", action="store_true", help="all parts, small; nothing is written")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.rounds, arguments.seconds, arguments.sustained = 1, 3, 10
        arguments.commits, arguments.log_bytes = 300, 10**8
    with tempfile.TemporaryDirectory() as name:
        results = measure(pathlib.Path(name), arguments.only or list(PARTS), arguments)
    if arguments.quick or arguments.only:
        print("\n".join(report(results, arguments)))
        return
    run.RESULTS.mkdir(exist_ok=True)
    document = {"command": "benchmarks/acks", "rounds": arguments.rounds, "seconds": arguments.seconds, "machine": run.machine(), "results": results}
    (run.RESULTS / "acks.json").write_text(json.dumps(document, indent=2) + "\n")
    (run.RESULTS / "acks.md").write_text("\n".join(report(results, arguments)) + "\n")


if __name__ == "__main__":
    main()
