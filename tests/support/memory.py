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
_PREFIX = "idm-test-"


@contextmanager
def data_in_memory(folder: Path, *, memory: Path = MEMORY, needed_bytes: int = 4 * 2**30) -> Iterator[Path]:
    """``folder`` for a local stack. Where ``memory`` has so many bytes free, the stack's data stands there meanwhile.

    Logs stay in ``folder``. What a run that was killed left in memory is removed first.
    """
    if not memory.is_dir() or shutil.disk_usage(memory).free < needed_bytes:
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
