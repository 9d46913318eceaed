"""Four processes of three libraries write one Delta table at once: two gateways with Kernel, delta-rs, and Spark."""

import json

from racing import Race, rows_of


def test_no_commit_of_four_processes_is_lost_or_doubled(start, spark, tmp_path):
    lake = tmp_path / "lake"
    settings = {"delta_config": {"table_path": str(lake), "checkpoint_interval": 7}}
    gateways = [start(data_dir=tmp_path / name, configuration=json.dumps(settings)) for name in ("one", "two")]
    gateways[0].put(rows_of("first", 0), "t", storage_backend="delta")
    folder = lake / "t"

    def append_by_spark(rows):
        ((writer, number),) = (tuple(row.values()) for row in rows.to_pylist())
        spark.sql("INSERT INTO {} VALUES ('%s', %d)" % (writer, number), folder)

    race = Race(str(folder))
    race.gateway("gateway 1", gateways[0], "t")
    race.gateway("gateway 2", gateways[1], "t")
    race.delta_rs("delta-rs")
    race.append("spark", append_by_spark)
    race.optimize(gateways[1], "t")
    race.run()
    expected = race.require_all(gateways, "t", "first")
    assert sorted(spark.tuples(folder, "writer, number")) == expected
    engines = race.engines()
    for library in ("Vane/", "delta-rs", "Spark"):
        assert any(library in engine for engine in engines), engines
