"""Which system wrote a list, and which of its columns is what.

==============  ==========================================================================================
``canvas``      Gradebook → Export: ``Student`` ("Ray, Ann"), ``ID``, ``SIS User ID``, ``SIS Login ID``,
                ``Section``; the lines "Points Possible" and "Student, Test" are no students
``moodle``      Participants or Grades → Export: ``First name``, ``Last name`` or ``Surname``,
                ``ID number``, ``Email address``; or an assignment's grading worksheet: ``Identifier``
                ("Participant 71"), ``Full name``, ``Email address``
``blackboard``  Grade Center → Work offline: ``Last Name``, ``First Name``, ``Username``, ``Student ID``
``gradescope``  Roster or Download grades: ``First Name`` and ``Last Name`` or ``Name``, ``SID``, ``Email``
``github``      GitHub Classroom: ``identifier``, ``github_username``, ``github_id``, ``name``
``plain``       ``id``, and what else there is of ``first_name``, ``last_name``, ``name``, ``email``,
                ``lms_user_id``, ``login``
==============  ==========================================================================================

In each of them further columns may say ``extension`` or ``extension <set>``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from autograder.course.errors import CourseError
from autograder.course.plain_text import one_line
from autograder.course.roster.table import Line, Table, plain

_PARTICIPANT = re.compile(r"\D*(?P<number>\d+)")
EXTENSION = "extension"
"""How a column begins that gives somebody more time; the name of a problem set may follow."""


@dataclass(frozen=True)
class System:
    """How a system writes its list."""

    name: str
    required: frozenset[str]
    """Columns (plain names) by which it is known."""
    ids: tuple[str, ...]
    """Columns that can be a student's id in the course, the best first."""
    keys: tuple[str, ...] = ()
    """Columns of further names that the system has for a student, and nobody else has."""
    lms: str = ""
    """The column of the number that the system itself has for a student."""
    kept: tuple[str, ...] = ()
    """Columns by which the system takes marks back."""
    skips: Callable[[Mapping[str, str]], bool] = lambda cells: False
    """Whether a line is none of a student's."""


def _is_no_student(cells: Mapping[str, str]) -> bool:
    """Canvas: the lines of the points and of the test student, and those without a number."""
    first = cells.get("student", "").casefold()
    return first.startswith("points possible") or first == "student, test" or not cells.get("id")


_EMAILS = ("email address", "email", "e-mail", "e-mail address")
SYSTEMS = (
    System(
        "canvas",
        frozenset({"student", "id", "section"}),
        ("sis login id", "sis user id", "id"),
        ("sis login id", "sis user id", "integration id"),
        "id",
        ("student", "id", "sis user id", "sis login id", "section"),
        _is_no_student,
    ),
    System(
        "moodle",
        frozenset({"identifier", "full name"}),
        ("username", "id number", "email address"),
        ("id number", "username", "identifier"),
        "",
        ("identifier", "full name", "id number", "email address"),
    ),
    System(
        "moodle",
        frozenset({"first name", "email address"}),
        ("username", "id number", "email address"),
        ("id number", "username"),
        "",
        ("first name", "last name", "surname", "id number", "username", "email address"),
    ),
    System(
        "blackboard",
        frozenset({"last name", "first name", "username"}),
        ("username",),
        ("student id",),
        "",
        ("last name", "first name", "username", "student id"),
    ),
    System(
        "gradescope",
        frozenset({"sid", "email"}),
        ("sid", "email"),
        ("sid",),
        "",
        ("first name", "last name", "name", "sid", "email"),
    ),
    System(
        "github",
        frozenset({"identifier", "github username"}),
        ("identifier", "github username"),
        ("github username", "github id"),
        "",
        ("identifier", "github username"),
    ),
    System(
        "plain",
        frozenset({"id"}),
        ("id",),
        ("login", "username", "github username", "student number"),
        "lms user id",
    ),
)
"""The systems, the more particular first."""
SAME = {
    "student id": "id",
    "student": "id",
    "user id": "id",
    "firstname": "first name",
    "given name": "first name",
    "lastname": "last name",
    "family name": "last name",
    "surname": "last name",
}
"""Other names that a plain list's columns may have."""


