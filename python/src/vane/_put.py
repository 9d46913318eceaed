"""One call that writes: opened, filled, then finished or given up."""

from __future__ import annotations

import json
import weakref
from typing import Any, Dict, Optional

import pyarrow as pa
import pyarrow.flight as flight

from ._connection import MESSAGE_BYTES, Connection, to_json
from ._errors import FAILURES, Answer, VaneError


class Put:
    """An open DoPut.

    pyarrow ends a stream well whenever its writer goes away, and the gateway would commit what had
    come. So a call that is not finished is cancelled here, also where it is merely forgotten: a message
    that gRPC is told never to send makes it cancel the call.
    """

    def __init__(
        self, connection: Connection, command: Dict[str, Any], schema: pa.Schema, timeout: Optional[float] = None
    ) -> None:
        with connection.call() as (client, answer):
            writer, reader = client.do_put(
                flight.FlightDescriptor.for_command(to_json(command)), schema, connection.options(timeout)
            )
        self._writer = writer
        self._reader = reader
        self._answer: Answer = answer
        self._forgotten = weakref.finalize(self, _cancel, writer)

    def write(self, batch: pa.RecordBatch, metadata: Optional[Dict[str, Any]] = None) -> None:
        try:
            if metadata is None:
                self._writer.write_batch(batch)
            else:
                self._writer.write_with_metadata(batch, pa.py_buffer(json.dumps(metadata).encode()))
        except FAILURES as failure:
            self._fail(failure)

    def done(self) -> None:
        """Says that no batch follows."""
        try:
            self._writer.done_writing()
        except FAILURES as failure:
            self._fail(failure)
        self._forgotten.detach()

    def read(self) -> Optional[Dict[str, Any]]:
        """The next answer; None at the end. May wait, beside a thread that writes."""
        try:
            answer = self._reader.read()
        except FAILURES as failure:
            self._answer.raised(failure)
        if answer is None:
            return None
        try:
            told = json.loads(answer.to_pybytes())
        except ValueError as failure:
            raise VaneError("PROTOCOL", "The server answered the write with something that is not JSON.") from failure
        return told if isinstance(told, dict) else {}

    def end(self) -> None:
        """Ends the call after :meth:`done`, or after the server did, and raises what it ended in."""
        self._forgotten.detach()
        try:
            self._writer.close()
        except FAILURES as failure:
            self._answer.raised(failure)

    def cancel(self) -> None:
        """Gives the call up: of a stream that is one commit, nothing is kept."""
        if self._forgotten.detach() is not None:
            _cancel(self._writer)

    def _fail(self, failure: BaseException) -> None:
        """The reason comes with the end of the call, which a failed write only announces."""
        self._forgotten.detach()
        try:
            self._writer.close()
        except FAILURES as reason:
            self._answer.raised(reason)
        self._answer.raised(failure)


def _cancel(writer: Any) -> None:
    try:
        writer.write_metadata(pa.allocate_buffer(MESSAGE_BYTES + 1))
    except FAILURES:
        pass  # The message that is too long to be sent has ended the call.
    try:
        writer.close()
    except FAILURES:
        pass  # So does closing what has failed.
