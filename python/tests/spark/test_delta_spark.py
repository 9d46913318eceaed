"""Delta tables are Spark's too: it reads, cleans and restores what the gateway wrote, and the gateway what Spark wrote."""

import datetime
import decimal
import json
import shutil

import pyarrow as pa
import pytest

from refusals import refused

UTC = datetime.timezone.utc
D = decimal.Decimal

EVERY_TYPE = pa.table(
    {
        "k": pa.array([1, 2, 3], pa.int64()),
        "bool": [True, False, None],
        "int8": pa.array([-128, 127, None], pa.int8()),
        "int16": pa.array([-2 ** 15, 2 ** 15 - 1, None], pa.int16()),
        "int32": pa.array([-2 ** 31, 2 ** 31 - 1, None], pa.int32()),
        "float32": pa.array([1.5, -2.5, None], pa.float32()),
        "float64": pa.array([1e300, -1.5, None]),
        "decimal9": pa.array([D("-1234567.89"), D("0.01"), None], pa.decimal128(9, 2)),
        "decimal38": pa.array([D("9" * 28 + ".0123456789"), D("0"), None], pa.decimal128(38, 10)),
        "text": ["", "Größe \U0001f600" + "x" * 60, None],
        "binary": [b"\x00\xff", b"", None],
        "date": [datetime.date(1969, 12, 31), datetime.date(2024, 2, 29), None],
        "instant": pa.array([datetime.datetime(1960, 1, 1, 1, 2, 3, 4, UTC), datetime.datetime(2024, 2, 29, 23, 59, 59, 999999, UTC), None], pa.timestamp("us", "UTC")),
        "local": pa.array([datetime.datetime(1960, 1, 1, 1, 2, 3, 4), datetime.datetime(2024, 2, 29, 23, 59, 59, 999999), None], pa.timestamp("us")),
        "struct": pa.array([{"a": 1, "b": "x"}, {"a": None, "b": None}, None], pa.struct([("a", pa.int64()), ("b", pa.string())])),
        "list": pa.array([[1, None], [], None], pa.list_(pa.int32())),
        "map": pa.array([[("a", 1)], [], None], pa.map_(pa.string(), pa.int64())),
    }
)


def by_gateway(gateway, name, *columns, **question):
    read = gateway.scan(["delta", name], columns=list(columns), **question)
    return sorted((tuple(row.values()) for row in read.to_pylist()), key=repr)


def put(gateway, name, data, **command):
    return gateway.put(data, name, storage_backend="delta", **command)


def keys(*numbers):
    return pa.table({"k": pa.array(numbers, pa.int64())})


def log_of(folder):
    return folder / "_delta_log"


def forget_commits_before(folder, version):
    """Leaves a reader nothing but the checkpoint."""
    for commit in log_of(folder).glob("*.json"):
        if commit.name.count(".") == 1 and int(commit.name.split(".")[0]) < version:
            commit.unlink()


# What the gateway writes.


def statistics(folder):
    """The statistics of the files of a table's log, as far as commits have them."""
    found = []
    for commit in sorted(log_of(folder).glob("*.json")):
        for line in commit.read_text(encoding="utf-8").splitlines():
            action = json.loads(line, parse_float=D)
            if "add" in action:
                found.append(json.loads(action["add"]["stats"], parse_float=D))
    return found


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_rows_and_statistics_are_those_of_spark(gateway, spark, name, folder, tmp_path):
    """Spark writes the rows that it read of ours: its files hold the same rows, its log the same statistics."""
    put(gateway, name, EVERY_TYPE)
    copy = tmp_path / "copy"
    spark.session.sql("SELECT * FROM delta.`%s`" % folder).coalesce(1).write.format("delta").save(str(copy))
    assert spark.rows(folder) == spark.rows(copy)
    (ours,), (theirs,) = statistics(folder), statistics(copy)
    assert ours["numRecords"] == theirs["numRecords"] == 3
    # What Parquet counts in a list or map are its elements, so ours say nothing of these columns.
    without = {column: count for column, count in theirs["nullCount"].items() if column not in ("list", "map")}
    assert ours["nullCount"] == without
    for part in ("minValues", "maxValues"):
        assert set(ours[part]) == set(theirs[part])
        for column, value in theirs[part].items():
            if column in ("instant", "local"):
                # Two spellings; Spark cuts maxima to milliseconds, and readers allow for it; ours are rounded up.
                assert abs(moment(ours[part][column]) - moment(value)) <= datetime.timedelta(milliseconds=1)
            elif (part, column) == ("maxValues", "text"):
                # Cut to 32 characters, which Spark counts in halves of an emoji, and raised by one at the end.
                greatest = max(EVERY_TYPE.column("text").drop_null().to_pylist())
                for bound in (ours[part][column], value):
                    assert bound > greatest and greatest.startswith(bound[:-1]) and 31 <= len(bound) - 1 <= 32
            else:
                assert ours[part][column] == value, (part, column)
    shutil.copytree(str(copy), str(folder) + "_spark")
    assert by_key(gateway.scan(["delta", name + "_spark"])) == by_key(EVERY_TYPE)


