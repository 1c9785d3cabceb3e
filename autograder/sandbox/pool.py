"""Warm processes for each set of imports, started once and shared by all submissions."""

from __future__ import annotations

import contextlib
import os
import random
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from autograder.sandbox.cgroups import Groups
from autograder.sandbox.jail import command, exposure, facts
from autograder.sandbox.processes import (
    Enclosure,
    JailMissing,
    JudgeServer,
    NotReady,
    Preload,
    WarmProcess,
)
from autograder.sandbox.protocol import RunTest
from autograder.sandbox.registry import Registry


@dataclass(frozen=True)
class Slot:
    """What one submission runs on."""

    warm: WarmProcess
    """Forks its workers."""
    judges: JudgeServer
    """Forks its judges."""
    processor: int
    """Number of the processor for both: they take turns, and a message wakes nobody elsewhere."""


class Pool:
    """Warm processes, one for each set of imports; a context manager, safe to share between threads."""

    def __init__(self, enclosure: Enclosure | None = None, keep: int = 4) -> None:
        """Make an empty pool.

        Args:
            enclosure: jail and limits of all submissions.
            keep: warm processes to hold at the same time; the one used longest ago makes room.
        """
        self.enclosure = enclosure or Enclosure()
        self.isolation = ""
        """What encloses the student's code, in words; known once the first process is warm."""
        self._warm: Registry[Preload, WarmProcess] = Registry(self._start, keep)
        self._lock = threading.Lock()
        self._used = dict.fromkeys(_processors(), 0)
        self._starting: WarmProcess | None = None
        self._closing = False
        # bubblewrap ends its process with the *thread* that started it: one thread for all, until `close`.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="starter")
        self._groups = Groups.find()

    def using(self, wanted: Preload) -> contextlib.AbstractContextManager[WarmProcess]:
        """The warm process that has imported what is wanted, started if need be, for a context.

        Raises:
            JailMissing: if the machine cannot enclose students' code; says what to do.
        """
        return self._warm.using(wanted)

    @contextlib.contextmanager
    def slot(self, wanted: Preload, tests: tuple[RunTest, ...]) -> Iterator[Slot]:
        """All that one submission runs on; its processes are not ended within the context.

        Args:
            wanted: imports of its problem set.
            tests: test cells of its problem set.

        Raises:
            JailMissing: if the machine cannot enclose students' code; says what to do.
        """
        with self.using(wanted) as warm, warm.judge_server(tests) as judges, self._processor() as number:
            yield Slot(warm, judges, number)

    def begin(self, wanted: Iterable[Preload]) -> None:
        """Start warm processes beside what this one does; `using` waits for them."""

        def start() -> None:
            with contextlib.suppress(RuntimeError):  # JailMissing: `using` says so; or the pool was closed
                for each in wanted:
                    with self.using(each):
                        pass

        threading.Thread(target=start, daemon=True).start()

    def close(self) -> None:
        """End all warm processes."""
        self._closing = True
        if starting := self._starting:
            starting.kill()
        self._warm.close()
        self._starter.shutdown()
        if self._groups is not None:
            self._groups.close()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _processor(self) -> Iterator[int]:
        """The processor on which the fewest submissions run; it counts as used in the context.

        Among equals the lot decides, or every pool on the machine would begin with the same one.
        """
        with self._lock:
            number = min(self._used, key=lambda number: (self._used[number], random.random()))
            self._used[number] += 1
        try:
            yield number
        finally:
            with self._lock:
                self._used[number] -= 1

    def _start(self, wanted: Preload) -> WarmProcess:
        self._check_private()
        reasons = facts.refused() if self.enclosure.jail == "auto" else []
        for kind in facts.candidates(self.enclosure.jail):
            if self._closing:
                break
            try:
                warm = self._starter.submit(WarmProcess, kind, wanted, self.enclosure, self._groups).result()
                self._starting = warm
                warm.wait()
            except NotReady:
                raise
            except JailMissing as error:
                reasons.append(f"{kind}: {error}")
                continue
            finally:
                self._starting = None
            self.isolation = facts.describe(kind)
            return warm
        raise JailMissing(facts.advice(self.enclosure.jail, reasons))

    def _check_private(self) -> None:
        """Refuse to start where student code could read the course."""
        own = self.enclosure
        if own.jail == "none":
            return
        found = exposure.exposed(command.readable_paths(own.readable), own.private)
        if found:
            raise JailMissing(facts.exposure_advice(found[0], own.readable))


def _processors() -> list[int]:
    """Numbers of the processors that this process may use."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
