"""Client processes that end badly. Run as: python clients.py BEHAVIOUR URI STREAM BACKEND."""

import json
import os
import signal
import sys
import time

import pyarrow as pa
import pyarrow.flight as flight

ROWS = 1000


def open_stream(uri, stream, backend):
    client = flight.connect(uri)
    schema = pa.schema([("n", pa.int64())])
    command = {"stream_name": stream, "storage_backend": backend}
    writer, reader = client.do_put(flight.FlightDescriptor.for_command(json.dumps(command)), schema)
    return client, schema, writer, reader


def send(writer, schema, batches):
    for _ in range(batches):
        writer.write_batch(pa.record_batch([pa.array(range(ROWS))], schema=schema))


def main(behaviour, uri, stream, backend):
    client, schema, writer, reader = open_stream(uri, stream, backend)
    if behaviour == "between-batches":
        send(writer, schema, 3)
    elif behaviour == "before-the-last":
        # The schema and the first batches are out; the end of the stream never is.
        send(writer, schema, 9)
    elif behaviour == "before-any":
        pass
    print("sent", flush=True)
    sys.stdin.readline()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
