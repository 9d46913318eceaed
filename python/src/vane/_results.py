"""Answers: Arrow batches as they come, or whole as the frame of your library."""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Type

import pyarrow as pa
import pyarrow.flight as flight

from ._connection import Connection, to_json
from ._errors import FAILURES, Answer, VaneError
from ._questions import drill_command


class Result:
    """The rows of an answer.

    Taken once as a stream (iterate over it, :meth:`reader`, or hand it to anything that reads
    ``__arrow_c_stream__``, such as ``polars.DataFrame(result)`` or DuckDB), or kept whole by
    :meth:`to_arrow`, :meth:`to_polars` and :meth:`to_pandas`, which may be called again. Closing it
    early cancels the query. For one thread at a time.
    """

    def __init__(self, connection: Connection, command: Dict[str, Any], timeout: Optional[float]) -> None:
        self._table: Optional[pa.Table] = None
        self._taken = False
        with connection.call() as (client, answer):
            self._stream = client.do_get(flight.Ticket(to_json(command)), connection.options(timeout))
            self._answer: Answer = answer
            self._schema: pa.Schema = self._stream.schema

    @property
    def schema(self) -> pa.Schema:
        """The columns, with what the gateway says of them in their metadata."""
        return self._schema

    @property
    def metadata(self) -> Dict[str, str]:
        """What the gateway says of the whole answer, such as ``vane.version``."""
        return {key.decode(): value.decode() for key, value in (self._schema.metadata or {}).items()}

    @property
    def version(self) -> Optional[int]:
        """The version of the table that was read, where the gateway tells one."""
        told = self.metadata.get("vane.version")
        return int(told) if told and told.lstrip("-").isdigit() else None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """The batches, as they come."""
        if self._table is not None:
            return iter(self._table.to_batches())
        self._take()
        return self._batches()

    def reader(self) -> pa.RecordBatchReader:
        """The batches as pyarrow's reader."""
        return pa.RecordBatchReader.from_batches(self._schema, iter(self))

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.reader().__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> pa.Table:
        """All rows as a table of pyarrow."""
        if self._table is None:
            self._take()
            self._table = pa.Table.from_batches(list(self._batches()), self._schema)
        return self._table

    def to_polars(self) -> Any:
        """All rows as a Polars frame."""
        return _library("polars", "to_polars").from_arrow(self.to_arrow())

    def to_pandas(self, **options: Any) -> Any:
        """All rows as a pandas frame; the options are those of ``pyarrow.Table.to_pandas``."""
        _library("pandas", "to_pandas")
        return self.to_arrow().to_pandas(**options)

    def close(self) -> None:
        """Cancels what has not been read. Closing again does nothing."""
        if not self._taken:
            self._taken = True
        self._stream.cancel()

    def __enter__(self: Any) -> Any:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return "<{} of {} columns: {}>".format(type(self).__name__, len(self._schema), ", ".join(self._schema.names[:8]))

    def _take(self) -> None:
        if self._taken:
            raise VaneError(
                "CLOSED", "The rows have been read already, or the answer is closed. Ask again, or keep them by to_arrow()."
            )
        self._taken = True

    def _batches(self) -> Iterator[pa.RecordBatch]:
        while True:
            try:
                chunk = self._stream.read_chunk()
            except StopIteration:
                return
            except FAILURES as failure:
                self._answer.raised(failure)
            if chunk.data is not None:
                yield chunk.data


class PivotResult(Result):
    """The answer to a pivot question. In a notebook it shows itself, with its totals marked."""

    def __init__(
        self,
        connection: Connection,
        command: Dict[str, Any],
        timeout: Optional[float],
        again: Callable[[Dict[str, Any]], "PivotResult"],
    ) -> None:
        super().__init__(connection, command, timeout)
        self._connection = connection
        self._command = command
        self._again = again

    @property
    def total_rows(self) -> int:
        """Row paths of the whole answer, of which a page shows some."""
        return int(self.metadata.get("vane.total_rows", "0"))

    @property
    def next_cursor(self) -> Optional[str]:
        """Where the next page begins; None on the last."""
        return self.metadata.get("vane.next_cursor")

    def next_page(self) -> Optional["PivotResult"]:
        """The next page, of the same version; None after the last."""
        if self.next_cursor is None:
            return None
        return self._again(dict(self._command, cursor=self.next_cursor))

    def drill(
        self,
        row: Any = None,
        column: Any = None,
        *,
        measure: Optional[str] = None,
        columns: Optional[Sequence[str]] = None,
        sort: Sequence[Any] = (),
        limit: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> Result:
        """The table's rows behind a cell, of the cell's own version.

        ``row`` is a row of the answer as a mapping, its ``_path_id``, or its keys; None is the grand total.
        ``column`` is the name of a measure's field in the answer, or the keys of a column path. ``measure``
        takes only rows that a measure's own filters take; the others are as in a scan.

        >>> from vane import connect
        >>> with connect(uri) as client:
        ...     _ = client.write({"desk": ["FX", "FX", "EQ"], "n": [1, 2, 4]}, "drilled", mode="overwrite")
        ...     answer = client.pivot("drilled", rows=["desk"], measures=["sum:n"])
        ...     answer.drill(["FX"], columns=["n"], sort=["n"]).to_arrow()["n"].to_pylist()
        [1, 2]
        """
        versions = self.metadata.get("vane.versions") or "[{}]".format(self.metadata["vane.version"])
        question = {key: value for key, value in self._command.items() if key not in ("page", "cursor", "explain")}
        command = drill_command(
            question, self._row_path(row), self._column_path(column), json.loads(versions), measure, columns, sort, limit
        )
        return Result(self._connection, command, timeout)

    def _row_path(self, row: Any) -> Any:
        if isinstance(row, Mapping):
            return row["_path_id"] if "_path_id" in row else [row[key] for key in self._keys(b"row_key")]
        return row

    def _keys(self, role: bytes) -> List[str]:
        return [field.name for field in self._schema if (field.metadata or {}).get(b"vane.role") == role]

    def _column_path(self, column: Any) -> Any:
        if not isinstance(column, str):
            return column
        told = self._schema.field(column).metadata or {}
        keys = json.loads(told.get(b"vane.column_path", b"[]"))
        if b"vane.is_others" not in told:
            return keys
        # Others are told as null, which a member may be too.
        if len(keys) > 1 and (self._command.get("limits") or {}).get("on_exceed") != "others":
            raise VaneError("PIVOT_INVALID", "Say the keys of the column path, with {} for the others.")
        return [{} for _ in keys]

    def pages(self) -> Iterator["PivotResult"]:
        """This page and those after it."""
        page: Optional[PivotResult] = self
        while page is not None:
            yield page
            page = page.next_page()

    def style(self) -> Any:
        """The answer as a pandas Styler: keys as the index, the column paths above the measures, totals bold."""
        _library("pandas", "style")
        from ._view import styler

        return styler(self.to_arrow())

    def _repr_html_(self) -> str:
        from ._view import html

        return html(self.to_arrow(), self.total_rows)


def _library(name: str, method: str) -> Any:
    try:
        return __import__(name)
    except ImportError as failure:
        raise ImportError("{}() needs {}: pip install {}".format(method, name, name)) from failure


def parsed(text: Optional[str]) -> Any:
    """JSON of a field's metadata; None where there is none."""
    return None if text is None else json.loads(text)
