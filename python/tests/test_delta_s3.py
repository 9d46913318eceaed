"""Delta tables in an object store: S3Proxy, a server that speaks S3, in a process of its own, with signatures checked."""

import json
import shutil
import socket
import subprocess
import threading
import time

import pyarrow as pa
import pytest
import vane
from deltalake import DeltaTable, write_deltalake

from gateway import ROOT, run_vane
from refusals import refused

ACCESS_KEY, SECRET_KEY, BUCKET = "vane-test", "vane-secret-of-the-test", "lake"
SERVER = sorted((ROOT / "storage-delta-s3" / "target" / "s3-server").glob("s3proxy-*.jar"))

pytestmark = pytest.mark.skipif(
    not SERVER or shutil.which("java") is None,
    reason="the S3 server is missing: mvn -pl storage-delta-s3 -am test-compile fetches it",
)


class Store:
    """A server over one folder, which may go away and come back."""

    def __init__(self, folder):
        (folder / "objects" / BUCKET).mkdir(parents=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.credentials = folder / "credentials"
        self.credentials.write_text(
            "[default]\naws_access_key_id = {}\naws_secret_access_key = {}\n".format(ACCESS_KEY, SECRET_KEY)
        )
        self.configuration = folder / "s3proxy.conf"
        self.configuration.write_text(
            "s3proxy.endpoint=http://127.0.0.1:{}\ns3proxy.authorization=aws-v4\n"
            "s3proxy.identity={}\ns3proxy.credential={}\njclouds.provider=filesystem-nio2\n"
            "jclouds.identity=local\njclouds.credential=local\njclouds.filesystem.basedir={}\n".format(
                self.port, ACCESS_KEY, SECRET_KEY, folder / "objects"
            )
        )
        self.log = folder / "s3proxy.log"
        self.process = None
        self.start()

    def start(self):
        with open(str(self.log), "ab") as log:
            self.process = subprocess.Popen(
                ["java", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar", str(SERVER[-1]), "--properties", str(self.configuration)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < deadline, self.log.read_text()
                time.sleep(0.05)

    def stop(self):
        self.process.kill()
        self.process.wait()

    @property
    def endpoint(self):
        return "http://127.0.0.1:{}".format(self.port)

    def settings(self, prefix, **more):
        """A gateway's configuration; JSON is YAML too."""
        delta = {
            "s3_location": "s3://{}/{}".format(BUCKET, prefix),
            "s3_endpoint": self.endpoint,
            "s3_path_style": True,
            "s3_credentials_file": str(self.credentials),
            "s3_timeout": "2s",
        }
        return json.dumps({"delta_config": dict(delta, **more)})

    def options(self):
        """What delta-rs is told."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
            "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": "false",
            "aws_conditional_put": "etag",
        }


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "store")
    yield made
    made.stop()


def rows_of(writer, numbers):
    numbers = list(numbers)
    return pa.table({"writer": pa.array([writer] * len(numbers), pa.string()), "number": pa.array(numbers, pa.int64())})


def uri(prefix, table):
    return "s3://{}/{}/{}".format(BUCKET, prefix, table)


def sorted_rows(table):
    return sorted((row["writer"], row["number"]) for row in pa.table(table).to_pylist())


def test_delta_rs_reads_and_appends_what_the_gateway_writes_and_back(start, store):
    gateway = start(configuration=store.settings("both"))
    gateway.put(rows_of("a b", range(3)), "t", storage_backend="delta", delta_options={"partition_by": ["writer"]})
    table = DeltaTable(uri("both", "t"), storage_options=store.options())
    assert sorted_rows(table.to_pyarrow_table()) == [("a b", n) for n in range(3)]

    write_deltalake(uri("both", "t"), rows_of("delta-rs/ü", range(2)), mode="append", storage_options=store.options())
    everything = [("a b", n) for n in range(3)] + [("delta-rs/ü", n) for n in range(2)]
    assert sorted_rows(gateway.scan(["delta", "t"])) == everything
    assert gateway.rows(["delta", "main", "t"]) == 5

    write_deltalake(uri("both", "theirs"), rows_of("x", range(4)), storage_options=store.options())
    gateway.put(rows_of("y", range(2)), "theirs", storage_backend="delta")
    theirs = DeltaTable(uri("both", "theirs"), storage_options=store.options())
    assert sorted_rows(theirs.to_pyarrow_table()) == [("x", n) for n in range(4)] + [("y", n) for n in range(2)]
    assert gateway.action("delta.optimize", {"table": ["delta", "t"]})["version"] >= 1
    table.update_incremental()
    assert sorted_rows(table.to_pyarrow_table()) == everything


def test_gateways_and_delta_rs_lose_no_commit(start, store, tmp_path):
    commits = 6
    gateways = [
        start(data_dir=tmp_path / "data-{}".format(number), configuration=store.settings("many", checkpoint_interval=5))
        for number in range(2)
    ]
    gateways[0].put(rows_of("first", [0]), "t", storage_backend="delta")
    failures = []

    def run(append):
        try:
            for number in range(commits):
                append(number)
        except Exception as failure:  # What a thread raises, the test has to tell.
            failures.append(failure)

    def by(gateway, writer):
        return lambda number: gateway.put(rows_of(writer, [number]), "t", storage_backend="delta")

    def by_delta_rs(number):
        write_deltalake(uri("many", "t"), rows_of("delta-rs", [number]), mode="append", storage_options=store.options())

    writers = [by(gateways[0], "one"), by(gateways[1], "two"), by_delta_rs]
    threads = [threading.Thread(target=run, args=(append,)) for append in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    expected = sorted([("first", 0)] + [(w, n) for w in ("one", "two", "delta-rs") for n in range(commits)])
    for gateway in gateways:
        assert sorted_rows(gateway.scan(["delta", "t"])) == expected


def test_a_store_that_goes_away_delays_what_was_acknowledged_and_refuses_the_rest(start, store):
    gateway = start(configuration=store.settings("away"))
    gateway.put(rows_of("w", [0]), "t", storage_backend="delta")
    gateway.put(rows_of("w", [0]), "v", storage_backend="delta")
    gateway.put(rows_of("w", [0]), "u", storage_backend="duckdb")
    schema = rows_of("w", []).schema
    with vane.connect(gateway.uri) as client:
        with client.writer("t", schema, producer="p", backend="delta") as writer:
            writer.write(rows_of("w", [1]).to_batches()[0])
            writer.flush()
            store.stop()
            for number in range(2, 5):
                writer.write(rows_of("w", [number]).to_batches()[0])
            assert writer.flush().offset == 3
    with refused("STORE_UNAVAILABLE"):
        gateway.scan(["delta", "v"])
    with refused("STORE_UNAVAILABLE"):
        gateway.put(rows_of("w", [9]), "v", storage_backend="delta")
    assert gateway.scan(["duckdb", "u"]).num_rows == 1
    store.start()
    gateway.eventually(lambda: readable(gateway) == [("w", n) for n in range(5)], "what was acknowledged is there", 90)
    assert gateway.action("delta.flush", {"table": ["delta", "t"]})["version"] > 0
    table = DeltaTable(uri("away", "t"), storage_options=store.options())
    assert sorted_rows(table.to_pyarrow_table()) == [("w", n) for n in range(5)]


def readable(gateway):
    try:
        return sorted_rows(gateway.scan(["delta", "t"]))
    except Exception:  # Not back yet.
        return None


def test_credentials_are_nowhere_and_the_cache_is_in_the_metrics(start, store, tmp_path):
    configuration = tmp_path / "vane.yaml"
    configuration.write_text(store.settings("secret", s3_cache="64MiB"))
    gateway = start(configuration=store.settings("secret", s3_cache="64MiB"))
    gateway.put(rows_of("w", range(3)), "t", storage_backend="delta")
    assert gateway.scan(["delta", "t"]).num_rows == 3
    assert gateway.metric("vane_file_cache_bytes") > 0
    assert gateway.metric("vane_limit", limit="delta_config.s3_cache") == 64 << 20
    shown = run_vane("config", "show", "--config", configuration)
    assert "s3://lake/secret" in shown.stdout
    for text in (shown.stdout, shown.stderr, gateway.log(), gateway.metrics()):
        assert SECRET_KEY not in text and ACCESS_KEY not in text
