"""Marks as the learning management systems take them back, in the forms that their documentation gives.

==============  =========================================================================================
``canvas``      Gradebook → Import: ``Student``, ``ID``, ``SIS User ID``, ``SIS Login ID``, ``Section``, a
                column for the assignment (``Name (number)`` for one that exists), and a line "Points
                Possible"
``moodle``      an assignment's "Upload grading worksheet": ``Identifier`` ("Participant 71") …, ``Grade``,
                ``Feedback comments``; where no numbers are known, the columns of Grades → Import
``blackboard``  Grade Center → Work offline → Upload: ``Last Name``, ``First Name``, ``Username``, ``Student
                ID``, a column (``Name [Total Pts: 20 Score] |123`` for one that exists), ``Feedback to
                Learner``
``csv``         a table for a person: id, names, address, points, percent, grade, late, comment
==============  =========================================================================================

All are CSV files in UTF-8 with the mark by which Excel knows it; all cells pass `export.spreadsheet_cell`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.course.collect.attempts import Attempts, Record
from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import Course
from autograder.course.roster.kept import Known, read_known
from autograder.course.settings import Autograder, options_of
from autograder.report.comment import comment
from autograder.report.export import spreadsheet_cell
from autograder.report.marks import GradedSubmission, assignment_of, read_submissions

UNITS = ("points", "percent", "scale")
"""What a mark is written in."""
_PARTICIPANT = re.compile(r".*_(?P<number>\d+)_assignsubmission_[a-z]+_/", re.DOTALL)
Cell = str | float


@dataclass(frozen=True)
class Person:
    """A student of the gradebook with all that is known and was earned."""

    id: str
    first_name: str
    last_name: str
    email: str
    lms: str
    """The number that the system has for the student."""
    known: Known
    record: Record | None
    """How it was collected; None if it was not."""
    submission: GradedSubmission | None
    """The marks; None if nothing was handed in."""

    def column(self, system: str, *names: str) -> str:
        """What a list of a system says in one of its columns."""
        row = self.known.rows.get(system, {})
        return next((value for name in names if (value := row.get(name, ""))), "")


@dataclass
class Exported:
    """What was written."""

    lines: int = 0
    """Number of students in the file."""
    waiting: list[str] = field(default_factory=list)
    """Ids of those whose mark is left empty because a person still has to give a part of it."""
    missing: list[str] = field(default_factory=list)
    """Ids of those who handed in nothing."""
    failed: list[str] = field(default_factory=list)
    """Ids of those whose submission could not be graded."""
    strangers: list[str] = field(default_factory=list)
    """Ids of those of whom no list of the system was read, so that it may not know them."""


@dataclass(frozen=True)
class _Sheet:
    """What a system's file is made from."""

    name: str
    column: str
    points: float
    """Points of the set."""
    mark: Callable[[Person], Cell]
    options: Autograder

    def comment(self, person: Person) -> str:
        return comment(person.submission, self.options) if person.submission else ""


def export_for(
    course: Course,
    name: str,
    system: str,
    target: Path,
    *,
    unit: str = "points",
    column: str = "",
    zeros: bool = False,
) -> Exported:
    """Write the marks of a class for a system.

    Args:
        course: the course.
        name: problem set.
        system: one of `FORMATS`.
        target: the file. It appears whole or not at all.
        unit: one of `UNITS`; "scale" is ``c.Autograder.grading_scale``.
        column: the system's name of the column; the set's name if empty.
        zeros: give those zero who handed in nothing; else their mark is left empty, and the system keeps
            what it has.

    Raises:
        CourseError: if the gradebook does not know the set, an option is none, or the file cannot be written.
    """
    course.require(name)
    options = options_of(course.config)
    if unit not in UNITS:
        raise CourseError(f"expected --as {', '.join(UNITS)}. Received: --as {unit}.")
    if unit == "scale" and not options.grading_scale:
        raise CourseError(
            "expected c.Autograder.grading_scale, such as [(90, 'A'), (75, 'B'), (50, 'C'), (0, 'F')]: from "
            "how many percent there is which grade. Received: none."
        )
    with course.gradebook() as gradebook:
        assignment = assignment_of(gradebook, name)
        people = _people(course, name, gradebook, assignment)
        points = float(assignment.max_score)
    done = Exported(len(people))

    def mark(person: Person) -> Cell:
        return _mark(person, points, unit, options, zeros)

    for person in people:
        _note(person, system, done)
    sheet = _Sheet(name, column or name, points, mark, options)
    header, rows = FORMATS[system](sheet, people)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(map(spreadsheet_cell, header))
    writer.writerows([spreadsheet_cell(cell) for cell in row] for row in rows)
    try:
        write_atomically(target, text.getvalue().encode("utf-8-sig", "replace"))
    except OSError as error:
        raise CourseError(f"{target} cannot be written: {error.strerror}.") from error
    return done


def _people(course: Course, name: str, gradebook: Any, assignment: Any) -> list[Person]:
    known, records = read_known(course), Attempts(course, name).records
    marks = {found.student: found for found in read_submissions(course, name, assignment)}
    students = {student.id: student for student in gradebook.students}
    ids = sorted([*students, *(marks.keys() - students.keys())])
    return [
        Person(
            id,
            getattr(students.get(id), "first_name", None) or "",
            getattr(students.get(id), "last_name", None) or "",
            getattr(students.get(id), "email", None) or "",
            getattr(students.get(id), "lms_user_id", None) or "",
            known.get(id, Known()),
            records.get(id),
            marks.get(id),
        )
        for id in ids
    ]


