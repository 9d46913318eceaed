"""What a refusal looks like to a client of pyarrow."""

import contextlib
import json
import re

import pyarrow as pa
import pyarrow.flight as flight

ERRORS = (pa.ArrowException, flight.FlightError, OSError, KeyError)
SHAPE = re.compile(r"\b([A-Z]+(?:_[A-Z]+)*): (.*?) \(id ([0-9A-Za-z-]+)\)", re.DOTALL)


class Refusal:
    """Filled when the block under refused() has raised."""

    code = text = identifier = error = None

    def names(self, *words):
        for word in words:
            assert word in self.text, "{!r} is not in {!r}".format(word, self.text)
        return self


def read(error):
    """The code, the text and the id of an error."""
    match = SHAPE.search(str(error))
    assert match, "not an error of the gateway: {!r}".format(error)
    refusal = Refusal()
    refusal.code, refusal.text, refusal.identifier = match.groups()
    refusal.error = error
    return refusal


@contextlib.contextmanager
def refused(*codes):
    """The block must be refused with one of the codes, in a text that fits and that asks for no guessing."""
    refusal = Refusal()
    try:
        yield refusal
    except ERRORS as error:
        refusal.__dict__.update(read(error).__dict__)
    else:
        raise AssertionError("not refused; expected {}".format(" or ".join(codes)))
    assert refusal.code in codes, "{}: {}".format(refusal.code, refusal.text)
    assert len(refusal.text) <= 2000
    assert "Exception" not in refusal.text and "dev.vane" not in refusal.text


class ErrorHeaders(flight.ClientMiddlewareFactory):
    """Collects what the header vane-error says of the calls of one client."""

    def __init__(self):
        super().__init__()
        self.errors = []

    def start_call(self, info):
        return _Headers(self.errors)


class _Headers(flight.ClientMiddleware):
    def __init__(self, errors):
        super().__init__()
        self.errors = errors

    def received_headers(self, headers):
        for value in headers.get("vane-error", []):
            self.errors.append(json.loads(value))
