"""What is known of the students beside nbgrader's gradebook: ``.autograder/roster.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import Course
from autograder.course.roster.columns import Listed

FORMAT = 1


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
    path = path_of(course)
    try:
        content = json.loads(path.read_bytes())
        if content["format"] != FORMAT:
            raise ValueError(f"format {content['format']}")
        return {
            student: Known(found["name"], tuple(found["keys"]), found["extensions"], found["rows"])
            for student, found in content["students"].items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(
            f"{path} cannot be read ({type(error).__name__}: {error}). Remove it and read the lists again "
            "with `autograder roster`."
        ) from error


def keep(course: Course, known: Mapping[str, Known]) -> None:
    """Write what is known of the students."""
    students = {student: vars(found) for student, found in sorted(known.items())}
    text = json.dumps({"format": FORMAT, "students": students}, indent=1, ensure_ascii=False)
    write_atomically(path_of(course), text.encode("utf-8", "replace"), 0o600)


def path_of(course: Course) -> Path:
    """Where it is kept."""
    return course.root / ".autograder" / "roster.json"
