"""What is made once, however many processes run the tests."""

import fcntl
import os
from contextlib import contextmanager


@contextmanager
def shared(tmp_path_factory, name):
    """Yield a folder that all processes of this run share, to one of them at a time."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / name
    folder.mkdir(exist_ok=True)
    with open(folder / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed
        yield folder
