"""The peer: a plain pyarrow Flight server over a DuckDB file, as an engineer would write it in an hour.

DoPut streams the whole call into a table in one transaction; DoGet streams a table back. It prints
its port and serves until it is killed.
"""

import sys

import duckdb
import pyarrow.flight as flight


class Server(flight.FlightServerBase):
    def __init__(self, database: str) -> None:
        super().__init__("grpc://127.0.0.1:0")
        self.connection = duckdb.connect(database)
        self.connection.execute("SET preserve_insertion_order = false")

    def do_put(self, context, descriptor, reader, writer):
        table = descriptor.path[0].decode()
        cursor = self.connection.cursor()
        incoming = reader.to_reader()
        cursor.execute("BEGIN")
        cursor.register("incoming", incoming.schema.empty_table())
        cursor.execute(f'CREATE TABLE IF NOT EXISTS "{table}" AS SELECT * FROM incoming')
        cursor.execute("COMMIT")
        cursor.unregister("incoming")
        cursor.execute("BEGIN")
        cursor.register("incoming", incoming)
        cursor.execute(f'INSERT INTO "{table}" SELECT * FROM incoming')
        cursor.execute("COMMIT")
        cursor.unregister("incoming")
        writer.write(b"durable")
        cursor.close()

    def do_get(self, context, ticket):
        table = ticket.ticket.decode()
        cursor = self.connection.cursor()
        return flight.RecordBatchStream(cursor.sql(f'SELECT * FROM "{table}"').to_arrow_reader(65_536))


if __name__ == "__main__":
    server = Server(sys.argv[1])
    print(server.port, flush=True)
    server.serve()
