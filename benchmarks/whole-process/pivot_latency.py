"""How long pivots take at the client over Flight: computed, kept, the next page, another order, another layout.

Starts a gateway of its own, loads trades, and asks each question once computed and many times kept.
Prints medians and the 90th percentile in milliseconds.

Usage: pivot_latency.py [--rows N] [--rounds N]
"""

import argparse
import json
import os
import pathlib
import signal
import statistics
import subprocess
import tempfile
import time

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.flight as fl

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BATCH_ROWS = 122_880


def start(directory: pathlib.Path) -> tuple:
    ready = directory / "ready.json"
    process = subprocess.Popen(
        [str(ROOT / "vane"), "serve", "--data-dir", str(directory / "data"), "--flight-port", "0", "--http-port", "0",
         "--ready-file", str(ready)],
        stdout=subprocess.DEVNULL,
    )
    while not ready.exists():
        if process.poll() is not None:
            raise SystemExit("vane did not start; run ./vane doctor")
        time.sleep(0.05)
    return process, json.loads(ready.read_text())["flight"]


def batch(first: int, rows: int) -> pa.RecordBatch:
    """Trades whose keys are spread by multiplication, so that every run has the same."""
    number = pa.array(range(first, first + rows), pa.int64())
    spread = pc.bit_wise_and(pc.multiply(number, 2654435761), 0x7FFFFFFF)

    def pick(prefix: str, count: int, step: int) -> pa.Array:
        at = pc.subtract(pc.divide(spread, step), pc.multiply(pc.divide(pc.divide(spread, step), count), count))
        return pa.array([prefix + str(index) for index in range(count)]).take(at)

    return pa.record_batch(
        {
            "region": pick("region ", 5, 1),
            "desk": pick("desk ", 10, 7),
            "month": pick("month ", 12, 71),
            "symbol": pick("symbol ", 1000, 3),
            "account": pick("account ", 1000, 3301),
            "quantity": pc.bit_wise_and(spread, 1023),
            "price": pc.divide(pc.cast(spread, pa.float64()), 1e6),
        }
    )


def load(client: fl.FlightClient, rows: int) -> None:
    schema = batch(0, 1).schema
    writer, _ = client.do_put(fl.FlightDescriptor.for_command(b'{"stream_name": "trades"}'), schema)
    with writer:
        for first in range(0, rows, BATCH_ROWS):
            writer.write_batch(batch(first, min(BATCH_ROWS, rows - first)))


def ask(client: fl.FlightClient, question: dict) -> tuple:
    began = time.perf_counter()
    table = client.do_get(fl.Ticket(json.dumps(question).encode())).read_all()
    return (time.perf_counter() - began) * 1000, table


def report(name: str, times: list) -> None:
    ordered = sorted(times)
    print(f"{name:44} {statistics.median(ordered):9.2f} {ordered[int(0.9 * (len(ordered) - 1))]:9.2f}")


def measure(client: fl.FlightClient, rounds: int) -> None:
    base = {
        "table": "trades",
        "rows": ["region", "desk"],
        "columns": ["month"],
        "measures": [{"field": "quantity", "agg": "sum"}, {"field": "price", "agg": "avg"}],
        "totals": {"rows": "after", "columns": "after", "subtotals": True},
    }
    computed = []
    for index in range(3):
        fresh = json.loads(json.dumps(base))
        fresh["measures"][0]["alias"] = f"fresh {index}"
        computed.append(ask(client, fresh)[0])
    ask(client, base)
    report("computed", computed)
    report("the same again", [ask(client, base)[0] for _ in range(rounds)])
    orders = [
        {**base, "sort": {"field": "sum_quantity", "order": order, "column": [f"month {month}"]}}
        for month in range(12) for order in ("asc", "desc")
    ]
    report("another order, first time", [ask(client, question)[0] for question in orders])
    layouts = [
        {**base, "totals": {"rows": rows, "columns": columns, "subtotals": subtotals}, "result": form}
        for rows in ("none", "before", "after") for columns in ("none", "before", "after")
        for subtotals in (True, False) for form in ("wide", "long")
    ]
    report("other totals and forms, first time", [ask(client, question)[0] for question in layouts])
    pages = {**base, "rows": ["symbol"], "page": {"size": 50}}
    cursor, times = ask(client, pages)[1].schema.metadata[b"vane.next_cursor"].decode(), []
    while cursor:
        taken, page = ask(client, {**pages, "cursor": cursor})
        times.append(taken)
        following = page.schema.metadata.get(b"vane.next_cursor")
        cursor = following.decode() if following else None
    report("the next page of 50", times)
    large = {
        "table": "trades", "rows": ["symbol"], "columns": ["account"], "result": "long",
        "measures": [{"field": "quantity", "agg": "sum"}], "totals": {"rows": "after", "columns": "after"},
    }
    taken, table = ask(client, large)
    report(f"computed, {table.num_rows:,} cells, long", [taken])
    report(f"the same again", [ask(client, large)[0] for _ in range(3)])
    wide = {**large, "result": "wide", "column_range": {"offset": 0, "limit": 900}}
    report("the same wide, 900 columns", [ask(client, wide)[0] for _ in range(3)])
    report("a corner of it, 50 by 20", [
        ask(client, {**wide, "row_range": {"offset": 50 * index, "limit": 50}, "column_range": {"offset": 20 * index, "limit": 20}})[0]
        for index in range(20)
    ])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=50)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        process, location = start(pathlib.Path(folder))
        try:
            client = fl.connect(location)
            load(client, options.rows)
            print(f"{options.rows:,} rows{'':33} median ms    p90 ms")
            measure(client, options.rounds)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


if __name__ == "__main__":
    main()
