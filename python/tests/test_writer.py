"""The writer with acknowledgements: numbers, replays, and outlives whatever ends its calls."""

import gc
import threading

import pyarrow as pa
import pyarrow.flight as flight
import pytest

import vane

from ack_server import AckServer

SCHEMA = pa.schema([("n", pa.int64())])


def batch(number):
    return pa.record_batch([[number * 10, number * 10 + 1]], schema=SCHEMA)


def expected(batches):
    return [value for number in range(batches) for value in (number * 10, number * 10 + 1)]


@pytest.fixture
def server():
    with AckServer() as running:
        yield running


@pytest.fixture
def client(server):
    with vane.connect(server.uri) as connected:
        yield connected


def test_every_batch_is_acknowledged_and_the_receipt_comes_last(server, client):
    acks = []
    with client.writer("t", SCHEMA, producer="p", on_ack=acks.append) as writer:
        assert [writer.write(batch(number)) for number in range(5)] == [0, 1, 2, 3, 4]
        assert writer.flush().offset == 4
    assert server.rows == expected(5)
    assert [ack.offset for ack in acks if ack.offset >= 0] == [0, 1, 2, 3, 4]
    assert writer.acknowledged == vane.Ack(4, 10, None)
    assert writer.receipt.rows == 10


@pytest.mark.parametrize("before_ack", [True, False], ids=["before-ack", "after-ack"])
def test_lost_calls_lose_and_double_nothing(server, client, before_ack):
    server.lose = [(1, before_ack), (2, before_ack), (3, before_ack)]
    with client.writer("t", SCHEMA, producer="p", patience=20) as writer:
        for number in range(20):
            writer.write(batch(number))
    assert server.rows == expected(20)
    assert writer.acknowledged.offset == 19
    assert server.calls == 4


def test_loss_at_the_very_end_is_taken_up(server, client):
    with client.writer("t", SCHEMA, producer="p", patience=20) as writer:
        writer.write(batch(0))
        writer.flush()
        server.lose = []
    server.lose = [(2, True)]
    with client.writer("t", SCHEMA, producer="p", patience=20) as writer:
        assert writer.resume_offset == 1
        writer.write(batch(1))
        writer.write(batch(2))
    assert server.rows == expected(3)


def test_who_comes_back_goes_on_behind_what_is_durable(server, client):
    with client.writer("t", SCHEMA, producer="p") as writer:
        assert writer.replay(batch(number) for number in range(3)) == 3
    with client.writer("t", SCHEMA, producer="p") as writer:
        assert writer.resume_offset == 3
        assert writer.replay(batch(number) for number in range(7)) == 4
        with pytest.raises(ValueError):
            writer.replay([])
    assert server.rows == expected(7)
    assert server.replayed == []


def test_write_waits_while_the_budget_of_bytes_is_full(server, client):
    server.held.clear()
    sent = []

    def write():
        with client.writer("t", SCHEMA, producer="p", unacknowledged_bytes=40) as writer:
            for number in range(6):
                sent.append(writer.write(batch(number)))

    thread = threading.Thread(target=write)
    thread.start()
    # Two batches of 16 bytes fit; the third has to wait until the server lets go.
    thread.join(1)
    assert thread.is_alive() and sent == [0, 1]
    server.held.set()
    thread.join(30)
    assert sent == list(range(6)) and server.rows == expected(6)


def test_refusal_is_raised_and_nothing_is_tried_again(server, client):
    server.refuse = flight.FlightServerError("PRODUCER_FENCED: A newer epoch writes. (id 7f)")
    with pytest.raises(vane.VaneError) as refused:
        with client.writer("t", SCHEMA, producer="p") as writer:
            for number in range(100):
                writer.write(batch(number))
            writer.flush()
    assert refused.value.code == "PRODUCER_FENCED" and refused.value.id == "7f"
    assert server.calls == 1
    with pytest.raises(vane.VaneError):
        writer.write(batch(0))


def test_gateway_that_stays_away_is_told_after_the_patience(server, client):
    writer = client.writer("t", SCHEMA, producer="p", patience=0.3)
    writer.write(batch(0))
    writer.flush()
    server.away = True
    with pytest.raises(vane.VaneError) as refused:
        for number in range(1, 100):
            writer.write(batch(number))
            writer.flush()
    assert refused.value.retryable
    assert writer.acknowledged.offset == 0
    writer.abort()


def test_without_a_producer_a_loss_is_told_with_what_is_durable(server, client):
    server.lose = [(2, False)]
    with pytest.raises(vane.VaneError) as refused:
        with client.writer("t", SCHEMA) as writer:
            for number in range(50):
                writer.write(batch(number))
                writer.flush()
    assert refused.value.code == "UNREACHABLE"
    assert writer.acknowledged.records == 4 and server.rows == expected(2)


def test_block_that_raises_keeps_what_was_acknowledged_and_no_more(server, client):
    with pytest.raises(RuntimeError, match="stop"):
        with client.writer("t", SCHEMA, producer="p") as writer:
            writer.write(batch(0))
            writer.flush()
            raise RuntimeError("stop")
    assert server.rows == expected(1)
    with pytest.raises(vane.VaneError):
        writer.write(batch(1))


def test_failing_listener_of_acks_is_told_to_the_writer(server, client):
    def listen(ack):
        if ack.offset == 1:
            raise RuntimeError("the listener broke")

    writer = client.writer("t", SCHEMA, producer="p", on_ack=listen)
    with pytest.raises(RuntimeError, match="the listener broke"):
        for number in range(100):
            writer.write(batch(number))
        writer.flush()
    writer.abort()
    del writer
    gc.collect()


def test_batch_of_other_columns_is_refused_here(server, client):
    with client.writer("t", SCHEMA, producer="p") as writer:
        with pytest.raises(KeyError):
            writer.write({"m": [1]})
        writer.write({"n": [0, 1]})
    assert server.rows == [0, 1]


class _Tokens(flight.ServerMiddlewareFactory):
    def __init__(self):
        super().__init__()
        self.shown = []

    def start_call(self, info, headers):
        self.shown.append(headers.get("authorization"))


def test_token_is_shown_with_each_call():
    tokens = _Tokens()
    with AckServer(middleware={"tokens": tokens}) as server:
        with vane.connect(server.uri, token="secret") as client:
            with client.writer("t", SCHEMA, producer="p") as writer:
                writer.write(batch(0))
        assert server.rows == expected(1)
    assert len(tokens.shown) == 2 and set(map(tuple, tokens.shown)) == {("Bearer secret",)}
