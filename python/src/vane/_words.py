"""What the gateway tells: receipts, acknowledgements, tables, streams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Optional, Tuple

from ._connection import Connection


@dataclass(frozen=True)
class Receipt:
    """The gateway's word that the whole stream is on disk and can be queried."""

    #: Backend, schema and name.
    table: Tuple[str, ...]
    rows: int
    bytes: int
    #: The table's version after the commit.
    version: Optional[int]
    duration_ms: float
    #: The whole answer.
    json: Dict[str, Any]

    @staticmethod
    def parse(told: Dict[str, Any]) -> "Receipt":
        return Receipt(
            tuple(told.get("table") or ()),
            int(told.get("rows_processed", 0)),
            int(told.get("bytes", 0)),
            told.get("version"),
            float(told.get("duration_ms", 0)),
            told,
        )


@dataclass(frozen=True)
class TableInfo:
    """A table of the gateway."""

    path: Tuple[str, ...]
    rows: Optional[int]
    version: Optional[int]


@dataclass(frozen=True)
class StreamStatus:
    """How far a producer's stream is durable."""

    epoch: int
    #: The last durable offset; -1 where there is none.
    offset: int
    #: Durable rows of the producer.
    records: int
    table: Tuple[str, ...]
    version: Optional[int]


@dataclass(frozen=True)
class Ack:
    """Everything up to here is on disk, whatever becomes of the stream."""

    #: The last durable offset; -1 before the first.
    offset: int
    #: Durable rows: of the producer, or of this stream where it has none.
    records: int
    #: The table's version, where its commit has happened already.
    version: Optional[int] = None


def stream_status(connection: Connection, stream: str, producer: str) -> StreamStatus:
    """Asks how far a producer's stream is durable."""
    told = connection.action("stream.status", {"stream_name": stream, "producer": {"id": producer}})
    return StreamStatus(
        int(told.get("epoch", 0)),
        int(told.get("ack_up_to_offset", -1)),
        int(told.get("ack_up_to_records", 0)),
        tuple(told.get("table") or ()),
        told.get("version"),
    )
