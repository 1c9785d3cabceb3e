"""Every attempt that a student has handed in: which counts, and where the others are kept.

The one that counts lies in nbgrader's ``submitted`` folder; the others below ``.autograder/<set>/attempts``.
What is known of each (its time, the system's number, the name under which the system takes something back)
stands in ``.autograder/<set>/collected.json``.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from autograder.course import kept_by_student
from autograder.course.collect import write
from autograder.course.collect.sort import STAMP
from autograder.course.files import exchange
from autograder.course.folders import Course

Rule: TypeAlias = Literal["last", "first", "best"]
"""Which of several attempts counts. The best one is found when they are graded; until then it is the last."""
RULES: tuple[Rule, ...] = get_args(Rule)


@dataclass(frozen=True)
class Attempt:
    """What is known of an attempt besides its files."""

    time: str = ""
    """When it was handed in (UTC, as nbgrader writes it); empty if nobody says."""
    order: int = 0
    """The system's number, which grows from one hand-in to the next; 0 if there is none."""
    exported: str = ""
    """The newest time (ISO 8601) in the archive that it came from; empty if it has none."""
    late: bool = False
    """Whether the system says that it came late."""
    system: str = ""
    """The layout of the export."""
    back: str = ""
    """What the system wants a file, or its folder, to be called by which something is given back."""

    def is_older(self, other: Attempt) -> bool:
        """Whether it was handed in before another one, as far as anybody can tell."""
        if self.time and other.time:
            return self.time < other.time
        if self.order and other.order and self.system == other.system:
            return self.order < other.order
        return bool(self.exported and other.exported) and self.exported < other.exported


@dataclass
class Record:
    """The attempts of one student."""

    counts: Attempt = field(default_factory=Attempt)
    """The one that lies in the submitted folder."""
    others: dict[str, Attempt] = field(default_factory=dict)
    """The others, by the name of their folder."""
    rule: Rule = "last"
    """The rule by which it was collected."""


class Attempts:
    """The attempts of a problem set."""

    def __init__(self, course: Course, name: str) -> None:
        """Read what is known; nothing is written before `save`.

        Raises:
            CourseError: if the record is damaged.
        """
        self._course, self._name = course, name
        self.folder = course.root / ".autograder" / name / "attempts"
        self._path = course.root / ".autograder" / name / "collected.json"
        self.records = kept_by_student.read(
            self._path, _record, "Remove it; the submissions themselves stay as they are."
        )

    def record(self, student: str) -> Record:
        """What is known of a student's attempts."""
        if student not in self.records:
            self.records[student] = Record(_known_of(self._course.path("submitted", self._name, student)))
        return self.records[student]

    def keep(self, student: str, files: Path, attempt: Attempt) -> bool:
        """Keep an attempt that does not count, unless it is kept already. The folder moves.

        Returns:
            Whether it is new.
        """
        record, home = self.record(student), self.folder / student
        if any(write.is_same(files, home / label) for label in record.others):
            return False
        label = _label(attempt, record.others)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.rmtree(home / label, ignore_errors=True)
        shutil.move(files, home / label)
        record.others[label] = attempt
        return True

    def promote(self, student: str, label: str) -> None:
        """Let another attempt count; the one that did takes its place.

        Raises:
            OSError: if that is not possible; then nothing has changed.
        """
        record, home = self.records[student], self.folder / student
        exchange(home / label, self._course.path("submitted", self._name, student))
        before, record.counts = record.counts, record.others.pop(label)
        back = _label(before, record.others)
        if back != label:
            (home / label).rename(home / back)
        record.others[back] = before

    def save(self) -> None:
        """Write what is known now."""
        students = {
            student: {
                "counts": vars(record.counts),
                "others": {label: vars(attempt) for label, attempt in record.others.items()},
                "rule": record.rule,
            }
            for student, record in self.records.items()
        }
        kept_by_student.write(self._path, students)


def _label(attempt: Attempt, taken: Mapping[str, Attempt]) -> str:
    """A name for the folder of an attempt: its time where it has one."""
    base = attempt.time.removesuffix(" UTC").replace(":", ".") or "undated"
    label, number = base, 1
    while label in taken:
        number += 1
        label = f"{base} ({number})"
    return label


def _known_of(folder: Path) -> Attempt:
    """What nbgrader's own folder of a submission says; that of one put there by other means."""
    try:
        stamp = (folder / STAMP).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return Attempt()
    return Attempt(time=stamp) if stamp.endswith(" UTC") else Attempt()


def _record(found: Mapping[str, Any]) -> Record:
    others = {label: _attempt(attempt) for label, attempt in found["others"].items()}
    return Record(_attempt(found["counts"]), others, found["rule"])


def _attempt(found: Mapping[str, Any]) -> Attempt:
    known = {each.name for each in fields(Attempt)}
    return Attempt(**{name: value for name, value in found.items() if name in known})
