"""The course's students, as the gradebook and the configuration name them. Read, never written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from autograder.course.collect.names import folded
from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.nbgrader_compat import table
from autograder.course.roster.kept import read_known

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


@dataclass(frozen=True)
class Roster:
    """Who is in the course."""

    students: frozenset[str] = frozenset()
    """Ids of the students who are known."""
    complete: bool = False
    """Whether somebody entered the students: then one who is not among them does not belong to the course.
    A gradebook of which no more is known than who was graded says nothing about the others."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Ids by what systems call the student and nobody else: nbgrader's `lms_user_id`, and the numbers, logins
    and addresses of the lists that were read."""
    names: Mapping[str, str] = field(default_factory=dict)
    """First and last names by id, of those of whom they are known."""

    def matches(self, candidates: Iterable[str]) -> set[str]:
        """The students whom one of several ids of the same person means.

        A name counts only where no id does: two students may have one.
        """
        tried = tuple(candidates)
        known = self._by_fold
        found = set()
        for candidate in tried:
            if candidate in self.students:
                found.add(candidate)
            elif candidate in self.keys:
                found.add(self.keys[candidate])
            elif len(same := known.get(folded(candidate), ())) == 1:
                found.update(same)
        return found or {student for name in tried for student in self.called(name)}

    def called(self, name: str) -> set[str]:
        """The students who have a name."""
        return self._by_name.get(folded(name), set())

    @cached_property
    def _by_fold(self) -> dict[str, list[str]]:
        same: dict[str, list[str]] = {}
        for student in self.students:
            same.setdefault(folded(student), []).append(student)
        for key, student in self.keys.items():
            if student not in (group := same.setdefault(folded(key), [])):
                group.append(student)
        return same

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        """Students by their names, and by Canvas's form of them: the last name first, nothing between."""
        same: dict[str, set[str]] = {}
        for student, name in self.names.items():
            first, _, last = name.rpartition(" ")
            for form in (name, re.sub(r"\W", "", f"{last}{first}") if first else ""):
                if form:
                    same.setdefault(folded(form), set()).add(student)
        return same


def read_roster(course: Course) -> Roster:
    """The students of a course; nobody if it has neither a list nor a gradebook.

    The list is nbgrader's `CourseDirectory.db_students`. In the gradebook, a student with a name, an address
    or no submission was entered by somebody; grading enters bare ids of those who submitted.

    Raises:
        CourseError: if the gradebook cannot be read.
    """
    listed, lists = _listed(course), read_known(course)
    known, entered, keys, names = _gradebook(course)
    keys = _unambiguous(
        [
            *keys.items(),
            *((key, student) for student, said in lists.items() for key in said.keys if student in known),
        ]
    )
    names |= {student: said.name for student, said in lists.items() if student in known and said.name}
    return Roster(frozenset(known | listed), bool(listed) or entered, keys, names)


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Students by what systems call them; what two of them are called says nothing."""
    owners: dict[str, set[str]] = {}
    for key, student in pairs:
        owners.setdefault(key, set()).add(student)
    return {key: next(iter(students)) for key, students in owners.items() if len(students) == 1}


def _listed(course: Course) -> set[str]:
    rows = course.config.CourseDirectory.get("db_students", [])
    rows = getattr(rows, "get_value", lambda _: rows)([])  # a list that the configuration only adds to
    return {str(row["id"] if isinstance(row, dict) else row) for row in rows}


def _gradebook(course: Course) -> tuple[set[str], bool, dict[str, str], dict[str, str]]:
    """Ids in the gradebook, whether somebody entered them, ids by the system's own, and names by id."""
    from sqlalchemy import select
    from sqlalchemy.exc import DatabaseError

    engine = _engine(course.directory().db_url)
    if engine is None:
        return set(), False, {}, {}
    try:
        with engine.connect() as connection:
            students: list[Mapping[str, Any]] = [
                dict(row) for row in connection.execute(select(table("Student"))).mappings()
            ]
            submissions = connection.execute(select(table("SubmittedAssignment").c.student_id).distinct())
            submitted = {row[0] for row in submissions}
    except DatabaseError as error:
        if "no such table" in str(error):
            return set(), False, {}, {}
        raise CourseError(
            f"the gradebook cannot be read: {error.orig}. Wait until no other program works with it."
        ) from error
    finally:
        engine.dispose()
    named = ("first_name", "last_name", "email")
    entered = any(row["id"] not in submitted or any(row[key] for key in named) for row in students)
    keys = {str(row["lms_user_id"]): str(row["id"]) for row in students if row["lms_user_id"]}
    names = {
        str(row["id"]): f"{row['first_name'] or ''} {row['last_name'] or ''}".strip() for row in students
    }
    return (
        {str(row["id"]) for row in students},
        entered,
        keys,
        {id: name for id, name in names.items() if name},
    )


def _engine(url: str) -> Engine | None:
    """The gradebook's database, for reading only; None if there is no file of it."""
    from sqlalchemy import create_engine
    from sqlalchemy.engine import make_url

    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed)
    path = Path(parsed.database or "")
    if not path.is_file():
        return None
    return create_engine(f"sqlite:///file:{quote(str(path.resolve()))}?mode=ro&uri=true")
