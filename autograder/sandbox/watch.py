"""The limits of a submission that the kernel keeps for single processes only: kept by whoever forked them."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass

from autograder.sandbox import family, folders
from autograder.sandbox.family import Process
from autograder.sandbox.protocol import Limits, Over, Usage

_SECONDS = 0.1
"""How often the processes are looked at."""
_FILES = 20_000
"""Most files in a private folder, as many as the private file systems of bubblewrap take."""
_OPEN_FILES = 2048
"""Most files, pipes and sockets of a submission: each can hold some hundred KiB of the kernel's memory."""
_LARGE_FAMILY = 8
"""Processes from which on the open files are counted: fewer cannot hold too many."""
_LOWEST_PRIORITY = 19


@dataclass(frozen=True)
class Watched:
    """A process that was forked for a submission."""

    pid: int
    """Its number."""
    home: str | None
    """Its private folder on disk; None where that is a file system of a limited size."""


class Watch:
    """Looks at the submissions of one fork server, and says which of them are over a limit."""

    def __init__(self, limits: Limits) -> None:
        """Remember what a child has from the start: all that this process maps and holds now."""
        self._limits = limits
        self._private = family.private_bytes(os.getpid())
        own = family.process_of(os.getpid())
        self._mapped = own.mapped if own else 0
        self._next = 0.0

    def patience(self) -> float:
        """Seconds until the next look."""
        return max(0.0, self._next - time.monotonic())

    def over(self, watched: list[Watched]) -> dict[int, Over]:
        """What the submissions have too much of that are over a limit, by process; looks when it is time."""
        now = time.monotonic()
        if not watched or now < self._next:
            return {}
        self._next = now + _SECONDS
        found = family.processes()
        members = family.families([each.pid for each in watched], found)
        relatives = sum(map(len, members.values())) + 1
        reasons = {
            each.pid: self._reason(each, members[each.pid], relatives)
            for each in watched
            if each.pid in members
        }
        for each in members.values():
            _stand_back(each[1:])
        return {pid: reason for pid, reason in reasons.items() if reason is not None}

    def _reason(self, watched: Watched, members: list[Process], relatives: int) -> Over | None:
        if sum(member.threads for member in members) > self._limits.processes + 1:
            return "processes"
        if self._too_much_memory(members, relatives):
            return "memory"
        try:
            if len(members) >= _LARGE_FAMILY and sum(family.open_files(m.pid) for m in members) > _OPEN_FILES:
                return "files"
            if watched.home is not None and self._too_many_files(watched.home, members):
                return "files"
        except PermissionError:
            return "files"  # what cannot be counted is too many
        return None

    def _too_much_memory(self, members: list[Process], relatives: int) -> bool:
        """Three questions, each slower than the one before, and asked only if that one said yes."""
        allowed = self._limits.memory_megabytes << 20
        if sum(max(0, member.mapped - self._mapped) for member in members) <= allowed:
            return False
        if sum(max(0, family.private_bytes(m.pid) - self._private) for m in members) <= allowed:
            return False
        inherited = self._private * len(members) // relatives
        return sum(family.share_of_bytes(member.pid) for member in members) - inherited > allowed

    def _too_many_files(self, home: str, members: list[Process]) -> bool:
        held, files = folders.usage(home, _FILES)
        nameless: dict[tuple[int, int], int] = {}
        for member in members:
            nameless |= family.deleted_files(member.pid)
        allowed = self._limits.file_megabytes << 20
        return files > _FILES or held + sum(nameless.values()) > allowed


def usage(pid: int) -> Usage:
    """What a submission's processes have used and waited for since they were forked."""
    members = family.families([pid], family.processes()).get(pid, [])
    return Usage(
        sum(member.cpu_seconds for member in members),
        sum(family.waited_seconds(member.pid) for member in members),
        family.busy_seconds(pid),
    )


def _stand_back(descendants: list[Process]) -> None:
    """However many processes a submission starts, its neighbours on the same processor come first."""
    for process in descendants:
        if process.nice < _LOWEST_PRIORITY:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, _LOWEST_PRIORITY)
