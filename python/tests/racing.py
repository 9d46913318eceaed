"""Programs that append to one Delta table at once, and what must be in it afterwards."""

import multiprocessing
import threading

import pyarrow as pa
import pyarrow.flight as flight
from deltalake import DeltaTable, write_deltalake

COMMITS = 12


def rows_of(writer, number):
    return pa.table({"writer": [writer], "number": pa.array([number], pa.int64())})


def _append_by_delta_rs(folder, writer, start, outcome):
    """Runs in a process of its own. delta-rs tries again by itself where an append meets another."""
    start.wait()
    for number in range(COMMITS):
        write_deltalake(folder, rows_of(writer, number), mode="append")
    outcome.put(COMMITS)


class Race:
    """Writers that begin together. What one of them raises is told when all have ended."""

    def __init__(self, folder):
        self.folder = folder
        self.context = multiprocessing.get_context("spawn")
        self.go = self.context.Event()
        self.outcome = self.context.Queue()
        self.processes = []
        self.threads = []
        self.writers = []
        self.versions = []
        self.compacted = []
        self.failures = []

    def delta_rs(self, writer):
        self.writers.append(writer)
        arguments = (self.folder, writer, self.go, self.outcome)
        self.processes.append(self.context.Process(target=_append_by_delta_rs, args=arguments))

    def append(self, writer, append):
        """Another program; append(rows) gives the version that it made, or None where it does not tell."""
        self.writers.append(writer)

        def commits():
            for number in range(COMMITS):
                self.versions.append(append(rows_of(writer, number)))

        self._thread(commits)

    def gateway(self, writer, gateway, table):
        self.append(writer, lambda rows: gateway.put(rows, table, storage_backend="delta")["version"])

    def optimize(self, gateway, table):
        """Files are written together under the writers; who loses a race does nothing."""

        def optimizes():
            for _ in range(4):
                try:
                    report = gateway.action("delta.optimize", {"table": ["delta", table]})
                except flight.FlightError as failure:
                    assert "WRITE_CONFLICT" in str(failure)
                else:
                    self.compacted.extend([report["version"]] if report["committed"] else [])

        self._thread(optimizes)

    def _thread(self, work):
        def begin():
            self.go.wait()
            try:
                work()
            except Exception as failure:  # What a thread raises, the test has to tell.
                self.failures.append(failure)

        self.threads.append(threading.Thread(target=begin))

    def run(self):
        for one in self.processes + self.threads:
            one.start()
        self.go.set()
        for thread in self.threads:
            thread.join()
        for process in self.processes:
            assert self.outcome.get() == COMMITS
            process.join()
            assert process.exitcode == 0
        assert not self.failures

    def require_all(self, gateways, table, first):
        """Every receipt names a version of its own, every version is one commit, and every row is there once."""
        told = [version for version in self.versions if version is not None] + self.compacted
        assert len(set(told)) == len(told)
        theirs = DeltaTable(self.folder)
        assert theirs.version() == COMMITS * len(self.writers) + len(self.compacted)
        expected = sorted([(first, 0)] + [(writer, number) for writer in self.writers for number in range(COMMITS)])
        assert _pairs(pa.table(theirs.to_pyarrow_table())) == expected
        for gateway in gateways:
            assert _pairs(gateway.scan(["delta", table])) == expected
        return expected

    def engines(self):
        """What the commits say that they were made by."""
        return {str(commit.get("engineInfo") or commit.get("clientVersion")) for commit in DeltaTable(self.folder).history()}


def _pairs(table):
    return sorted((row["writer"], row["number"]) for row in table.to_pylist())
