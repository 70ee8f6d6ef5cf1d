"""The data of a test's servers in memory: nothing of it outlives the run, and a disk makes every commit wait.

What is asked of a server that is killed stays true: ``kill -9`` takes a process away, not what it wrote into files.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

MEMORY = Path("/dev/shm")
_NEEDED_BYTES = 4 * 2**30
_PREFIX = "idm-test-"


@contextmanager
def data_in_memory(folder: Path, *, memory: Path = MEMORY) -> Iterator[Path]:
    """``folder`` for a local stack. Where ``memory`` has four gigabytes, the stack's data stands there for so long.

    Logs stay in ``folder``. What a run that was killed left in memory is removed first.
    """
    if not memory.is_dir() or shutil.disk_usage(memory).free < _NEEDED_BYTES:
        yield folder
        return
    for left in memory.glob(f"{_PREFIX}*"):
        if not psutil.pid_exists(int(left.name.split("-")[2])):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", dir=memory) as data:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "data").symlink_to(data)
        try:
            yield folder
        finally:
            (folder / "data").unlink()
