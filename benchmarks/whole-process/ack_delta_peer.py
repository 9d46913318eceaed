"""The peer of acks.py over Delta: a pyarrow Flight server that commits each batch with delta-rs and then acknowledges it.

The table is kept open and its commits take turns, so that no producer is refused by a conflict.
"""

import pathlib
import sys
import threading

import pyarrow as pa
import pyarrow.flight as flight
from deltalake import DeltaTable, write_deltalake


class Server(flight.FlightServerBase):
    def __init__(self, root: str) -> None:
        super().__init__("grpc://127.0.0.1:0")
        self.root = pathlib.Path(root)
        self.lock = threading.Lock()
        self.tables = {}

    def table(self, name: str, schema: pa.Schema) -> DeltaTable:
        if name not in self.tables:
            path = str(self.root / name)
            write_deltalake(path, schema.empty_table())
            self.tables[name] = DeltaTable(path)
        return self.tables[name]

    def do_put(self, context, descriptor, reader, writer):
        name = descriptor.path[0].decode()
        with self.lock:
            table = self.table(name, reader.schema)
        offset = 0
        for chunk in reader:
            with self.lock:
                write_deltalake(table, pa.Table.from_batches([chunk.data]), mode="append")
            writer.write(str(offset).encode())
            offset += 1

    def do_get(self, context, ticket):
        dataset = DeltaTable(str(self.root / ticket.ticket.decode())).to_pyarrow_dataset()
        return flight.RecordBatchStream(pa.table({"n": [dataset.count_rows()]}))


if __name__ == "__main__":
    server = Server(sys.argv[1])
    print(server.port, flush=True)
    server.serve()
