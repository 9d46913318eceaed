"""Any sequence of operations, by the gateway and by delta-rs, leaves a table as a list of rows would be, whoever reads it."""

import random

import pyarrow as pa
import pyarrow.flight as flight
import pytest
from deltalake import DeltaTable, write_deltalake

KEYS = 6
SCHEMA = pa.schema([("k", pa.int64()), ("v", pa.int64()), ("p", pa.string())])


class Sequence:
    """A table, a list of the rows that it should have, and what can be done to both."""

    def __init__(self, gateway, name, seed):
        self.gateway = gateway
        self.name = name
        self.folder = str(gateway.data_dir / "delta" / name)
        self.dice = random.Random(seed)
        self.rows = []
        self.versions = {}
        self.next = 0

    def some(self):
        """Rows with values that no other row has, in partitions of which one is NULL."""
        made = []
        for _ in range(self.dice.randint(1, 5)):
            self.next += 1
            made.append((self.dice.randrange(KEYS), self.next, self.dice.choice(["a/b", "ü c", None])))
        return made

    @staticmethod
    def table(rows):
        return pa.table([list(column) for column in zip(*rows)], schema=SCHEMA)

    def put(self, rows, **command):
        self.gateway.put(self.table(rows), self.name, storage_backend="delta", **command)

    def action(self, name, **body):
        return self.gateway.action("delta." + name, dict(body, table=["delta", self.name]))

    def append(self):
        rows = self.some()
        self.put(rows, delta_options={"partition_by": ["p"]})
        self.rows += rows

    def overwrite(self):
        self.rows = self.some()
        self.put(self.rows, mode="overwrite")

    def overwrite_partition(self):
        rows = [(key, value, "a/b") for key, value, _ in self.some()]
        self.put(rows, mode="overwrite", filters=[{"field": "p", "op": "=", "value": "a/b"}])
        self.rows = [row for row in self.rows if row[2] != "a/b"] + rows

    def upsert(self):
        row = self.some()[0]
        self.put([row], mode="upsert", key=["k"])
        self.rows = [old for old in self.rows if old[0] != row[0]] + [row]

    def delete(self):
        key = self.dice.randrange(KEYS)
        self.action("delete", filters=[{"field": "k", "op": "=", "value": key}])
        self.rows = [row for row in self.rows if row[0] != key]

    def update(self):
        key = self.dice.randrange(KEYS)
        statement = 'UPDATE delta.main."%s" SET k = k + 1, p = \'moved\' WHERE k = %d' % (self.name, key)
        command = flight.FlightDescriptor.for_command(_sql_update(statement))
        writer, reader = self.gateway.client.do_put(command, pa.schema([]))
        writer.done_writing()
        reader.read()
        writer.close()
        self.rows = [(row[0] + 1, row[1], "moved") if row[0] == key else row for row in self.rows]

    def optimize(self):
        self.action("optimize")

    def z_order(self):
        self.action("optimize", z_order_by=["k", "v"], target_file_size=2048)

    def checkpoint(self):
        self.action("checkpoint")

    def restore(self):
        version = self.dice.choice(sorted(self.versions))
        self.action("restore", as_of={"version": version})
        self.rows = list(self.versions[version])

    def vacuum(self):
        self.action("vacuum", retention_hours=0, force=True)
        self.versions.clear()

    def append_by_delta_rs(self):
        rows = self.some()
        write_deltalake(self.folder, self.table(rows), mode="append")
        self.rows += rows

    def delete_by_delta_rs(self):
        key = self.dice.randrange(KEYS)
        DeltaTable(self.folder).delete("k = %d" % key)
        self.rows = [row for row in self.rows if row[0] != key]

    def compact_by_delta_rs(self):
        DeltaTable(self.folder).optimize.compact()

    def check(self, done):
        theirs = DeltaTable(self.folder)
        self.versions[theirs.version()] = list(self.rows)
        expected = sorted(self.rows, key=repr)
        assert _tuples(pa.table(theirs.to_pyarrow_table())) == expected, done
        assert _tuples(self.gateway.scan(["delta", self.name])) == expected, done
        counted = sum(pa.table(theirs.get_add_actions(flatten=True)).column("num_records").to_pylist())
        assert counted == len(expected), done

    def check_versions(self):
        for version, rows in self.versions.items():
            expected = sorted(rows, key=repr)
            assert _tuples(pa.table(DeltaTable(self.folder, version=version).to_pyarrow_table())) == expected, version
            assert _tuples(self.gateway.scan(["delta", self.name], as_of={"version": version})) == expected, version


def _tuples(table):
    return sorted(zip(*(table.column(name).to_pylist() for name in SCHEMA.names)), key=repr)


def _field(number, content):
    """A field of a protobuf message, for contents whose length takes at most two bytes to say."""
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([size % 128 + 128, size // 128])
    return bytes([number * 8 + 2]) + length + content


def _sql_update(statement):
    """Flight SQL's command for a statement that changes rows."""
    command = _field(1, statement.encode())
    url = b"type.googleapis.com/arrow.flight.protocol.sql.CommandStatementUpdate"
    return _field(1, url) + _field(2, command)


STEPS = [
    "append", "overwrite", "overwrite_partition", "upsert", "delete", "update", "optimize", "z_order", "checkpoint",
    "restore", "vacuum", "append_by_delta_rs", "delete_by_delta_rs", "compact_by_delta_rs",
]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_sequence_is_what_a_list_of_rows_would_be(gateway, name, seed):
    sequence = Sequence(gateway, name, seed)
    done = ["seed %d" % seed, "append"]
    sequence.append()
    sequence.check(done)
    for _ in range(14):
        step = sequence.dice.choice(STEPS)
        done.append(step)
        getattr(sequence, step)()
        sequence.check(done)
    sequence.check_versions()
