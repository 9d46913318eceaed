"""A stream whose batches are acknowledged one by one, and which outlives its connection.

Ordering: a batch has an offset, which counts from 0 over the producer's whole life. Batches go out in
the order of their offsets, and acknowledgements are cumulative.

Back-pressure: what is not acknowledged is kept, within a budget of bytes; a write waits while the
budget is full. Flight itself waits while the gateway takes no more.

Failure: a thread listens to the answers of each call. When a call is lost the next write, flush or
close asks the gateway how far the stream is durable, opens another call and sends the rest again. The
gateway answers what it has already instead of applying it, so nothing is lost and nothing is doubled.
"""

from __future__ import annotations

import collections
import random
import threading
import time
from types import TracebackType
from typing import Any, Callable, Deque, Dict, Iterable, NamedTuple, Optional, Type

import pyarrow as pa

from ._connection import Connection
from ._errors import VaneError
from ._put import Put
from ._sources import one_batch
from ._words import Ack, Receipt, stream_status

_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 2.0


class _Kept(NamedTuple):
    offset: int
    batch: pa.RecordBatch
    size: int


class _Call:
    """One call, and the thread that listens to its answers."""

    def __init__(self, put: Put, told: Callable[["_Call", Dict[str, Any]], None], ended: Callable[[], None]) -> None:
        self.put = put
        #: What it ended in; set before :attr:`over`.
        self.error: Optional[VaneError] = None
        self.over = False
        self.receipt: Optional[Receipt] = None
        self._told = told
        self._ended = ended
        self._thread = threading.Thread(target=self._listen, name="vane-acks", daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        try:
            answer = self.put.read()
            while answer is not None:
                if answer.get("status") == "success":
                    self.receipt = Receipt.parse(answer)
                self._told(self, answer)
                answer = self.put.read()
        except VaneError as error:
            self.error = error
        finally:
            self.over = True
            self._ended()

    def finish(self) -> None:
        """Says that no batch follows, waits for the receipt, and raises what the call ended in."""
        self.put.done()
        self._thread.join()
        self.put.end()
        if self.error is not None:
            raise self.error

    def reason(self) -> VaneError:
        """Why it is over. The end of the answers says nothing of it; the end of the call does."""
        if self.error is not None:
            return self.error
        try:
            self.put.end()
        except VaneError as error:
            return error
        return VaneError("PROTOCOL", "The server ended the stream before its last batch.", retryable=True)

    def drop(self) -> None:
        self.put.cancel()
        self._thread.join()


class Writer:
    """An open stream with acknowledgements; :meth:`vane.Client.writer` opens it.

    With a producer, who starts again goes on behind :attr:`resume_offset`, or hands all of the source to
    :meth:`replay`, which passes over what is durable. Leaving a ``with`` block ends the stream and waits
    until everything is on disk; leaving it by an exception gives up what is not acknowledged yet. For one
    thread at a time; :attr:`acknowledged` may be read by any.
    """

    def __init__(
        self,
        connection: Connection,
        command: Dict[str, Any],
        schema: pa.Schema,
        producer: Optional[str],
        epoch: int,
        on_ack: Optional[Callable[[Ack], None]],
        budget: int,
        patience: float,
    ) -> None:
        self._connection = connection
        self._command = dict(command, ack="batch")
        if producer is not None:
            self._command["producer"] = {"id": producer, "epoch": epoch}
        self._schema = schema
        self._producer = producer
        self._on_ack = on_ack
        self._budget = budget
        self._patience = patience
        self._changed = threading.Condition()
        self._kept: Deque[_Kept] = collections.deque()
        self._bytes = 0
        self._ack = Ack(-1, 0)
        self._failure: Optional[BaseException] = None
        self._closed = False
        self._receipt: Optional[Receipt] = None
        self._call: Optional[_Call] = None
        self._retry(self._open)
        self._resume = self._next = self._ack.offset + 1

    @property
    def schema(self) -> pa.Schema:
        """The columns of the stream."""
        return self._schema

    @property
    def resume_offset(self) -> int:
        """The offset of the first batch that this writer sends: 0, or where an earlier one ended."""
        return self._resume

    @property
    def acknowledged(self) -> Ack:
        """How far the stream is on disk."""
        return self._ack

    @property
    def receipt(self) -> Optional[Receipt]:
        """The receipt of the stream's last call, once the writer is closed."""
        return self._receipt

    def write(self, data: Any) -> int:
        """Sends data as one batch and gives its offset. Returns before it is on disk: see :meth:`flush`.

        :raises VaneError: if the gateway refuses the stream, or stays away for longer than the patience
        """
        batch = one_batch(data)
        if not batch.schema.equals(self._schema):
            batch = batch.select(self._schema.names).cast(self._schema)
        self._check()
        size = batch.nbytes
        self._wait(lambda: not self._kept or self._bytes + size <= self._budget)
        kept = _Kept(self._next, batch, size)
        with self._changed:
            self._kept.append(kept)
            self._bytes += size
        self._next += 1
        try:
            self._send(kept)
        except VaneError as error:
            self._recover(error)
        return kept.offset

    def replay(self, batches: Iterable[Any]) -> int:
        """Writes a source from its beginning, passing over what is durable; gives the number of batches sent.

        The source must give the same batches each time. Needs a producer, and must be the writer's first write.
        """
        if self._producer is None:
            raise ValueError("Only a producer's stream can be taken up again: name one when the writer is opened.")
        if self._next != self._resume:
            raise ValueError("Batches were written already; replay takes the whole source.")
        sent = 0
        for number, batch in enumerate(batches):
            if number >= self._resume:
                self.write(batch)
                sent += 1
        return sent

    def flush(self) -> Ack:
        """Waits until everything written is on disk."""
        self._check()
        self._wait(lambda: not self._kept)
        return self._ack

    def close(self) -> Ack:
        """Waits until everything is on disk and ends the stream. Closing again does nothing."""
        if self._closed:
            return self._ack
        try:
            self.flush()
            self._retry(self._finish)
        finally:
            self._closed = True
            self._drop()
        return self._ack

    def abort(self) -> None:
        """Ends the stream without waiting. What was acknowledged stays."""
        self._closed = True
        self._drop()

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        if error is None:
            self.close()
        else:
            self.abort()

    # Below, `_changed` guards `_kept`, `_bytes`, `_ack` and `_failure`, which the listener changes too. No
    # call is made while it is held.

    def _check(self) -> None:
        if self._closed:
            raise VaneError("CLOSED", "The writer is closed; open another.")
        if self._failure is not None:
            raise self._failure

    def _wait(self, condition: Callable[[], bool]) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: condition() or self._failure is not None or self._lost())
                if self._failure is not None:
                    raise self._failure
                if condition():
                    return
                call = self._call
            if call is not None:
                self._recover(call.reason())

    def _lost(self) -> bool:
        return self._call is not None and self._call.over

    def _open(self) -> None:
        """Opens a call, and sends what is not durable."""
        if self._producer is not None:
            status = stream_status(self._connection, self._command["stream_name"], self._producer)
            if status.offset < self._ack.offset:
                raise VaneError(
                    "PROTOCOL",
                    "The gateway has the stream up to offset {}, but it had acknowledged {}. Is it another one, or "
                    "was its data directory put back?".format(status.offset, self._ack.offset),
                )
            self._acknowledge(Ack(status.offset, status.records, status.version))
        elif self._call is not None:
            raise VaneError("UNREACHABLE", "The stream was lost, and without a producer it can't be taken up again.")
        self._call = _Call(Put(self._connection, self._command, self._schema), self._told, self._wake)
        with self._changed:
            again = list(self._kept)
        for kept in again:
            self._send(kept)

    def _send(self, kept: _Kept) -> None:
        call = self._call
        if call is None:
            raise VaneError("UNREACHABLE", "The stream is lost.", retryable=True)
        call.put.write(kept.batch, None if self._producer is None else {"offset_id": kept.offset})

    def _finish(self) -> None:
        if self._call is None:
            self._open()
        call = self._call
        if call is None:
            return
        if call.over:
            raise call.reason()
        call.finish()
        self._receipt = call.receipt

    def _recover(self, error: VaneError) -> None:
        if self._producer is None or not error.retryable:
            self._give_up(error)
        if error.retry_after:
            self._drop()
            time.sleep(error.retry_after)
        self._retry(self._open)

    def _retry(self, step: Callable[[], None]) -> None:
        """Does a step that may be done again, until it succeeds or the patience ends."""
        deadline = time.monotonic() + self._patience
        pause = _FIRST_PAUSE
        while True:
            try:
                return step()
            except VaneError as error:
                if self._producer is None or not error.retryable or time.monotonic() + pause > deadline:
                    self._give_up(error)
                told = error.retry_after or 0.0
            self._drop()
            time.sleep(max(random.uniform(pause / 2, pause), told))
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _give_up(self, error: VaneError) -> None:
        with self._changed:
            self._failure = error
        self._drop()
        raise error

    def _drop(self) -> None:
        call, self._call = self._call, None
        if call is not None:
            call.drop()

    # On the listener's thread.

    def _told(self, call: _Call, answer: Dict[str, Any]) -> None:
        if "ack_up_to_offset" in answer and call is self._call:
            self._acknowledge(
                Ack(int(answer["ack_up_to_offset"]), int(answer.get("ack_up_to_records", 0)), answer.get("version"))
            )

    def _acknowledge(self, ack: Ack) -> None:
        with self._changed:
            if ack.offset < self._ack.offset:
                return
            self._ack = ack
            while self._kept and self._kept[0].offset <= ack.offset:
                self._bytes -= self._kept.popleft().size
            self._changed.notify_all()
        if self._on_ack is not None:
            try:
                self._on_ack(ack)
            except Exception as error:  # The caller's own, to be raised on the caller's thread.
                with self._changed:
                    self._failure = error
                    self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
