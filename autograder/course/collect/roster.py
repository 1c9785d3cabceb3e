"""The course's students, as the gradebook and the configuration name them. Read, never written."""

from __future__ import annotations

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
    """Ids by the id that the learning management system has for the student (nbgrader's `lms_user_id`)."""

    def matches(self, candidates: Iterable[str]) -> set[str]:
        """The students whom one of several ids of the same person means."""
        known = self._by_fold
        found = set()
        for candidate in candidates:
            if candidate in self.students:
                found.add(candidate)
            elif candidate in self.keys:
                found.add(self.keys[candidate])
            elif len(same := known.get(folded(candidate), ())) == 1:
                found.update(same)
        return found

    @cached_property
    def _by_fold(self) -> dict[str, list[str]]:
        same: dict[str, list[str]] = {}
        for student in self.students:
            same.setdefault(folded(student), []).append(student)
        return same


def read_roster(course: Course) -> Roster:
    """The students of a course; nobody if it has neither a list nor a gradebook.

    The list is nbgrader's `CourseDirectory.db_students`. In the gradebook, a student with a name, an address
    or no submission was entered by somebody; grading enters bare ids of those who submitted.

    Raises:
        CourseError: if the gradebook cannot be read.
    """
    listed = _listed(course)
    known, entered, keys = _gradebook(course)
    return Roster(frozenset(known | listed), bool(listed) or entered, keys)


def _listed(course: Course) -> set[str]:
    rows = course.config.CourseDirectory.get("db_students", [])
    rows = getattr(rows, "get_value", lambda _: rows)([])  # a list that the configuration only adds to
    return {str(row["id"] if isinstance(row, dict) else row) for row in rows}


def _gradebook(course: Course) -> tuple[set[str], bool, dict[str, str]]:
    """Ids in the gradebook, whether somebody entered them, and ids by the system's own."""
    from sqlalchemy import select
    from sqlalchemy.exc import DatabaseError

    engine = _engine(course.directory().db_url)
    if engine is None:
        return set(), False, {}
    try:
        with engine.connect() as connection:
            students: list[Mapping[str, Any]] = [
                dict(row) for row in connection.execute(select(table("Student"))).mappings()
            ]
            submissions = connection.execute(select(table("SubmittedAssignment").c.student_id).distinct())
            submitted = {row[0] for row in submissions}
    except DatabaseError as error:
        if "no such table" in str(error):
            return set(), False, {}
        raise CourseError(
            f"the gradebook cannot be read: {error.orig}. Wait until no other program works with it."
        ) from error
    finally:
        engine.dispose()
    named = ("first_name", "last_name", "email")
    entered = any(row["id"] not in submitted or any(row[key] for key in named) for row in students)
    keys = {str(row["lms_user_id"]): str(row["id"]) for row in students if row["lms_user_id"]}
    return {str(row["id"]) for row in students}, entered, keys


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
