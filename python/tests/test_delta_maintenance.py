"""Delta tables are looked after by turns: what the gateway does to one, delta-rs takes, and the other way round."""

import json
import os
import random
import shutil

import duckdb
import pyarrow as pa
import pyarrow.dataset
import pyarrow.flight as flight
import pyarrow.parquet
import pytest
from deltalake import DeltaTable, write_deltalake

from refusals import read, refused


def folder_of(gateway, name):
    return str(gateway.data_dir / "delta" / name)


def rows_by_delta_rs(gateway, name, **options):
    return sorted(map(repr, pa.table(DeltaTable(folder_of(gateway, name), **options).to_pyarrow_table()).to_pylist()))


def rows_by_gateway(gateway, name, **question):
    return sorted(map(repr, gateway.scan(["delta", name], **question).to_pylist()))


def require_true_statistics(gateway, name):
    """Every file is read by the duckdb package, and the log's counts and bounds held to what is in it."""
    table = DeltaTable(folder_of(gateway, name))
    actions = pa.table(table.get_add_actions(flatten=True)).to_pylist()
    assert len(actions) == len(table.file_uris())
    for action in actions:
        path = os.path.join(folder_of(gateway, name), action["path"])
        found = duckdb.execute(
            "SELECT count(*), count(*) FILTER (n IS NULL), min(n), max(n), min(text), max(text) FROM read_parquet(?)", [path]
        ).fetchone()
        assert action["num_records"] == found[0]
        assert action["null_count.n"] == found[1]
        assert (action["min.n"], action["max.n"]) == found[2:4]
        if found[4] is not None:
            assert action["min.text"] <= found[4] and action["max.text"] >= found[5]


def batch(start, count):
    return pa.table({"n": list(range(start, start + count)), "text": ["ü%d" % (row % 7) for row in range(start, start + count)]})


def fill(gateway, name, commits=4, rows=50):
    for commit in range(commits):
        gateway.put(batch(commit * rows, rows), name, storage_backend="delta")


def test_each_sees_the_others_history(gateway, name):
    fill(gateway, name, 2)
    write_deltalake(folder_of(gateway, name), batch(100, 5), mode="append")
    gateway.action("delta.delete", {"table": ["delta", name], "filters": [{"field": "n", "op": "<", "value": 10}]})
    ours = gateway.action("delta.history", {"table": name})["history"]
    theirs = DeltaTable(folder_of(gateway, name)).history()
    assert [entry["version"] for entry in ours] == [3, 2, 1, 0]
    assert [entry["operation"] for entry in ours] == [entry["operation"] for entry in theirs]
    assert [entry["operation"] for entry in ours] == ["DELETE", "WRITE", "WRITE", "CREATE TABLE AS SELECT"]
    assert ours[0]["metrics"]["numDeletedRows"] == "10"
    assert "Vane" in ours[0]["engine"] and "delta-rs" in ours[1]["engine"]
    assert rows_by_gateway(gateway, name) == rows_by_delta_rs(gateway, name)


def test_optimize_and_compact_by_turns(gateway, name):
    fill(gateway, name)
    before = rows_by_gateway(gateway, name)
    report = gateway.action("delta.optimize", {"table": name})
    assert (report["removed"]["files"], report["added"]["files"], report["added"]["rows"]) == (4, 1, 200)
    assert rows_by_delta_rs(gateway, name) == before
    require_true_statistics(gateway, name)
    write_deltalake(folder_of(gateway, name), batch(200, 5), mode="append")
    DeltaTable(folder_of(gateway, name)).optimize.compact()
    assert rows_by_gateway(gateway, name) == rows_by_delta_rs(gateway, name)
    report = gateway.action("delta.optimize", {"table": name, "z_order_by": ["n", "text"], "target_file_size": 1024})
    assert report["added"]["rows"] == 205 and report["added"]["files"] > 1
    assert rows_by_gateway(gateway, name) == rows_by_delta_rs(gateway, name)
    require_true_statistics(gateway, name)


