"""Delta tables are everyone's: delta-rs reads what the gateway wrote, and the gateway what delta-rs wrote."""

import datetime
import decimal
import json
import shutil
import sys

import pyarrow as pa
import pytest
from deltalake import DeltaTable, QueryBuilder, write_deltalake

from gateway import quoted
from ledger import ingest, require_rows
from refusals import refused

UTC = datetime.timezone.utc
D = decimal.Decimal

EVERY_TYPE = pa.table(
    {
        "key": pa.array([1, 2, 3], pa.int64()),
        "bool": [True, False, None],
        "int8": pa.array([-128, 127, None], pa.int8()),
        "int16": pa.array([-2 ** 15, 2 ** 15 - 1, None], pa.int16()),
        "int32": pa.array([-2 ** 31, 2 ** 31 - 1, None], pa.int32()),
        "int64": pa.array([-2 ** 63, 2 ** 63 - 1, None], pa.int64()),
        "float32": pa.array([1.5, float("-inf"), None], pa.float32()),
        "float64": pa.array([1e300, float("inf"), None]),
        "decimal9": pa.array([D("-1234567.89"), D("0.01"), None], pa.decimal128(9, 2)),
        "decimal38": pa.array([D("9" * 28 + ".0123456789"), D("0"), None], pa.decimal128(38, 10)),
        "text": ["", "Größe \U0001f600", None],
        "binary": [b"\x00\xff", b"", None],
        "date": [datetime.date(1969, 12, 31), datetime.date(2024, 2, 29), None],
        "instant": pa.array([datetime.datetime(1960, 1, 1, 1, 2, 3, 4, UTC), datetime.datetime(2024, 2, 29, 23, 59, 59, 999999, UTC), None], pa.timestamp("us", "UTC")),
        "local": pa.array([datetime.datetime(1960, 1, 1, 1, 2, 3, 4), datetime.datetime(2024, 2, 29, 23, 59, 59, 999999), None], pa.timestamp("us")),
        "list": pa.array([[1, None], [], None], pa.list_(pa.int32())),
        "struct": pa.array([{"a": 1, "b": "x"}, {"a": None, "b": None}, None], pa.struct([("a", pa.int64()), ("b", pa.string())])),
        "map": pa.array([[("a", 1)], [], None], pa.map_(pa.string(), pa.int64())),
        "deep": pa.array([[{"x": [1]}], [None], None], pa.list_(pa.struct([("x", pa.list_(pa.int64()))]))),
    }
)


def delta_folder(gateway, name):
    """Where the gateway keeps a table, found as any program that walks the Delta root finds it."""
    return str(gateway.data_dir / "delta" / name)


def by_key(table):
    return sorted(table.to_pylist(), key=lambda row: repr(row["key"]))


def read_by_delta_rs(folder, **options):
    return pa.table(DeltaTable(folder, **options).to_pyarrow_table())


def num_records(folder):
    """Rows by the log's statistics alone, from which other engines answer count(*)."""
    actions = pa.table(DeltaTable(folder).get_add_actions(flatten=True))
    return sum(actions.column("num_records").to_pylist())


def test_delta_rs_reads_every_type(gateway, name):
    gateway.put(EVERY_TYPE, name, storage_backend="delta")
    read = read_by_delta_rs(delta_folder(gateway, name))
    assert by_key(read) == by_key(EVERY_TYPE)
    assert num_records(delta_folder(gateway, name)) == 3
    assert by_key(gateway.scan(["delta", name])) == by_key(EVERY_TYPE)


