"""A Flight SQL server that gives every question the same batches, from memory: the most that a client can get.

It speaks as much of Flight SQL as ADBC needs to run a prepared query, and nothing more. Usage: replay_server.py ROWS
"""

import sys

import numpy
import pyarrow as pa
import pyarrow.flight as flight

PREFIX = b"type.googleapis.com/arrow.flight.protocol.sql."
BATCH_ROWS = 65_536


def field(number, payload):
    """One length-delimited field of a protobuf."""
    return bytes([number << 3 | 2]) + varint(len(payload)) + payload


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def batches(rows):
    numbers = numpy.arange(rows, dtype=numpy.int64)
    return pa.table({"id": numbers, "price": numbers * 0.5}).to_batches(max_chunksize=BATCH_ROWS)


class Replay(flight.FlightServerBase):
    def __init__(self, rows):
        super().__init__("grpc://127.0.0.1:0")
        self.batches = batches(rows)
        self.schema = self.batches[0].schema

    def get_flight_info(self, context, descriptor):
        if b"CommandGetSqlInfo" in descriptor.command:
            # Asked when a client connects, which goes on without an answer.
            raise NotImplementedError("this server tells nothing of itself")
        return flight.FlightInfo(self.schema, descriptor, [flight.FlightEndpoint(b"replay", [])], -1, -1)

    def do_get(self, context, ticket):
        return flight.GeneratorStream(self.schema, iter(self.batches))

    def do_action(self, context, action):
        if action.type == "CreatePreparedStatement":
            result = field(1, b"replay") + field(2, self.schema.serialize().to_pybytes())
            any_of = field(1, PREFIX + b"ActionCreatePreparedStatementResult") + field(2, result)
            return [flight.Result(any_of)]
        return []


if __name__ == "__main__":
    server = Replay(int(sys.argv[1]))
    print(server.port, flush=True)
    server.serve()
