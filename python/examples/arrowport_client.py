"""What a client of Arrowport sends, unchanged: a command with the stream's name, the table, and close.

    python arrowport_client.py grpc://127.0.0.1:8889
"""

import json
import sys

import pyarrow as pa
import pyarrow.flight as flight


def main(uri):
    client = flight.FlightClient(uri)

    table = pa.Table.from_pydict(
        {
            "id": [1, 2, 3],
            "value": [0.1, 0.2, 0.3],
            "name": ["first", "second", "third"],
        }
    )

    command = {"stream_name": "example_arrowport"}
    descriptor = flight.FlightDescriptor.for_command(json.dumps(command).encode())
    writer, _ = client.do_put(descriptor, table.schema)
    writer.write_table(table)
    writer.close()  # Returns once the rows are on disk, or raises.

    print("sent", table.num_rows, "rows")


if __name__ == "__main__":
    main(*sys.argv[1:])