def test_vacuum_and_delta_rs_find_the_same_files(gateway, name):
    fill(gateway, name)
    gateway.action("delta.optimize", {"table": name})
    orphan = os.path.join(folder_of(gateway, name), "part-dead.parquet")
    with open(orphan, "wb") as file:
        file.write(b"half a file")
    ours = gateway.action("delta.vacuum", {"table": name, "retention_hours": 0, "force": True, "dry_run": True})
    theirs = DeltaTable(folder_of(gateway, name)).vacuum(retention_hours=0, dry_run=True, enforce_retention_duration=False, full=True)
    assert sorted(ours["paths"]) == sorted(theirs)
    assert ours["files"] == 5
    assert ours["bytes"] == sum(os.path.getsize(os.path.join(folder_of(gateway, name), path)) for path in theirs)
    with refused("RETENTION_UNSAFE") as refusal:
        gateway.action("delta.vacuum", {"table": name, "retention_hours": 0})
    refusal.names("168 hours")
    before = rows_by_gateway(gateway, name)
    assert gateway.action("delta.vacuum", {"table": name, "retention_hours": 0, "force": True})["files"] == 5
    assert not os.path.exists(orphan)
    assert rows_by_gateway(gateway, name) == before == rows_by_delta_rs(gateway, name)
    with refused("VERSION_NOT_FOUND") as refusal:
        gateway.scan(["delta", name], as_of={"version": 0})
    refusal.names("vacuumed")


def test_restore_by_turns(gateway, name):
    fill(gateway, name)
    first = rows_by_delta_rs(gateway, name, version=0)
    third = rows_by_delta_rs(gateway, name, version=2)
    report = gateway.action("delta.restore", {"table": name, "as_of": {"version": 0}})
    assert (report["version"], report["removed"]["files"], report["removed"]["rows"]) == (4, 3, 150)
    assert rows_by_delta_rs(gateway, name) == first == rows_by_gateway(gateway, name)
    DeltaTable(folder_of(gateway, name)).restore(2)
    assert rows_by_gateway(gateway, name) == third == rows_by_delta_rs(gateway, name)
    assert rows_by_gateway(gateway, name, as_of={"version": 4}) == first


def test_checkpoint_and_what_follows_is_read_by_delta_rs(gateway, name):
    fill(gateway, name)
    assert gateway.action("delta.checkpoint", {"table": name}) == {"path": ["delta", "main", name], "version": 3, "written": True}
    log = os.path.join(folder_of(gateway, name), "_delta_log")
    for version in range(3):
        os.remove(os.path.join(log, "%020d.json" % version))
    gateway.put(batch(1000, 5), name, storage_backend="delta")
    assert rows_by_delta_rs(gateway, name) == rows_by_gateway(gateway, name)
    assert len(rows_by_gateway(gateway, name)) == 205


def test_upsert_is_what_a_dictionary_would_be(gateway, name):
    dice = random.Random(7)
    model = {}
    for round in range(6):
        keys = dice.sample(range(40), 12)
        rows = pa.table({"n": keys, "text": ["%d of %d" % (key, round) for key in keys]})
        gateway.put(rows, name, storage_backend="delta", mode="upsert", key=["n"])
        model.update(dict(zip(keys, rows.column("text").to_pylist())))
        expected = sorted(repr({"n": key, "text": text}) for key, text in model.items())
        assert rows_by_gateway(gateway, name) == expected == rows_by_delta_rs(gateway, name)
        require_true_statistics(gateway, name)
        if round == 3:
            DeltaTable(folder_of(gateway, name)).delete("n < 10")
            model = {key: text for key, text in model.items() if key >= 10}
    with refused("VALUE_REFUSED") as refusal:
        gateway.put(pa.table({"n": [1, 1], "text": ["a", "b"]}), name, storage_backend="delta", mode="upsert", key=["n"])
    refusal.names("twice")


def test_a_folder_of_parquet_files_becomes_a_table(gateway, name):
    rows = pa.table({"n": list(range(100)), "text": ["x%d" % row for row in range(100)], "day": ["2026-01-0%d" % (1 + row % 3) for row in range(100)]})
    pyarrow.dataset.write_dataset(
        rows, folder_of(gateway, name), format="parquet", partitioning=pyarrow.dataset.partitioning(pa.schema([("day", pa.string())]), flavor="hive")
    )
    report = gateway.action("delta.convert", {"table": name, "partition_by": ["day"]})
    assert (report["version"], report["added"]["files"], report["added"]["rows"]) == (0, 3, 100)
    assert rows_by_gateway(gateway, name) == rows_by_delta_rs(gateway, name)
    require_true_statistics(gateway, name)
    assert gateway.action("delta.describe", {"table": name})["partition_by"] == ["day"]


