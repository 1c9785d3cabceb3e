"""What is known of the students beside nbgrader's gradebook: ``.autograder/roster.json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.course import kept_by_student
from autograder.course.folders import Course
from autograder.course.roster.columns import Listed


@dataclass(frozen=True)
class Known:
    """What lists have said of a student."""

    name: str = ""
    """First and last name."""
    keys: tuple[str, ...] = ()
    """What systems call the student and nobody else: numbers, logins, addresses."""
    extensions: Mapping[str, str] = field(default_factory=dict)
    """More time, in the list's words, by problem set; "" for all."""
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The columns by which a system takes marks back, by system."""

    def after(self, system: str, said: Listed) -> Known:
        """The same, with what another list says."""
        keys = (said.id, said.lms_user_id, said.email, *said.keys)
        name = f"{said.first_name} {said.last_name}".strip()
        rows = {**self.rows, system: {**self.rows.get(system, {}), **said.row}} if said.row else self.rows
        return replace(
            self,
            name=name or self.name,
            keys=tuple(dict.fromkeys([*self.keys, *filter(None, keys)])),
            extensions={**self.extensions, **said.extensions},
            rows=rows,
        )


def read_known(course: Course) -> dict[str, Known]:
    """What is known of each student, by id; nobody where no list was read yet.

    Raises:
        CourseError: if the file is damaged.
    """
    remedy = "Remove it and read the lists again with `autograder roster`."
    return kept_by_student.read(path_of(course), _known, remedy)


def _known(found: Mapping[str, Any]) -> Known:
    return Known(found["name"], tuple(found["keys"]), found["extensions"], found["rows"])


def keep(course: Course, known: Mapping[str, Known]) -> None:
    """Write what is known of the students."""
    kept_by_student.write(path_of(course), {student: vars(found) for student, found in known.items()})


def path_of(course: Course) -> Path:
    """Where it is kept."""
    return course.root / ".autograder" / "roster.json"
