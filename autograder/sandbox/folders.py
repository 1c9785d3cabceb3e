"""The private folders of submissions where the jail mounts none: what they hold, and how they go away.

What lies in them was made by a student's code: folders that nobody may enter, or nested deeper than a path
can be long. Nothing here recurses or follows a link.
"""

from __future__ import annotations

import contextlib
import os
import stat
from itertools import count

_DEEPEST = 64
"""Folders within each other; deeper ones count as too many."""


def usage(folder: str, most_files: int) -> tuple[int, int]:
    """Bytes on disk and number of files below a folder.

    Args:
        folder: the folder.
        most_files: end once there are more; so a number above it says that there are too many.
    """
    held, files, waiting = 0, 0, [(folder, 0)]
    while waiting and files <= most_files:
        path, depth = waiting.pop()
        if depth > _DEEPEST:
            return held, most_files + 1
        for entry in _scan(path):
            files += 1
            with contextlib.suppress(OSError):  # it has just gone
                status = entry.stat(follow_symlinks=False)
                held += status.st_blocks * 512
                if stat.S_ISDIR(status.st_mode):
                    waiting.append((entry.path, depth + 1))
            if files > most_files:
                break
    return held, files


def remove(folder: str) -> None:
    """Delete a folder with all that is in it, as far as that can be done."""
    names = count()
    while entries := list(_scan(folder)):
        left = [entry for entry in entries if not _deleted(folder, entry, names)]
        if len(left) == len(entries):
            break
    with contextlib.suppress(OSError):
        os.rmdir(folder)


def _deleted(top: str, entry: os.DirEntry[str], names: count[int]) -> bool:
    """Delete an entry of the top folder; folders in it move to the top, so no path grows long."""
    with contextlib.suppress(OSError):
        if not entry.is_dir(follow_symlinks=False):
            os.unlink(entry.path)
            return True
        os.chmod(entry.path, 0o700)
        for inner in _scan(entry.path):
            if inner.is_dir(follow_symlinks=False):
                os.chmod(inner.path, 0o700)  # a folder that moves is written to
                os.rename(inner.path, os.path.join(top, f"moved-{next(names)}"))
            else:
                os.unlink(inner.path)
        os.rmdir(entry.path)
        return True
    return False


def _scan(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