def by_key(table):
    return sorted(table.to_pylist(), key=lambda row: row["k"])


PARTITIONS = {
    "text": pa.array(["a b", "Größe/\U0001f600=%41", "..", None]),
    "long": pa.array([-2 ** 63, 0, 2 ** 63 - 1, None]),
    "bool": pa.array([True, False, None, None]),
    "date": pa.array([datetime.date(1969, 12, 31), datetime.date(2024, 2, 29), None, None]),
    "instant": pa.array([datetime.datetime(2024, 2, 29, 1, 2, 3, 400000, UTC), datetime.datetime(1969, 12, 31, tzinfo=UTC), None, None], pa.timestamp("us", "UTC")),
    "decimal": pa.array([D("-1.50"), D("0.00"), D("99999999.99"), None], pa.decimal128(10, 2)),
    "double": pa.array([-1.5, 0.0, 1e10, None]),
}


@pytest.mark.parametrize("kind", sorted(PARTITIONS))
def test_partitions_of_each_type_are_read_both_ways(gateway, spark, name, folder, tmp_path, kind):
    table = pa.table({"k": [1, 2, 3, 4], "p": PARTITIONS[kind]})
    put(gateway, name, table, delta_options={"partition_by": ["p"]})
    copy = tmp_path / "copy"
    spark.session.sql("SELECT * FROM delta.`%s`" % folder).write.format("delta").partitionBy("p").save(str(copy))
    assert spark.rows(folder) == spark.rows(copy)
    shutil.copytree(str(copy), str(folder) + "_spark")
    assert by_key(gateway.scan(["delta", name + "_spark"])) == by_key(table)


# Tables that Spark made.

FEATURES = {
    "plain": {},
    "deletion vectors": {"delta.enableDeletionVectors": "true"},
    "columns mapped by name": {"delta.columnMapping.mode": "name"},
    "columns mapped by id": {"delta.columnMapping.mode": "id"},
    "change data feed": {"delta.enableChangeDataFeed": "true"},
    "marked rows and their feed": {"delta.enableChangeDataFeed": "true", "delta.enableDeletionVectors": "true"},
    "in-commit timestamps": {"delta.enableInCommitTimestamps": "true"},
    "v2 checkpoints": {"delta.checkpointPolicy": "v2", "delta.checkpointInterval": "2"},
    "row tracking": {"delta.enableRowTracking": "true", "delta.enableDeletionVectors": "true"},
    "type widening": {"delta.enableTypeWidening": "true"},
}


def create(spark, folder, columns, properties, rest=""):
    listed = ", ".join("'%s' = '%s'" % pair for pair in properties.items())
    told = "TBLPROPERTIES (%s)" % listed if properties else ""
    spark.sql("CREATE TABLE {} (%s) USING delta %s %s" % (columns, rest, told), folder)


def require_same_versions(gateway, spark, name, folder, versions):
    for version in versions:
        at = "VERSION AS OF %d" % version
        assert by_gateway(gateway, name, "k", "p", "v", as_of={"version": version}) == spark.tuples(folder, "k, p, v", at)


