"""Control groups: the kernel's own limits for all processes of a submission, where this user may have them.

They are exact where counting ten times a second is not, and give each submission the same share of a
processor. Without them everything works, by counting. A group is made beside the grader's own, where memory
and processes are handed out already (root's slices under systemd, a user's own applications); nothing that
runs is moved but what the grader itself has forked.

Source: https://docs.kernel.org/admin-guide/cgroup-v2.html
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
import time
from pathlib import Path

from autograder.sandbox.protocol import Limits

_PREFIX = "autograder-"
_CONTROLLERS = ("memory", "pids")
_END_SECONDS = 2.0
_MIB = 1 << 20
_FOLDERS = 3
"""Private file systems in memory, whose files count as memory here."""


class Group:
    """The group of one process that was forked, and of all that it starts."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        """Make it.

        Raises:
            OSError: if the kernel refuses.
        """
        self._folder = folder
        self.over = False
        """Whether its process was let go of: nobody joins any more."""
        folder.mkdir()
        memory = (limits.memory_megabytes + _FOLDERS * limits.file_megabytes) * _MIB
        for name, value in {
            "memory.max": memory,
            "memory.oom.group": 1,
            "pids.max": limits.processes + 1,
        }.items():
            (folder / name).write_text(str(value))
        with contextlib.suppress(OSError):  # a kernel may have no swap
            (folder / "memory.swap.max").write_text("0")

    def door(self) -> list[int]:
        """A descriptor through which who writes "0" joins, whoever he is; none if the kernel refuses."""
        with contextlib.suppress(OSError):
            return [os.open(self._folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC)]
        return []

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel ended it for its memory."""
        with contextlib.suppress(OSError, ValueError):
            events = (self._folder / "memory.events").read_text().split()
            return int(dict(zip(events[::2], events[1::2], strict=True)).get("oom_kill", 0)) > 0
        return False

    def remove(self) -> bool:
        """Remove it if all in it have ended; return whether it is gone."""
        with contextlib.suppress(OSError):
            self._folder.rmdir()
        return not self._folder.exists()

    def end(self) -> None:
        """End all that is in it."""
        with contextlib.suppress(OSError):
            (self._folder / "cgroup.kill").write_text("1")


class Groups:
    """Makes a group for each process that is forked, and removes those whose processes have ended."""

    def __init__(self, folder: Path) -> None:
        """Make the groups below a folder; see `find`."""
        self._folder = folder
        self._lock = threading.Lock()
        self._made: list[Group] = []
        self._number = 0

    @classmethod
    def find(cls) -> Groups | None:
        """Where this process may make groups that limit; None if it may not."""
        for parent in _parents():
            with contextlib.suppress(OSError):
                _tidy(parent)
                folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent))
                try:
                    _hand_out(folder)
                except OSError:
                    folder.rmdir()
                    continue
                return cls(folder)
        return None

    def make(self, limits: Limits) -> Group | None:
        """A new group; None if the kernel refuses."""
        with self._lock:
            self._made = [group for group in self._made if not (group.over and group.remove())]
            self._number += 1
            with contextlib.suppress(OSError):
                group = Group(self._folder / str(self._number), limits)
                self._made.append(group)
                return group
        return None

    def close(self) -> None:
        """End and remove all groups."""
        end = time.monotonic() + _END_SECONDS
        with self._lock:
            for group in self._made:
                group.end()
            while self._made and time.monotonic() < end:
                self._made = [group for group in self._made if not group.remove()]
                time.sleep(0.01)
        with contextlib.suppress(OSError):
            self._folder.rmdir()


def available() -> bool:
    """Whether this process may make groups that limit."""
    groups = Groups.find()
    if groups is not None:
        groups.close()
    return groups is not None


def _parents() -> list[Path]:
    """Groups in which new ones could be made: that around this process's own, or the root of all."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
        own = next(
            line[3:] for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::")
        )
    except (OSError, StopIteration):
        return []
    tops = [Path(words[1]) for words in mounts if words[2] == "cgroup2"]
    around = [(top / own.lstrip("/")).parent if own != "/" else top for top in tops]
    return [folder for folder in around if folder.is_dir() and os.access(folder, os.W_OK)]


def _hand_out(folder: Path) -> None:
    """Have the groups below a folder limit memory and processes, and share processors.

    Raises:
        OSError: if the folder was given neither of the first two.
    """
    missing = set(_CONTROLLERS) - set((folder / "cgroup.controllers").read_text().split())
    if missing:
        raise OSError(f"not given: {', '.join(sorted(missing))}")
    for name in (*_CONTROLLERS, "cpu"):
        with contextlib.suppress(*([OSError] if name == "cpu" else [])):
            (folder / "cgroup.subtree_control").write_text(f"+{name}")


def _tidy(parent: Path) -> None:
    """Remove what a grader left that was killed."""
    for folder in parent.glob(f"{_PREFIX}*-*"):
        pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdecimal() and not os.path.exists(f"/proc/{pid}"):
            for inner in [*folder.glob("*/"), folder]:
                with contextlib.suppress(OSError):
                    inner.rmdir()
