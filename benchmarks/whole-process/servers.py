"""Starts the servers of a benchmark, each with a client in a process of its own, and reads what they use from /proc."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A server process and its client."""

    def __init__(self, name: str, process: subprocess.Popen, pid: int, kind: str, location: str) -> None:
        self.name, self.process, self.pid, self.location = name, process, pid, location
        self.client = subprocess.Popen(
            [sys.executable, str(HERE / "bulk_client.py"), kind, location], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def call(self, verb: str, table: str, **order) -> dict:
        """One call of the client, with the CPU seconds that the server took for it."""
        before = self.cpu()
        self.client.stdin.write(json.dumps({"verb": verb, "table": table, **order}) + "\n")
        self.client.stdin.flush()
        line = self.client.stdout.readline()
        if not line:
            raise SystemExit(f"the client of {self.name} ended at {verb} {table}")
        answer = json.loads(line)
        answer["server_cpu"] = self.cpu() - before
        return answer

    def cpu(self) -> float:
        if self.process is None:
            return 0.0
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self, field: str = "VmHWM") -> int:
        """Bytes resident: VmHWM the most since forget_peak, VmRSS now."""
        pid = self.client.pid if self.process is None else self.pid
        lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))

    def forget_peak(self) -> None:
        pathlib.Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def stop(self) -> None:
        self.client.stdin.close()
        self.client.wait()
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait()


def serve_vane(directory: pathlib.Path, **settings: str) -> tuple:
    """A gateway over a directory: its process, what its ready file says, and the seconds until then."""
    ready = directory / "ready.json"
    ready.unlink(missing_ok=True)
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(ROOT / "vane"), "serve", "--data-dir", str(directory / "data"), "--flight-port", "0", "--http-port", "0",
         "--ready-file", str(ready)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **settings},
    )
    while not ready.exists():
        if process.poll() is not None:
            raise SystemExit("vane did not start; run ./vane doctor")
        time.sleep(0.005)
    return process, json.loads(ready.read_text()), time.perf_counter() - start


def start(name: str, directory: pathlib.Path, **settings: str) -> Server:
    """Vane, its receiver alone ("receiver"), DuckDB in the client's process ("in process"), or a peer by its mode."""
    folder = directory / name.replace(" ", "-")
    folder.mkdir()
    if name == "vane":
        process, told, _ = serve_vane(folder, **settings)
        return Server(name, process, told["pid"], "vane", told["flight"].rsplit(":", 1)[1])
    if name == "in process":
        return Server(name, None, 0, "duckdb", str(folder / "data.duckdb"))
    if name == "receiver":
        command = ["java", "--add-opens=java.base/java.nio=ALL-UNNAMED", "-Dio.netty.tryReflectionSetAccessible=true",
                   "-Dio.netty.allocator.maxOrder=11", "-cp", f"{ROOT}/benchmarks/target/classes:{ROOT}/benchmarks/target/lib/*",
                   "dev.vane.benchmarks.ReceiverServer"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    else:
        process = subprocess.Popen(
            [sys.executable, str(HERE / "pyarrow_server.py"), name, str(folder / "peer.duckdb")], stdout=subprocess.PIPE, text=True
        )
    return Server(name, process, process.pid, "peer", process.stdout.readline().strip())