@pytest.mark.parametrize("feature", sorted(FEATURES))
def test_tables_of_spark_are_read(gateway, spark, name, folder, feature):
    create(spark, folder, "k BIGINT, p STRING, v DOUBLE", FEATURES[feature], "PARTITIONED BY (p)")
    spark.sql("INSERT INTO {} SELECT id, CASE WHEN id % 5 = 0 THEN NULL ELSE 'p ' || id % 2 END, id / 4 FROM range(20)", folder)
    spark.sql("DELETE FROM {} WHERE k % 7 = 3", folder)
    spark.sql("UPDATE {} SET k = k + 100 WHERE k = 5", folder)
    spark.sql(
        "MERGE INTO {} AS t USING (SELECT id AS k FROM range(48, 52) UNION ALL SELECT 1) AS s ON t.k = s.k"
        " WHEN MATCHED THEN UPDATE SET v = -1 WHEN NOT MATCHED THEN INSERT (k, p, v) VALUES (s.k, 'p 1', 0.5)",
        folder,
    )
    require_same_versions(gateway, spark, name, folder, range(1, 5))
    if "feed" in feature:
        told = ["k", "_change_type", "_commit_version"]
        assert by_gateway(gateway, name, *told, changes={"from": 1}) == sorted(spark.changes(folder, told, 1), key=repr)


WRITTEN = sorted(set(FEATURES) - {"row tracking"})


@pytest.mark.parametrize("feature", WRITTEN)
def test_tables_of_spark_are_written_as_they_ask(gateway, spark, name, folder, feature):
    create(spark, folder, "k BIGINT, p STRING, v DOUBLE", FEATURES[feature], "PARTITIONED BY (p)")

    def rows(start, stop, value):
        return pa.table({"k": pa.array(range(start, stop), pa.int64()), "p": ["p %d" % (k % 2) for k in range(start, stop)], "v": [value] * (stop - start)})

    put(gateway, name, rows(0, 20, 0.0))
    put(gateway, name, rows(15, 25, 1.0), mode="upsert", key=["k"])
    gateway.action("delta.delete", {"table": ["delta", name], "filters": [{"field": "k", "op": "<", "value": 4}]})
    spark.sql("DELETE FROM {} WHERE k = 5", folder)
    put(gateway, name, rows(30, 31, 2.0), mode="overwrite", filters=[{"field": "p", "op": "=", "value": "p 0"}])
    gateway.action("delta.optimize", {"table": name})
    expected = sorted([(k, "p 1", 0.0 if k < 15 else 1.0) for k in range(7, 25, 2)] + [(30, "p 0", 2.0)], key=repr)
    assert spark.tuples(folder, "k, p, v") == expected
    require_same_versions(gateway, spark, name, folder, range(1, 6))
    # Spark counts by the log's statistics alone here, and by the rows there.
    assert spark.sql("SELECT count(*) FROM {}", folder) == spark.sql("SELECT count(k) FROM {}", folder) == [(10,)]
    assert spark.sql("SELECT count(*) FROM {} WHERE k > 22", folder) == [(2,)]
    if "feed" in feature:
        told = ["k", "_change_type", "_commit_version"]
        assert by_gateway(gateway, name, *told, changes={"from": 1}) == sorted(spark.changes(folder, told, 1), key=repr)


def test_rows_of_a_table_that_tracks_them_keep_their_identity(gateway, spark, name, folder):
    create(spark, folder, "k BIGINT", FEATURES["row tracking"])
    spark.sql("INSERT INTO {} SELECT * FROM range(10)", folder)
    before = dict(spark.tuples(folder, "k, _metadata.row_id"))
    gateway.action("delta.delete", {"table": ["delta", name], "filters": [{"field": "k", "op": "<", "value": 4}]})
    put(gateway, name, keys(20, 21))
    after = dict(spark.tuples(folder, "k, _metadata.row_id"))
    assert sorted(after) == [4, 5, 6, 7, 8, 9, 20, 21]
    assert {key: after[key] for key in range(4, 10)} == {key: before[key] for key in range(4, 10)}
    assert len(set(after.values())) == len(after)
    with refused("OPTION_UNSUPPORTED") as refusal:
        gateway.action("delta.optimize", {"table": name})
    refusal.names("enableRowTracking")


