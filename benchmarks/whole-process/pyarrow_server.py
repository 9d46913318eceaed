"""The peers: plain pyarrow Flight servers, as an engineer would write them in an hour.

MODE is one of
  strong   DoPut streams the whole call into a DuckDB file in one transaction, in any order
  ordered  the same in DuckDB's default, the order of the stream
  each     every batch is a transaction of its own
  discard  DoPut throws rows away: what receiving alone costs
  replay   DoPut keeps the batches in memory and DoGet gives them back: what sending alone costs
Prints its port and serves until it is killed. Usage: pyarrow_server.py MODE DATABASE
"""

import sys
import threading

import duckdb
import pyarrow
import pyarrow.flight as flight


class Stored(flight.FlightServerBase):
    def __init__(self, mode: str, database: str) -> None:
        super().__init__("grpc://127.0.0.1:0")
        self.mode = mode
        self.creating = threading.Lock()
        self.connection = duckdb.connect(database)
        if mode != "ordered":
            self.connection.execute("SET preserve_insertion_order = false")

    def do_put(self, context, descriptor, reader, writer):
        table = descriptor.path[0].decode()
        cursor = self.connection.cursor()
        incoming = reader.to_reader()
        cursor.register("incoming", incoming.schema.empty_table())
        with self.creating:  # Two that create one table conflict.
            cursor.execute(f'CREATE TABLE IF NOT EXISTS "{table}" AS SELECT * FROM incoming')
        cursor.unregister("incoming")
        pieces = [incoming] if self.mode != "each" else (pyarrow.Table.from_batches([batch]) for batch in incoming)
        for piece in pieces:
            cursor.register("incoming", piece)
            cursor.execute("BEGIN")
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM incoming')
            cursor.execute("COMMIT")
            cursor.unregister("incoming")
        writer.write(b"durable")
        cursor.close()

    def do_get(self, context, ticket):
        cursor = self.connection.cursor()
        return flight.RecordBatchStream(cursor.sql(f'SELECT * FROM "{ticket.ticket.decode()}"').to_arrow_reader(65_536))


class InMemory(flight.FlightServerBase):
    def __init__(self, mode: str) -> None:
        super().__init__("grpc://127.0.0.1:0")
        self.keeps = mode == "replay"
        self.tables = {}

    def do_put(self, context, descriptor, reader, writer):
        batches = []
        for chunk in reader:
            if self.keeps:
                batches.append(chunk.data)
        if self.keeps:
            self.tables = {descriptor.path[0].decode(): (reader.schema, batches)}
        writer.write(b"received")

    def do_get(self, context, ticket):
        schema, batches = self.tables[ticket.ticket.decode()]
        return flight.GeneratorStream(schema, iter(batches))


if __name__ == "__main__":
    server = InMemory(sys.argv[1]) if sys.argv[1] in ("discard", "replay") else Stored(*sys.argv[1:])
    print(server.port, flush=True)
    server.serve()
