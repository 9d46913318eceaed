"""The one exception of the client, and how it is made of what Flight raises."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, NoReturn, Optional

import pyarrow as pa
import pyarrow.flight as flight

#: What pyarrow raises for a call that failed.
FAILURES = (pa.ArrowException, flight.FlightError, OSError, KeyError)

_TEXT = re.compile(r"\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*): (.*?) \(id ([0-9A-Za-z-]+)\)", re.DOTALL)
_NOISE = re.compile(r"\.? (?:gRPC client debug context|Client context): .*", re.DOTALL)


class VaneError(Exception):
    """What a call ended in: refused by the gateway, or failed on the way.

    The text is written for a person: what is wrong, why, and what to do.

    >>> error = VaneError("TABLE_NOT_FOUND", "There is no table 'trade'.", number=1101, id="2bd6d0ed")
    >>> print(error)
    TABLE_NOT_FOUND: There is no table 'trade'. (id 2bd6d0ed)
    >>> error.retryable
    False
    """

    #: Stable and to be compared: the gateway's, such as ``TABLE_NOT_FOUND`` (its docs list them), or
    #: one of this client: ``UNREACHABLE``, ``DEADLINE_PASSED``, ``OUTCOME_UNKNOWN``, ``PROTOCOL``,
    #: ``CLOSED``, ``UNSUPPORTED``.
    code: str
    #: The gateway's number of the code, 0 where the code is this client's.
    number: int
    #: The text without code and id.
    message: str
    #: Joins the error to a line of the gateway's log.
    id: Optional[str]
    #: Whether the same request may succeed later, unchanged, and does no harm when it is sent again.
    retryable: bool
    #: Seconds to wait before the same request, where the gateway says so.
    retry_after: Optional[float]

    def __init__(
        self,
        code: str,
        message: str,
        *,
        number: int = 0,
        id: Optional[str] = None,
        retryable: bool = False,
        retry_after: Optional[float] = None,
    ) -> None:
        super().__init__("{}: {}{}".format(code, message, " (id {})".format(id) if id else ""))
        self.code = code
        self.number = number
        self.message = message
        self.id = id
        self.retryable = retryable
        self.retry_after = retry_after

    def __reduce__(self) -> Any:
        # Exceptions are rebuilt from their arguments when they cross a process; ours are keywords.
        return _rebuilt, (self.code, self.message, self.number, self.id, self.retryable, self.retry_after)


def _rebuilt(
    code: str, message: str, number: int, id: Optional[str], retryable: bool, retry_after: Optional[float]
) -> VaneError:
    return VaneError(code, message, number=number, id=id, retryable=retryable, retry_after=retry_after)


class Answer:
    """What the header ``vane-error`` of one call said, filled by the connection as it arrives."""

    def __init__(self) -> None:
        self.error: Optional[Dict[str, Any]] = None

    def take(self, header: str) -> None:
        try:
            told = json.loads(header)
        except ValueError:
            return  # Cut by a proxy; the status still has the text.
        if isinstance(told, dict) and isinstance(told.get("code"), str):
            self.error = told

    def translate(self, failure: BaseException) -> VaneError:
        """The exception for what the call ended in. The gateway's word comes first."""
        if isinstance(failure, VaneError):
            return failure
        if self.error is not None:
            told = self.error
            return VaneError(
                told["code"],
                str(told.get("message", "")),
                number=int(told.get("number", 0)),
                id=told.get("id"),
                retryable=bool(told.get("retryable")),
                retry_after=told["retry_after_ms"] / 1000 if "retry_after_ms" in told else None,
            )
        text = str(failure)
        named = _TEXT.search(text)
        if named:
            return VaneError(named.group(1), named.group(2), id=named.group(3))
        plain = _NOISE.sub("", text)
        if isinstance(failure, flight.FlightUnavailableError):
            return VaneError(
                "UNREACHABLE",
                "No gateway answers: {}. Check that it runs and that the address is right.".format(plain),
                retryable=True,
            )
        if isinstance(failure, flight.FlightTimedOutError):
            return VaneError("DEADLINE_PASSED", "The time given to the call has passed.", retryable=True)
        return VaneError("PROTOCOL", plain)

    def raised(self, failure: BaseException) -> NoReturn:
        """Raises the exception for a failure."""
        error = self.translate(failure)
        if error is failure:
            raise error
        raise error from failure


def outcome_unknown(error: VaneError) -> VaneError:
    """The same error for a write of which every batch was sent: a lost receipt says nothing of it."""
    if error.code not in ("UNREACHABLE", "DEADLINE_PASSED"):
        return error
    return VaneError(
        "OUTCOME_UNKNOWN",
        "All batches were sent, but the receipt did not come, so the write may be committed or not. Look at the "
        "table before sending it again, or write with a request_id, which makes a repeat safe. ({})".format(
            error.message
        ),
    )
