"""Tables that delta-rs made with features of the protocol are written by the gateway as they ask, and read by delta-rs."""

import json

import pyarrow as pa
import pytest
from adbc_driver_flightsql import dbapi
from deltalake import DeltaTable, QueryBuilder, write_deltalake

from refusals import refused


def folder_of(gateway, name):
    return str(gateway.data_dir / "delta" / name)


def by_delta_rs(folder, query="SELECT * FROM t"):
    """By its query engine, which honours deletion vectors; its data set for pyarrow refuses them."""
    engine = QueryBuilder().register("t", DeltaTable(folder))
    return sorted(map(repr, pa.table(engine.execute(query).read_all()).to_pylist()))


def by_gateway(gateway, name):
    return sorted(map(repr, gateway.scan(["delta", name]).to_pylist()))


def rows(start, stop, text="old"):
    return pa.table({"k": pa.array(range(start, stop), pa.int64()), "v": [text] * (stop - start)})


def commits(gateway, name):
    log = gateway.data_dir / "delta" / name / "_delta_log"
    return [[json.loads(line) for line in path.read_text().splitlines()] for path in sorted(log.glob("*.json"))]


def delete(gateway, name, operator, value):
    return gateway.action("delta.delete", {"table": ["delta", name], "filters": [{"field": "k", "op": operator, "value": value}]})


def test_constraints_of_delta_rs_are_kept(gateway, name):
    folder = folder_of(gateway, name)
    write_deltalake(folder, rows(0, 3))
    DeltaTable(folder).alter.add_constraint({"small": "k < 10"})
    gateway.put(rows(3, 10), name, storage_backend="delta")
    with refused("VALUE_REFUSED") as refusal:
        gateway.put(rows(9, 11), name, storage_backend="delta")
    refusal.names("small")
    with refused("VALUE_REFUSED"):
        gateway.put(pa.table({"k": pa.array([None], pa.int64()), "v": ["x"]}), name, storage_backend="delta")
    assert by_delta_rs(folder) == by_gateway(gateway, name)
    assert gateway.rows(["delta", "main", name]) == 10


@pytest.mark.newer_delta_rs
def test_rows_are_marked_and_delta_rs_sees_none_of_them(gateway, name):
    folder = folder_of(gateway, name)
    make_with_features(gateway, name, ["deletionVectors"], {"delta.enableDeletionVectors": "true"})
    gateway.put(rows(0, 2000), name, storage_backend="delta")
    report = delete(gateway, name, "<", 1500)
    assert report["added"]["rows"] == 0 and report["removed"]["rows"] == 1500
    gateway.put(rows(1600, 2100, "new"), name, storage_backend="delta", mode="upsert", key=["k"])
    assert by_delta_rs(folder) == by_gateway(gateway, name)
    assert by_delta_rs(folder, "SELECT v, count(*) AS n FROM t GROUP BY v") == ["{'v': 'new', 'n': 500}", "{'v': 'old', 'n': 100}"]
    assert gateway.rows(["delta", "main", name]) == 600
    assert len(list((gateway.data_dir / "delta" / name).glob("*.parquet"))) == 2
    gateway.action("delta.optimize", {"table": ["delta", name]})
    assert by_delta_rs(folder) == by_gateway(gateway, name)
    assert all("deletionVector" not in action["add"] for action in commits(gateway, name)[-1] if "add" in action)


