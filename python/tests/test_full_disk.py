"""Disks that are full while rows are on their way from the acknowledgement to their table."""

import contextlib
import json
import urllib.request

import pyarrow as pa
import pytest

from disks import fill, mounted
from gateway import Gateway, quoted
from refusals import refused

ROWS = 1_000
SCHEMA = pa.schema([("n", pa.int64())])


class Producer:
    """Sends numbered batches, each acknowledged before the next."""

    def __init__(self, gateway, name):
        self.gateway = gateway
        self.name = name
        self.next = 0

    @contextlib.contextmanager
    def stream(self):
        writer, reader = self.gateway.open_stream(
            SCHEMA, self.name, storage_backend="delta", ack="batch", producer={"id": "p"}
        )

        def send():
            values = pa.array(range(self.next * ROWS, (self.next + 1) * ROWS), pa.int64())
            metadata = json.dumps({"offset_id": self.next}).encode()
            writer.write_with_metadata(pa.record_batch([values], schema=SCHEMA), pa.py_buffer(metadata))
            answer = reader.read()
            if answer is None:
                writer.close()  # Tells why.
            assert json.loads(answer.to_pybytes())["ack_up_to_offset"] == self.next
            self.next += 1

        try:
            yield send
            writer.done_writing()
        finally:
            with contextlib.suppress(pa.ArrowException):
                writer.close()

    def send(self, batches=1):
        with self.stream() as send:
            for _ in range(batches):
                send()

    def require(self):
        """The table has each acknowledged row once."""
        rows = self.next * ROWS
        found = self.gateway.sql(
            "SELECT count(*) AS c, count(DISTINCT n) AS d, max(n) AS m FROM {}".format(quoted("delta", "main", self.name))
        )
        assert found.to_pylist() == [{"c": rows, "d": rows, "m": rows - 1}]


def concerns(gateway):
    with urllib.request.urlopen(gateway.http + "/health/ready", timeout=10) as answer:
        told = json.loads(answer.read().decode("utf-8")).get("concerns", [])
    assert gateway.action("health").get("concerns", []) == told
    return [concern["name"] for concern in told]


@pytest.fixture()
def running(tmp_path):
    gateways = []

    def begin(data_dir=None, configuration=None):
        gateways.append(Gateway(tmp_path / "gateway", data_dir, configuration).start())
        return gateways[-1]

    yield begin
    for gateway in gateways:
        if gateway.process.poll() is None:
            gateway.kill()


def test_full_disk_of_the_tables_delays_moves_and_not_acks_until_the_limit(tmp_path, running, name):
    with mounted(tmp_path / "disk", "size=32m") as disk:
        gateway = running(
            configuration="delta_config: {{table_path: {}, hot_rows: {}, hot_limit: 1MiB}}\n".format(
                json.dumps(str(disk / "tables")), ROWS
            )
        )
        producer = Producer(gateway, name)
        producer.send()
        gateway.eventually(lambda: gateway.metric("vane_hot_rows") == 0, "the first rows are moved")
        fill(disk / "filler")
        with refused("LIMIT_HOT_TIER") as refusal, producer.stream() as send:
            for _ in range(10_000):
                send()
                # What is acknowledged is read, though it can't be moved.
                if producer.next in (2, 50):
                    producer.require()
        refusal.names("delta_config.hot_limit")
        # 8,000 bytes of a batch fit into the limit some 130 times.
        assert producer.next > 100
        gateway.eventually(lambda: gateway.metric("vane_hot_moves_total", outcome="failed") > 0, "a move has failed")
        assert concerns(gateway) == ["hot_tier_near_limit"]
        producer.require()
        (disk / "filler").unlink()
        gateway.eventually(lambda: gateway.metric("vane_hot_rows") == 0, "the rows are moved", 90)
        assert concerns(gateway) == []
        producer.send()
        producer.require()
        gateway.stop()
        gateway.start()
        producer.require()
        gateway.stop()


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_full_disk_of_the_hot_tier_and_the_log_loses_nothing_acknowledged(tmp_path, running, name, end):
    with mounted(tmp_path / "disk", "size=160m") as disk:
        tables = json.dumps(str(tmp_path / "tables"))
        gateway = running(disk / "data", "delta_config: {{table_path: {}}}\n".format(tables))
        producer = Producer(gateway, name)
        producer.send(3)
        producer.require()
        # The log has room still. The hot tier leaves a reserve, so its rows wait in the log.
        fill(disk / "filler", leave=6 << 20)
        producer.send(20)
        gateway.eventually(lambda: gateway.metric("vane_apply_failures_total", backend="delta") > 0, "the apply waits")
        fill(disk / "filler")
        with refused("STORAGE_FULL", "LIMIT_LOG"), producer.stream() as send:
            for _ in range(10_000):
                send()
        if end == "kill":
            gateway.kill()
            (disk / "filler").unlink()
            gateway.start()
        else:
            (disk / "filler").unlink()
        producer.require()
        producer.send(3)
        producer.require()
        gateway.action("delta.flush", {"table": ["delta", "main", name]})
        assert gateway.metric("vane_hot_rows") == 0
        producer.require()
        gateway.stop()
        gateway.start()
        producer.require()
        producer.send()
        producer.require()
        gateway.stop()
