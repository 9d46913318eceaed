"""Small disks, which a test can fill."""

import contextlib
import os
import subprocess

import pytest


@contextlib.contextmanager
def mounted(folder, options, kind="tmpfs"):
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-t", kind, "-o", options, kind, str(folder)], stderr=subprocess.PIPE)
    if done.returncode != 0:
        pytest.skip("mounting a small file system is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(filler, leave=0):
    """Fills the disk of a file with it, to the last byte or but for so many."""
    size = os.statvfs(str(filler.parent))
    left = size.f_bavail * size.f_frsize - leave
    with contextlib.suppress(OSError), open(str(filler), "ab", buffering=0) as file:
        while left > 0:
            left -= file.write(bytes(min(left, 65536)))
    if leave == 0:
        # A last block may take more than the system said.
        with contextlib.suppress(OSError), open(str(filler), "ab", buffering=0) as file:
            while True:
                file.write(b"x")
