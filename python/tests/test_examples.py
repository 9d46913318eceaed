"""The examples, the README's blocks and the demo do what they say."""

import pathlib
import re
import subprocess
import sys

import pytest

from gateway import ROOT, run_vane

EXAMPLES = sorted((ROOT / "python" / "examples").glob("*.py"))
README = ROOT / "README.md"


def python(*arguments):
    return subprocess.run(
        [sys.executable] + [str(argument) for argument in arguments],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, timeout=120)


@pytest.mark.parametrize("example", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_example_runs_and_runs_again(gateway, example):
    for _ in range(2):
        done = python(example, gateway.uri)
        assert done.returncode == 0, done.stdout
        assert done.stdout


def test_examples_leave_the_rows_that_they_name(gateway):
    for example in EXAMPLES:
        assert python(example, gateway.uri).returncode == 0
    assert gateway.rows(["duckdb", "main", "example_trades"]) == 10_000
    assert gateway.rows(["delta", "main", "example_prices"]) == 4
    assert gateway.rows(["duckdb", "main", "example_arrowport"]) % 3 == 0


def blocks(language):
    """The fenced blocks of the README in one language, in order."""
    return re.findall(r"^```{}\n(.*?)^```$".format(language), README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def test_python_of_the_readme_runs_from_top_to_bottom(start, tmp_path):
    found = blocks("python")
    assert found
    gateway = start()
    script = tmp_path / "readme.py"
    text = "\n".join(found)
    assert "grpc://127.0.0.1:8889" in text
    script.write_text(text.replace("grpc://127.0.0.1:8889", gateway.uri), encoding="utf-8")
    done = python(script)
    assert done.returncode == 0, done.stdout
    assert gateway.tables()[("duckdb", "main", "trades")]["rows"] == 3
    assert gateway.tables()[("delta", "main", "prices")]["rows"] == 2


def processes_of(folder):
    """Processes that work in a folder or name it."""
    found = []
    for command in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = command.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue  # It has ended.
        if str(folder) in text:
            found.append(text.replace("\0", " "))
    return found


def test_demo_prints_three_tables_and_leaves_nothing(tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    done = run_vane("demo", cwd=str(tmp_path), environment={"JAVA_OPTS": "-Djava.io.tmpdir={}".format(temporary)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(re.findall(r"^.*\bregion\b.*$", done.stdout, re.MULTILINE)) >= 1
    assert "1,000,000" in done.stdout or "1000000" in done.stdout
    assert processes_of(temporary) == []
    left = [path.name for path in temporary.iterdir() if "vane" in path.name]
    assert left == []
    assert [path.name for path in tmp_path.iterdir()] == ["temporary"]
