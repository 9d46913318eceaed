"""The writer with acknowledgements against a gateway that is killed and comes back."""

import socket

import pyarrow as pa
import pytest

import vane

SCHEMA = pa.schema([("n", pa.int64())])


def batch(number):
    return pa.record_batch([[number * 10, number * 10 + 1]], schema=SCHEMA)


def expected(batches):
    return [value for number in range(batches) for value in (number * 10, number * 10 + 1)]


def rows(client, table):
    return client.scan(table, sort=["n"]).to_arrow()["n"].to_pylist()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_acknowledged_batches_are_durable_and_a_producer_goes_on(gateway, name):
    acks = []
    with vane.connect(gateway.uri) as client:
        with client.writer(name, SCHEMA, producer="p", on_ack=acks.append) as writer:
            assert writer.replay(batch(number) for number in range(5)) == 5
            assert writer.flush().offset == 4
        assert acks[-1].records == 10
        with client.writer(name, SCHEMA, producer="p") as writer:
            assert writer.resume_offset == 5
            assert writer.replay(batch(number) for number in range(8)) == 3
        assert rows(client, name) == expected(8)
        assert client.stream_status(name, "p").offset == 7


def test_older_epoch_is_fenced(gateway, name):
    with vane.connect(gateway.uri) as client:
        with client.writer(name, SCHEMA, producer="p", epoch=2) as writer:
            writer.write(batch(0))
        with pytest.raises(vane.VaneError) as refused:
            with client.writer(name, SCHEMA, producer="p", epoch=1) as writer:
                writer.write(batch(1))
        assert not refused.value.retryable
        assert rows(client, name) == expected(1)


def test_gateway_that_is_killed_loses_and_doubles_nothing(start, name):
    gateway = start(arguments=["--flight-port", str(free_port())])
    with vane.connect(gateway.uri) as client:
        with client.writer(name, SCHEMA, producer="p", patience=90) as writer:
            for number in range(20):
                writer.write(batch(number))
                if number == 9:
                    writer.flush()
                    gateway.kill()
                    gateway.start()
        assert writer.acknowledged.offset == 19
        assert rows(client, name) == expected(20)
