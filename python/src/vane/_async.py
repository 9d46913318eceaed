"""The same for asyncio: calls run in threads, so that the event loop never waits."""

from __future__ import annotations

import asyncio
import functools
from types import TracebackType
from typing import Any, AsyncIterator, Callable, Dict, Generic, List, Optional, Type, TypeVar

import pyarrow as pa

from ._client import Client, connect
from ._connection import DEFAULT_URI
from ._questions import Table
from ._results import PivotResult, Result
from ._words import Ack, Receipt, StreamStatus, TableInfo
from ._writer import Writer

T = TypeVar("T")
R = TypeVar("R", bound=Result)


async def _run(call: Callable[..., T], *arguments: Any, **options: Any) -> T:
    return await asyncio.get_running_loop().run_in_executor(None, functools.partial(call, *arguments, **options))


async def connect_async(uri: str = DEFAULT_URI, **options: Any) -> "AsyncClient":
    """As :func:`vane.connect`, with its options, for asyncio.

    >>> async def names():
    ...     async with await connect_async(uri) as client:
    ...         await client.write({"n": [1, 2]}, "numbers", mode="overwrite")
    ...         answer = await client.sql("SELECT count(*) AS total FROM numbers")
    ...         return (await answer.to_arrow()).to_pylist()
    >>> asyncio.run(names())
    [{'total': 2}]
    """
    return AsyncClient(await _run(connect, uri, **options))


class AsyncResult(Generic[R]):
    """The rows of an answer, as :class:`vane.Result`: ``async for`` gives its batches."""

    def __init__(self, result: R) -> None:
        #: The answer itself, to be used by one thread at a time.
        self.result = result

    @property
    def schema(self) -> pa.Schema:
        """The columns."""
        return self.result.schema

    async def __aiter__(self) -> AsyncIterator[pa.RecordBatch]:
        batches = iter(self.result)
        while True:
            batch = await _run(next, batches, None)
            if batch is None:
                return
            yield batch

    async def to_arrow(self) -> pa.Table:
        """All rows as a table of pyarrow."""
        return await _run(self.result.to_arrow)

    async def to_polars(self) -> Any:
        """All rows as a Polars frame."""
        return await _run(self.result.to_polars)

    async def to_pandas(self, **options: Any) -> Any:
        """All rows as a pandas frame."""
        return await _run(self.result.to_pandas, **options)

    async def close(self) -> None:
        """Cancels what has not been read."""
        await _run(self.result.close)

    async def __aenter__(self) -> "AsyncResult[R]":
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await self.close()


class AsyncWriter:
    """As :class:`vane.Writer`. One call at a time."""

    def __init__(self, writer: Writer) -> None:
        #: The writer itself.
        self.writer = writer

    @property
    def resume_offset(self) -> int:
        """The offset of the first batch that this writer sends."""
        return self.writer.resume_offset

    @property
    def acknowledged(self) -> Ack:
        """How far the stream is on disk."""
        return self.writer.acknowledged

    async def write(self, data: Any) -> int:
        """Sends data as one batch and gives its offset."""
        return await _run(self.writer.write, data)

    async def flush(self) -> Ack:
        """Waits until everything written is on disk."""
        return await _run(self.writer.flush)

    async def close(self) -> Ack:
        """Waits until everything is on disk and ends the stream."""
        return await _run(self.writer.close)

    async def __aenter__(self) -> "AsyncWriter":
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await _run(self.writer.close if error is None else self.writer.abort)


class AsyncClient:
    """As :class:`vane.Client`; the options of each method are those of its namesake there."""

    def __init__(self, client: Client) -> None:
        #: The client itself.
        self.client = client

    async def write(self, data: Any, table: Table, **options: Any) -> Receipt:
        """Writes data as one commit and waits until it is on disk."""
        return await _run(self.client.write, data, table, **options)

    async def writer(self, table: Table, schema: Any, **options: Any) -> AsyncWriter:
        """Opens a stream whose batches are acknowledged one by one."""
        return AsyncWriter(await _run(self.client.writer, table, schema, **options))

    async def pivot(self, table: Table, **question: Any) -> "AsyncResult[PivotResult]":
        """Asks a pivot question."""
        return AsyncResult(await _run(self.client.pivot, table, **question))

    async def scan(self, table: Table, *columns: Any, **question: Any) -> "AsyncResult[Result]":
        """Reads rows as they are stored."""
        return AsyncResult(await _run(self.client.scan, table, *columns, **question))

    async def sql(self, statement: str, *parameters: Any, **options: Any) -> "AsyncResult[Result]":
        """Runs one read-only statement."""
        return AsyncResult(await _run(self.client.sql, statement, *parameters, **options))

    async def tables(self) -> List[TableInfo]:
        """All tables."""
        return await _run(self.client.tables)

    async def describe(self, table: Table) -> Dict[str, Any]:
        """A table's path, fields, rows and version."""
        return await _run(self.client.describe, table)

    async def stream_status(self, stream: str, producer: str) -> StreamStatus:
        """How far a producer's stream is durable."""
        return await _run(self.client.stream_status, stream, producer)

    async def health(self) -> str:
        """``ready``, or ``stopping``."""
        return await _run(self.client.health)

    async def action(self, name: str, body: Optional[Dict[str, Any]] = None) -> Dict[str, Any]:
        """Calls any action that takes a JSON object and answers with one."""
        return await _run(self.client.action, name, body)

    async def close(self) -> None:
        """Ends the connection."""
        await _run(self.client.close)

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await self.close()
