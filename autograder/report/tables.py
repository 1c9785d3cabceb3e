"""What the command prints: results as tables for a person, and as JSON for a program.

Whatever comes from outside (ids, names, messages) passes one border, `text`: no markup is read in it, no
escape sequence reaches the terminal, and every character is in sight.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import asdict
from typing import Any

from rich.table import Table
from rich.text import Text

from autograder.course.collect import Collected
from autograder.course.markers import Marker
from autograder.course.notebooks import read_cells
from autograder.course.plain_text import one_line, visible, without_escapes
from autograder.grading.calibration import Calibration
from autograder.grading.check import ALL_HIDDEN
from autograder.grading.ledger import Graded
from autograder.records import CellResult, Result
from autograder.report.marks import CellSummary, GradedSubmission
from autograder.sandbox.jail.facts import Fact

LONGEST = 2_000
"""Longest text of a cell of a table, or of a line, in characters."""
LEGEND = "● all points  ◐ a part  ○ none  ? by hand"
BESIDE = "not\ntamper-proof"
"""Header of the number of marks from tests that ran beside the student's code."""
COLOURS = {"passed": "green", "partial": "yellow", "manual": "cyan", "failed": "red"}


def verdicts(result: Result, name: str) -> Table:
    """The verdicts on one notebook, with what was said."""
    table = Table("cell", "verdict", "points", "message", title=text(name))
    for cell in result.cells:
        verdict = Text("hidden", "cyan") if cell.message == ALL_HIDDEN else coloured(cell.verdict)
        table.add_row(text(cell.grade_id), verdict, points(cell), text(cell.message))
    return table


def check_line(result: Result) -> str:
    """What a check found, in a line."""
    hidden = sum(cell.message == ALL_HIDDEN for cell in result.cells)
    by_hand = [c for c in result.cells if c.verdict in ("manual", "untouched") and c.message != ALL_HIDDEN]
    seen = [c for c in result.cells if c.message != ALL_HIDDEN and c not in by_hand]
    passed = sum(cell.verdict == "passed" for cell in seen)
    rest = f" All checks of {hidden} more are hidden." if hidden else ""
    if by_hand:
        rest += f" {count(by_hand, 'answer')} {'is' if len(by_hand) == 1 else 'are'} marked by a person."
    return f"{passed} of {count(seen, 'test cell')} passed.{rest} Grading runs further, hidden tests."


def class_marks(name: str, submissions: Sequence[GradedSubmission]) -> Table:
    """Marks of each student, a sign for each cell in the order of `cell_marks`."""
    table = Table("student", "cells", "late", "sum", title=text(name), caption=LEGEND)
    cells = list(dict.fromkeys((mark.notebook, mark.cell) for row in submissions for mark in row.marks))
    for row in submissions:
        signs = {(mark.notebook, mark.cell): sign(mark.score, mark.points) for mark in row.marks}
        shown = "".join(signs.get(cell, " ") + " " * (i % 5 == 0) for i, cell in enumerate(cells, 1))
        if not row.graded:
            shown = "not graded"
        penalty = f"-{row.penalty:g}" if row.penalty else ""
        table.add_row(text(row.student), shown, penalty, f"{row.final:g}/{row.points:g}")
    return table


def sign(score: float | None, points: float) -> str:
    """One character for a cell's score."""
    if score is None:
        return "?"
    return "●" if score >= points else "○" if score <= 0 else "◐"


def cell_marks(cells: Iterable[CellSummary]) -> Table:
    """How the class did in each cell."""
    rows = list(cells)
    beside = any(cell.beside for cell in rows)
    table = Table("", "cell", "points", "full", "part", "none", "by hand", *[BESIDE] * beside)
    for i, cell in enumerate(rows, 1):
        counts = (cell.full, cell.part, cell.none, cell.open, *[cell.beside] * beside)
        table.add_row(str(i), text(cell.cell), f"{cell.points:g}", *(str(count or "") for count in counts))
    return table


def facts(rows: Iterable[Fact]) -> Table:
    """What the machine has."""
    table = Table("", "", "")
    for fact in rows:
        sign = Text("✓", "green") if fact.present else Text("–", "yellow")
        table.add_row(sign, text(fact.name), text(fact.detail))
    return table


def collected(name: str, done: Collected) -> Table:
    """Whose submissions are in the course now."""
    table = Table("student", "name", "files", "handed in", "", title=text(name))
    for row in sorted(done.rows, key=lambda row: row.student):
        table.add_row(text(row.student), text(row.person), str(row.files), text(row.time), row.outcome)
    return table