def test_columns_that_spark_widened_renamed_and_dropped_are_read(gateway, spark, name, folder):
    properties = {"delta.enableTypeWidening": "true", "delta.columnMapping.mode": "name"}
    create(spark, folder, "k INT, s STRUCT<a: SMALLINT, b: STRING>, gone DATE, d DECIMAL(9, 2)", properties)
    spark.sql("INSERT INTO {} VALUES (1, named_struct('a', 1S, 'b', 'x'), DATE'2024-01-01', 1.5)", folder)
    spark.sql("ALTER TABLE {} ALTER COLUMN k TYPE BIGINT", folder)
    spark.sql("ALTER TABLE {} ALTER COLUMN s.a TYPE INT", folder)
    spark.sql("ALTER TABLE {} ALTER COLUMN d TYPE DECIMAL(18, 3)", folder)
    spark.sql("ALTER TABLE {} RENAME COLUMN s.b TO c", folder)
    spark.sql("ALTER TABLE {} DROP COLUMN gone", folder)
    spark.sql("ALTER TABLE {} ADD COLUMN gone STRING", folder)
    spark.sql("INSERT INTO {} VALUES (5000000000, named_struct('a', 70000, 'c', 'y'), 123456789012345.678, 'new')", folder)
    read = sorted(gateway.scan(["delta", name]).to_pylist(), key=lambda row: row["k"])
    assert read == [
        {"k": 1, "s": {"a": 1, "c": "x"}, "d": D("1.500"), "gone": None},
        {"k": 5000000000, "s": {"a": 70000, "c": "y"}, "d": D("123456789012345.678"), "gone": "new"},
    ]


@pytest.mark.parametrize("policy", ["classic", "v2"])
def test_checkpoints_of_several_files_are_read(gateway, spark, name, folder, policy):
    create(spark, folder, "k BIGINT, p STRING", {"delta.checkpointPolicy": policy, "delta.checkpointInterval": "3"}, "PARTITIONED BY (p)")
    spark.session.conf.set("spark.databricks.delta.checkpoint.partSize", "2")
    try:
        for commit in range(4):
            spark.sql("INSERT INTO {} SELECT id, id %% 3 FROM range(%d, %d)" % (10 * commit, 10 * commit + 10), folder)
    finally:
        spark.session.conf.unset("spark.databricks.delta.checkpoint.partSize")
    made = [path for path in log_of(folder).rglob("*.parquet") if "checkpoint" in path.name or path.parent.name == "_sidecars"]
    assert len(made) > 1
    forget_commits_before(folder, 3)
    assert by_gateway(gateway, name, "k", "p") == spark.tuples(folder, "k, p")
    put(gateway, name, pa.table({"k": pa.array([100], pa.int64()), "p": ["0"]}))
    assert len(spark.tuples(folder, "k, p")) == 41


def test_rules_of_spark_are_kept(gateway, spark, name, folder):
    create(spark, folder, "k BIGINT NOT NULL, at TIMESTAMP, day DATE GENERATED ALWAYS AS (CAST(at AS DATE))", {}, "PARTITIONED BY (day)")
    spark.sql("ALTER TABLE {} ADD CONSTRAINT small CHECK (k < 10 AND k IS NOT NULL)", folder)
    at = [datetime.datetime(2024, 2, 29, 23, 30, tzinfo=UTC), None]
    put(gateway, name, pa.table({"k": pa.array([1, 2], pa.int64()), "at": pa.array(at, pa.timestamp("us", "UTC"))}))
    with refused("VALUE_REFUSED") as refusal:
        put(gateway, name, pa.table({"k": pa.array([11], pa.int64()), "at": pa.array(at[:1], pa.timestamp("us", "UTC"))}))
    refusal.names("small")
    assert spark.sql("SELECT k, CAST(day AS STRING) FROM {} WHERE day = DATE'2024-02-29'", folder) == [(1, "2024-02-29")]
    assert len(spark.tuples(folder, "k")) == 2


def test_a_table_with_a_feature_that_is_not_read_is_named(gateway, spark, name, folder):
    create(spark, folder, "k BIGINT, v VARIANT", {})
    with refused("TABLE_UNREADABLE", "OPTION_UNSUPPORTED") as refusal:
        gateway.scan(["delta", name])
    refusal.names("variant")


# Looking after tables by turns.


def test_each_sees_the_history_of_the_other(gateway, spark, name, folder):
    put(gateway, name, keys(1, 2))
    spark.sql("INSERT INTO {} VALUES (3)", folder)
    gateway.action("delta.delete", {"table": ["delta", name], "filters": [{"field": "k", "op": "=", "value": 2}]})
    put(gateway, name, keys(3, 4), mode="upsert", key=["k"])
    spark.sql("OPTIMIZE {}", folder)
    theirs = spark.sql("DESCRIBE HISTORY {}", folder)
    ours = gateway.action("delta.history", {"table": name})["history"]
    assert [(row["version"], row["operation"]) for row in theirs] == [(row["version"], row["operation"]) for row in ours]
    assert [row["operation"] for row in theirs][-3:] == ["DELETE", "WRITE", "CREATE TABLE AS SELECT"]
    by_version = {row["version"]: row["operationMetrics"] for row in theirs}
    assert by_version[0]["numOutputRows"] == "2" and by_version[1]["numOutputRows"] == "1"
    assert by_version[2]["numDeletedRows"] == "1"
    assert "Spark" in {row["version"]: row["engine"] for row in ours}[1]