# Decimals are positive: delta-rs writes and reads -1.50 in a partition as -1.-50.
PARTITIONS = {
    "text": pa.array(["a b", "Größe/\U0001f600=%41", "..", None, "a b"]),
    "int64": pa.array([-2 ** 63, 0, 2 ** 63 - 1, None, 0]),
    "int8": pa.array([-128, 0, 127, None, 0], pa.int8()),
    "int16": pa.array([-2 ** 15, 0, 2 ** 15 - 1, None, 0], pa.int16()),
    "int32": pa.array([-2 ** 31, 0, 2 ** 31 - 1, None, 0], pa.int32()),
    "float32": pa.array([-1.5, 0.0, 1e10, None, 0.0], pa.float32()),
    "bool": pa.array([True, False, None, None, True]),
    "date": pa.array([datetime.date(1969, 12, 31), datetime.date(2024, 2, 29), None, None, datetime.date(2024, 2, 29)]),
    "instant": pa.array([datetime.datetime(2024, 2, 29, 1, 2, 3, 400000, UTC), datetime.datetime(1969, 12, 31, tzinfo=UTC), None, None, datetime.datetime(1969, 12, 31, tzinfo=UTC)], pa.timestamp("us", "UTC")),
    "local": pa.array([datetime.datetime(2024, 2, 29, 1, 2, 3, 4), datetime.datetime(1969, 12, 31), None, None, datetime.datetime(1969, 12, 31)], pa.timestamp("us")),
    "decimal": pa.array([D("1.50"), D("0.00"), D("99999999.99"), None, D("0.00")], pa.decimal128(10, 2)),
    "float64": pa.array([-1.5, 0.0, 1e10, None, 0.0]),
}


@pytest.mark.parametrize("kind", sorted(PARTITIONS))
def test_delta_rs_reads_tables_partitioned_by_each_type(gateway, name, kind):
    table = pa.table({"key": [1, 2, 3, 4, 5], "part": PARTITIONS[kind], "value": ["a", "b", "c", "d", "e"]})
    options = {"partition_by": ["part"]}
    ingest(gateway, table, name, storage_backend="delta", delta_options=options)
    folder = delta_folder(gateway, name)
    assert DeltaTable(folder).metadata().partition_columns == ["part"]
    assert by_key(read_by_delta_rs(folder)) == by_key(table)
    assert by_key(gateway.scan(["delta", name])) == by_key(table)
    for value in set(table.column("part").to_pylist()):
        if kind in ("text", "int64", "int8", "bool"):
            found = gateway.scan(["delta", name], filters=[{"field": "part", "op": "=", "value": value}])
            assert by_key(found) == [row for row in by_key(table) if row["part"] == value]


def test_negative_decimal_in_a_partition_is_plain_in_the_log(gateway, name):
    table = pa.table({"key": [1], "part": pa.array([D("-1.50")], pa.decimal128(10, 2))})
    gateway.put(table, name, storage_backend="delta", delta_options={"partition_by": ["part"]})
    log = gateway.data_dir / "delta" / name / "_delta_log" / "00000000000000000000.json"
    added = [json.loads(line)["add"] for line in log.read_text().splitlines() if "add" in json.loads(line)]
    assert [file["partitionValues"] for file in added] == [{"part": "-1.50"}]
    assert by_key(gateway.scan(["delta", name])) == by_key(table)


def test_empty_text_in_a_partition_is_refused_or_null_as_asked(gateway, name):
    table = pa.table({"key": [1, 2], "part": ["", "a"]})
    options = {"partition_by": ["part"]}
    with refused("VALUE_REFUSED") as refusal:
        gateway.put(table, name, storage_backend="delta", delta_options=options)
    refusal.names("part", "empty_partition")
    assert gateway.rows(["delta", "main", name]) is None
    ingest(gateway, table, name, storage_backend="delta", delta_options=dict(options, empty_partition="null"))
    expected = [{"key": 1, "part": None}, {"key": 2, "part": "a"}]
    assert by_key(gateway.scan(["delta", name])) == expected
    assert by_key(read_by_delta_rs(delta_folder(gateway, name))) == expected


