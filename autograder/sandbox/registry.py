"""Processes that several threads share: who uses them is counted, and nobody ends one that is in use."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import Future
from typing import Generic, Protocol, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Shared(Protocol):
    """A process that a registry owns."""

    def alive(self) -> bool:
        """Whether it still runs."""

    def close(self) -> None:
        """End it."""


Process = TypeVar("Process", bound=Shared)


class _Entry(Generic[Process]):
    def __init__(self) -> None:
        self.process: Future[Process] = Future()
        self.users = 0
        self.listed = True
        self.ended = False

    def usable(self) -> bool:
        """Whether it is still being started, or runs."""
        return not self.process.done() or (self.process.exception() is None and self.process.result().alive())


class Registry(Generic[Key, Process]):
    """Starts a process for a key when it is first wanted, and ends it when nobody uses it any more.

    Idle ones are kept for the next user, up to a number; the one used longest ago makes room.
    """

    def __init__(self, start: Callable[[Key], Process], keep: int) -> None:
        """Start nothing yet.

        Args:
            start: starts the process of a key; called once for a key, outside of the registry's lock.
            keep: processes to hold; while more are in use, more are held.
        """
        self._start, self._keep = start, keep
        self._lock = threading.Lock()
        self._entries: dict[Key, _Entry[Process]] = {}

    @contextlib.contextmanager
    def using(self, key: Key) -> Iterator[Process]:
        """The process of a key, started if need be; it is not ended within the context.

        Raises:
            Exception: what `start` raises, to everybody who waited for this process.
        """
        entry, fresh = self._take(key)
        try:
            if fresh:
                self._fill(entry, key)
            yield entry.process.result()
        finally:
            self._give_back(entry)

    def close(self) -> None:
        """End all processes, those in use too."""
        with self._lock:
            entries, self._entries = list(self._entries.values()), {}
            outdated = [old for entry in entries for old in self._unlisted(entry, in_use_too=True)]
        _end(outdated)

    def _take(self, key: Key) -> tuple[_Entry[Process], bool]:
        """The entry of a key, now the one used last, and whether its process must be started."""
        with self._lock:
            entry = self._entries.pop(key, None)
            fresh = entry is None or not entry.usable()
            outdated = self._unlisted(entry) if entry is not None and fresh else []
            if entry is None or fresh:
                entry = _Entry()
            entry.users += 1
            self._entries[key] = entry
        _end(outdated)
        return entry, fresh

    def _fill(self, entry: _Entry[Process], key: Key) -> None:
        try:
            entry.process.set_result(self._start(key))
        except BaseException as error:
            entry.process.set_exception(error)

    def _give_back(self, entry: _Entry[Process]) -> None:
        with self._lock:
            entry.users -= 1
            idle = [key for key, other in self._entries.items() if not other.users]
            surplus = idle[: max(0, len(self._entries) - self._keep)]
            outdated = [old for key in surplus for old in self._unlisted(self._entries.pop(key))]
            if not entry.listed:
                outdated += self._unlisted(entry)
        _end(outdated)

    def _unlisted(self, entry: _Entry[Process], in_use_too: bool = False) -> list[_Entry[Process]]:
        """Let go of an entry; it is returned, once, when its process can be ended: after its last user."""
        entry.listed = False
        if entry.ended or (entry.users and not (in_use_too and entry.process.done())):
            return []
        entry.ended = True
        return [entry]


def _end(entries: Iterable[_Entry[Process]]) -> None:
    """End processes; not under the registry's lock, for it takes a while."""
    for entry in entries:
        if entry.process.done() and entry.process.exception() is None:
            entry.process.result().close()
