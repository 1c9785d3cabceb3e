"""What became of each mutant, kept in a file: an audit that ends early goes on there.

A mutant that was killed stays killed as long as the test that killed it stays as it is, and the cells that
are no tests; one that survived is tried again when any cell changes. What the cells import, and the grader,
are taken to be the same: a new version of them asks for a new file.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypedDict

import msgspec

from autograder.course.markers import Marker
from autograder.course.notebooks import read_cells

Outcome = Literal["killed", "too slow", "survived"]
"""A mutant loses marks, loses them by the time limit alone, or keeps them all."""


class Line(TypedDict):
    """One line of the file."""

    tried: str
    """Digest of the mutant, and of the cells that are no tests."""
    outcome: Outcome
    """What became of it."""
    by: str
    """Digest of the test that killed it; of all tests if it survived."""


class Outcomes:
    """The outcomes so far; safe to share between threads."""

    def __init__(self, path: Path | None = None) -> None:
        """Read them.

        Args:
            path: where they stand, a line for each; made if it is not there. None keeps nothing.
        """
        self._path, self._lock = path, threading.Lock()
        self._known: dict[str, Line] = {}
        if path is not None and path.is_file():
            for text in path.read_bytes().splitlines():
                try:
                    line = msgspec.json.decode(text, type=Line)
                except msgspec.DecodeError:
                    continue  # the audit ended while it wrote this one
                self._known[line["tried"]] = line

    def of(self, source: bytes, cells: Mapping[str, str]) -> Outcome | None:
        """What became of some cells in a notebook; None if that is not known."""
        if self._path is None:
            return None
        line = self._known.get(_tried(source, cells))
        if line is None:
            return None
        tests = _tests(source)
        same = line["by"] == _all(tests) if line["outcome"] == "survived" else line["by"] in tests.values()
        return line["outcome"] if same else None

    def keep(self, source: bytes, cells: Mapping[str, str], outcome: Outcome, by: str = "") -> None:
        """Keep what became of some cells in a notebook.

        Args:
            source: the instructor's notebook, or a part of it.
            cells: the mutant, and what else is answered otherwise, by grade_id.
            outcome: what became of it.
            by: grade_id of the test that killed it.
        """
        if self._path is None:
            return
        tests = _tests(source)
        digest = _all(tests) if outcome == "survived" else tests.get(by, "")
        line = Line(tried=_tried(source, cells), outcome=outcome, by=digest)
        with self._lock:
            self._known[line["tried"]] = line
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                file.write(msgspec.json.encode(line) + b"\n")


def _tried(source: bytes, cells: Mapping[str, str]) -> str:
    return _digest(json.dumps([_others(source), sorted(cells.items())]))


@lru_cache(maxsize=64)
def _others(source: bytes) -> str:
    """Digest of the cells that are no tests."""
    texts = [cell["source"] for cell in read_cells(source) if not Marker.of(cell).is_test]
    return _digest(json.dumps(texts))


@lru_cache(maxsize=64)
def _tests(source: bytes) -> dict[str, str]:
    """Digest of each test cell and its name, by its grade_id."""
    tests = [(Marker.of(cell).grade_id, cell) for cell in read_cells(source) if Marker.of(cell).is_test]
    return {name: _digest(json.dumps([name, cell["source"]])) for name, cell in tests}


def _all(tests: Mapping[str, str]) -> str:
    return _digest(json.dumps(sorted(tests.items())))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
