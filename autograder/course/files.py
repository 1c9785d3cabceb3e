"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file so that a reader, or a crash, finds the old file or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def exchange(one: Path, other: Path) -> None:
    """Let two paths on one disk change places, so that at every moment each of them is there.

    Raises:
        OSError: if that is not possible; then both are where they were.
    """
    if _exchange_at_once(one, other):
        return
    # A system that cannot: for an instant `other` is away, and lies beside itself.
    aside = Path(tempfile.mkdtemp(dir=other.parent, prefix=".")) / other.name
    try:
        other.rename(aside)
        try:
            one.rename(other)
        except BaseException:
            aside.rename(other)
            raise
        aside.rename(one)
    finally:
        aside.parent.rmdir()


def _exchange_at_once(one: Path, other: Path) -> bool:
    """Linux's `renameat2` with RENAME_EXCHANGE; False where there is none, or the file system lacks it."""
    import ctypes

    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if call is None:
        return False
    here, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return bool(call(here, os.fsencode(one), here, os.fsencode(other), swap) == 0)
