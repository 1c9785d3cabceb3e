"""What the commands of the instructor's desk print: who is in the course, who is missing, what is late."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from rich.table import Table

from autograder.course.folders import Course
from autograder.course.plain_text import one_line
from autograder.course.roster.enter import Entered
from autograder.course.roster.kept import Known, read_known
from autograder.report.lms_export import Exported
from autograder.report.tables import count, text

MOST_NAMES = 40
"""Names that a line lists."""


@dataclass(frozen=True)
class Person:
    """A student as the course knows them."""

    student: str
    name: str
    email: str
    keys: tuple[str, ...]
    """What systems call the student, besides id and address."""
    extensions: dict[str, str] = field(default_factory=dict)
    """More time, by problem set; "" for all."""


def people(course: Course) -> list[Person]:
    """The students of the gradebook, by id."""
    known = read_known(course)
    with course.gradebook() as gradebook:
        return [
            Person(
                student.id,
                f"{student.first_name or ''} {student.last_name or ''}".strip(),
                student.email or "",
                _keys(known.get(student.id, Known()), student),
                dict(known.get(student.id, Known()).extensions),
            )
            for student in sorted(gradebook.students, key=lambda student: str(student.id))
        ]


def _keys(known: Known, student: object) -> tuple[str, ...]:
    given = {getattr(student, "id", ""), getattr(student, "email", "")}
    lms = getattr(student, "lms_user_id", None) or ""
    return tuple(key for key in dict.fromkeys([*known.keys, lms]) if key and key not in given)


def people_table(found: Sequence[Person]) -> Table:
    """Who is in the course."""
    table = Table("student", "name", "e-mail", "also called", "more time", title=count(found, "student"))
    for person in found:
        more = ", ".join(f"{name or 'all sets'}: {words}" for name, words in person.extensions.items())
        cells = (person.student, person.name, person.email, ", ".join(person.keys), more)
        table.add_row(*map(text, cells))
    return table


def people_json(found: Sequence[Person]) -> str:
    """Who is in the course, for a program."""
    return json.dumps([asdict(person) for person in found], indent=1)


def roster_lines(entered: Entered, dry_run: bool) -> list[str]:
    """What became of a list."""
    parts = [
        f"{len(ids)} {word}"
        for ids, word in (
            (entered.new, "new"),
            (entered.changed, "changed"),
            (entered.unchanged, "unchanged"),
            (entered.extended, "with more time"),
        )
        if ids
    ]
    verb = "Would enter" if dry_run else "Entered"
    head = f"{verb} {count(entered.students, 'student')} ({entered.system}): {', '.join(parts) or 'none'}."
    lines = [head]
    if entered.absent:
        lines.append(f"In the gradebook and not on this list: {named(entered.absent)}.")
    return lines


def roster_json(entered: Entered) -> str:
    """What became of a list, for a program."""
    return json.dumps(asdict(entered), indent=1)


def absent_lines(name: str, absent: Sequence[str]) -> list[str]:
    """Of whom nothing is there."""
    return [f"Nothing of {name} from {count(absent, 'student')}: {named(absent)}."] if absent else []


def named(ids: Sequence[str]) -> str:
    """Some ids in a line."""
    rest = f" and {len(ids) - MOST_NAMES} more" if len(ids) > MOST_NAMES else ""
    return ", ".join(map(one_line, ids[:MOST_NAMES])) + rest


def exported_lines(name: str, system: str, exported: Exported, zeros: bool) -> list[str]:
    """Whose marks are not in the file, and why."""
    lines = []
    if exported.waiting:
        lines.append(
            f"left empty, because a person still has to give a part of the mark: {named(exported.waiting)}. "
            f"`autograder todo` lists what waits."
        )
    if exported.failed:
        lines.append(
            f"left empty, because it could not be graded: {named(exported.failed)}. "
            f"`autograder report {name}` says why."
        )
    if exported.missing:
        what = "zero" if zeros else "left empty (zero with --zeros)"
        lines.append(f"handed in nothing, {what}: {named(exported.missing)}.")
    if exported.strangers:
        lines.append(
            f"{system} may not know {named(exported.strangers)}: no list of {system} has been read for them. "
            "`autograder roster FILE.csv` reads it."
        )
    return lines
