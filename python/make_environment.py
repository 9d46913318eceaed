"""Makes a virtual environment of the Python tests: the pinned versions, then, unless --bare, the wheel of this package.

Each is made again only when what it is made of has changed.
"""

import hashlib
import pathlib
import shutil
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
DELIVERED = HERE / "target" / "dist"


def digest(*files):
    found = hashlib.sha256(sys.version.encode())
    for file in files:
        found.update(str(file.relative_to(HERE)).encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def once(stamp, wanted, work):
    """Does the work unless the stamp says that it was done for the same input."""
    if not stamp.exists() or stamp.read_text() != wanted:
        work()
        stamp.write_text(wanted)


def make_environment(directory, requirements):
    print(f"Making the Python environment for the tests in {directory}", flush=True)
    venv.EnvBuilder(with_pip=True, clear=True).create(directory)
    pip(directory, "-r", str(requirements))


def install_package(directory):
    """Builds the source archive, the wheel from it, and installs the wheel; nothing is fetched for it."""
    print(f"Building vane-client into {DELIVERED}", flush=True)
    shutil.rmtree(DELIVERED, ignore_errors=True)
    python(directory, "-m", "build", "--no-isolation", "--outdir", str(DELIVERED), str(HERE))
    (wheel,) = DELIVERED.glob("*.whl")
    pip(directory, "--no-deps", "--no-index", "--force-reinstall", str(wheel))


def with_included(requirements):
    """A file of requirements, and those that it takes in with -r."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    included = [requirements.parent / line[len("-r "):].strip() for line in lines if line.startswith("-r ")]
    return [requirements] + [file for one in included for file in with_included(one)]


def pip(directory, *arguments):
    python(directory, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def python(directory, *arguments):
    """Runs the environment's Python; what it prints is shown only where it fails."""
    done = subprocess.run(
        [str(directory / "bin" / "python"), *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        sys.exit(done.stdout)


def main(target, requirements, *options):
    directory = pathlib.Path(target).resolve()
    pinned = pathlib.Path(requirements).resolve()
    once(directory / "stamp", digest(*with_included(pinned)), lambda: make_environment(directory, pinned))
    if "--bare" in options:
        return
    sources = sorted(file for file in (HERE / "src").rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    package = digest(HERE / "pyproject.toml", HERE / "README.md", *sources)
    once(directory / "package-stamp", package, lambda: install_package(directory))


if __name__ == "__main__":
    main(*sys.argv[1:])
