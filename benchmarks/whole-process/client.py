"""One timed call in a process of its own: put or get, against Vane or against the peer.

Usage: client.py vane|peer put|get PORT TABLE SHAPE BATCH_ROWS
Prints the seconds of the call, and the rows that it moved.
"""

import json
import sys
import time

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


SHAPES = {"s1": lambda: trades(1_000_000), "s2": lambda: narrow(10_000_000)}


def put(server: str, client: flight.FlightClient, table: str, shape: str, batch_rows: int) -> int:
    data = SHAPES[shape]()
    descriptor = (
        flight.FlightDescriptor.for_command(json.dumps({"stream_name": table}))
        if server == "vane"
        else flight.FlightDescriptor.for_path(table)
    )
    client.wait_for_available()
    start = time.perf_counter()
    writer, reader = client.do_put(descriptor, data.schema)
    writer.write_table(data, max_chunksize=batch_rows)
    writer.done_writing()
    acknowledgement = reader.read()
    seconds = time.perf_counter() - start
    writer.close()
    if acknowledgement is None:
        raise SystemExit("no acknowledgement came")
    print(seconds)
    return data.num_rows


def get(server: str, client: flight.FlightClient, table: str) -> int:
    ticket = flight.Ticket(json.dumps({"table": table}) if server == "vane" else table)
    client.wait_for_available()
    start = time.perf_counter()
    rows = sum(chunk.data.num_rows for chunk in client.do_get(ticket))
    print(time.perf_counter() - start)
    return rows


def main(server: str, verb: str, port: str, table: str, shape: str, batch_rows: str) -> None:
    client = flight.connect(f"grpc://127.0.0.1:{port}")
    rows = put(server, client, table, shape, int(batch_rows)) if verb == "put" else get(server, client, table)
    print(rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
