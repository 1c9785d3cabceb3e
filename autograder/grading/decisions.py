"""What calibration decided for a problem set, kept with its release and told to the instructor once.

``.autograder/<set>/calibration.json`` beside nbgrader's folders holds it, for each notebook with a digest of
the cells and files that it was decided for: a decision about cells that have changed since is none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import Course
from autograder.course.markers import Marker
from autograder.course.notebooks import read_cells, tags
from autograder.course.submission import support_files
from autograder.grading.calibration import Beside, Calibration, Fault, answered, calibrate
from autograder.grading.notebook import Grader, JailMissing
from autograder.records import FilesBeside, Settings

FORMAT = 1
"""Of the file, and of the rules by which it was decided."""
GUIDE = (
    'How such tests can be written to run apart: page "For instructors", "Tests beside the student\'s code".'
)


@dataclass(frozen=True)
class Decided:
    """The decisions for the notebooks of a problem set, by name."""

    books: Mapping[str, Calibration]
    """What was found out about each."""
    isolation: str = ""
    """What enclosed the instructor's code, in words."""

    def applied(self, sources: Mapping[str, bytes]) -> dict[str, bytes]:
        """The notebooks with their test cells tagged accordingly."""
        return {book: self.books[book].applied(data) for book, data in sources.items()}

    def faults(self) -> list[str]:
        """The tests that the set's own solution does not pass, a sentence each."""
        return [
            f"{book}.ipynb, {fault.cell}: its own solution earns {fault.score:g} of {fault.points:g} points. "
            f"{fault.message}".strip()
            for book, found in self.books.items()
            for fault in found.faults
        ]

    def lines(self) -> list[str]:
        """What the instructor should know, a sentence for each cell."""
        told = [line for book, found in self.books.items() for line in _lines(book, found)]
        return [*told, *[GUIDE] * any(found.beside for found in self.books.values())]


def decide(course: Course, name: str, sources: Mapping[str, bytes], grader: Grader) -> Decided:
    """Calibrate the notebooks of a problem set, and keep what comes out.

    Args:
        course: the course.
        name: problem set.
        sources: the instructor's notebooks as they are graded, by name.
        grader: has the warm processes.

    Raises:
        JailMissing: if this machine cannot enclose the code.
    """
    files = {f"{book}.ipynb": answered(data, grader.delimiters) for book, data in sources.items()}
    given = support_files(course, name)
    files |= {path: file.read_bytes() for path, file in given.items()}
    beside = FilesBeside(files, given)
    decided = Decided(
        {book: calibrate(data, grader, beside) for book, data in sources.items()}, grader.isolation
    )
    _keep(course, name, sources, decided)
    return decided


def decide_anew(course: Course, name: str, sources: Mapping[str, bytes], settings: Settings) -> Decided:
    """`decide` with processes of its own; without a jail where there is none: it is the instructor's code.

    Raises:
        CourseError: if a jail is asked for by name that this machine does not have.
    """
    try:
        with Grader(settings, course.delimiters) as grader:
            return decide(course, name, sources, grader)
    except JailMissing as error:
        if settings.jail != "auto":
            raise CourseError(str(error)) from error
    with Grader(replace(settings, jail="none"), course.delimiters) as grader:
        return decide(course, name, sources, grader)


def kept(course: Course, name: str, sources: Mapping[str, bytes]) -> Decided | None:
    """What was decided before; None if something is missing or was decided for other cells."""
    try:
        content = json.loads(path_of(course, name).read_bytes())
        found = content["books"]
        if content["format"] != FORMAT:
            return None
        digests = {book: _digest(course, name, data) for book, data in sources.items()}
        if any(found[book]["digest"] != digest for book, digest in digests.items()):
            return None
        return Decided({book: _calibration(found[book]) for book in sources})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def news(course: Course, name: str) -> Iterator[str]:
    """What was decided and not told yet; from now on it counts as told."""
    path = path_of(course, name)
    try:
        content = json.loads(path.read_bytes())
        books = {book: _calibration(found) for book, found in content["books"].items()}
        told = content["told"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if not told:
        yield from Decided(books).lines()
        write_atomically(path, _text({**content, "told": True}), 0o600)


def refuse_faults(decided: Decided, name: str) -> None:
    """Refuse a problem set that its own solution does not pass.

    Raises:
        CourseError: with each cell, what the grader says of it and what to do.
    """
    faults = decided.faults()
    if faults:
        listed = " ".join(f"({number}) {fault}" for number, fault in enumerate(faults, 1))
        raise CourseError(
            f"{name} is not released: a right answer could not earn all points. {listed} "
            "Run the notebook in Jupyter from the first cell to the last and mend the test or the solution; "
            "`--no-calibrate` releases the set as it is."
        )


def _lines(book: str, found: Calibration) -> Iterator[str]:
    for cell in found.beside:
        yield (
            f"{book}.ipynb, {cell.cell} runs beside the student's code, so its marks are not tamper-proof: "
            f"{cell.construct}, line {cell.line}: `{cell.text}`."
        )
    if found.unknown:
        yield (
            f"{book}.ipynb: the source holds no answer on which {', '.join(found.unknown)} could be tried. "
            "Where a submission fails there, it is tried beside the student's code too."
        )
    for fault in found.faults:
        yield (
            f"{book}.ipynb, {fault.cell}: the set's own solution earns {fault.score:g} of {fault.points:g} "
            f"points, wherever the test runs. {fault.message}"
        ).strip()


def _keep(course: Course, name: str, sources: Mapping[str, bytes], decided: Decided) -> None:
    books = {
        book: {"digest": _digest(course, name, data), **asdict(decided.books[book])}
        for book, data in sources.items()
    }
    write_atomically(path_of(course, name), _text({"format": FORMAT, "told": False, "books": books}), 0o600)


def _text(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, indent=1, ensure_ascii=False).encode()


def _calibration(found: Mapping[str, Any]) -> Calibration:
    return Calibration(
        tuple(Beside(**cell) for cell in found["beside"]),
        tuple(found["unknown"]),
        tuple(Fault(**fault) for fault in found["faults"]),
    )


def _digest(course: Course, name: str, source: bytes) -> str:
    """SHA-256 of what a decision depends on: the code of a notebook and the files beside it."""
    digest = hashlib.sha256()
    for cell in read_cells(source):
        if cell["cell_type"] == "code":
            part = [dict(Marker.of(cell).fields), [str(tag) for tag in tags(cell)], cell["source"]]
            digest.update(json.dumps(part, sort_keys=True, default=str).encode())
    for path, file in sorted(support_files(course, name).items()):
        digest.update(f"\0{path}\0".encode("utf-8", "surrogateescape"))
        digest.update(file.read_bytes())
    return digest.hexdigest()


def path_of(course: Course, name: str) -> Path:
    """Where it is kept."""
    return course.root / ".autograder" / name / "calibration.json"
