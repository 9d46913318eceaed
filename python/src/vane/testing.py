"""A gateway for a test: a process of its own on free ports, over a data directory of its own.

>>> from vane.testing import gateway
>>> with gateway() as running:                           # doctest: +SKIP
...     running.client.write({"n": [1, 2, 3]}, "numbers").rows
3

As a fixture of pytest::

    @pytest.fixture(scope="session")
    def vane_gateway():
        with vane.testing.gateway() as running:
            yield running

The command ``vane`` is taken from the argument, else from the environment (``VANE``), else from
the search path. It needs a Java, version 17 or later.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
from typing import Iterator, List, Optional, Sequence, Union

from ._client import Client, connect

StrPath = Union[str, "os.PathLike[str]"]


class StartFailed(Exception):
    """The gateway ended before it served."""

    def __init__(self, code: int, output: str) -> None:
        super().__init__("exit code {}\n{}".format(code, output))
        #: Its exit code.
        self.code = code
        #: What it printed.
        self.output = output


class GatewayProcess:
    """One gateway over one data directory. It may be started again after it was stopped or killed."""

    #: Seconds that it may take to serve.
    start_seconds: float = 60.0
    #: Seconds that it may take to end.
    stop_seconds: float = 40.0

    def __init__(
        self,
        folder: StrPath,
        *,
        command: Optional[Sequence[str]] = None,
        data_dir: Optional[StrPath] = None,
        configuration: Optional[str] = None,
        arguments: Sequence[str] = (),
    ) -> None:
        """
        :param folder: where its files are kept: log, ready file and, unless said otherwise, data
        :param command: the launcher, such as ``["/opt/vane/vane"]``
        :param configuration: YAML of its settings
        :param arguments: further arguments of ``vane serve``
        """
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.command = list(command) if command is not None else [launcher()]
        self.data_dir = pathlib.Path(data_dir) if data_dir else self.folder / "data"
        self.arguments: List[str] = list(arguments)
        if configuration is not None:
            yaml = self.folder / "vane.yaml"
            yaml.write_text(configuration, encoding="utf-8")
            self.arguments = ["--config", str(yaml)] + self.arguments
        self.ready_file = self.folder / "ready.json"
        self.log_file = self.folder / "gateway.log"
        self.process: Optional["subprocess.Popen[bytes]"] = None
        #: Its address for Flight, such as ``grpc://127.0.0.1:41234``, once it serves.
        self.uri = ""
        #: Its address for HTTP, once it serves.
        self.http = ""

    def launch(self) -> None:
        """Starts it and waits until it serves; StartFailed if it ends instead."""
        if self.ready_file.exists():
            self.ready_file.unlink()
        line = self.command + ["serve", "--data-dir", str(self.data_dir), "--ready-file", str(self.ready_file)]
        for flag in ("--flight-port", "--http-port"):
            if flag not in self.arguments:
                line += [flag, "0"]
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                line + self.arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + self.start_seconds
        while not self.ready_file.exists():
            if self.process.poll() is not None:
                raise StartFailed(self.process.returncode, self.log())
            if time.monotonic() > deadline:
                self.process.kill()
                self.process.wait()
                raise TimeoutError("not ready after {} s\n{}".format(self.start_seconds, self.log()))
            time.sleep(0.02)
        ready = json.loads(self.ready_file.read_text(encoding="utf-8"))
        self.uri, self.http = ready["flight"], ready["http"] or ""

    def terminate(self) -> None:
        """Sends SIGTERM and does not wait."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        """Waits for its end and gives the exit code."""
        return 0 if self.process is None else self.process.wait(timeout=self.stop_seconds)

    def stop(self) -> None:
        """Ends it as an operator does; it must end with 0."""
        self.terminate()
        code = self.wait()
        if code != 0:
            raise AssertionError("exit code {}\n{}".format(code, self.log()))

    def kill(self) -> None:
        """Ends it as a power cut does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def close(self) -> None:
        """Ends it if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.stop()

    def log(self) -> str:
        """What it printed so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")


class RunningGateway:
    """A gateway that serves, and a client of it."""

    def __init__(self, process: GatewayProcess) -> None:
        #: Its process, to be killed or stopped by tests of such things.
        self.process = process
        #: A client that is closed with the gateway.
        self.client: Client = connect(process.uri)

    @property
    def uri(self) -> str:
        """Its address for Flight."""
        return self.process.uri

    @property
    def http(self) -> str:
        """Its address for HTTP."""
        return self.process.http


@contextlib.contextmanager
def gateway(
    *,
    command: Optional[Sequence[str]] = None,
    data_dir: Optional[StrPath] = None,
    configuration: Optional[str] = None,
) -> Iterator[RunningGateway]:
    """Runs a gateway for a block of code. Its files are removed afterwards, a ``data_dir`` of yours is not."""
    folder = tempfile.mkdtemp(prefix="vane-test-")
    process = GatewayProcess(folder, command=command, data_dir=data_dir, configuration=configuration)
    try:
        process.launch()
        running = RunningGateway(process)
        with running.client:
            yield running
    finally:
        try:
            process.close()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def launcher() -> str:
    """The command ``vane``, from the environment or the search path."""
    named = os.environ.get("VANE")
    if named:
        return named
    found = shutil.which("vane")
    if found is None:
        raise FileNotFoundError(
            "There is no command vane on the search path. Set VANE to the launcher of a Vane distribution."
        )
    return found
