"""Producers of acks.py, each a thread that sends a batch, waits until it is durable, and sends the next.

Usage: ack_client.py vane|peer PORT TABLE PRODUCERS SECONDS BATCH_ROWS
Prints acknowledgements, seconds, and the median and 99th percentile in milliseconds.
"""

import json
import statistics
import sys
import threading
import time

import pyarrow as pa
import pyarrow.flight as flight



def batch(rows: int, seed: int) -> pa.RecordBatch:
    numbers = list(range(seed, seed + rows))
    return pa.record_batch(
        [
            pa.array(numbers, pa.int64()),
            pa.array([n * 1_000 for n in numbers], pa.timestamp("us")),
            pa.array([f"symbol-{n % 50}" for n in numbers]),
            pa.array([n / 7 for n in numbers], pa.float64()),
            pa.array([n * 3 for n in numbers], pa.int64()),
            pa.array(["buy" if n % 2 else "sell" for n in numbers]),
        ],
        names=["id", "at", "symbol", "price", "quantity", "side"],
    )


def produce(server, port, table, number, end, rows, latencies, failures):
    try:
        client = flight.FlightClient(f"grpc://127.0.0.1:{port}")
        if server == "vane":
            descriptor = flight.FlightDescriptor.for_command(
                json.dumps({"stream_name": table, "ack": "batch", "producer": {"id": f"p{number}"}}).encode()
            )
        else:
            descriptor = flight.FlightDescriptor.for_path(table)
        rows_of_batch = batch(rows, number * rows)
        writer, reader = client.do_put(descriptor, rows_of_batch.schema)
        offset = 0
        while time.monotonic() < end:
            begun = time.perf_counter()
            writer.write_with_metadata(rows_of_batch, json.dumps({"offset_id": offset}).encode())
            reader.read()
            latencies.append(time.perf_counter() - begun)
            offset += 1
        writer.done_writing()
        while reader.read() is not None:
            pass
        writer.close()
    except Exception as failure:  # The parent reports it: a producer that was refused is a result.
        failures.append(failure)


def main() -> None:
    server, port, table, producers, seconds, rows = sys.argv[1:7]
    latencies = [[] for _ in range(int(producers))]
    failures = []
    begun = time.monotonic()
    end = begun + float(seconds)
    threads = [
        threading.Thread(target=produce, args=(server, port, table, n, end, int(rows), latencies[n], failures))
        for n in range(int(producers))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - begun
    if failures:
        raise SystemExit(f"{len(failures)} producers failed: {failures[0]}")
    every = sorted(value for own in latencies for value in own)
    print(len(every), took, statistics.median(every) * 1e3, every[int(len(every) * 0.99)] * 1e3)


if __name__ == "__main__":
    main()
