"""How long a cell may take: its limit, and the time for which others kept it from a processor."""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.sandbox.channel import Channel
from autograder.sandbox.processes import ForkedProcess
from autograder.sandbox.protocol import Usage

LONGEST = 3
"""A cell never takes longer than this many times its limit, whoever keeps it waiting."""
_FIRST_LOOK = 0.1
"""Part of the limit after which the usage is asked for first; most cells have ended by then."""
_WORTH_WAITING = 0.05
"""Seconds; a cell that was kept waiting for less is late."""


@dataclass(frozen=True)
class Arrival:
    """How waiting for an answer ended."""

    came: bool
    """Whether the answer came, or at least its beginning."""
    granted: float
    """Seconds beyond the limit that the cell was given."""


def wait_for_answer(
    channel: Channel[Any],
    limit: float,
    processes: Sequence[ForkedProcess],
    now: Callable[[], float] = time.monotonic,
    longest: float = LONGEST,
) -> Arrival:
    """Wait until an answer begins to arrive, or its time has passed.

    What others took away is the time in which the submission's threads waited for a processor, as far as
    others used that processor meanwhile. Who sleeps, or keeps himself waiting, gets nothing.

    Args:
        channel: the answer comes over it.
        limit: wall seconds for a cell that nobody keeps waiting.
        processes: the submission's.
        now: the clock.
        longest: times the limit that it may take at most, whoever keeps it waiting.
    """
    begin = now()
    if _arrives(channel, limit * _FIRST_LOOK):
        return Arrival(True, 0.0)
    first, granted = _used(processes), 0.0
    while True:
        if _arrives(channel, begin + limit + granted - now()):
            return Arrival(True, granted)
        last = _used(processes)
        if first is None or last is None:
            return Arrival(False, granted)
        waited = last.waited_seconds - first.waited_seconds
        others = last.busy_seconds - first.busy_seconds - (last.cpu_seconds - first.cpu_seconds)
        taken_away = min(waited, others, (longest - 1) * limit)
        if taken_away < granted + _WORTH_WAITING:
            return Arrival(False, granted)
        granted = taken_away


def _arrives(channel: Channel[Any], seconds: float) -> bool:
    if channel.waiting:
        return True
    poll = select.poll()
    poll.register(channel.socket, select.POLLIN)
    return bool(poll.poll(max(0.0, seconds) * 1000))


def _used(processes: Sequence[ForkedProcess]) -> Usage | None:
    """What all of them have used; None if one cannot tell."""
    cpu = waited = busy = 0.0
    for process in processes:
        usage = process.usage()
        if usage is None:
            return None
        cpu, waited = cpu + usage.cpu_seconds, waited + usage.waited_seconds
        busy = max(busy, usage.busy_seconds)  # they are on the same processor
    return Usage(cpu, waited, busy)
