"""Makes the virtual environment of the Python tests, once for each Python and set of pinned versions."""

import hashlib
import pathlib
import subprocess
import sys
import venv


def fingerprint(requirements: pathlib.Path) -> str:
    return hashlib.sha256(sys.version.encode() + requirements.read_bytes()).hexdigest()


def main(target: str, requirements: str) -> None:
    directory = pathlib.Path(target)
    wanted = fingerprint(pathlib.Path(requirements))
    stamp = directory / "stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Making the Python environment for the tests in {directory}", flush=True)
    venv.EnvBuilder(with_pip=True, clear=True).create(directory)
    subprocess.run(
        [str(directory / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "-r", requirements],
        check=True,
    )
    stamp.write_text(wanted)


if __name__ == "__main__":
    main(*sys.argv[1:])