def test_delta_rs_reads_after_commits_and_checkpoints(gateway, name):
    for commit in range(25):
        receipt = gateway.put(pa.table({"key": [commit] * 10, "n": list(range(10))}), name, storage_backend="delta")
    folder = delta_folder(gateway, name)
    log = gateway.data_dir / "delta" / name / "_delta_log"
    gateway.eventually(lambda: (log / "_last_checkpoint").exists(), "a checkpoint is written")
    table = DeltaTable(folder)
    assert table.version() == receipt["version"]
    assert num_records(folder) == 250
    read = read_by_delta_rs(folder)
    assert read.num_rows == 250 and sum(read.column("n").to_pylist()) == 25 * 45
    # A reader that has nothing before the checkpoint is served by it alone.
    checkpoint = json.loads((log / "_last_checkpoint").read_text())["version"]
    for file in log.glob("*.json"):
        if int(file.name.split(".")[0]) < checkpoint:
            file.unlink()
    assert read_by_delta_rs(folder).num_rows == 250
    require_rows(gateway, ["delta", "main", name], 250)


def test_statistics_let_delta_rs_skip_without_losing_rows(gateway, name):
    table = pa.table({"key": list(range(1000)), "x": [n / 8 for n in range(999)] + [float("nan")], "text": ["ü" * 40 + str(n) for n in range(1000)],
                      "at": pa.array([datetime.datetime(2024, 1, 1, 0, 0, 0, n, UTC) for n in range(1000)], pa.timestamp("us", "UTC"))})
    gateway.put(table.slice(0, 500), name, storage_backend="delta")
    gateway.put(table.slice(500), name, storage_backend="delta")
    folder = delta_folder(gateway, name)
    # By its query engine: its data set for pyarrow takes statistics that are missing, as they must be for NaN, for NULL.
    engine = QueryBuilder().register("t", DeltaTable(folder))
    for condition, expected in [
        ("key >= 999", [999]), ("key < 0", []), ("x >= 124 AND key < 999", list(range(992, 999))),
        ("text = '{}'".format("ü" * 40 + "999"), [999]), ("at >= TIMESTAMP '2024-01-01T00:00:00.000999Z'", [999])]:
        found = pa.table(engine.execute("SELECT key FROM t WHERE {} ORDER BY key".format(condition)).read_all())
        assert found.column("key").to_pylist() == expected, condition
    assert num_records(folder) == 1000


def test_overwrite_and_merge_are_read_by_delta_rs(gateway, name):
    gateway.put(pa.table({"key": [1, 2]}), name, storage_backend="delta")
    gateway.put(pa.table({"key": [3], "extra": ["x"]}), name, storage_backend="delta", schema_mode="merge")
    folder = delta_folder(gateway, name)
    assert by_key(read_by_delta_rs(folder)) == [{"key": 1, "extra": None}, {"key": 2, "extra": None}, {"key": 3, "extra": "x"}]
    gateway.put(pa.table({"key": ["now text"]}), name, storage_backend="delta", mode="overwrite")
    assert by_key(read_by_delta_rs(folder)) == [{"key": "now text"}]
    assert by_key(read_by_delta_rs(folder, version=0)) == [{"key": 1}, {"key": 2}]
    assert num_records(folder) == 1


def test_overwrite_of_partitions_is_read_by_delta_rs(gateway, name):
    data = pa.table({"key": [1, 2, 3, 4], "part": ["a/b", "Größe", None, "a/b"]})
    gateway.put(data, name, storage_backend="delta", delta_options={"partition_by": ["part"]})
    folder = delta_folder(gateway, name)

    def replace(rows, *filters):
        return gateway.put(rows, name, storage_backend="delta", mode="overwrite", filters=list(filters))

    replace(pa.table({"key": [10], "part": ["a/b"]}), {"field": "part", "op": "=", "value": "a/b"})
    expected = [{"key": 10, "part": "a/b"}, {"key": 2, "part": "Größe"}, {"key": 3, "part": None}]
    assert by_key(read_by_delta_rs(folder)) == sorted(expected, key=lambda row: repr(row["key"]))
    replace(pa.table({"key": [30, 31], "part": pa.array([None, None], pa.string())}), {"field": "part", "op": "=", "value": None})
    assert num_records(folder) == 4
    with refused("VALUE_REFUSED") as refusal:
        replace(pa.table({"key": [1], "part": ["b"]}), {"field": "part", "op": "=", "value": "a/b"})
    refusal.names("part", "'b'")
    with refused("OPTION_UNSUPPORTED") as refusal:
        replace(pa.table({"key": [1], "part": ["b"]}), {"field": "key", "op": "=", "value": 1})
    refusal.names("partition columns", "part")
    with refused("FIELD_UNKNOWN"):
        replace(pa.table({"key": [1], "part": ["b"]}), {"field": "prt", "op": "=", "value": 1})
    with refused("COMMAND_INVALID"):
        gateway.put(data, name, storage_backend="delta", filters=[{"field": "part", "op": "=", "value": "b"}])
    assert num_records(folder) == 4
    assert by_key(gateway.scan(["delta", name])) == by_key(read_by_delta_rs(folder))


