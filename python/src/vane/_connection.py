"""One Flight connection to a gateway: its calls, and what the gateway says when it refuses one."""

from __future__ import annotations

import contextlib
import json
import math
import threading
import urllib.parse
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Dict, Iterator, List, Optional, Tuple

import pyarrow.flight as flight

from ._errors import FAILURES, Answer, VaneError

DEFAULT_URI = "grpc://127.0.0.1:8889"

#: Bytes of the largest message that is sent. Pieces of batches are far smaller; only one very long
#: row comes near. It is the gateway's own default (``limits.message_size``).
MESSAGE_BYTES = 64 << 20


class _Listener(flight.ClientMiddleware):  # type: ignore[misc]
    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._answer = answer

    def received_headers(self, headers: Dict[str, List[Any]]) -> None:
        for value in headers.get("vane-error", []):
            self._answer.take(value.decode("utf-8", "replace") if isinstance(value, bytes) else value)


class _Calls(flight.ClientMiddlewareFactory):  # type: ignore[misc]
    """Gives each call the place where its error is put. Flight starts a call on the caller's thread."""

    def __init__(self) -> None:
        super().__init__()
        self.current = threading.local()

    def start_call(self, info: Any) -> Optional[_Listener]:
        answer = getattr(self.current, "answer", None)
        return None if answer is None else _Listener(answer)


class Connection:
    """A connection and its options. Thread-safe, as Flight's client is."""

    def __init__(
        self, uri: str, timeout: Optional[float], token: Optional[str] = None, authorities: Optional[bytes] = None
    ) -> None:
        self.uri = _checked(uri)
        self.timeout = timeout
        self._headers = [] if token is None else [(b"authorization", b"Bearer " + token.encode())]
        self._calls = _Calls()
        self._closed = False
        try:
            self._flight = flight.FlightClient(
                self.uri,
                middleware=[self._calls],
                generic_options=[("grpc.max_send_message_length", MESSAGE_BYTES)],
                tls_root_certs=authorities,
            )
        except FAILURES as failure:
            Answer().raised(failure)

    @contextlib.contextmanager
    def call(self) -> Iterator[Tuple[Any, Answer]]:
        """Flight's client for one call. What is raised inside becomes a VaneError."""
        if self._closed:
            raise VaneError("CLOSED", "The client is closed; connect again.")
        answer = Answer()
        outer = getattr(self._calls.current, "answer", None)
        self._calls.current.answer = answer
        try:
            yield self._flight, answer
        except FAILURES as failure:
            answer.raised(failure)
        finally:
            self._calls.current.answer = outer

    def options(self, timeout: Optional[float] = None) -> Any:
        """Flight's options for one call; ``timeout`` in seconds."""
        limit = self.timeout if timeout is None else timeout
        return flight.FlightCallOptions(timeout=limit, headers=self._headers)

    def action(self, name: str, body: Optional[Dict[str, Any]] = None) -> Dict[str, Any]:
        """Calls an action that takes a JSON object and answers with one."""
        sent = b"" if body is None else to_json(body)
        with self.call() as (client, _):
            results = list(client.do_action(flight.Action(name, sent), self.options()))
        if not results:
            return {}
        try:
            answer = json.loads(results[0].body.to_pybytes())
        except ValueError as failure:
            raise VaneError("PROTOCOL", "The action '{}' answered with something that is not JSON.".format(name)) from failure
        if not isinstance(answer, dict):
            raise VaneError("PROTOCOL", "The action '{}' answered with something else than an object.".format(name))
        return answer

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._flight.close()


def to_json(value: Any) -> bytes:
    """A command as bytes. Values that JSON lacks are written as the gateway reads them.

    >>> to_json({"value": [float("nan"), Decimal("1.50"), date(2026, 1, 31)]})
    b'{"value": ["NaN", "1.50", "2026-01-31"]}'
    """
    return json.dumps(_plain(value), allow_nan=False, ensure_ascii=False).encode("utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


def _checked(uri: str) -> str:
    parts = urllib.parse.urlsplit(uri)
    if parts.scheme not in ("grpc", "grpc+tcp", "grpc+tls") or not parts.hostname:
        raise ValueError("{!r} is not the address of a gateway. It looks like {}.".format(uri, DEFAULT_URI))
    return uri if parts.port else "{}://{}:8889".format(parts.scheme, parts.netloc)
