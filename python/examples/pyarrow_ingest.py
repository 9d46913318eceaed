"""Streams batches in with pyarrow, reads the receipt, and asks for the rows again.

    python pyarrow_ingest.py grpc://127.0.0.1:8889
"""

import json
import sys

import pyarrow as pa
import pyarrow.flight as flight

SCHEMA = pa.schema([("region", pa.string()), ("side", pa.string()), ("notional", pa.float64())])


def batches(count, rows):
    """Made as they are sent: a stream may be longer than memory."""
    for number in range(count):
        yield pa.record_batch(
            [
                [("EMEA", "APAC", None)[row % 3] for row in range(rows)],
                ["buy" if row % 2 else "sell" for row in range(rows)],
                [float(number * rows + row) for row in range(rows)],
            ],
            schema=SCHEMA,
        )


def main(uri):
    with flight.connect(uri) as client:
        command = json.dumps({"stream_name": "example_trades", "mode": "overwrite"})
        writer, reader = client.do_put(flight.FlightDescriptor.for_command(command), SCHEMA)
        with writer:
            for batch in batches(10, 1000):
                writer.write_batch(batch)
            writer.done_writing()  # Nothing more comes; without this the receipt never does.
            receipt = json.loads(reader.read().to_pybytes())
        print("on disk:", receipt["rows_processed"], "rows in", "/".join(receipt["table"]))

        question = {
            "table": receipt["table"],
            "columns": ["region", "notional"],
            "filters": [{"field": "notional", "op": ">=", "value": 9990}],
        }
        for batch in client.do_get(flight.Ticket(json.dumps(question))):
            print("read back:", batch.data.num_rows, "rows")


if __name__ == "__main__":
    main(*sys.argv[1:])
