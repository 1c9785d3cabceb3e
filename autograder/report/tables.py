"""What the command prints: results as tables for a person, and as JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence, Sized
from dataclasses import asdict
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

from autograder.records import CellResult, Result

LEGEND = "● all points  ◐ a part  ○ none  ? by hand"
COLOURS = {"passed": "green", "partial": "yellow", "manual": "cyan", "failed": "red"}


def verdicts(result: Result, name: str) -> Table:
    """The verdicts on one notebook, with what was said."""
    table = Table("cell", "verdict", "points", "message", title=name)
    for cell in result.cells:
        table.add_row(cell.grade_id, coloured(cell.verdict), points(cell), cell.message)
    return table


def class_marks(name: str, rows: Sequence[Any]) -> Table:
    """Marks of each student (`report.Marks`), a sign for each cell in the order of `cell_marks`."""
    table = Table("student", "cells", "late", "sum", title=name, caption=LEGEND)
    cells = list(dict.fromkeys((mark.notebook, mark.cell) for row in rows for mark in row.marks))
    for row in rows:
        signs = {(mark.notebook, mark.cell): sign(mark.score, mark.points) for mark in row.marks}
        shown = "".join(signs.get(cell, " ") + " " * (i % 5 == 0) for i, cell in enumerate(cells, 1))
        penalty = f"-{row.penalty:g}" if row.penalty else ""
        table.add_row(row.student, shown, penalty, f"{row.final:g}/{row.points:g}")
    return table


def sign(score: float | None, points: float) -> str:
    """One character for a cell's score."""
    if score is None:
        return "?"
    return "●" if score >= points else "○" if score <= 0 else "◐"


def cell_marks(cells: Iterable[Any]) -> Table:
    """How the class did in each cell (`report.CellMarks`)."""
    table = Table("", "cell", "points", "full", "part", "none", "by hand")
    for i, cell in enumerate(cells, 1):
        counts = (cell.full, cell.part, cell.none, cell.open)
        table.add_row(str(i), cell.cell, f"{cell.points:g}", *(str(count or "") for count in counts))
    return table


def graduates(name: str, rows: Iterable[Any]) -> Table:
    """A demonstration (`demo.Graduate`): marks given beside the marks expected."""
    table = Table("student", "hands in", "accident", "expected", "given", "", title=name)
    for row in rows:
        member = row.member
        accident = f"{member.accident}: {member.cell}" if member.accident else ""
        given = "not graded" if row.given is None else f"{row.given:g}"
        sign = "[green]✓[/]" if row.agrees else "[red]✗[/]"
        table.add_row(member.student, member.answer, accident, f"{member.marks:g}", given, sign)
    return table


def audits(rows: Iterable[Any]) -> Table:
    """The figures of each audited set (`audit.Audit`)."""
    table = Table(
        "set", "bank", "off", "mutants", "alike", "killed", "slow", "s", "", box=SIMPLE, pad_edge=False
    )
    table.caption = (
        "bank: right + wrong answers; off: to put right; alike: equivalent; slow: by the limit alone"
    )
    for column in table.columns[1:]:
        column.justify, column.no_wrap = "right", True
    for row in rows:
        share = f"{row.killed} = {100 * row.share:.1f} %" if row.mutants else ""
        numbers = (row.mutants, row.equivalent, share, row.slow, f"{row.seconds:.0f}")
        sign = "[green]✓[/]" if row.passes else "[red]✗[/]"
        bank = f"{row.right}+{row.wrong}"
        table.add_row(row.name, bank, str(len(row.findings)), *map(str, numbers), sign)
    return table


def findings(row: Any) -> Table:
    """What an audit (`audit.Audit`) found to put right, and the mutants that nobody noticed."""
    from rich.markup import escape

    table = Table("", "which", "what", title=row.name, show_lines=True)
    for finding in row.findings:
        table.add_row(f"[red]{finding.kind}[/]", escape(finding.subject), escape(finding.detail))
    for mutant in row.survivors:
        place = f"{mutant.cell}, {mutant.function}\n{mutant.kind}"
        table.add_row("[yellow]survivor[/]", escape(place), escape(mutant.diff))
    return table


def audits_json(rows: Iterable[Any]) -> str:
    """Audits (`audit.Audit`) as JSON."""
    shown = [asdict(row) | {"share": row.share, "passes": row.passes} for row in rows]
    return json.dumps(shown, indent=1, ensure_ascii=False) + "\n"


def facts(rows: Iterable[Any]) -> Table:
    """What the machine has (`jail.facts.Fact`)."""
    table = Table("", "", "")
    for fact in rows:
        table.add_row("[green]✓[/]" if fact.present else "[yellow]–[/]", fact.name, fact.detail)
    return table


def run_json(name: str, done: Iterable[Any], seconds: float) -> str:
    """A grading run (`clerk.Graded`) as JSON."""
    submissions = [asdict(graded) for graded in done]
    return json.dumps({"set": name, "seconds": round(seconds, 3), "submissions": submissions}, indent=1)


def run_lines(name: str, done: Sequence[Any], seconds: float) -> list[str]:
    """The end of a grading run: how many, how long, and what enclosed the students' code."""
    number = {key: sum(graded.status == key for graded in done) for key in ("graded", "unchanged")}
    rest = f", {number['unchanged']} unchanged" if number["unchanged"] else ""
    isolations = sorted({graded.isolation for graded in done if graded.isolation})
    return [
        f"Graded {number['graded']}{rest} of {count(done, 'submission')} of {name} in {seconds:.1f} s.",
        *(f"Isolation: {isolation}" for isolation in isolations),
    ]


def count(things: Sized, noun: str) -> str:
    """A number with its noun."""
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"


def coloured(verdict: str) -> str:
    """A verdict in its colour."""
    return f"[{COLOURS.get(verdict, 'red')}]{verdict}[/]"


def points(cell: CellResult) -> str:
    """Points of a cell: those earned, and those that can be."""
    return f"by hand/{cell.points:g}" if cell.score is None else f"{cell.score:g}/{cell.points:g}"