def test_progress_comes_before_the_answer(gateway, name):
    fill(gateway, name)
    with gateway.connect() as client:
        results = [
            json.loads(result.body.to_pybytes())
            for result in client.do_action(flight.Action("delta.optimize", json.dumps({"table": name, "progress": True}).encode()))
        ]
    assert results[-1]["committed"] is True
    assert all(set(result["progress"]) == {"step", "done", "total"} for result in results[:-1])
    assert len(results) > 1


@pytest.mark.parametrize("damage", ["cut", "text", "gone", "outside", "absurd"])
def test_a_damaged_log_is_an_error_and_never_an_answer(gateway, name, damage):
    fill(gateway, name, 2)
    before = rows_by_gateway(gateway, name)
    damaged = name + "_damaged"
    shutil.copytree(folder_of(gateway, name), folder_of(gateway, damaged))
    commit = os.path.join(folder_of(gateway, damaged), "_delta_log", "%020d.json" % 1)
    with open(commit, encoding="utf-8") as file:
        text = file.read()
    path = text.split('"path":"')[1].split('"')[0]
    with open(commit, "w", encoding="utf-8") as file:
        file.write(
            {
                "cut": text[: text.index('"path"') + 3],
                "text": "no JSON at all\n",
                "gone": text.replace(path, "gone.parquet"),
                "outside": text.replace(path, "../../../../etc/passwd"),
                "absurd": text.replace('"size":', '"size":9'),
            }[damage]
        )
    if damage == "absurd":
        # The size is only the log's word; the rows are the file's own.
        assert rows_by_gateway(gateway, damaged) == before
        return
    with refused("STORAGE_CORRUPT", "TABLE_UNREADABLE", "STORAGE_FAILED"):
        gateway.scan(["delta", damaged])
    assert rows_by_gateway(gateway, name) == before


CHECKPOINTS = {
    "cut": lambda content: content[: len(content) // 2],
    "zeros": lambda content: bytes(len(content)),
    "text": lambda content: b"no Parquet at all",
    "empty": lambda content: b"",
    "flipped": lambda content: content[:40] + bytes(byte ^ 255 for byte in content[40:400]) + content[400:],
}


@pytest.mark.parametrize("damage", sorted(CHECKPOINTS) + ["other", "gone"])
def test_a_wrong_checkpoint_is_an_error_and_never_an_answer(gateway, name, damage):
    fill(gateway, name)
    before = rows_by_gateway(gateway, name)
    gateway.action("delta.checkpoint", {"table": name})
    for kept, damaged in ((True, name + "_whole"), (False, name + "_cut")):
        shutil.copytree(folder_of(gateway, name), folder_of(gateway, damaged))
        log = os.path.join(folder_of(gateway, damaged), "_delta_log")
        checkpoint = os.path.join(log, "%020d.checkpoint.parquet" % 3)
        if damage == "gone":
            os.remove(checkpoint)
        elif damage == "other":
            pyarrow.parquet.write_table(batch(0, 5), checkpoint)
        else:
            with open(checkpoint, "rb") as file:
                content = file.read()
            with open(checkpoint, "wb") as file:
                file.write(CHECKPOINTS[damage](content))
        if kept:
            # The commits tell all of it, so the right answer may be had without the checkpoint.
            try:
                assert rows_by_gateway(gateway, damaged) == before
            except flight.FlightError as failure:
                assert read(failure).code in ("STORAGE_CORRUPT", "TABLE_UNREADABLE", "STORAGE_FAILED")
        else:
            for version in range(3):
                os.remove(os.path.join(log, "%020d.json" % version))
            with refused("STORAGE_CORRUPT", "TABLE_UNREADABLE", "STORAGE_FAILED"):
                gateway.scan(["delta", damaged])
            with refused("STORAGE_CORRUPT", "TABLE_UNREADABLE", "STORAGE_FAILED"):
                gateway.put(batch(0, 5), damaged, storage_backend="delta")
    assert rows_by_gateway(gateway, name) == before
