"""The peer: a pyarrow Flight server over delta-rs, as an engineer would write it in an hour.

DoPut appends the whole call to a Delta table in one commit; DoGet gives a table back, with a filter
where the ticket has one. It prints its port and serves until it is killed.
"""

import json
import pathlib
import sys

import pyarrow as pa
import pyarrow.dataset
import pyarrow.flight as flight
from deltalake import DeltaTable, write_deltalake


class Server(flight.FlightServerBase):
    def __init__(self, root: str) -> None:
        super().__init__("grpc://127.0.0.1:0")
        self.root = pathlib.Path(root)

    def do_put(self, context, descriptor, reader, writer):
        name = descriptor.path[0].decode()
        write_deltalake(str(self.root / name), reader.to_reader(), mode="append")
        writer.write(b"committed")

    def do_get(self, context, ticket):
        question = json.loads(ticket.ticket)
        dataset = DeltaTable(str(self.root / question["table"])).to_pyarrow_dataset()
        condition = None
        if "below" in question:
            condition = pa.dataset.field("id") < question["below"]
        return flight.RecordBatchStream(dataset.scanner(filter=condition).to_reader())


if __name__ == "__main__":
    server = Server(sys.argv[1])
    print(server.port, flush=True)
    server.serve()