# Tables of delta-rs.


@pytest.fixture
def foreign(gateway, name):
    """The folder of a table that the gateway is about to find."""
    return delta_folder(gateway, name)


def test_table_of_delta_rs_is_served(gateway, name, foreign):
    # The last delta-rs for Python 3.9 fails on its own statistics of a decimal this large.
    table = EVERY_TYPE if sys.version_info >= (3, 10) else EVERY_TYPE.drop(["decimal38"])
    write_deltalake(foreign, table)
    assert gateway.rows(["delta", "main", name]) == 3
    assert by_key(gateway.scan(name)) == by_key(table)
    described = gateway.action("table.describe", {"table": name})
    assert [field["name"] for field in described["fields"]] == table.column_names


@pytest.mark.parametrize("kind", sorted(PARTITIONS))
def test_table_that_delta_rs_partitioned_is_served(gateway, name, foreign, kind):
    table = pa.table({"key": [1, 2, 3, 4, 5], "part": PARTITIONS[kind], "value": ["a", "b", "c", "d", "e"]})
    write_deltalake(foreign, table, partition_by=["part"])
    assert by_key(gateway.scan(name)) == by_key(table)
    require_rows(gateway, ["delta", "main", name], 5)


def test_appends_checkpoint_and_evolved_schema_of_delta_rs_are_served(gateway, name, foreign):
    for commit in range(12):
        write_deltalake(foreign, pa.table({"key": [commit, None]}), mode="append")
    DeltaTable(foreign).create_checkpoint()
    write_deltalake(foreign, pa.table({"key": [100], "extra": ["x"]}), mode="append", schema_mode="merge")
    require_rows(gateway, ["delta", "main", name], 25)
    extra = gateway.sql("SELECT count(*) AS c FROM {} WHERE extra IS NULL".format(quoted("delta", "main", name)))
    assert extra.to_pylist() == [{"c": 24}]
    DeltaTable(foreign).delete("key = 100")
    assert gateway.scan(name).num_rows == 24


def test_both_append_in_turn(gateway, name, foreign):
    write_deltalake(foreign, pa.table({"key": [0], "by": ["delta-rs"]}))
    rows = 1
    for turn in range(1, 13):
        if turn % 2:
            receipt = ingest(gateway, pa.table({"key": [turn], "by": ["vane"]}), name, storage_backend="delta")
            assert receipt["version"] == turn
        else:
            write_deltalake(foreign, pa.table({"key": [turn], "by": ["delta-rs"]}), mode="append")
        rows += 1
        assert read_by_delta_rs(foreign).num_rows == rows
        require_rows(gateway, ["delta", "main", name], rows, turn)
    assert num_records(foreign) == 13


def test_optimized_and_overwritten_tables_of_delta_rs_are_served(gateway, name, foreign):
    for commit in range(5):
        write_deltalake(foreign, pa.table({"key": [commit]}), mode="append")
    DeltaTable(foreign).optimize.compact()
    require_rows(gateway, ["delta", "main", name], 5)
    write_deltalake(foreign, pa.table({"other": ["x"]}), mode="overwrite", schema_mode="overwrite")
    assert gateway.scan(name).to_pylist() == [{"other": "x"}]


