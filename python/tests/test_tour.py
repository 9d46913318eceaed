"""Every command of docs/tour.md does what the page says."""

import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys

from gateway import LAUNCHER, ROOT

TOUR = ROOT / "docs" / "tour.md"
CLIENTS = "ingest|pivot|query|tables"


def steps():
    """Each command with the lines that it should print."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", TOUR.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
        document = None
        for line in block.splitlines():
            if document is not None:
                found[-1][0].append(line)
                if line == document:
                    document = None
            elif line.startswith("$ "):
                found.append(([line[2:]], []))
                opened = re.search(r"<<'(\w+)'", line)
                document = opened and opened.group(1)
            else:
                found[-1][1].append(line)
    return [("\n".join(command), "\n".join(printed)) for command, printed in found]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pattern(expected):
    """What is printed, however wide its columns are; `...` is anything."""
    words = [re.escape(part) for part in re.split(r"\.\.\.", expected.strip())]
    text = ".*?".join(words)
    return re.compile(re.sub(r"(?:\\ )+", r"\\s+", re.sub("─+", "─+", text)) + r"\s*", re.DOTALL)


def test_tour(tmp_path):
    # The page's folder: its launcher speaks to ports of this test instead of the usual ones.
    shutil.copytree(str(ROOT / "python" / "examples"), str(tmp_path / "python" / "examples"))
    shutil.copytree(str(ROOT / "python" / "target" / "dist"), str(tmp_path / "python" / "target" / "dist"))
    flight, http = free_port(), free_port()
    wrapper = tmp_path / "vane"
    wrapper.write_text(
        '#!/bin/bash\ncase "$1" in\n'
        '  serve) exec "{0}" "$@" --flight-port {1} --http-port {2} ;;\n'
        '  {3}) exec "{0}" "$@" --server grpc://127.0.0.1:{1} ;;\n'
        '  *) exec "{0}" "$@" ;;\nesac\n'.format(LAUNCHER, flight, http, CLIENTS)
    )
    wrapper.chmod(0o755)
    commands = steps()
    assert len(commands) > 10
    script = ["set -m", "exec 2>&1"]
    for number, (command, _) in enumerate(commands):
        script += ["echo", "echo '=== step {}'".format(number), command]
    binaries = str(pathlib.Path(sys.executable).parent)
    environment = dict(
        os.environ,
        PATH=binaries + os.pathsep + os.environ["PATH"],
        GATEWAY_URI="grpc://127.0.0.1:{}".format(flight),
        IPYTHONDIR=str(tmp_path / "ipython"),
        XDG_CONFIG_HOME=str(tmp_path / "config"),
    )
    done = subprocess.run(
        ["bash"], input="\n".join(script) + "\n", cwd=str(tmp_path), env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, timeout=240)
    told = re.split(r"^=== step \d+\n", done.stdout, flags=re.MULTILINE)[1:]
    assert len(told) == len(commands), done.stdout
    wrong = [
        "$ {}\nshould print\n{}\nand printed\n{}".format(command, expected, printed)
        for (command, expected), printed in zip(commands, told)
        if not pattern(expected).fullmatch(printed.strip())
    ]
    assert not wrong, "\n".join(wrong)
