"""A client in a process of its own, which makes its rows once and then does what it is told, call by call.

It reads one JSON object a line and answers each with one: seconds of the call, rows, bytes and its own CPU seconds.
Usage: bulk_client.py vane|peer|duckdb LOCATION, LOCATION being a port, or a file where DuckDB runs in this process
"""

import concurrent.futures
import json
import resource
import sys
import time

import duckdb
import numpy
import pyarrow
import pyarrow.flight as flight


def trades(rows: int) -> pyarrow.Table:
    """S1: six columns, about 50 bytes a row."""
    random = numpy.random.default_rng(42)
    symbols = pyarrow.array([f"SYM{i:02d}" for i in range(50)])
    sides = pyarrow.array(["B", "S"])
    return pyarrow.table(
        {
            "id": pyarrow.array(numpy.arange(rows)),
            "ts": pyarrow.array(1_700_000_000_000_000 + numpy.arange(rows) * 1000).cast(pyarrow.timestamp("us")),
            "symbol": symbols.take(pyarrow.array(random.integers(0, 50, rows))),
            "price": pyarrow.array(random.random(rows) * 100),
            "quantity": pyarrow.array(random.integers(1, 1000, rows)),
            "side": sides.take(pyarrow.array(random.integers(0, 2, rows))),
        }
    )


def narrow(rows: int) -> pyarrow.Table:
    """S2: an integer and a float."""
    random = numpy.random.default_rng(42)
    return pyarrow.table({"id": pyarrow.array(numpy.arange(rows)), "value": pyarrow.array(random.random(rows))})


def wide(columns: int) -> pyarrow.Table:
    """A million values in so many columns."""
    rows = 1_000_000 // columns
    random = numpy.random.default_rng(42)
    return pyarrow.table({f"c{i}": pyarrow.array(random.random(rows)) for i in range(columns)})


def make(shape: str) -> pyarrow.Table:
    """s1, s2, trades:ROWS or wide:COLUMNS."""
    name, _, size = shape.partition(":")
    if name == "wide":
        return wide(int(size))
    if name == "trades":
        return trades(int(size))
    return trades(1_000_000) if name == "s1" else narrow(10_000_000)


class Remote:
    """A Flight server; Vane is asked in JSON, a peer by the table's name."""

    def __init__(self, kind: str, port: str) -> None:
        self.kind = kind
        self.location = f"grpc://127.0.0.1:{port}"
        self.clients = [flight.connect(self.location)]

    def client(self, number: int) -> flight.FlightClient:
        while len(self.clients) <= number:
            self.clients.append(flight.connect(self.location))
        return self.clients[number]

    def put(self, number: int, table: str, data: pyarrow.Table, order: dict) -> None:
        command = {"stream_name": table, **order.get("options", {})}
        descriptor = (
            flight.FlightDescriptor.for_command(json.dumps(command)) if self.kind == "vane" else flight.FlightDescriptor.for_path(table)
        )
        options = flight.FlightCallOptions(write_options=pyarrow.ipc.IpcWriteOptions(compression=order.get("compression")))
        writer, reader = self.client(number).do_put(descriptor, data.schema, options)
        for _ in range(order.get("repeat", 1)):
            writer.write_table(data, max_chunksize=order["batch_rows"])
        writer.done_writing()
        acknowledgement = reader.read()
        writer.close()
        if acknowledgement is None:
            raise SystemExit("no acknowledgement came")

    def get(self, number: int, table: str) -> int:
        ticket = flight.Ticket(json.dumps({"table": table}) if self.kind == "vane" else table)
        return sum(chunk.data.num_rows for chunk in self.client(number).do_get(ticket))

    def hold(self, table: str, readers: int) -> list:
        """Readers that take one batch and then no more, for as long as the list is kept."""
        held = []
        for number in range(readers):
            ticket = flight.Ticket(json.dumps({"table": table}) if self.kind == "vane" else table)
            held.append(self.client(number).do_get(ticket))
            held[-1].read_chunk()
        return held


class InProcess:
    """DuckDB without a network, into a file."""

    def __init__(self, file: str) -> None:
        self.connection = duckdb.connect(file)
        self.connection.execute("SET preserve_insertion_order = false")

    def put(self, number: int, table: str, data: pyarrow.Table, order: dict) -> None:
        incoming = pyarrow.RecordBatchReader.from_batches(data.schema, data.to_batches(max_chunksize=order["batch_rows"]))
        cursor = self.connection.cursor()
        cursor.register("incoming", incoming)
        cursor.execute(f'CREATE TABLE "{table}" AS SELECT * FROM incoming')
        cursor.close()

    def get(self, number: int, table: str) -> int:
        cursor = self.connection.cursor()
        return sum(batch.num_rows for batch in cursor.sql(f'SELECT * FROM "{table}"').to_arrow_reader(65_536))


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def at_once(calls: list) -> list:
    with concurrent.futures.ThreadPoolExecutor(len(calls)) as threads:
        return [future.result() for future in [threads.submit(call) for call in calls]]


def main(kind: str, location: str) -> None:
    server = InProcess(location) if kind == "duckdb" else Remote(kind, location)
    held, shape, data = [], None, None
    for line in sys.stdin:
        order = json.loads(line)
        streams = order.get("streams", 1)
        tables = [order["table"] + (f"_{n}" if order.get("many") else "") for n in range(streams)]
        if order["verb"] == "put" and order["shape"] != shape:
            shape, data = order["shape"], make(order["shape"])
        if order["verb"] == "put":
            share = -(-data.num_rows // streams)
            parts = [data.slice(n * share, share) for n in range(streams)]
            calls = [lambda n=n: server.put(n, tables[n], parts[n], order) for n in range(streams)]
        elif order["verb"] == "hold":
            calls = [lambda: held.extend(server.hold(order["table"], streams))]
        else:
            calls = [lambda n=n: server.get(n, tables[n]) for n in range(streams)]
        cpu_before, start = cpu(), time.perf_counter()
        results = at_once(calls)
        answer = {"seconds": time.perf_counter() - start, "cpu": cpu() - cpu_before, "rows": 0, "bytes": 0}
        if order["verb"] == "put":
            answer.update(rows=data.num_rows * order.get("repeat", 1), bytes=data.nbytes * order.get("repeat", 1))
        elif order["verb"] == "get":
            answer["rows"] = sum(results)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
