"""Who was late, by how much, and what it costs; brought up to date without grading anything again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from rich.table import Table

from autograder.course.collect.attempts import Attempts, Record
from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.settings import options_of, zone_of
from autograder.grading.deadlines import Deadlines, utc
from autograder.grading.gradebook import Writer
from autograder.grading.isolation import Failed
from autograder.grading.journal import Journal
from autograder.report.marks import assignment_of
from autograder.report.tables import text


@dataclass(frozen=True)
class Late:
    """One student who was late, or had more time."""

    student: str
    """Id of the student."""
    handed_in: datetime | None
    """When it was handed in (UTC, naive); None where nobody knows."""
    extension: timedelta
    """How much more time there was."""
    late: timedelta | None
    """How late it was; zero if it was in time, None where nobody knows."""
    penalty: float
    """Points taken off."""
    change: str = ""
    """What has changed about the penalty, a sentence; empty if nothing has."""


@dataclass(frozen=True)
class Lateness:
    """A problem set and who was late."""

    due: datetime | None
    """When it was due (UTC, naive)."""
    submissions: int
    """Number of submissions that were graded."""
    rows: tuple[Late, ...]
    """Those who were late, or had more time."""
    failed: tuple[str, ...] = ()
    """For whom the course's plugin failed, with the reason."""


def lateness(course: Course, name: str, due: str = "") -> Lateness:
    """Bring the late penalties of a problem set up to date.

    Args:
        course: the course.
        name: problem set.
        due: a new due date, in the course's zone; empty leaves it.

    Raises:
        CourseError: if nothing was graded, the date is none or stands in the settings, or the gradebook
            cannot be written.
    """
    course.require(name)
    options = options_of(course.config)
    if due:
        if name in options.due_dates:
            raise CourseError(
                f"the due date of {name} stands in c.Autograder.due_dates; change it there. "
                f"Received: --due {due}."
            )
        when = utc(due, zone_of(options.timezone), "--due")
        with course.gradebook() as gradebook:
            assignment_of(gradebook, name)
            gradebook.update_or_create_assignment(name, duedate=when)
    with Journal(course, name).alone(), Writer(course, name) as writer:
        students = writer.students()
        if not students:
            raise CourseError(f"{name} has no graded submission. Run `autograder grade {name}` first.")
        told = writer.renew_penalties(students)
    deadlines, records = Deadlines.of(course, name), Attempts(course, name).records
    with course.gradebook() as gradebook:
        assignment = assignment_of(gradebook, name)
        rows = [
            _late(submission, deadlines.due(assignment.duedate), told, records)
            for submission in assignment.submissions
        ]
        failed = tuple(f"{who}: {what.reason}" for who, what in told.items() if isinstance(what, Failed))
        shown = [row for row in rows if row is not None]
        return Lateness(
            assignment.duedate, len(rows), tuple(sorted(shown, key=lambda row: row.student)), failed
        )


def _late(
    submission: Any, due: datetime | None, told: Mapping[str, str | Failed], records: Mapping[str, Record]
) -> Late | None:
    """The row of a submission (`nbgrader.api.SubmittedAssignment`); None if there is nothing to say."""
    student, handed_in = submission.student_id, submission.timestamp
    extension = submission.extension or timedelta()
    penalty = submission.late_submission_penalty or 0.0
    change = told.get(student, "")
    said = change if isinstance(change, str) else ""
    if due is None:
        return None
    if handed_in is None:
        late = None if student in records and records[student].counts.late else timedelta()
    else:
        late = max(handed_in - due - extension, timedelta())
    if late == timedelta() and not extension and not penalty and not said:
        return None
    return Late(student, handed_in, extension, late, penalty, said)


def table(name: str, found: Lateness, timezone: str) -> Table:
    """Who was late."""
    made = Table("student", "handed in", "more time", "late by", "points off", "", title=text(name))
    zone = zone_of(timezone)
    for row in found.rows:
        made.add_row(
            text(row.student),
            local(row.handed_in, zone) if row.handed_in else "nobody knows",
            span(row.extension),
            "late, says the LMS" if row.late is None else span(row.late),
            f"{row.penalty:g}" if row.penalty else "",
            text(row.change),
        )
    return made


def lines(name: str, found: Lateness, timezone: str) -> list[str]:
    """When it was due, and how many were late."""
    if found.due is None:
        return [
            f"{name} has no due date, so nobody is late. Set one with --due DATE, or in "
            "c.Autograder.due_dates."
        ]
    late = [row for row in found.rows if row.late is None or row.late]
    unknown = sum(row.late is None for row in found.rows)
    made = [
        f"{name} was due {local(found.due, zone_of(timezone))} ({timezone}): {len(late)} of "
        f"{found.submissions} late."
    ]
    if unknown:
        made.append(
            f"How late {unknown} of them {'was' if unknown == 1 else 'were'} is not known: the export has no "
            f"times. `autograder collect {name} --from EXPORT --times FILE` reads them from a list."
        )
    return made


def local(when: datetime, zone: tzinfo) -> str:
    """A time (UTC, naive) in the course's zone."""
    return when.replace(tzinfo=UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def span(much: timedelta) -> str:
    """A span of time, in the largest units that say something; empty for none."""
    minutes = int(much.total_seconds() // 60)
    if not much:
        return ""
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "d"), (hours, "h"), (rest if not days else 0, "min")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "less than a minute"
