"""The peer of acks.py: a pyarrow Flight server that commits each batch to a DuckDB file and then acknowledges it."""

import sys
import threading

import duckdb
import pyarrow as pa
import pyarrow.flight as flight


class Server(flight.FlightServerBase):
    def __init__(self, database: str) -> None:
        super().__init__("grpc://127.0.0.1:0")
        self.connection = duckdb.connect(database)
        self.create = threading.Lock()

    def do_put(self, context, descriptor, reader, writer):
        table = descriptor.path[0].decode()
        cursor = self.connection.cursor()
        empty = reader.schema.empty_table()
        with self.create:
            cursor.execute(f'CREATE TABLE IF NOT EXISTS "{table}" AS SELECT * FROM empty')
        offset = 0
        for chunk in reader:
            incoming = pa.Table.from_batches([chunk.data])
            while True:
                try:
                    cursor.execute(f'INSERT INTO "{table}" SELECT * FROM incoming')
                    break
                except duckdb.TransactionException:
                    continue
            writer.write(str(offset).encode())
            offset += 1
        cursor.close()

    def do_get(self, context, ticket):
        table = ticket.ticket.decode()
        cursor = self.connection.cursor()
        return flight.RecordBatchStream(cursor.sql(f'SELECT count(*) AS n FROM "{table}"').to_arrow_reader(1))


if __name__ == "__main__":
    server = Server(sys.argv[1])
    print(server.port, flush=True)
    server.serve()
