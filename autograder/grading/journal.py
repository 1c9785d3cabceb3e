"""What a grading run has finished, on disk: a crash at any moment costs only the submissions in work.

For each problem set ``.autograder/<set>/`` beside nbgrader's folders holds

* ``finished/<student>.json``: results that are not yet in the gradebook, whole,
* ``entered/<student>.json``: what was entered last: the fingerprint of what was graded, verdicts, times, and
  why a notebook could not be graded,
* ``log.txt``: one line for each submission of each run.

A submission counts as graded when its ``entered`` file carries its fingerprint. That file is written last.
An id that is too long or too strange for a file's name is shortened there; the file holds it whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import Course
from autograder.course.plain_text import one_line
from autograder.records import CellResult, Result

WHOLE = ""
"""Stands for the submission as a whole where other keys are notebooks."""
_PLAIN = re.compile(r"[\w@+-][\w.@+ -]{0,99}")
_NAME_BYTES = 120


@dataclass(frozen=True)
class Entry:
    """The results of one student's submission."""

    student: str
    """Id of the student."""
    fingerprint: str
    """Of everything that the results depend on; see `jobs.fingerprint`. Empty where it could not be read."""
    results: Mapping[str, Result]
    """Results by notebook; one that was not handed in is not here."""
    notes: tuple[str, ...] = ()
    """What student and instructor should know about the submission as a whole."""
    cells: tuple[str, ...] = ()
    """The cells whose marks are to be entered, by grade_id; empty for all."""
    whole: bool = True
    """Whether all marks are those of this run; if not, the next run grades the submission again."""


@dataclass(frozen=True)
class Entered:
    """What was entered into the gradebook last for a student's submission."""

    fingerprint: str
    """Of everything that the results depend on."""
    errors: Mapping[str, str]
    """Why a notebook could not be graded, by notebook; `WHOLE` where nothing of the submission could be."""
    cells: Mapping[str, tuple[CellResult, ...]]
    """The graded cells of each notebook, without their outputs. Those of a notebook that could not be graded
    are from the time when it last could: the gradebook's marks are."""
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What student and instructor should know, by notebook, and for the submission as a `WHOLE`."""
    seconds: float = 0.0
    """How long grading took; 0 where that is not known."""


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
        _write(self._finished, entry.student, {**vars(entry), "results": results})

    def finished(self) -> list[Entry]:
        """Results that an earlier run could not enter any more; what cannot be read is dropped."""
        entries = []
        for path in sorted(self._finished.glob("[!.]*.json")):
            try:
                content = json.loads(path.read_bytes())
                results = {name: _result(found) for name, found in content["results"].items()}
                student = content.get("student", path.name.removesuffix(".json"))
                entries.append(
                    Entry(
                        student,
                        content["fingerprint"],
                        results,
                        tuple(content.get("notes", ())),
                        tuple(content.get("cells", ())),
                        bool(content.get("whole", True)),
                    )
                )
            except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
                path.unlink(missing_ok=True)
        return entries

    def settle(self, entry: Entry) -> None:
        """Note that results are in the gradebook, and let go of them."""
        results, before = entry.results.items(), self.entered(entry.student)
        errors = {name: result.error for name, result in results if result.error is not None}
        graded = {name: result.cells for name, result in results if result.error is None}
        earlier = before.cells if before is not None else {}
        cells = {name: cells for name, cells in earlier.items() if name in errors} | graded
        notes = {name: result.notes for name, result in results if result.notes}
        if entry.notes:
            notes[WHOLE] = entry.notes
        content = {
            "fingerprint": entry.fingerprint if entry.whole else "",
            "seconds": sum(result.seconds for _, result in results),
            "isolation": sorted({result.isolation for _, result in results}),
            "errors": errors,
            "cells": {name: [_brief(cell) for cell in found] for name, found in cells.items()},
            "notes": notes,
        }
        _write(self._entered, entry.student, content)
        self.drop(entry.student)

    def fail(self, student: str, reason: str) -> None:
        """Note that nothing could be entered for a student; what was entered before stays."""
        before = self.entered(student)
        cells = before.cells if before is not None else {}
        content = {
            "fingerprint": "",
            "errors": {WHOLE: reason},
            "cells": {name: [_brief(cell) for cell in found] for name, found in cells.items()},
        }
        _write(self._entered, student, content)

    def drop(self, student: str) -> None:
        """Let go of results that were finished but do not hold any more."""
        (self._finished / _file(student)).unlink(missing_ok=True)

    def entered(self, student: str) -> Entered | None:
        """What was entered last for a student; None if nothing was, or it cannot be read."""
        try:
            return _entered(json.loads((self._entered / _file(student)).read_bytes()))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    def failures(self) -> dict[str, Entered]:
        """What is noted for each student of whom something could not be graded or entered, by student."""
        found = {}
        for path in sorted(self._entered.glob("[!.]*.json")):
            with contextlib.suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
                content = json.loads(path.read_bytes())
                if content["errors"]:
                    found[content.get("student", path.name.removesuffix(".json"))] = _entered(content)
        return found

    def log(self, lines: Iterable[str]) -> None:
        """Add lines to the log file, each with the time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC).isoformat(sep=" ", timespec="seconds")
        with (self.folder / "log.txt").open("a", encoding="utf-8") as file:
            file.writelines(f"{now} {one_line(line, 10_000)}\n" for line in lines)


def _write(folder: Path, student: str, content: Mapping[str, Any]) -> None:
    text = json.dumps({**content, "student": student})
    write_atomically(folder / _file(student), text.encode(), 0o600)


def _file(student: str) -> str:
    """Name of a student's file: the id, or its beginning and a digest where that is no name for a file."""
    if _PLAIN.fullmatch(student) and len(student.encode(errors="replace")) <= _NAME_BYTES:
        return f"{student}.json"
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{re.sub(r'[^A-Za-z0-9-]', '_', student)[:60]}~{digest}.json"


def _entered(content: dict[str, Any]) -> Entered:
    cells = {book: tuple(map(_cell, found)) for book, found in content["cells"].items()}
    notes = {book: tuple(found) for book, found in content.get("notes", {}).items()}
    return Entered(
        content["fingerprint"], content["errors"], cells, notes, float(content.get("seconds", 0.0))
    )


def _brief(cell: CellResult) -> dict[str, Any]:
    return {key: value for key, value in vars(cell).items() if key != "output"}


def _cell(found: dict[str, Any]) -> CellResult:
    """A cell from its JSON; a field of another version of the program is passed over."""
    known = {field.name for field in fields(CellResult)}
    kept = {name: value for name, value in found.items() if name in known}
    return CellResult(**{"output": "", **kept, "undone": tuple(kept.get("undone", ()))})


def _result(found: dict[str, Any]) -> Result:
    known = {field.name for field in fields(Result)}
    made = {name: value for name, value in found.items() if name in known}
    cells, notes = tuple(map(_cell, found["cells"])), tuple(found.get("notes", ()))
    return Result(**{**made, "cells": cells, "notes": notes})