# Versions.


def test_older_versions_are_asked_by_number_and_by_time(gateway, name):
    versions, times = [], []
    for commit in range(3):
        versions.append(gateway.put(pa.table({"key": [commit]}), name, storage_backend="delta")["version"])
        # A version's time is that of its file in the log.
        times.append((gateway.data_dir / "delta" / name / "_delta_log" / "{:020d}.json".format(commit)).stat().st_mtime * 1000)
        # Times are in milliseconds; the next commit must lie in another one.
        gateway.eventually(lambda: datetime.datetime.now(UTC).timestamp() * 1000 > times[-1] + 3, "a later millisecond")
    assert versions == sorted(set(versions))
    for count, (version, at) in enumerate(zip(versions, times), start=1):
        instant = datetime.datetime.fromtimestamp((at + 1) / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        for moment in ({"version": version}, {"timestamp": instant}):
            assert gateway.scan(name, as_of=moment).num_rows == count, moment
            counted = gateway.ask({"table": name, "measures": [{"agg": "count"}], "as_of": moment})
            assert list(counted.to_pylist()[0].values())[-1] == count, moment
        for clause in ("VERSION => {}".format(version), "TIMESTAMP => '{}'".format(instant)):
            statement = "SELECT count(*) AS n FROM {} AT ({})".format(quoted("delta", "main", name), clause)
            assert gateway.sql(statement).to_pylist() == [{"n": count}], clause
        assert read_by_delta_rs(delta_folder(gateway, name), version=version).num_rows == count
    for moment in ({"version": versions[-1] + 1}, {"version": -1}, {"timestamp": "2001-01-01T00:00:00Z"}):
        with refused("VERSION_NOT_FOUND", "COMMAND_INVALID"):
            gateway.scan(name, as_of=moment)
    with refused("VERSION_NOT_FOUND"):
        gateway.sql("SELECT * FROM {} AT (TIMESTAMP => '2001-01-01')".format(quoted("delta", "main", name)))


# Changes between versions.


def changes_of(table):
    """Rows with how they changed and in which version, without times."""
    return sorted((row["k"], row["v"], row["_change_type"], row["_commit_version"]) for row in table.to_pylist())


@pytest.mark.parametrize("partitions", [[], ["v"]])
def test_changes_are_those_that_delta_rs_finds(gateway, name, foreign, partitions):
    folder = foreign
    first = pa.table({"k": pa.array(range(6), pa.int64()), "v": ["a", "b"] * 3})
    write_deltalake(folder, first, partition_by=partitions or None, configuration={"delta.enableChangeDataFeed": "true"})
    DeltaTable(folder).delete("k = 1")
    DeltaTable(folder).update({"k": "k + 100"}, predicate="k = 2")
    write_deltalake(folder, pa.table({"k": pa.array([7, 8], pa.int64()), "v": ["c", "a"]}), mode="append")
    gateway.put(pa.table({"k": pa.array([8, 9], pa.int64()), "v": ["b", "b"]}), name, storage_backend="delta", mode="upsert", key=["k"])
    for start, end in ((0, 4), (1, 2), (4, 4)):
        theirs = pa.table(DeltaTable(folder).load_cdf(starting_version=start, ending_version=end))
        ours = gateway.scan(["delta", name], changes={"from": start, "to": end})
        assert changes_of(ours) == changes_of(theirs), (start, end)
        # As a table in SQL, which the engine may read from.
        asked = gateway.sql("SELECT * FROM changes('delta.main.{}', {}, {})".format(name, start, end))
        assert changes_of(asked) == changes_of(theirs), (start, end)
    assert gateway.scan(["delta", name], changes={"from": 0}).num_rows == ours.num_rows + gateway.scan(["delta", name], changes={"from": 0, "to": 3}).num_rows
    deleted = gateway.scan(["delta", name], changes={"from": 0}, filters=[{"field": "_change_type", "op": "=", "value": "delete"}], columns=["k"])
    assert deleted.to_pylist() == [{"k": 1}]
    counted = gateway.sql("SELECT _change_type, count(*) AS n FROM changes('{}', 2) AS c WHERE c.k < ? GROUP BY ALL ORDER BY 1".format(name), 100)
    assert counted.to_pylist() == [{"_change_type": t, "n": n} for t, n in (("insert", 3), ("update_postimage", 1), ("update_preimage", 2))]
    with refused("VERSION_NOT_FOUND"):
        gateway.scan(["delta", name], changes={"from": 99})
    with refused("VERSION_NOT_FOUND"):
        gateway.sql("FROM changes('delta.main.{}', 99)".format(name))
    with refused("OPTION_UNSUPPORTED"):
        gateway.put(first, name, storage_backend="duckdb")
        gateway.sql("FROM changes('duckdb.main.{}', 0)".format(name))
    with refused("COMMAND_INVALID"):
        gateway.scan(["delta", name], changes={"from": 3, "to": 2})


def test_changes_follow_from_files_where_a_table_keeps_no_feed(gateway, name, foreign):
    folder = foreign
    write_deltalake(folder, pa.table({"k": pa.array(range(5), pa.int64()), "v": ["a"] * 5}))
    DeltaTable(folder).delete("k >= 3")
    DeltaTable(folder).update({"v": "'b'"}, predicate="k = 0")
    assert changes_of(gateway.scan(["delta", name], changes={"from": 1})) == [
        (0, "a", "delete", 2),
        (0, "b", "insert", 2),
        (3, "a", "delete", 1),
        (4, "a", "delete", 1),
    ]


# Tables that can't be read.


def test_unreadable_table_is_listed_with_its_reason_and_others_go_on(start):
    gateway = start()
    root = gateway.data_dir / "delta"
    gateway.put(pa.table({"key": [1]}), "fine", storage_backend="delta")
    write_deltalake(str(root / "future"), pa.table({"key": [1]}))
    log = root / "future" / "_delta_log" / "00000000000000000000.json"
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    for line in lines:
        if "protocol" in line:
            line["protocol"] = {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": ["teleportation"], "writerFeatures": ["teleportation"]}
    log.write_text("".join(json.dumps(line) + "\n" for line in lines))
    write_deltalake(str(root / "torn"), pa.table({"key": [1]}))
    (root / "torn" / "_delta_log" / "00000000000000000000.json").write_text('{"protocol": {"minRea')
    write_deltalake(str(root / "holed"), pa.table({"key": [1]}))
    write_deltalake(str(root / "holed"), pa.table({"key": [2]}), mode="append")
    (root / "holed" / "_delta_log" / "00000000000000000000.json").unlink()
    (root / "just a folder").mkdir()

    answer = gateway.action("tables")
    assert [entry["path"] for entry in answer["tables"]] == [["delta", "main", "fine"]]
    reasons = {entry["path"][2]: entry["reason"] for entry in answer["unreadable"]}
    assert set(reasons) == {"future", "torn", "holed"}
    assert "teleportation" in reasons["future"]
    for name in reasons:
        with refused("TABLE_UNREADABLE", "STORAGE_CORRUPT"):
            gateway.scan(["delta", "main", name])
        with refused("TABLE_UNREADABLE", "STORAGE_CORRUPT"):
            gateway.put(pa.table({"key": [1]}), name, storage_backend="delta")
    ingest(gateway, pa.table({"key": [2]}), "fine", storage_backend="delta")
    gateway.stop()
    gateway.start()
    require_rows(gateway, ["delta", "main", "fine"], 2)


def test_table_whose_data_file_is_gone_fails_by_name(gateway, name, foreign):
    write_deltalake(foreign, pa.table({"key": [1]}))
    for file in (gateway.data_dir / "delta" / name).glob("*.parquet"):
        file.unlink()
    with refused("STORAGE_CORRUPT", "STORAGE_FAILED") as refusal:
        gateway.scan(name)
    refusal.names(name)
    shutil.rmtree(foreign)
    assert gateway.rows(["delta", "main", name]) is None
