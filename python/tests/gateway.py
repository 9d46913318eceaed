"""The gateway as a process of its own, run by its launcher, and what a client does with it."""

import json
import os
import pathlib
import re
import subprocess
import time
import urllib.request

import pyarrow as pa
import pyarrow.flight as flight

from vane.testing import GatewayProcess, StartFailed  # noqa: F401  # Tests import it from here.

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAUNCHER = ROOT / "vane"


class Gateway(GatewayProcess):
    """One gateway over one data directory. It may be started again after it was stopped or killed."""

    def __init__(self, folder, data_dir=None, configuration=None, arguments=()):
        super().__init__(
            folder, command=[str(LAUNCHER)], data_dir=data_dir, configuration=configuration, arguments=arguments
        )
        self.client = None

    # Running.

    def start(self):
        """Starts it and waits until it serves; StartFailed if it ends instead."""
        self.launch()
        ready = json.loads(self.ready_file.read_text(encoding="utf-8"))
        assert set(ready) == {"pid", "version", "flight", "http", "data_dir"}
        assert ready["pid"] == self.process.pid
        self.client = flight.connect(self.uri)
        return self

    def wait(self):
        """Waits for its end and gives the exit code."""
        code = super().wait()
        self._disconnect()
        return code

    def kill(self):
        """Ends it as a power cut does."""
        super().kill()
        self._disconnect()

    def _disconnect(self):
        if self.client is not None:
            self.client.close()
            self.client = None

    def connect(self, **options):
        """Another client, for the caller to close."""
        return flight.connect(self.uri, **options)

    def resident_bytes(self):
        """What the process holds resident, as the kernel counts it."""
        status = pathlib.Path("/proc/{}/status".format(self.process.pid)).read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) * 1024

    # Writing.

    def put(self, data, stream=None, chunk=None, options=None, descriptor=None, **command):
        """Sends a table, or a schema with an iterable of batches, and gives the receipt."""
        if isinstance(data, pa.Table):
            schema, batches = data.schema, data.to_batches(max_chunksize=chunk)
        else:
            schema, batches = data
        if descriptor is None:
            if stream is not None:
                command["stream_name"] = stream
            descriptor = flight.FlightDescriptor.for_command(json.dumps(command))
        writer, reader = self.client.do_put(descriptor, schema, options)
        try:
            for batch in batches:
                writer.write_batch(batch)
            writer.done_writing()
            answer = reader.read()
            if answer is not None:
                assert reader.read() is None, "more than one receipt"
        finally:
            writer.close()
        return json.loads(answer.to_pybytes())

    def open_stream(self, schema, stream, client=None, **command):
        """Opens a stream and gives its writer and reader."""
        descriptor = flight.FlightDescriptor.for_command(json.dumps(dict(command, stream_name=stream)))
        return (client or self.client).do_put(descriptor, schema)

    # Asking.

    def ask(self, question):
        """The whole answer to a ticket."""
        return self.client.do_get(ticket(question)).read_all()

    def sql(self, statement, *parameters):
        question = {"sql": statement}
        if parameters:
            question["parameters"] = list(parameters)
        return self.ask(question)

    def scan(self, table, **question):
        return self.ask(dict(question, table=table))

    def info(self, question):
        return self.client.get_flight_info(flight.FlightDescriptor.for_command(json.dumps(question)))

    def action(self, name, body=None):
        sent = b"" if body is None else json.dumps(body).encode()
        (answer,) = self.client.do_action(flight.Action(name, sent))
        return json.loads(answer.body.to_pybytes())

    def tables(self):
        """Every table by its path."""
        return {tuple(entry["path"]): entry for entry in self.action("tables")["tables"]}

    def rows(self, path):
        """Rows that the list of tables tells, None for a table that is not there."""
        entry = self.tables().get(tuple(path))
        return None if entry is None else entry["rows"]

    # Watching.

    def metrics(self):
        with urllib.request.urlopen(self.http + "/metrics", timeout=10) as answer:
            return answer.read().decode("utf-8")

    def metric(self, name, **labels):
        """The value of one sample, 0 where it has none yet."""
        wanted = {key: _escaped(value) for key, value in labels.items()}
        for line in self.metrics().splitlines():
            match = re.fullmatch(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)', line)
            if match and match.group(1) == name:
                found = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', match.group(2) or ""))
                if found == wanted:
                    return float(match.group(3))
        return 0.0

    def eventually(self, condition, what, seconds=30):
        """Waits for what the gateway does by itself, such as noticing that a client died."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "{} did not come true\n{}".format(what, self.log()[-4000:])
            time.sleep(0.02)


def ticket(question):
    return flight.Ticket(json.dumps(question))


def quoted(*path):
    """A path as SQL names it."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in path)


def run_vane(*arguments, **options):
    """Runs a command of the launcher to its end."""
    environment = dict(os.environ, **options.pop("environment", {}))
    return subprocess.run(
        [str(LAUNCHER)] + [str(argument) for argument in arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        universal_newlines=True,
        timeout=options.pop("timeout", 120),
        env=environment,
        **options
    )


def _escaped(value):
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