@dataclass(frozen=True)
class Listed:
    """One student of a list."""

    line: int
    """The line of the file."""
    id: str
    """Id in the course; empty if the list has none."""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    """The number that the system has for the student."""
    keys: tuple[str, ...] = ()
    """Further names that systems have for the student and nobody else."""
    row: Mapping[str, str] = field(default_factory=dict)
    """The columns by which the system takes marks back, by their names in the file."""
    extensions: Mapping[str, str] = field(default_factory=dict)
    """More time, as the list says it, by problem set; "" for all sets."""


def listed(table: Table, id_column: str = "", name: str = "") -> tuple[str, list[Listed]]:
    """The system that wrote a table, and its students.

    Args:
        table: the table.
        id_column: the column of the students' ids, if it is not the usual one.
        name: what the file is called, for messages.

    Raises:
        CourseError: if no system writes such columns, or it has no column `id_column`.
    """
    columns = {plain(header) for header in table.headers}
    if id_column and plain(id_column) not in columns:
        raise CourseError(
            f"expected a column of {one_line(name)} ({_shown(table)}). Received: --id {one_line(id_column)}."
        )
    system = next((each for each in SYSTEMS[:-1] if each.required <= columns), None)
    if system is None:
        table = _renamed(table)
        columns = {column for line in table.lines for column in line.cells} | {
            plain(header) for header in table.headers
        }
        system = SYSTEMS[-1]
        if "id" not in columns and not id_column:
            raise CourseError(
                f"{one_line(name)}: which column has the students' ids cannot be told. Expected the list of "
                "Canvas, Moodle, Blackboard, Gradescope or GitHub Classroom as they write it, or a column "
                f"`id`. Received the columns {_shown(table)}. Name the column: --id COLUMN."
            )
    ids = (plain(id_column),) if id_column else system.ids
    found = [
        _student(table, line, system, ids)
        for line in table.lines
        if not system.skips(line.cells) and any(line.cells.values())
    ]
    return system.name, found


def _shown(table: Table) -> str:
    return one_line(", ".join(filter(None, table.headers)), 300)


def _renamed(table: Table) -> Table:
    """A plain list with the usual names for its columns."""
    taken = {plain(header) for header in table.headers}

    def usual(column: str) -> str:
        wanted = SAME.get(column, column)
        return column if wanted in taken else wanted

    lines = [Line(line.number, {usual(c): cell for c, cell in line.cells.items()}) for line in table.lines]
    return Table([usual(plain(header)) for header in table.headers], lines)


def _student(table: Table, line: Line, system: System, ids: tuple[str, ...]) -> Listed:
    cells = line.cells
    first, last = cells.get("first name", ""), cells.get("last name", "") or cells.get("surname", "")
    if not (first or last):
        whole = cells.get("student", "") or cells.get("full name", "") or cells.get("name", "")
        first, last = _split(whole)
    email = next((cells[column] for column in _EMAILS if cells.get(column)), "")
    student = next((cells[column] for column in ids if cells.get(column)), "")
    keys = [cells[column] for column in system.keys if cells.get(column) and column != "identifier"]
    if system.name == "github":
        keys += [cells["identifier"]] if cells.get("identifier") else []
    elif participant := _PARTICIPANT.fullmatch(cells.get("identifier", "")):
        keys.append(participant["number"])
    more = {
        column.removeprefix(EXTENSION).strip(" :"): cell
        for column, cell in cells.items()
        if column.split(" ")[0].rstrip(":") == EXTENSION and cell
    }
    row = {table.header(column): cells[column] for column in system.kept if column in cells}
    lms = cells.get(system.lms, "") if system.lms else ""
    others = tuple(dict.fromkeys(key for key in keys if key != student))
    return Listed(line.number, student, first, last, email, lms, others, row, more)


def _split(whole: str) -> tuple[str, str]:
    """First and last name of "Ray, Ann" or "Ann Ray"."""
    if "," in whole:
        last, _, first = whole.partition(",")
        return first.strip(), last.strip()
    first, _, last = whole.rpartition(" ")
    return first.strip(), last.strip()
