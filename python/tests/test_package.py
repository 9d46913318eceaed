"""The package as it is delivered: typed, with doctests that run, with pyarrow as its only need."""

import doctest
import importlib
import importlib.metadata
import pathlib
import pkgutil
import subprocess
import sys

import pytest

import vane

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULES = ["vane"] + ["vane." + module.name for module in pkgutil.iter_modules(vane.__path__)]


def test_tests_run_against_the_installed_wheel():
    assert ROOT / "python" / "src" not in pathlib.Path(vane.__file__).resolve().parents
    assert importlib.metadata.version("vane-client") == vane.__version__
    installed = pathlib.Path(vane.__file__).parent
    sources = ROOT / "python" / "src" / "vane"
    for source in sources.glob("*.py"):
        assert (installed / source.name).read_bytes() == source.read_bytes(), "build the wheel again: make_environment.py"


def test_pyarrow_is_all_that_it_needs():
    needed = [need for need in importlib.metadata.requires("vane-client") if "extra" not in need]
    assert [need.split()[0].split(">")[0] for need in needed] == ["pyarrow"]
    hidden = "import sys; [sys.modules.__setitem__(name, None) for name in ('polars', 'pandas', 'numpy')]; import vane, vane.testing"
    subprocess.run([sys.executable, "-c", hidden], check=True)


def test_package_is_marked_and_checked_as_typed():
    assert (pathlib.Path(vane.__file__).parent / "py.typed").exists()
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", "target/mypy"], cwd=str(ROOT / "python"),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", MODULES)
def test_doctests(gateway, module):
    found = importlib.import_module(module)
    result = doctest.testmod(found, extraglobs={"uri": gateway.uri}, optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


def test_version_is_the_builds():
    assert "<version>{}</version>".format(vane.__version__) in (ROOT / "pom.xml").read_text(encoding="utf-8")