def test_vacuum_and_restore_by_turns(gateway, spark, name, folder):
    for number in range(4):
        put(gateway, name, keys(number))
    spark.sql("RESTORE TABLE {} TO VERSION AS OF 1", folder)
    assert by_gateway(gateway, name, "k") == spark.tuples(folder, "k") == [(0,), (1,)]
    gateway.action("delta.restore", {"table": name, "as_of": {"version": 3}})
    everything = [(0,), (1,), (2,), (3,)]
    assert by_gateway(gateway, name, "k") == spark.tuples(folder, "k") == everything
    gateway.action("delta.optimize", {"table": name})
    spark.sql("VACUUM {} RETAIN 0 HOURS", folder)
    assert by_gateway(gateway, name, "k") == spark.tuples(folder, "k") == everything
    assert len(list(folder.glob("*.parquet"))) == 1
    with refused("VERSION_NOT_FOUND"):
        gateway.scan(["delta", name], as_of={"version": 2})
    spark.sql("INSERT INTO {} VALUES (9)", folder)
    spark.sql("OPTIMIZE {}", folder)
    gateway.action("delta.vacuum", {"table": name, "retention_hours": 0, "force": True})
    assert len(list(folder.glob("*.parquet"))) == 1
    assert by_gateway(gateway, name, "k") == spark.tuples(folder, "k") == everything + [(9,)]


def test_vacuum_of_spark_leaves_what_marks_and_follows_rows(gateway, spark, name, folder):
    """Deletion vectors and change data of the gateway are known to Spark by the log, as its own are."""
    create(spark, folder, "k BIGINT", FEATURES["marked rows and their feed"])
    put(gateway, name, keys(*range(100)))
    gateway.action("delta.delete", {"table": ["delta", name], "filters": [{"field": "k", "op": "<", "value": 90}]})
    spark.sql("VACUUM {} RETAIN 0 HOURS", folder)
    assert spark.tuples(folder, "k") == by_gateway(gateway, name, "k") == [(k,) for k in range(90, 100)]
    assert len(list(folder.glob("deletion_vector*.bin"))) == 1
    gateway.action("delta.restore", {"table": name, "as_of": {"version": 1}})
    assert len(spark.tuples(folder, "k")) == 100


def test_z_order_by_turns(gateway, spark, name, folder):
    rows = pa.table({"k": pa.array(range(4000), pa.int64()), "a": pa.array([k * 7919 % 4000 for k in range(4000)], pa.int64())})
    put(gateway, name, rows)
    expected = spark.tuples(folder, "k, a")
    spark.sql("OPTIMIZE {} ZORDER BY (k, a)", folder)
    assert by_gateway(gateway, name, "k", "a") == expected
    report = gateway.action("delta.optimize", {"table": name, "z_order_by": ["k", "a"], "target_file_size": 8192})
    assert report["added"]["files"] > 3
    assert spark.tuples(folder, "k, a") == expected
    assert spark.sql("SELECT count(*) FROM {} WHERE a BETWEEN 100 AND 120 AND k > 2000", folder) == [
        (sum(1 for k, a in expected if 100 <= a <= 120 and k > 2000),)
    ]


def test_a_clustered_table_is_read_and_appended_to(gateway, spark, name, folder):
    create(spark, folder, "k BIGINT, a BIGINT", {}, "CLUSTER BY (a)")
    spark.sql("INSERT INTO {} SELECT id, id % 10 FROM range(100)", folder)
    put(gateway, name, pa.table({"k": pa.array([100], pa.int64()), "a": pa.array([1], pa.int64())}))
    spark.sql("OPTIMIZE {}", folder)
    assert by_gateway(gateway, name, "k", "a") == spark.tuples(folder, "k, a")
    assert len(spark.tuples(folder, "k")) == 101
