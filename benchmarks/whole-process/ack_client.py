"""Producers of acks.py, each a thread that sends a batch, waits until it is durable, and sends the next.

Usage: ack_client.py vane|peer PORT TABLE PRODUCERS SECONDS BATCH_ROWS [COMMAND]
COMMAND is JSON that is added to the command of Vane's streams. Prints one JSON object: acknowledgements,
seconds, the median and the 99th percentile in milliseconds, producers that were refused with the first
reason, and the acknowledgements of each tenth of the time.
"""

import json
import statistics
import sys
import threading
import time

import pyarrow as pa
import pyarrow.flight as flight

PARTS = 10


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


def descriptor(server: str, table: str, number: int, command: dict) -> flight.FlightDescriptor:
    if server == "peer":
        return flight.FlightDescriptor.for_path(table)
    whole = dict(command, stream_name=table, ack="batch", producer={"id": f"p{number}"})
    return flight.FlightDescriptor.for_command(json.dumps(whole).encode())


def produce(target, rows_of_batch, end, acks, failures):
    port, where = target
    try:
        client = flight.FlightClient(f"grpc://127.0.0.1:{port}")
        writer, reader = client.do_put(where, rows_of_batch.schema)
        offset = 0
        while time.monotonic() < end:
            begun = time.perf_counter()
            writer.write_with_metadata(rows_of_batch, json.dumps({"offset_id": offset}).encode())
            if reader.read() is None:
                break  # The call has ended; closing it tells why.
            acks.append((time.monotonic(), time.perf_counter() - begun))
            offset += 1
        writer.done_writing()
        while reader.read() is not None:
            pass
        writer.close()
    except Exception as failure:  # A producer that was refused is a result.
        failures.append(str(failure))


def main() -> None:
    server, port, table, producers, seconds, rows = sys.argv[1:7]
    command = json.loads(sys.argv[7]) if len(sys.argv) > 7 else {}
    acks = [[] for _ in range(int(producers))]
    failures = []
    batches = [batch(int(rows), n * int(rows)) for n in range(int(producers))]
    begun = time.monotonic()
    end = begun + float(seconds)
    threads = [
        threading.Thread(target=produce, args=((port, descriptor(server, table, n, command)), batches[n], end, acks[n], failures))
        for n in range(int(producers))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - begun
    every = sorted(took_one for own in acks for _, took_one in own)
    parts = [0] * PARTS
    for own in acks:
        for at, _ in own:
            parts[min(PARTS - 1, int((at - begun) / float(seconds) * PARTS))] += 1
    print(json.dumps({
        "acks": len(every), "seconds": took,
        "median_ms": statistics.median(every) * 1e3 if every else None,
        "p99_ms": every[int(len(every) * 0.99)] * 1e3 if every else None,
        "refused": len(failures), "reason": failures[0] if failures else None, "parts": parts,
    }))


if __name__ == "__main__":
    main()
