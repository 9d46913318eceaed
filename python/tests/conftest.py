"""A gateway for all tests that don't need their own, and a way to start more."""

import importlib.util
import itertools
import sys

import pytest

from gateway import Gateway

BACKENDS = ("duckdb", "delta")

# The last ADBC driver that was made for Python 3.9 has no bulk ingest, and Polars' reads need a newer one too.
FLIGHT_SQL = ["test_flight_sql.py", "test_flight_sql_page.py", "test_flight_sql_security.py"]
collect_ignore = FLIGHT_SQL if sys.version_info < (3, 10) else []
# The Maven profile spark runs these, in an environment of its own.
collect_ignore += [] if importlib.util.find_spec("pyspark") else ["spark"]


def pytest_collection_modifyitems(items):
    """A test with a gateway, and so a folder, of its own takes seconds; the others share one and are quick."""
    if sys.version_info < (3, 10):
        items[:] = [item for item in items if item.get_closest_marker("newer_delta_rs") is None]
    for item in items:
        if "tmp_path" in item.fixturenames:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def gateway(tmp_path_factory):
    shared = Gateway(tmp_path_factory.mktemp("shared")).start()
    yield shared
    # What was taken for the tests must all be given back once they have ended.
    shared.eventually(lambda: shared.metric("vane_streams_open") == 0, "every stream is ended")
    shared.eventually(lambda: shared.metric("vane_queries_running") == 0, "every query is ended")
    shared.close()


@pytest.fixture
def start(tmp_path):
    """Starts gateways of the test's own: start(), or start(configuration=..., data_dir=...)."""
    started = []

    def begin(data_dir=None, configuration=None, arguments=()):
        gateway = Gateway(
            tmp_path / "gateway-{}".format(len(started)), data_dir or tmp_path / "data", configuration, arguments
        )
        started.append(gateway)
        return gateway.start()

    yield begin
    for gateway in reversed(started):
        gateway.close()


@pytest.fixture(params=BACKENDS)
def backend(request):
    return request.param


_numbers = itertools.count(1)


@pytest.fixture
def name(request):
    """A name of a stream or table that no other test uses."""
    return "{}_{}".format(request.node.originalname.replace("test_", "", 1), next(_numbers))
