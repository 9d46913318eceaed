"""Four programs write one Delta table at once: two gateways with Delta Kernel, one with Delta Standalone, and delta-rs."""

import json
import multiprocessing
import threading

import pyarrow as pa
import pyarrow.flight as flight
from deltalake import DeltaTable, write_deltalake

COMMITS = 12


def rows_of(writer, number):
    return pa.table({"writer": [writer], "number": pa.array([number], pa.int64())})


def append_by_delta_rs(folder, writer, start, outcome):
    """Runs in a process of its own. delta-rs tries again by itself where an append meets another."""
    start.wait()
    for number in range(COMMITS):
        write_deltalake(folder, rows_of(writer, number), mode="append")
    outcome.put(COMMITS)


def test_no_commit_of_four_programs_is_lost_or_doubled(start, tmp_path):
    lake = tmp_path / "lake"
    gateways = []
    for number, library in enumerate(("kernel", "kernel", "standalone")):
        settings = {"delta_config": {"table_path": str(lake), "log_library": library, "checkpoint_interval": 7}}
        # JSON is YAML too.
        gateways.append(start(data_dir=tmp_path / "data-{}".format(number), configuration=json.dumps(settings)))
    gateways[0].put(rows_of("first", 0), "t", storage_backend="delta")
    folder = str(lake / "t")

    context = multiprocessing.get_context("spawn")
    go, outcome = context.Event(), context.Queue()
    delta_rs = context.Process(target=append_by_delta_rs, args=(folder, "delta-rs", go, outcome))
    delta_rs.start()
    versions, failures = [], []

    def append(gateway, writer):
        go.wait()
        try:
            for number in range(COMMITS):
                versions.append(gateway.put(rows_of(writer, number), "t", storage_backend="delta")["version"])
        except Exception as failure:  # What a thread raises, the test has to tell.
            failures.append(failure)

    writers = ["kernel 1", "kernel 2", "standalone"]
    compacted = []

    def optimize():
        """Files are written together under the writers; who loses a race does nothing."""
        go.wait()
        try:
            for _ in range(4):
                try:
                    report = gateways[1].action("delta.optimize", {"table": ["delta", "t"]})
                except flight.FlightError as failure:
                    assert "WRITE_CONFLICT" in str(failure)
                else:
                    compacted.extend([report["version"]] if report["committed"] else [])
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=append, args=pair) for pair in zip(gateways, writers)]
    threads.append(threading.Thread(target=optimize))
    for thread in threads:
        thread.start()
    go.set()
    for thread in threads:
        thread.join()
    assert outcome.get() == COMMITS
    delta_rs.join()
    assert delta_rs.exitcode == 0
    assert not failures

    # Every receipt names a version of its own, and every version is one commit.
    assert len(set(versions + compacted)) == 3 * COMMITS + len(compacted)
    table = DeltaTable(folder)
    assert table.version() == 4 * COMMITS + len(compacted)
    expected = [("first", 0)] + [(writer, number) for writer in writers + ["delta-rs"] for number in range(COMMITS)]
    read = pa.table(table.to_pyarrow_table()).to_pylist()
    assert sorted((row["writer"], row["number"]) for row in read) == sorted(expected)
    for gateway in gateways:
        scanned = gateway.scan(["delta", "t"]).to_pylist()
        assert sorted((row["writer"], row["number"]) for row in scanned) == sorted(expected)
    engines = {str(commit.get("engineInfo") or commit.get("clientVersion")) for commit in table.history()}
    assert any("Delta-Standalone" in engine for engine in engines), engines
    assert any(engine.startswith("Vane/") and "Standalone" not in engine for engine in engines), engines
    assert any("delta-rs" in engine for engine in engines), engines