def _note(person: Person, system: str, done: Exported) -> None:
    submission = person.submission
    if submission is None:
        done.missing.append(person.id)
    elif not submission.graded:
        done.failed.append(person.id)
    elif submission.open:
        done.waiting.append(person.id)
    if system != "csv" and system not in person.known.rows and not _participant(person):
        done.strangers.append(person.id)


def _mark(person: Person, points: float, unit: str, options: Autograder, zeros: bool) -> Cell:
    """The mark as a cell; empty while it is not certain."""
    submission = person.submission
    if submission is None:
        return in_unit(0.0, points, unit, options) if zeros else ""
    if not submission.graded or submission.open:
        return ""
    return in_unit(submission.final, points, unit, options)


def in_unit(score: float, points: float, unit: str, options: Autograder) -> Cell:
    """A score in points, in percent with one digit, or as a grade of the course's scale."""
    percent = 100 * score / points if points else 0.0
    if unit == "points":
        return round(score, 2)
    if unit == "percent":
        return round(percent, 1)
    scale = sorted(options.grading_scale, reverse=True)
    # Rounding errors of a sum of points decide over no grade.
    return str(next((grade for least, grade in scale if percent >= least - 1e-9), scale[-1][1]))


def _canvas(sheet: _Sheet, people: Sequence[Person]) -> tuple[list[str], list[list[Cell]]]:
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", sheet.column]
    rows: list[list[Cell]] = [["    Points Possible", "", "", "", "", sheet.points]]
    for person in people:
        columns: Mapping[str, str] = person.known.rows.get("canvas", {})
        name = columns.get("Student") or ", ".join(filter(None, [person.last_name, person.first_name]))
        login = columns.get("SIS Login ID", "" if columns else person.id)
        ids = (columns.get("ID", person.lms), columns.get("SIS User ID", ""), login)
        rows.append([name or person.id, *ids, columns.get("Section", ""), sheet.mark(person)])
    return header, rows


def _participant(person: Person) -> str:
    """Moodle's number of a student in this assignment: of the export, else of the worksheet that was read."""
    match = _PARTICIPANT.fullmatch(person.record.counts.back) if person.record else None
    return f"Participant {match['number']}" if match else ""


def _moodle(sheet: _Sheet, people: Sequence[Person]) -> tuple[list[str], list[list[Cell]]]:
    numbers = {person.id: _participant(person) or person.column("moodle", "Identifier") for person in people}
    names = {
        person.id: person.column("moodle", "Full name") or f"{person.first_name} {person.last_name}".strip()
        for person in people
    }
    if not any(numbers.values()):
        header = ["Username", "ID number", "Full name", "Email address", sheet.column, "Feedback comments"]
        return header, [
            [
                person.column("moodle", "Username") or person.id,
                person.column("moodle", "ID number"),
                names[person.id],
                person.email,
                sheet.mark(person),
                sheet.comment(person),
            ]
            for person in people
        ]
    header = [
        *("Identifier", "Full name", "ID number", "Email address", "Status", "Grade", "Maximum Grade"),
        *("Grade can be changed", "Last modified (submission)", "Last modified (grade)", "Feedback comments"),
    ]
    return header, [
        [
            numbers[person.id],
            names[person.id],
            person.column("moodle", "ID number"),
            person.email or person.column("moodle", "Email address"),
            "",
            sheet.mark(person),
            sheet.points,
            "Yes",
            "",
            "",
            sheet.comment(person),
        ]
        for person in people
        if numbers[person.id]  # the worksheet has no line without a number
    ]


def _blackboard(sheet: _Sheet, people: Sequence[Person]) -> tuple[list[str], list[list[Cell]]]:
    points = f"{sheet.points:g}"
    column = sheet.column if "[" in sheet.column else f"{sheet.column} [Total Pts: {points} Score]"
    header = ["Last Name", "First Name", "Username", "Student ID", column]
    header += ["Grading Notes", "Notes Format", "Feedback to Learner", "Feedback Format"]
    return header, [
        [
            person.last_name,
            person.first_name,
            person.column("blackboard", "Username") or person.id,
            person.column("blackboard", "Student ID"),
            sheet.mark(person),
            "",
            "",
            sheet.comment(person),
            "SMART_TEXT" if sheet.comment(person) else "",
        ]
        for person in people
    ]


def _csv(sheet: _Sheet, people: Sequence[Person]) -> tuple[list[str], list[list[Cell]]]:
    header = [
        "id",
        "last_name",
        "first_name",
        "email",
        sheet.column,
        "max_points",
        "points",
        "percent",
        "late",
    ]
    header += ["handed_in", "waits_for_a_person", "comment"]
    rows: list[list[Cell]] = []
    for person in people:
        given = person.submission
        rows.append(
            [
                person.id,
                person.last_name,
                person.first_name,
                person.email,
                sheet.mark(person),
                sheet.points,
                round(given.final, 2) if given and given.graded else "",
                round(100 * given.final / sheet.points, 1) if given and given.graded and sheet.points else "",
                round(given.penalty, 2) if given and given.penalty else "",
                given.timestamp if given else "",
                float(given.open) if given and given.graded and given.open else "",
                sheet.comment(person),
            ]
        )
    return header, rows


FORMATS: dict[str, Callable[[_Sheet, Sequence[Person]], tuple[list[str], list[list[Cell]]]]] = {
    "canvas": _canvas,
    "moodle": _moodle,
    "blackboard": _blackboard,
    "csv": _csv,
}
"""The systems, by the name that the option `--to` has for them."""
