"""A small Flight server that acknowledges batch by batch, and ends calls where a test says so.

It keeps to the wire of producers (docs/wire.md) in memory, so that a writer can be held to every answer
and every loss at the moment that a test wants.
"""

import json
import threading

import pyarrow as pa
import pyarrow.flight as flight


class AckServer(flight.FlightServerBase):
    def __init__(self, **options):
        super().__init__("grpc://127.0.0.1:0", **options)
        self.rows = []  # What is durable, in order.
        self.offset = -1
        self.replayed = []
        self.lose = []  # One for each call to be lost: after how many batches, and whether before their ack.
        self.refuse = None  # An error for the next call.
        self.held = threading.Event()  # Acks wait for it.
        self.held.set()
        self.away = False  # Ends every call at once.
        self.calls = 0

    @property
    def uri(self):
        return "grpc://127.0.0.1:{}".format(self.port)

    def do_action(self, context, action):
        assert action.type == "stream.status"
        self._be_there()
        body = json.loads(action.body.to_pybytes())
        assert body["producer"]["id"]
        answer = {"epoch": 0, "ack_up_to_offset": self.offset, "ack_up_to_records": len(self.rows), "table": [], "version": None}
        yield flight.Result(json.dumps(answer).encode())

    def do_put(self, context, descriptor, reader, writer):
        self.calls += 1
        command = json.loads(descriptor.command)
        assert command["ack"] == "batch"
        if self.refuse is not None:
            error, self.refuse = self.refuse, None
            raise error
        lost = self.lose.pop(0) if self.lose else None
        number = -1
        for count, chunk in enumerate(reader, start=1):
            self._be_there()
            number = number + 1
            offset = json.loads(chunk.app_metadata.to_pybytes())["offset_id"] if "producer" in command else number
            if offset <= self.offset:
                self.replayed.append(offset)
            else:
                assert offset == self.offset + 1, "a gap"
                self.rows += chunk.data.column(0).to_pylist()
                self.offset = offset
            if lost is not None and count == lost[0] and lost[1]:
                raise flight.FlightUnavailableError("gone before the ack")
            self.held.wait(30)
            self._answer(writer, {"ack_up_to_offset": self.offset, "ack_up_to_records": len(self.rows)})
            if lost is not None and count == lost[0]:
                raise flight.FlightUnavailableError("gone after the ack")
        self._answer(writer, {"status": "success", "table": ["duckdb", "main", "t"], "rows_processed": len(self.rows)})

    def _be_there(self):
        if self.away:
            raise flight.FlightUnavailableError("away")

    @staticmethod
    def _answer(writer, answer):
        writer.write(pa.py_buffer(json.dumps(answer).encode()))
