"""Four programs write one Delta table at once: two gateways with Delta Kernel, one with Delta Standalone, and delta-rs."""

import json

from racing import Race, rows_of


def test_no_commit_of_four_programs_is_lost_or_doubled(start, tmp_path):
    lake = tmp_path / "lake"
    gateways = []
    for number, library in enumerate(("kernel", "kernel", "standalone")):
        settings = {"delta_config": {"table_path": str(lake), "log_library": library, "checkpoint_interval": 7}}
        # JSON is YAML too.
        gateways.append(start(data_dir=tmp_path / "data-{}".format(number), configuration=json.dumps(settings)))
    gateways[0].put(rows_of("first", 0), "t", storage_backend="delta")
    race = Race(str(lake / "t"))
    race.delta_rs("delta-rs")
    for writer, gateway in zip(("kernel 1", "kernel 2", "standalone"), gateways):
        race.gateway(writer, gateway, "t")
    race.optimize(gateways[1], "t")
    race.run()
    race.require_all(gateways, "t", "first")
    engines = race.engines()
    assert any("Delta-Standalone" in engine for engine in engines), engines
    assert any(engine.startswith("Vane/") and "Standalone" not in engine for engine in engines), engines
    assert any("delta-rs" in engine for engine in engines), engines