def make_with_features(gateway, name, features, properties):
    """A table without rows, by hand: not every delta-rs makes tables with each feature."""
    log = gateway.data_dir / "delta" / name / "_delta_log"
    log.mkdir(parents=True)
    schema = {"type": "struct", "fields": [
        {"name": "k", "type": "long", "nullable": True, "metadata": {}}, {"name": "v", "type": "string", "nullable": True, "metadata": {}}]}
    actions = [
        {"protocol": {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": features, "writerFeatures": features}},
        {"metaData": {"id": "0f0f0f0f-0000-4000-8000-000000000000", "format": {"provider": "parquet", "options": {}},
                      "schemaString": json.dumps(schema), "partitionColumns": [], "configuration": properties}}]
    (log / "00000000000000000000.json").write_text("".join(json.dumps(action) + "\n" for action in actions))


@pytest.mark.newer_delta_rs
def test_checkpoints_of_the_second_form_are_read_by_delta_rs(gateway, name):
    folder = folder_of(gateway, name)
    make_with_features(gateway, name, ["v2Checkpoint"], {"delta.checkpointPolicy": "v2", "delta.checkpointInterval": "3"})
    for commit in range(4):
        gateway.put(rows(commit * 10, commit * 10 + 10), name, storage_backend="delta")
    log = gateway.data_dir / "delta" / name / "_delta_log"
    gateway.eventually(lambda: (log / "_last_checkpoint").exists(), "a checkpoint is written")
    assert len(list(log.glob("*3.checkpoint.*-*.parquet"))) == 1
    for version in range(3):
        (log / "{:020d}.json".format(version)).unlink()
    assert by_delta_rs(folder) == by_gateway(gateway, name)
    assert len(by_delta_rs(folder)) == 40


def test_changes_are_kept_as_delta_rs_reads_them(gateway, name):
    folder = folder_of(gateway, name)
    write_deltalake(folder, rows(0, 10), configuration={"delta.enableChangeDataFeed": "true"})
    delete(gateway, name, "<", 2)
    gateway.put(rows(9, 11, "new"), name, storage_backend="delta", mode="upsert", key=["k"])
    gateway.put(rows(50, 52, "all"), name, storage_backend="delta", mode="overwrite")
    feed = pa.table(DeltaTable(folder).load_cdf(starting_version=1).read_all()).to_pylist()
    told = sorted((row["_commit_version"], row["_change_type"], row["k"], row["v"]) for row in feed)
    assert told[:5] == [
        (1, "delete", 0, "old"), (1, "delete", 1, "old"),
        (2, "insert", 10, "new"), (2, "update_postimage", 9, "new"), (2, "update_preimage", 9, "old")]
    assert told[5:] == sorted(
        [(3, "delete", k, "old") for k in range(2, 9)] + [(3, "delete", k, "new") for k in (9, 10)]
        + [(3, "insert", 50, "all"), (3, "insert", 51, "all")])
    assert by_delta_rs(folder) == by_gateway(gateway, name)


@pytest.mark.filterwarnings("ignore:Cannot disable autocommit")
def test_updated_rows_are_those_of_delta_rs(gateway, name):
    folder = folder_of(gateway, name)
    write_deltalake(folder, rows(0, 10), configuration={"delta.enableChangeDataFeed": "true"})
    DeltaTable(folder).alter.add_constraint({"small": "k < 100"})
    update = 'UPDATE delta.main."{}" SET v = v || \'!\', k = k + 20 WHERE k < 2'.format(name)
    with dbapi.connect(gateway.uri.replace("grpc://", "grpc+tcp://")) as connection, connection.cursor() as cursor:
        cursor.execute(update)
        assert cursor.fetchall() == [(2,)]
        with pytest.raises(dbapi.Error, match="VALUE_REFUSED.*small"):
            cursor.execute('UPDATE delta.main."{}" SET k = 100 WHERE k = 20'.format(name))
    assert by_delta_rs(folder) == by_gateway(gateway, name)
    assert by_delta_rs(folder, "SELECT k FROM t WHERE v = 'old!'") == ["{'k': 20}", "{'k': 21}"]
    feed = pa.table(DeltaTable(folder).load_cdf(starting_version=2).read_all()).to_pylist()
    assert sorted((row["_change_type"], row["k"], row["v"]) for row in feed) == [
        ("update_postimage", 20, "old!"), ("update_postimage", 21, "old!"), ("update_preimage", 0, "old"), ("update_preimage", 1, "old")]
    assert DeltaTable(folder).history(1)[0]["operation"] == "UPDATE"
    assert gateway.metric("vane_rows_changed_total", backend="delta", change="update") >= 2


def test_small_files_are_joined_where_the_table_asks_for_it(gateway, name):
    folder = folder_of(gateway, name)
    done, failed = gateway.metric("vane_compactions"), gateway.metric("vane_compactions_failed")
    gateway.put(rows(0, 10), name, storage_backend="delta", delta_options={"auto_compact": 5})
    for commit in range(1, 6):
        gateway.put(rows(commit * 10, commit * 10 + 10), name, storage_backend="delta")
    gateway.eventually(lambda: gateway.metric("vane_compactions") == done + 1, "small files are written together")
    assert gateway.metric("vane_compactions_joined_files") >= 5
    assert gateway.metric("vane_compactions_failed") == failed
    assert by_delta_rs(folder) == by_gateway(gateway, name)
    assert gateway.rows(["delta", "main", name]) == 60
    assert "OPTIMIZE" in [commit["operation"] for commit in DeltaTable(folder).history()]
    assert len(DeltaTable(folder).file_uris()) <= 2
