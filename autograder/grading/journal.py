"""What a grading run has finished, on disk: a crash at any moment costs only the submissions in work.

For each problem set ``.autograder/<set>/`` beside nbgrader's folders holds

* ``finished/<student>.json``: results that are not yet in the gradebook, whole,
* ``entered/<student>.json``: what was entered last: the fingerprint of what was graded, verdicts, times,
* ``log.txt``: one line for each submission of each run.

A submission counts as graded when its ``entered`` file carries its fingerprint. That file is written last.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import Course
from autograder.records import CellResult, Result


@dataclass(frozen=True)
class Entry:
    """The results of one student's submission."""

    student: str
    """Id of the student."""
    fingerprint: str
    """Of everything that the results depend on; see `jobs.fingerprint`."""
    results: Mapping[str, Result]
    """Results by notebook; one that was not handed in is not here."""


@dataclass(frozen=True)
class Entered:
    """What was entered into the gradebook last for a student's submission."""

    fingerprint: str
    """Of everything that the results depend on."""
    errors: Mapping[str, str]
    """Why a notebook could not be graded, by notebook."""
    cells: Mapping[str, tuple[CellResult, ...]]
    """The graded cells of each notebook, without their outputs."""


class Journal:
    """The journal of one problem set."""

    def __init__(self, course: Course, name: str) -> None:
        self.folder = course.root / ".autograder" / name
        self._finished, self._entered = self.folder / "finished", self.folder / "entered"
        self._name = name

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other grading run of the set out.

        Raises:
            CourseError: if one is at work.
        """
        import fcntl

        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                reason = f"{self._name} is being graded by another run"
                raise CourseError(f"{reason}. Wait until it has ended.") from None
            yield

    def finish(self, entry: Entry) -> None:
        """Keep results until they are in the gradebook."""
        # Not `asdict`: it copies the notebooks, deep down.
        results = {
            name: {**vars(result), "cells": [vars(cell) for cell in result.cells]}
            for name, result in entry.results.items()
        }
        text = json.dumps({"fingerprint": entry.fingerprint, "results": results})
        write_atomically(self._finished / f"{entry.student}.json", text.encode(), 0o600)

    def finished(self) -> list[Entry]:
        """Results that an earlier run could not enter any more; what cannot be read is dropped."""
        entries = []
        for path in sorted(self._finished.glob("[!.]*.json")):
            try:
                content = json.loads(path.read_bytes())
                results = {name: _result(found) for name, found in content["results"].items()}
                entries.append(Entry(path.name.removesuffix(".json"), content["fingerprint"], results))
            except (ValueError, TypeError, KeyError):
                path.unlink()
        return entries

    def settle(self, entry: Entry) -> None:
        """Note that results are in the gradebook, and let go of them."""
        results = entry.results.items()
        content = {
            "fingerprint": entry.fingerprint,
            "seconds": sum(result.seconds for _, result in results),
            "isolation": sorted({result.isolation for _, result in results}),
            "errors": {name: result.error for name, result in results if result.error is not None},
            "cells": {name: [_brief(cell) for cell in result.cells] for name, result in results},
        }
        text = json.dumps(content)
        write_atomically(self._entered / f"{entry.student}.json", text.encode(), 0o600)
        (self._finished / f"{entry.student}.json").unlink(missing_ok=True)

    def drop(self, student: str) -> None:
        """Let go of results that were finished but do not hold any more."""
        (self._finished / f"{student}.json").unlink(missing_ok=True)

    def entered(self, student: str) -> Entered | None:
        """What was entered last for a student; None if nothing was, or it cannot be read."""
        try:
            content = json.loads((self._entered / f"{student}.json").read_bytes())
            cells = {book: tuple(map(_cell, found)) for book, found in content["cells"].items()}
            return Entered(content["fingerprint"], content["errors"], cells)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def log(self, lines: Iterable[str]) -> None:
        """Add lines to the log file, each with the time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC).isoformat(sep=" ", timespec="seconds")
        with (self.folder / "log.txt").open("a", encoding="utf-8") as file:
            file.writelines(f"{now} {line}\n" for line in lines)


def _brief(cell: CellResult) -> dict[str, Any]:
    return {key: value for key, value in vars(cell).items() if key != "output"}


def _cell(found: dict[str, Any]) -> CellResult:
    """A cell from its JSON; a field of another version of the program is passed over."""
    known = {field.name for field in fields(CellResult)}
    return CellResult(**{"output": ""} | {name: value for name, value in found.items() if name in known})


def _result(found: dict[str, Any]) -> Result:
    return Result(**{**found, "cells": tuple(map(_cell, found["cells"]))})
