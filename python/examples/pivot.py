"""Asks a pivot: the schema first, then the data of exactly that version, then what each column is.

    python pivot.py grpc://127.0.0.1:8889
"""

import json
import sys

import pyarrow as pa
import pyarrow.flight as flight

TRADES = pa.table(
    {
        "region": ["EMEA", "EMEA", "APAC", None, "APAC"],
        "desk": ["FX", "EQ", "FX", "FX", "FX"],
        "side": ["buy", "sell", "buy", "buy", "sell"],
        "notional": [10.0, 20.5, 7.25, 1.0, 3.0],
    }
)


def main(uri):
    with flight.connect(uri) as client:
        command = json.dumps({"stream_name": "example_pivot", "mode": "overwrite"})
        writer, _ = client.do_put(flight.FlightDescriptor.for_command(command), TRADES.schema)
        with writer:
            writer.write_table(TRADES)

        question = {
            "table": "example_pivot",
            "rows": ["region", "desk"],
            "columns": ["side"],
            "measures": [{"field": "notional", "agg": "sum"}, {"agg": "count"}],
            "totals": {"rows": "after", "columns": "after", "subtotals": True},
            "sort": {"field": "sum_notional", "order": "desc"},
        }
        info = client.get_flight_info(flight.FlightDescriptor.for_command(json.dumps(question)))
        for field in info.schema:
            about = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
            print(field.name, field.type, about.get("vane.role"), about.get("vane.column_path", ""))

        answer = client.do_get(info.endpoints[0].ticket).read_all()
        for row in answer.to_pylist():
            # A total is told by its depth, never by a text: the region NULL is a region like others.
            indent = "  " * row["_depth"]
            print(indent, row["region"], row["desk"], row["(all)_sum_notional"], row["(all)_count"])


if __name__ == "__main__":
    main(*sys.argv[1:])
