"""Writes a Polars frame to a Delta table, partitioned, and reads it and a pivot of it back into Polars.

    python polars_roundtrip.py grpc://127.0.0.1:8889
"""

import json
import sys

import polars as pl
import pyarrow.flight as flight


def write(client, frame, **command):
    table = frame.to_arrow()
    descriptor = flight.FlightDescriptor.for_command(json.dumps(command))
    writer, reader = client.do_put(descriptor, table.schema)
    with writer:
        writer.write_table(table, max_chunksize=65_536)
        writer.done_writing()
        return json.loads(reader.read().to_pybytes())


def ask(client, **question):
    return pl.from_arrow(client.do_get(flight.Ticket(json.dumps(question))).read_all())


def main(uri):
    prices = pl.DataFrame(
        {
            "day": ["2026-01-05", "2026-01-05", "2026-01-06", "2026-01-06"],
            "symbol": ["A", "B", "A", None],
            "price": [1.5, 2.5, 1.75, 9.0],
        }
    ).with_columns(pl.col("day").str.to_date())
    with flight.connect(uri) as client:
        receipt = write(
            client,
            prices,
            stream_name="example_prices",
            storage_backend="delta",
            mode="overwrite",
            delta_options={"partition_by": ["day"]},
        )
        print("version", receipt["version"], "of", receipt["table"][2])
        back = ask(client, table="example_prices", sort=[{"field": "day"}, {"field": "symbol"}])
        assert back.equals(prices)
        print(back)
        print(ask(client, table="example_prices", rows=["symbol"], columns=["day"],
                  measures=[{"field": "price", "agg": "avg"}], totals=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
