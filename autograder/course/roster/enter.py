"""A list of students into nbgrader's gradebook. Nobody is removed, and no name is emptied.

Somebody whom the gradebook or an earlier list knows keeps the id: a second list, of another system or with
nothing but extensions, adds to the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.collect.names import fault_of_id, folded, shown
from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.roster.columns import Listed, listed
from autograder.course.roster.extensions import checked
from autograder.course.roster.kept import Known, keep, read_known
from autograder.course.roster.table import read_table

_FIELDS = ("first_name", "last_name", "email", "lms_user_id")


@dataclass
class Entered:
    """What became of a list."""

    system: str
    """Who wrote it."""
    new: list[str] = field(default_factory=list)
    """Ids of students who were not in the gradebook."""
    changed: list[str] = field(default_factory=list)
    """Ids of those of whom the gradebook knows something else now."""
    unchanged: list[str] = field(default_factory=list)
    """Ids of the others."""
    absent: list[str] = field(default_factory=list)
    """Ids of students of the gradebook whom the list does not have."""
    extended: list[str] = field(default_factory=list)
    """Ids of those to whom the list gives more time."""
    refused: list[str] = field(default_factory=list)
    """Lines that were not taken, each with the reason."""

    @property
    def students(self) -> list[str]:
        """Ids of everybody who is on the list."""
        return sorted([*self.new, *self.changed, *self.unchanged])


def enter(course: Course, path: Path, id_column: str = "", dry_run: bool = False) -> Entered:
    """Read a list into the course.

    Args:
        course: the course.
        path: a CSV file.
        id_column: the column of the ids, if it is not the usual one of the system.
        dry_run: change nothing.

    Raises:
        CourseError: if the file is no list of students, or two of its lines are one student.
    """
    system, said = listed(read_table(path), id_column, path.name)
    known = read_known(course)
    course.root.mkdir(parents=True, exist_ok=True)  # the list may be the first that a course gets
    with course.gradebook() as gradebook:
        there = {student.id: student for student in gradebook.students}
        done = Entered(system)
        students = _matched(said, known, there, done)
        _refuse_twins(students)
        for student, row in students.items():
            before = there.get(student)
            fields = {name: getattr(row, name) for name in _FIELDS if getattr(row, name)}
            if before is None:
                done.new.append(student)
            elif any(getattr(before, name) != value for name, value in fields.items()):
                done.changed.append(student)
            else:
                done.unchanged.append(student)
            if row.extensions:
                done.extended.append(student)
            known[student] = known.get(student, Known()).after(system, row)
            if not dry_run and student not in done.unchanged:
                gradebook.update_or_create_student(student, **fields)
        done.absent = sorted(there.keys() - students.keys())
    if not students and not done.refused:
        raise CourseError(f"{shown(path.name)}: expected a line for each student. Received: none.")
    if not dry_run:
        keep(course, known)
    return done


def _matched(
    said: Iterable[Listed], known: Mapping[str, Known], there: Iterable[str], done: Entered
) -> dict[str, Listed]:
    """The list by id in the course; what cannot be taken is told."""
    owners = _owners(known, there)
    found: dict[str, Listed] = {}
    for row in said:
        names = [row.id, row.lms_user_id, row.email, *row.keys]
        same = {owner for name in names if name for owner in owners.get(folded(name), ())}
        student = next(iter(same)) if len(same) == 1 else row.id
        who = shown(f"{row.first_name} {row.last_name}".strip() or row.id or row.email)
        if len(same) > 1 and row.id not in same:
            done.refused.append(
                f"line {row.line} ({who}): may be any of {', '.join(map(shown, sorted(same)))}"
            )
        elif fault := fault_of_id(student):
            done.refused.append(f"line {row.line} ({who}): its id {fault}")
        elif student in found:
            raise CourseError(
                f"lines {found[student].line} and {row.line} are one student, {shown(student)}. "
                "Remove one of them, or name the column that tells them apart: --id COLUMN."
            )
        else:
            for words in row.extensions.values():
                checked(words, f"line {row.line} ({who})")
            found[student] = row
    return found


def _owners(known: Mapping[str, Known], there: Iterable[str]) -> dict[str, set[str]]:
    """Ids in the course by everything that students are called."""
    owners: dict[str, set[str]] = {}
    for student in (*there, *known):
        for name in (student, *(known[student].keys if student in known else ())):
            owners.setdefault(folded(name), set()).add(student)
    return owners


def _refuse_twins(students: Iterable[str]) -> None:
    twice = [name for name, number in Counter(map(folded, students)).items() if number > 1]
    if twice:
        raise CourseError(
            f"two students' ids differ in case or accents only: {', '.join(map(shown, twice[:3]))}. "
            "A disk may take their folders for one; rename one of them."
        )
