"""Whether a folder that student code may read holds something that it must not, however that gets there.

Names say little: a folder can be reached through links, and through mounts that show a part of the disk in a
second place. So folders are compared by where they lie on their file systems, as the table of mounts says.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass

_ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True)
class Mount:
    """A line of the table of mounts."""

    device: str
    """Numbers of the file system."""
    root: str
    """Path, within the file system, of what is mounted."""
    point: str
    """Where it is mounted."""


@dataclass(frozen=True)
class Exposed:
    """Something that student code must not read and could."""

    private: str
    """Path of what it must not read."""
    readable: str
    """Path of what it may read, and by which it would reach it."""


def exposed(
    readable: Iterable[str], private: Iterable[str], mounts: Iterable[Mount] | None = None
) -> list[Exposed]:
    """What of the private folders and files student code could read.

    Args:
        readable: folders and files that it may read.
        private: folders and files that must not contain any of them, nor lie in any of them.
        mounts: table of mounts; this process's own if None.
    """
    table = list(own_mounts() if mounts is None else mounts)
    shown = {path: _places(path, table) for path in readable}
    hidden = {path: _places(path, table) for path in private}
    return [
        Exposed(secret, path)
        for secret, secrets in hidden.items()
        for path, places in shown.items()
        if any(_within(inner, outer) for inner in secrets for outer in places)
        or any(_within(places[0], outer) for outer in secrets)
    ]


def own_mounts() -> list[Mount]:
    """The table of mounts of this process, in the order in which they were made."""
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
            words = [line.split(" ") for line in file]
    except OSError:
        return []
    return [Mount(line[2], _plain(line[3]), _plain(line[4])) for line in words]


def _places(path: str, mounts: list[Mount]) -> list[tuple[str, str]]:
    """Where a folder lies, as file system and path in it; then what is mounted below it."""
    real = os.path.realpath(path)
    above = [mount for mount in mounts if _below(real, mount.point)]
    # Of mounts at one point, the last hides the others.
    own = max(
        enumerate(above), key=lambda each: (len(each[1].point), each[0]), default=(0, Mount("", "/", "/"))
    )[1]
    inner = os.path.normpath(os.path.join(own.root, os.path.relpath(real, own.point)))
    below = [
        (mount.device, mount.root) for mount in mounts if mount.point != real and _below(mount.point, real)
    ]
    return [(own.device, inner), *below]


def _within(inner: tuple[str, str], outer: tuple[str, str]) -> bool:
    return inner[0] == outer[0] and _below(inner[1], outer[1])


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)
