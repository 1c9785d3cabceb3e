"""What ``autograder audit`` and ``autograder demo`` print."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from rich.table import Table
from rich.text import Text

from autograder.audit.audit import Audit
from autograder.audit.demo import Graduate
from autograder.report.tables import block, text

YES, NO = Text("✓", "green"), Text("✗", "red")
FIGURES = (
    "right",
    "wrong",
    "off",
    "prom-\nises",
    "un-\nproven",
    "mu-\ntants",
    "equi-\nvalent",
    "killed",
    "share",
    "slow",
    "sec-\nonds",
)
"""Headers of the figures of an audit: answers, findings, the contract, mutants.

The slow mutants are those that the time limit alone kills."""


def graduates(name: str, rows: Iterable[Graduate]) -> Table:
    """A demonstration: marks given beside the marks expected."""
    table = Table("student", "hands in", "accident", "expected", "given", "", title=text(name))
    for row in rows:
        member = row.member
        accident = f"{member.accident}: {member.cell}" if member.accident else ""
        given = "not graded" if row.given is None else f"{row.given:g}"
        cells = (member.student, member.answer, accident, f"{member.marks:g}", given)
        table.add_row(*map(text, cells), YES if row.agrees else NO)
    return table


def audits(rows: Iterable[Audit]) -> Table:
    """The figures of each audited set."""
    table = Table("set", *FIGURES, "", box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.columns[0].min_width = 11  # the other columns fill a narrow terminal
    for column in table.columns[1:]:
        column.justify, column.no_wrap = "right", True
    for row in rows:
        promises = (row.properties, row.unproven)
        answers = (
            row.right,
            row.wrong,
            len(row.findings),
            *promises,
            row.mutants,
            row.equivalent,
            row.killed,
        )
        share = f"{100 * row.share:.1f}\xa0%" if row.mutants else ""
        figures = (*map(str, answers), share, str(row.slow), f"{row.seconds:.0f}")
        table.add_row(text(row.name), *figures, YES if row.passes else NO)
    return table


def findings(row: Audit) -> Table:
    """What an audit found to put right, and the mutants that nobody noticed."""
    table = Table("", "which", "what", title=text(row.name), show_lines=True)
    for finding in row.findings:
        table.add_row(Text(finding.kind, "red"), block(finding.subject), block(finding.detail))
    for mutant in row.survivors:
        of_answer = f" of {mutant.answer}" if mutant.answer else ""
        where = f"{mutant.cell}, {mutant.function}{of_answer}\n{mutant.kind}"
        table.add_row(Text("survivor", "yellow"), block(where), block(mutant.diff))
    return table


def audits_json(rows: Iterable[Audit]) -> str:
    """Audits as JSON."""
    shown = [asdict(row) | {"share": row.share, "passes": row.passes} for row in rows]
    return json.dumps(shown, indent=1, ensure_ascii=False) + "\n"
