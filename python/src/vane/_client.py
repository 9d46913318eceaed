"""The client: writes, questions and actions over one connection."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Callable, Dict, List, Optional, Sequence, Type

import pyarrow as pa
import pyarrow.flight as flight

from ._connection import DEFAULT_URI, Connection, to_json
from ._errors import VaneError, outcome_unknown
from ._put import Put
from ._questions import (
    Filter,
    Key,
    Measure,
    Sort,
    Table,
    filters_of,
    path,
    pivot_spec,
    scan_command,
)
from ._results import PivotResult, Result
from ._sources import batches_of
from ._words import Ack, Receipt, StreamStatus, TableInfo, stream_status
from ._writer import Writer


def connect(
    uri: str = DEFAULT_URI,
    *,
    timeout: Optional[float] = None,
    token: Optional[str] = None,
    authorities: Optional[bytes] = None,
) -> "Client":
    """A client of the gateway at an address such as ``grpc://127.0.0.1:8889``.

    ``timeout`` bounds each call, in seconds, a whole stream of batches among them; without it a
    call may take as long as it needs. ``token`` is shown with each call as a bearer token. ``authorities``
    are the certificates, in PEM, whose signature makes that of a ``grpc+tls`` address good; those that
    gRPC trusts if not said. The connection is made by the first call.

    >>> with connect(uri) as client:
    ...     client.health()
    'ready'
    """
    return Client(Connection(uri, timeout, token, authorities))


class Client:
    """A connection to a gateway. Thread-safe; the results and writers that it opens are not.

    >>> client = connect(uri)
    >>> client.write({"region": ["EMEA", "APAC", "EMEA"], "amount": [1, 2, 3]}, "sales").rows
    3
    >>> client.pivot("sales", rows=["region"], measures=["sum:amount"], totals=True).to_arrow()["sum_amount"].to_pylist()
    [2, 4, 6]
    >>> client.sql("SELECT count(*) AS n FROM sales WHERE amount > ?", 1).to_arrow().to_pylist()
    [{'n': 2}]
    >>> client.close()
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def uri(self) -> str:
        """The gateway's address."""
        return self._connection.uri

    # Writing.

    def write(
        self,
        data: Any,
        table: Table,
        *,
        stream: Optional[str] = None,
        mode: str = "append",
        key: Sequence[str] = (),
        filters: Sequence[Filter] = (),
        schema_mode: Optional[str] = None,
        backend: Optional[str] = None,
        delta_options: Optional[Dict[str, Any]] = None,
        request_id: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Receipt:
        """Writes data as one commit and waits until it is on disk.

        :param data: a Polars frame or lazy frame, a pandas frame, a table, batch, reader or dataset of
            pyarrow, a dict of columns, anything with ``__arrow_c_stream__``, or an iterable of these.
            Named index levels of a pandas frame are columns. Nothing is kept if the source raises.
        :param table: its name, or a path such as ``["delta", "trades"]``
        :param stream: the stream's name, which its metrics carry; else the table's
        :param mode: ``append``, ``overwrite``, ``create``, or ``upsert`` with ``key``
        :param filters: the partitions of a Delta table that ``overwrite`` replaces, such as
            ``[("region", "=", "EMEA")]``; everything where there are none
        :param schema_mode: ``strict``, or ``merge`` to add columns and widen types
        :param backend: ``duckdb`` or ``delta``
        :param delta_options: the layout of a new Delta table, such as ``{"partition_by": ["region"]}``
        :param request_id: makes a repeat with the same id safe: it is answered, not applied
        :raises VaneError: with the code ``OUTCOME_UNKNOWN`` if everything was sent but no receipt came
        """
        schema, batches = batches_of(data)
        command = _command(table, stream, mode, key, schema_mode, backend, delta_options)
        if filters:
            command["filters"] = filters_of(filters)
        if request_id is not None:
            command["request_id"] = request_id
        put = Put(self._connection, command, schema, timeout)
        try:
            for batch in batches:
                put.write(batch)
        except BaseException:
            # The source failed, or the gateway refused: nothing of the stream may be kept.
            put.cancel()
            raise
        put.done()
        try:
            receipt = None
            told = put.read()
            while told is not None:
                receipt = Receipt.parse(told) if told.get("status") == "success" else receipt
                told = put.read()
            put.end()
        except VaneError as error:
            raise outcome_unknown(error) from error.__cause__
        if receipt is None:
            raise VaneError("PROTOCOL", "The server ended the write without a receipt, so nothing says that the rows are kept.")
        return receipt

    def writer(
        self,
        table: Table,
        schema: Any,
        *,
        producer: Optional[str] = None,
        epoch: int = 0,
        stream: Optional[str] = None,
        mode: str = "append",
        schema_mode: Optional[str] = None,
        backend: Optional[str] = None,
        delta_options: Optional[Dict[str, Any]] = None,
        durability: Optional[str] = None,
        on_ack: Optional[Callable[[Ack], None]] = None,
        unacknowledged_bytes: int = 64 << 20,
        patience: float = 60.0,
    ) -> Writer:
        """Opens a stream whose batches are acknowledged one by one, each when it is on disk.

        With a ``producer`` the batches are numbered, a lost connection is made again, and who comes back
        under the same name goes on where the gateway has it: see :class:`Writer`.

        :param schema: a pyarrow schema, or data of that schema, such as an empty frame
        :param producer: a name of your own for this source of batches; keep it across restarts
        :param epoch: a higher one takes over from a writer that may still live
        :param on_ack: called on a thread of the writer for each acknowledgement
        :param unacknowledged_bytes: kept for sending again; a write waits when it is reached
        :param patience: seconds for which a lost gateway is looked for before a write fails
        """
        columns = schema if isinstance(schema, pa.Schema) else batches_of(schema)[0]
        command = _command(table, stream, mode, (), schema_mode, backend, delta_options)
        if durability is not None:
            command["durability"] = durability
        return Writer(
            self._connection, command, columns, producer, epoch, on_ack, unacknowledged_bytes, patience
        )

    # Asking.

    def pivot(
        self,
        table: Table,
        *,
        measures: Sequence[Measure],
        rows: Sequence[Key] = (),
        columns: Sequence[Key] = (),
        filters: Sequence[Filter] = (),
        totals: Any = None,
        sort: Sequence[Sort] = (),
        limit: Optional[int] = None,
        timeout: Optional[float] = None,
        **more: Any,
    ) -> PivotResult:
        """Asks a pivot question.

        Measures are ``"sum:notional"``, ``"count"`` or what :func:`vane.measure` makes; keys are names of
        fields or what :func:`vane.bucket` makes; ``sort`` takes ``"-sum_notional"`` for descending. Every other
        key of the gateway's spec (``having``, ``top``, ``page``, ``result``, ``as_of`` …) goes by its name and
        is checked by the gateway.

        >>> with connect(uri) as client:
        ...     _ = client.write({"desk": ["FX", "FX", None], "n": [1, 2, 4]}, "desks", mode="overwrite")
        ...     client.pivot("desks", rows=["desk"], measures=["sum:n"], sort=["-sum_n"]).to_arrow()["desk"].to_pylist()
        [None, 'FX']
        """
        return self.ask_pivot(
            pivot_spec(table, rows, columns, measures, filters, totals, sort, limit, more), timeout=timeout
        )

    def ask_pivot(self, spec: Dict[str, Any], *, timeout: Optional[float] = None) -> PivotResult:
        """Asks a pivot question that is a whole spec."""

        def again(question: Dict[str, Any]) -> PivotResult:
            return self.ask_pivot(question, timeout=timeout)

        return PivotResult(self._connection, spec, timeout, again)

    def scan(
        self,
        table: Table,
        columns: Optional[Sequence[str]] = None,
        *,
        filters: Sequence[Filter] = (),
        sort: Sequence[Sort] = (),
        limit: Optional[int] = None,
        as_of: Any = None,
        changes: Any = None,
        timeout: Optional[float] = None,
    ) -> Result:
        """Reads rows as they are stored. ``as_of`` is a version, a datetime or an ISO 8601 text.

        ``changes`` asks for the rows that versions changed instead: ``3`` for version 3 and all later ones, ``(3, 7)``
        for 3 to 7. The columns ``_change_type``, ``_commit_version`` and ``_commit_timestamp`` stand after the table's.
        """
        return Result(self._connection, scan_command(table, columns, filters, sort, limit, as_of, changes), timeout)

    def sql(self, statement: str, *parameters: Any, timeout: Optional[float] = None) -> Result:
        """Runs one read-only statement; the parameters fill its ``?``."""
        command: Dict[str, Any] = {"sql": statement}
        if parameters:
            command["parameters"] = list(parameters)
        return Result(self._connection, command, timeout)

    def schema(self, question: Dict[str, Any]) -> pa.Schema:
        """The schema that a command would answer with, without its rows."""
        with self._connection.call() as (client, _):
            descriptor = flight.FlightDescriptor.for_command(to_json(question))
            return client.get_flight_info(descriptor, self._connection.options()).schema

    # Actions.

    def tables(self) -> List[TableInfo]:
        """All tables."""
        return [
            TableInfo(tuple(told["path"]), told.get("rows"), told.get("version"))
            for told in self.action("tables").get("tables", [])
        ]

    def describe(self, table: Table) -> Dict[str, Any]:
        """A table's path, fields, rows and version, as the gateway tells them."""
        return self.action("table.describe", {"table": path(table)})

    def stream_status(self, stream: str, producer: str) -> StreamStatus:
        """How far a producer's stream is durable: where to go on after a restart."""
        return stream_status(self._connection, stream, producer)

    def health(self) -> str:
        """``ready``, or ``stopping``."""
        return str(self.action("health").get("status", ""))

    def version(self) -> str:
        """The gateway's version."""
        return str(self.action("version").get("version", ""))

    def action(self, name: str, body: Optional[Dict[str, Any]] = None) -> Dict[str, Any]:
        """Calls any action that takes a JSON object and answers with one."""
        return self._connection.action(name, body)

    def close(self) -> None:
        """Ends the connection. Closing again does nothing."""
        self._connection.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return "<vane.Client of {}>".format(self.uri)


def _command(
    table: Table,
    stream: Optional[str],
    mode: str,
    key: Sequence[str],
    schema_mode: Optional[str],
    backend: Optional[str],
    delta_options: Optional[Dict[str, Any]],
) -> Dict[str, Any]:
    target = path(table)
    name = target if isinstance(target, str) else target[-1]
    command: Dict[str, Any] = {"stream_name": name if stream is None else stream}
    if not isinstance(target, str) or stream not in (None, target):
        command["target_table"] = target
    if mode != "append":
        command["mode"] = mode
    if key:
        command["key"] = list(key)
    if schema_mode is not None:
        command["schema_mode"] = schema_mode
    if backend is not None:
        command["storage_backend"] = backend
    if delta_options is not None:
        command["delta_options"] = delta_options
    return command
