"""Vane beside its peers, whole processes in one run, as ratios.

The servers of a scenario run at once, each over its own file and with a client in a process of its own; in each
round one after the other does the same, so that whatever disturbs the machine meets all of them. The first two
rounds warm up. After each put the table is read back and its rows are counted. Writes results/whole-process.json,
.md and .svg.

Usage: run.py [--rounds N] [--gigabytes N] [--quick] [--only NAME ...]
"""

import argparse
import concurrent.futures
import itertools
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import pyarrow
import pyarrow.flight as flight

import report
import servers
from report import machine
from servers import HERE, ROOT

RESULTS = HERE.parent / "results"
WARM_UP = 2
# Where no engine takes most of the time, what is measured must have been compiled.
WARM_UP_ALONE = 15
DURABLE = {"vane": True, "strong": True, "ordered": True, "each": True, "in process": True}
S1, S2 = "1M x 6", "10M x 2"


class Suite:
    def __init__(self, rounds: int, gigabytes: float) -> None:
        self.rounds, self.gigabytes = rounds, gigabytes
        self.lines, self.facts, self.growth = [], [], []
        self.numbers, self.clients = itertools.count(), {}

    def say(self, kept: list, what: dict) -> None:
        kept.append(what)
        print(json.dumps(what), flush=True)

    def together(self, names: list, work, **settings: str) -> None:
        """Runs the work over these servers, all of them up at once."""
        with tempfile.TemporaryDirectory() as folder:
            running = [servers.start(name, pathlib.Path(folder), **settings) for name in names]
            try:
                work(running)
            finally:
                for server in running:
                    server.stop()

    def rounds_of(self, running: list, shape: str, order: dict, verbs: tuple, warm_up: int = WARM_UP) -> dict:
        """What each call of each round took, by verb and server."""
        measured = {verb: {server.name: [] for server in running} for verb in verbs}
        for number in range(self.rounds + warm_up):
            table = f"t{next(self.numbers)}"
            for server in running:
                rows = size = 0
                for verb in verbs:
                    call = {"again": "get"}.get(verb, verb)
                    answer = server.call(call, table, shape=shape, **order)
                    if verb == "put":
                        rows, size = answer["rows"], answer["bytes"]
                    elif answer["rows"] != rows and server.name == "vane":
                        raise SystemExit(f"vane acknowledged {rows} rows and gave back {answer['rows']}")
                    answer.update(bytes=size, peak=server.memory())
                    if number >= warm_up:
                        measured[verb][server.name].append(answer)
        return measured

    def bulk(self, scenarios: list, peers: list, verbs: tuple = ("put", "get", "again"), goals: dict = {}) -> None:
        def work(running: list) -> None:
            for label, shape, order in scenarios:
                measured = self.rounds_of(running, shape, order, verbs)
                for verb in verbs:
                    for peer in peers:
                        self.say(self.lines, report.compare(label, verb, "vane", peer, measured[verb], goals.get((verb, peer)), DURABLE))

        self.together(["vane", *peers], work)

    def whole_streams(self, quick: bool) -> None:
        goals = {("put", "strong"): 1.0, ("get", "strong"): 1.0, ("again", "strong"): 1.2, ("put", "ordered"): 1.6}
        middle = (f"{S1}, batches of 65,536", "s1", {"batch_rows": 65_536})
        self.bulk([middle], ["strong"] if quick else ["strong", "ordered", "each", "in process"], goals=goals)
        if not quick:
            rest = [(f"{S1}, batches of {rows:,}", "s1", {"batch_rows": rows}) for rows in (10_000, 122_880)]
            self.bulk([*rest, (f"{S2}, batches of 65,536", "s2", {"batch_rows": 65_536})], ["strong"], goals=goals)

    def compressed(self) -> None:
        scenarios = [(f"{S1}, {codec}", "s1", {"batch_rows": 65_536, "compression": codec}) for codec in ("lz4", "zstd")]
        self.bulk(scenarios, ["strong"], ("put", "get"))

    def many_streams(self) -> None:
        for streams in (4, 16):
            for many in (False, True):
                label = f"{S1}, {streams} streams, {'a table each' if many else 'one table'}"
                self.bulk([(label, "s1", {"batch_rows": 65_536, "streams": streams, "many": many})], ["strong"], ("put",))
        def work(running: list) -> None:
            for server in running:
                server.call("put", "shared", shape="s1", batch_rows=65_536)
            measured = {server.name: [] for server in running}
            for number in range(self.rounds + WARM_UP):
                for server in running:
                    answer = server.call("get", "shared", streams=4)
                    if number >= WARM_UP:
                        measured[server.name].append({**answer, "bytes": 0, "peak": server.memory()})
            self.say(self.lines, report.compare(f"{S1}, 4 readers of one table", "get", "vane", "strong", measured, None, DURABLE))

        # Readers of one table, not of tables of their own: the client asks for the same name.
        self.together(["vane", "strong"], work)

    def transport(self, quick: bool) -> None:
        """Receiving alone, and sending alone: a kept answer is sent from memory, as a replay is."""
        def receive(running: list) -> None:
            for label, shape in ((S1, "s1"),) if quick else ((S1, "s1"), (S2, "s2")):
                measured = self.rounds_of(running, shape, {"batch_rows": 65_536}, ("put",), warm_up=WARM_UP_ALONE)["put"]
                self.say(self.lines, report.compare(f"{label}, thrown away", "put", "receiver", "discard", measured, 0.75, {}))

        def replay(running: list) -> None:
            for label, shape in ((S1, "s1"),) if quick else ((S1, "s1"), (S2, "s2")):
                for server in running:
                    server.call("put", "replayed_" + shape, shape=shape, batch_rows=65_536)
                measured = {server.name: [] for server in running}
                for number in range(self.rounds + WARM_UP_ALONE):
                    for server in running:
                        answer = server.call("get", "replayed_" + shape)
                        if number >= WARM_UP_ALONE:
                            measured[server.name].append({**answer, "bytes": 0, "peak": server.memory()})
                self.say(self.lines, report.compare(f"{label}, from memory", "get", "vane", "replay", measured, 0.9, {}))

        self.together(["receiver", "discard"], receive)
        self.together(["vane", "replay"], replay)

    def memory(self) -> None:
        """A long stream whose rows are sent again and again, and readers that stop after one batch."""
        def stream(backend: str):
            def work(running: list) -> None:
                repeat = max(1, math.ceil(self.gigabytes * 1e9 / 50e6))
                answer = running[0].call("put", "long", shape="s1", batch_rows=65_536, repeat=repeat, options={"storage_backend": backend})
                fact = {"what": f"resident at most, {answer['bytes'] / 1e9:.0f} GB in one stream into {backend}", "unit": "MB", "goal": "1,000"}
                self.say(self.facts, {**fact, "measured": running[0].memory() / 1e6})
            return work

        def readers(running: list) -> None:
            running[0].call("put", "held", shape="s2", batch_rows=65_536)
            running[0].call("hold", "held", streams=100)
            time.sleep(5)
            self.say(self.facts, {"what": "resident, 100 readers that stopped after a batch", "measured": running[0].memory("VmRSS") / 1e6, "unit": "MB", "goal": "1,000"})

        for backend in ("duckdb", "delta"):
            self.together(["vane"], stream(backend))
        self.together(["vane"], readers, VANE_LIMITS_QUERIES="100", VANE_LIMITS_CLIENT_STALL="10m")

    def start_up(self, quick: bool) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            times = []
            for number in range(3):
                (folder / str(number)).mkdir()
                process, _, seconds = servers.serve_vane(folder / str(number))
                times.append(seconds)
                process.terminate()
                process.wait()
            self.say(self.facts, {"what": "start on an empty directory", "measured": statistics.median(times), "unit": "s", "goal": "2"})
            process, told, _ = servers.serve_vane(folder)
            times = []
            for _ in range(3):
                began = time.perf_counter()
                subprocess.run([str(ROOT / "vane"), "query", "--server", told["flight"], "SELECT 1"], check=True, stdout=subprocess.DEVNULL)
                times.append(time.perf_counter() - began)
            self.say(self.facts, {"what": "a client command", "measured": min(times), "unit": "s", "goal": "0.5"})
            if not quick:
                self.tables(folder, process, told)
            else:
                process.terminate()
                process.wait()

    def tables(self, folder: pathlib.Path, process: subprocess.Popen, told: dict) -> None:
        """A thousand tables: what a small commit and a small answer take as they grow, then a start on them."""
        commits, answers, made = [], [], 0
        for wanted in (1, 10, 100, 1000):
            while made < wanted:
                self.small_put(told["flight"], f"small_{made}")
                made += 1
            commits.append((wanted, self.median(lambda: self.small_put(told["flight"], f"small_{made - 1}"))))
            answers.append((wanted, self.median(lambda: self.small_get(told["flight"], "small_0"))))
        self.curve("small commit, as tables grow", commits)
        self.curve("small answer, as tables grow", answers)
        process.terminate()
        process.wait()
        process, _, seconds = servers.serve_vane(folder)
        process.terminate()
        process.wait()
        self.say(self.facts, {"what": "start on 1,000 tables", "measured": seconds, "unit": "s", "goal": "4"})

    def mixed(self) -> None:
        """Pivots while streams come in: what each takes beside the other, as a multiple of what it takes alone."""
        def work(running: list) -> None:
            vane = running[0]
            vane.call("put", "asked", shape="s1", batch_rows=65_536)
            client = flight.connect(f"grpc://127.0.0.1:{vane.location}")

            def put() -> float:
                return vane.call("put", f"mixed{next(self.numbers)}", shape="s1", batch_rows=65_536, repeat=4)["seconds"]

            def pivot() -> float:
                # Another filter each time, so that every one is computed.
                question = {"table": "asked", "rows": ["symbol"], "measures": [{"field": "price", "agg": "sum"}],
                            "filters": [{"field": "id", "op": ">=", "value": next(self.numbers)}]}
                began = time.perf_counter()
                client.do_get(flight.Ticket(json.dumps(question))).read_all()
                return time.perf_counter() - began

            alone = statistics.median(put() for _ in range(self.rounds)), statistics.median(pivot() for _ in range(5 * self.rounds))
            puts, pivots = [], []
            with concurrent.futures.ThreadPoolExecutor(1) as other:
                for _ in range(self.rounds):
                    coming = other.submit(put)
                    while not coming.done():
                        pivots.append(pivot())
                    puts.append(coming.result())
            for what, beside, by_itself in (("a stream while pivots are asked", puts, alone[0]), ("a pivot while a stream comes in", pivots, alone[1])):
                self.say(self.facts, {"what": f"{what}, beside {by_itself * 1000:.0f} ms alone", "measured": statistics.median(beside) / by_itself,
                                      "unit": "times", "goal": "–"})
            self.say(self.facts, {"what": "the slowest of those pivots", "measured": max(pivots) / alone[1], "unit": "times", "goal": "–"})

        self.together(["vane"], work)

    def median(self, call, times: int = 15) -> float:
        taken = []
        for _ in range(times):
            began = time.perf_counter()
            call()
            taken.append(time.perf_counter() - began)
        return statistics.median(taken)

    def small_put(self, location: str, table: str) -> None:
        client = self.clients.setdefault(location, flight.connect(location))
        data = pyarrow.table({"x": list(range(10))})
        writer, reader = client.do_put(flight.FlightDescriptor.for_command(json.dumps({"stream_name": table})), data.schema)
        writer.write_table(data)
        writer.done_writing()
        reader.read()
        writer.close()

    def small_get(self, location: str, table: str) -> None:
        client = self.clients.setdefault(location, flight.connect(location))
        client.do_get(flight.Ticket(json.dumps({"sql": f"SELECT count(*) FROM {table}"}))).read_all()

    def curve(self, what: str, points: list) -> None:
        """The slope of log seconds over log size, by least squares."""
        xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
        mean_x, mean_y = statistics.mean(xs), statistics.mean(ys)
        slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) / sum((x - mean_x) ** 2 for x in xs)
        self.say(self.growth, {"what": what, "points": points, "exponent": slope})

    def growing(self) -> None:
        """Rows, columns, and the age of a table."""
        def work(running: list) -> None:
            vane = running[0]
            put = lambda table, shape: min(vane.call("put", f"{table}_{n}", shape=shape, batch_rows=65_536)["seconds"] for n in range(4))
            self.curve("put, rows", [(rows, put(f"rows_{rows}", f"trades:{rows}")) for rows in (250_000, 500_000, 1_000_000, 2_000_000, 4_000_000)])
            self.curve("put of a million values, columns", [(columns, put(f"wide_{columns}", f"wide:{columns}")) for columns in (10, 50, 200, 500)])
            location, points, made = f"grpc://127.0.0.1:{vane.location}", [], 0
            for wanted in (10, 100, 1000):
                while made < wanted:
                    self.small_put(location, "aging")
                    made += 1
                points.append((wanted, self.median(lambda: self.small_put(location, "aging"))))
            self.curve("small commit, as its table ages", points)

        self.together(["vane"], work)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--gigabytes", type=float, default=5, help="size of the long streams (default 5; the goal is about 50)")
    parser.add_argument("--quick", action="store_true", help="the main scenarios, three rounds; nothing is written")
    parser.add_argument("--only", nargs="+", default=[], help="streams, compression, concurrency, transport, memory, mixed, start, growth")
    arguments = parser.parse_args()
    suite = Suite(3 if arguments.quick else arguments.rounds, arguments.gigabytes)
    parts = {
        "streams": lambda: suite.whole_streams(arguments.quick), "transport": lambda: suite.transport(arguments.quick),
        "start": lambda: suite.start_up(arguments.quick),
    }
    if not arguments.quick:
        parts.update(compression=suite.compressed, concurrency=suite.many_streams, memory=suite.memory, mixed=suite.mixed, growth=suite.growing)
    unknown = [name for name in arguments.only if name not in parts]
    if unknown:
        sys.exit(f"There is no part {unknown[0]}; there are {', '.join(parts)}.")
    begun, failed = machine(), []
    for name, part in parts.items():
        if name not in (arguments.only or parts):
            continue
        try:
            part()
        except (Exception, SystemExit) as failure:
            # The other parts are worth having; the end says which is missing.
            failed.append(f"{name}: {failure!r}")
            print(f"The part {name} failed: {failure!r}", file=sys.stderr, flush=True)
        if not arguments.quick and not arguments.only:
            report.write(RESULTS, {
                "command": "benchmarks/run", "rounds": suite.rounds, "machine": begun, "failed": failed,
                "results": suite.lines, "facts": suite.facts, "growth": suite.growth,
            })
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
