"""A place on the disk of the submissions where they are made before they are put in place."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.course.errors import CourseError
from autograder.course.folders import Course


@contextlib.contextmanager
def workplace(course: Course, name: str) -> Iterator[Path]:
    """A hidden folder on the disk of the submissions; what an interrupted call left is removed.

    Raises:
        CourseError: if the disk does not take it, or another call is at work.
    """
    import fcntl

    mark = "\0"
    base = Path(str(course.path("submitted", name, mark)).partition(mark)[0] or ".")
    made = not base.exists()
    try:
        base.mkdir(parents=True, exist_ok=True)
        lock = os.open(base, os.O_RDONLY)
    except OSError as error:
        raise CourseError(f"{base} cannot be written: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CourseError("another call collects submissions. Wait until it has ended.") from None
        for left in base.glob(".collect-*"):
            shutil.rmtree(left, ignore_errors=True)
        try:
            folder = Path(tempfile.mkdtemp(dir=base, prefix=".collect-"))
        except OSError as error:
            raise CourseError(f"{base} cannot be written: {error.strerror}.") from error
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if made:
                with contextlib.suppress(OSError):
                    base.rmdir()
    finally:
        os.close(lock)
