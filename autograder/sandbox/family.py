"""What the processes of a submission use up together, read from ``/proc``.

A limit that the kernel keeps for each process bounds nobody who forks. All that a submission starts descends
from one process, and orphans are adopted by it, so its family is whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGESIZE")


@dataclass(frozen=True)
class Process:
    """A process as ``/proc/<pid>/stat`` describes it."""

    pid: int
    """Its number."""
    parent: int
    """Its parent's number."""
    threads: int
    """Its threads."""
    cpu_seconds: float
    """Processor time of it and of its children that ended, in seconds."""
    mapped: int
    """Bytes of its address space."""
    nice: int
    """How far it stands back for others."""


def processes() -> dict[int, Process]:
    """Every process that can be seen from here, by number."""
    found = (process_of(int(name)) for name in filter(str.isdigit, os.listdir("/proc")))
    return {process.pid: process for process in found if process is not None}


def process_of(pid: int) -> Process | None:
    """A process; None if it has ended."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            words = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    ticks = sum(map(int, words[11:15]))
    return Process(pid, int(words[1]), int(words[17]), ticks / _TICKS, int(words[20]), int(words[16]))


def families(roots: Iterable[int], found: Mapping[int, Process]) -> dict[int, list[Process]]:
    """For each root that still runs, itself and all its descendants."""
    family = {root: [found[root]] for root in roots if root in found}
    for pid, process in found.items():
        ancestor = pid
        while ancestor in found and ancestor not in family:
            ancestor = found[ancestor].parent
        if ancestor in family and ancestor != pid:
            family[ancestor].append(process)
    return family


def private_bytes(pid: int) -> int:
    """Memory of a process that belongs to no file, in bytes; pages shared with a relative count in full."""
    return sum(_kilobytes(f"/proc/{pid}/status", ("RssAnon:", "VmSwap:")), 0) << 10


def share_of_bytes(pid: int) -> int:
    """The same, where a page counts in parts that several processes have; slow for a large process.

    What the kernel does not tell counts in full: a process can make itself unreadable.
    """
    shares = list(_kilobytes(f"/proc/{pid}/smaps_rollup", ("Pss_Anon:", "SwapPss:")))
    return sum(shares) << 10 if shares else private_bytes(pid)


def waited_seconds(pid: int) -> float:
    """How long the threads of a process were ready to run and had no processor, in seconds, all together."""
    waited = 0
    for task in _entries(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/schedstat") as file:
                waited += int(file.read().split()[1])
        except (OSError, IndexError, ValueError):
            continue  # it has just ended, or the kernel does not count
    return waited / 1e9


def busy_seconds(pid: int) -> float:
    """How long the processors on which a process may run have been busy, in seconds.

    What a machine below this one took of them counts too.
    """
    try:
        own = {f"cpu{number}" for number in os.sched_getaffinity(pid)}
        with open("/proc/stat") as file:
            lines = [line.split() for line in file]
    except OSError:
        return 0.0
    times = [list(map(int, words[1:9])) for words in lines if words and words[0] in own]
    return sum(sum(each) - sum(each[3:5]) for each in times) / _TICKS  # all but idle, and waiting for disks


def open_files(pid: int) -> int:
    """How many files, pipes and sockets a process holds open.

    Raises:
        PermissionError: if the process has made itself unreadable, by running a program that nobody may read.
    """
    return len(_entries(f"/proc/{pid}/fd"))


def deleted_files(pid: int) -> dict[tuple[int, int], int]:
    """Sizes in bytes of the files that a process holds open though they have no name, by device and number.

    Raises:
        PermissionError: if the process has made itself unreadable, by running a program that nobody may read.
    """
    found = {}
    for name in _entries(f"/proc/{pid}/fd"):
        try:
            status = os.stat(f"/proc/{pid}/fd/{name}")
        except OSError:
            continue
        if not status.st_nlink and status.st_blocks:
            found[status.st_dev, status.st_ino] = status.st_blocks * 512
    return found


def _kilobytes(path: str, fields: tuple[str, ...]) -> Iterator[int]:
    try:
        with open(path) as file:
            for line in file:
                if line.startswith(fields):
                    yield int(line.split()[1])
    except OSError:
        return


def _entries(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except PermissionError:
        process = process_of(int(folder.split("/")[2]))
        if process is not None and process.mapped:
            raise
        return []  # it is ending: it has no memory any more
    except OSError:
        return []  # it has just ended
