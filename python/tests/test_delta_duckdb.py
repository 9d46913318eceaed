"""DuckDB's own delta extension reads what the gateway wrote, deletion vectors and checkpoints of the second form included."""

import datetime
import decimal
import json
import pathlib
import subprocess

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from test_delta_features import delete, make_with_features, rows

pytestmark = pytest.mark.slow
HERE = pathlib.Path(__file__).resolve().parent
PYTHON = HERE.parent / ".venv-duckdb-delta" / "bin" / "python"


def by_duckdb(gateway, name, query):
    done = subprocess.run(
        [str(PYTHON), str(HERE / "duckdb_delta.py"), str(gateway.data_dir / "delta" / name), query],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(row) for row in json.loads(done.stdout)]


def by_gateway(gateway, name):
    return sorted(tuple(row.values()) for row in gateway.scan(["delta", name]).to_pylist())


def test_values_are_those_that_were_sent(gateway, name):
    instant = datetime.datetime(1960, 1, 1, 1, 2, 3, 4, datetime.timezone.utc)
    gateway.put(
        pa.table({
            "k": [1, 2], "p": ["a/b", None], "d": pa.array([decimal.Decimal("-1.50"), None], pa.decimal128(10, 2)),
            "at": pa.array([instant, None], pa.timestamp("us", "UTC")), "s": [{"a": 1}, None], "l": [[1, None], None]}),
        name, storage_backend="delta", delta_options={"partition_by": ["p"]})
    read = by_duckdb(gateway, name, "SELECT k, p, d, \"at\" = TIMESTAMPTZ '1960-01-01 01:02:03.000004+00', s, l FROM t ORDER BY k")
    assert read == [(1, "a/b", "-1.50", True, {"a": 1}, [1, None]), (2, None, None, None, None, None)]


@pytest.mark.parametrize("feature", ["deletionVectors", "changeDataFeed", "v2Checkpoint"])
def test_tables_with_features_are_read(gateway, name, feature):
    properties = {
        "deletionVectors": {"delta.enableDeletionVectors": "true"}, "changeDataFeed": {"delta.enableChangeDataFeed": "true"},
        "v2Checkpoint": {"delta.checkpointPolicy": "v2", "delta.checkpointInterval": "3"}}[feature]
    if feature == "changeDataFeed":  # Which only writers have to know.
        write_deltalake(str(gateway.data_dir / "delta" / name), rows(0, 2000), configuration=properties)
    else:
        make_with_features(gateway, name, [feature], properties)
        gateway.put(rows(0, 2000), name, storage_backend="delta")
    delete(gateway, name, "<", 1500)
    gateway.put(rows(1600, 2100, "new"), name, storage_backend="delta", mode="upsert", key=["k"])
    if feature == "v2Checkpoint":
        gateway.action("delta.checkpoint", {"table": ["delta", name]})
        for version in range(3):
            (gateway.data_dir / "delta" / name / "_delta_log" / "{:020d}.json".format(version)).unlink()
    assert by_duckdb(gateway, name, "SELECT * FROM t ORDER BY k") == by_gateway(gateway, name)
    assert by_duckdb(gateway, name, "SELECT count(*) FROM t WHERE v = 'new'") == [(500,)]