def collected_line(name: str, done: Collected) -> str:
    """How many submissions are in the course now, and how many are not."""
    number = {
        word: sum(row.outcome == word for row in done.rows)
        for word in ("new", "replaced", "unchanged", "kept")
    }
    parts = ", ".join(f"{amount} {word}" for word, amount in number.items() if amount)
    missed = f"; {count(done.missed, 'student')} not collected" if done.missed else ""
    taken = f" ({done.layout})" if done.layout else ""
    done_ = "Would collect" if done.dry_run else "Collected"
    return f"{done_} {count(done.rows, 'submission')} of {name}{taken}{': ' if parts else ''}{parts}{missed}."


def remarks(rows: Iterable[GradedSubmission]) -> list[str]:
    """What the grader has to say to the instructor: what was not graded, what waits for a person, and why."""
    return [
        f"{one_line(row.student)}{place}: {one_line(said, LONGEST)}"
        for row in rows
        for place, said in (
            *(("", each) for each in (row.problem, *row.notes) if each),
            *((f", {one_line(m.cell)}", m.message) for m in row.marks if m.waits and m.message),
        )
    ]


def text(value: str, style: str = "") -> Text:
    """A text from outside as a cell of a table, in one line."""
    return Text(one_line(value, LONGEST), style)


def block(value: str) -> Text:
    """A text of several lines from outside, such as lines of code."""
    return Text(visible(without_escapes(value), keep="\n\t"))


def run_json(name: str, done: Iterable[Graded], seconds: float, changes: Sequence[Any] | None = None) -> str:
    """A grading run as JSON, with the marks that it changed (`report.changes`) if they are given."""
    submissions = [asdict(graded) for graded in done]
    run: dict[str, Any] = {"set": name, "seconds": round(seconds, 3), "submissions": submissions}
    if changes is not None:
        run["changes"] = [asdict(change) for change in changes]
    return json.dumps(run, indent=1)


def calibration_json(name: str, books: Mapping[str, Calibration]) -> str:
    """What calibration found out, as JSON."""
    found = {book: asdict(calibration) for book, calibration in books.items()}
    return json.dumps({"set": name, "notebooks": found}, indent=1)


def calibration_line(books: Mapping[str, Calibration], sources: Mapping[str, bytes]) -> str:
    """How many tests run where, and how many are at fault."""
    tests = sum(marker.is_test for data in sources.values() for marker in map(Marker.of, read_cells(data)))
    beside, unknown, faults = (
        sum(len(cells) for cells in found)
        for found in zip(*((b.beside, b.unknown, b.faults) for b in books.values()), strict=True)
    )
    parts = [
        f"{tests - beside - unknown - faults} of {tests} tests run apart from the students' code",
        f"{beside} beside it" if beside else "",
        f"{unknown} where they pass" if unknown else "",
        f"{faults} fail with the set's own solution" if faults else "",
    ]
    return f"{', '.join(part for part in parts if part)}."


def run_lines(name: str, done: Sequence[Graded], seconds: float) -> list[str]:
    """The end of a grading run: how many, how long, and what enclosed the students' code."""
    number = {key: sum(graded.status == key for graded in done) for key in ("graded", "unchanged")}
    rest = f", {number['unchanged']} unchanged" if number["unchanged"] else ""
    undone = [
        f"{graded.student}, {cell.grade_id}: replaced by the submission, put back before the test ran: "
        f"{', '.join(cell.undone[:3])}."
        for graded in done
        for cell in graded.cells
        if cell.undone
    ]
    isolations = sorted({graded.isolation for graded in done if graded.isolation})
    return [
        f"Graded {number['graded']}{rest} of {count(done, 'submission')} of {name} in {seconds:.1f} s.",
        *(f"Isolation: {isolation}" for isolation in isolations),
        *undone,
    ]


def count(things: Sized, noun: str) -> str:
    """A number with its noun."""
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"


def coloured(verdict: str) -> Text:
    """A verdict in its colour."""
    return Text(verdict, COLOURS.get(verdict, "red"))


def points(cell: CellResult) -> str:
    """Points of a cell: those earned, and those that can be."""
    if cell.message == ALL_HIDDEN:
        return f"–/{cell.points:g}"
    return f"by hand/{cell.points:g}" if cell.score is None else f"{cell.score:g}/{cell.points:g}"
