"""When everybody handed in, from a list that the system gives apart from the files.

Moodle's grading worksheet has it (``Last modified (submission)``), Gradescope's list of grades
(``Submission Time``), and a list of one's own with the columns ``id`` and ``time``.
"""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path

from dateutil import parser

from autograder.course.collect.names import shown
from autograder.course.collect.roster import Roster
from autograder.course.collect.times import in_utc
from autograder.course.errors import CourseError
from autograder.course.roster.columns import listed
from autograder.course.roster.table import plain, read_table

COLUMNS = ("last modified (submission)", "submission time", "submitted at", "submitted", "time", "timestamp")
_NEVER = {"", "-", "never"}


def read_times(path: Path, roster: Roster, zone: tzinfo) -> tuple[dict[str, str], list[str]]:
    """Times by student, as nbgrader writes them, and a sentence about each line that says none.

    Args:
        path: a CSV file.
        roster: the course's students.
        zone: the zone of times that name none.

    Raises:
        CourseError: if the file has no students, or no times.
    """
    table = read_table(path)
    ours = {plain(header) for header in table.headers}
    column = next((each for each in COLUMNS if each in ours), "")
    if not column:
        raise CourseError(
            f"{shown(path.name)}: expected a column with times ({', '.join(COLUMNS)}). "
            f"Received: {shown(', '.join(table.headers))}."
        )
    _, students = listed(table, name=path.name)
    cells = {line.number: line.cells.get(column, "") for line in table.lines}
    found, notes = {}, []
    for student in students:
        text = cells[student.line]
        if text.casefold() in _NEVER:
            continue
        names = (student.id, student.lms_user_id, *student.keys, student.email)
        matched = roster.matches(filter(None, names)) or roster.called(
            f"{student.first_name} {student.last_name}".strip()
        )
        who = shown(f"{student.first_name} {student.last_name}".strip() or student.id)
        if not roster.students and student.id:
            matched = {student.id}
        if len(matched) != 1:
            notes.append(f"{shown(path.name)}, line {student.line} ({who}): whose time it is cannot be told")
        elif time := _time(text, zone):
            found[next(iter(matched))] = time
        else:
            notes.append(f"{shown(path.name)}, line {student.line} ({who}): `{shown(text, 60)}` is no time")
    return found, notes


def _time(text: str, zone: tzinfo) -> str:
    try:
        return in_utc(parser.parse(text[:100]).replace(microsecond=0).isoformat(sep=" "), zone)
    except (ValueError, OverflowError):
        return ""
