"""What a call of `collect` did, and what it did not do and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["new", "replaced", "unchanged", "kept"]
"""What became of a submission; "kept": what lay there before counts, by the rule or because it is newer."""


@dataclass(frozen=True)
class Row:
    """One student whose submission is in the course now."""

    student: str
    """The id."""
    person: str
    """The name that the system gives; empty if it gives none."""
    files: int
    """Number of files."""
    time: str
    """When it was handed in (UTC), or empty if the system does not say; "late" where it says only that."""
    outcome: Outcome
    """Whether there was an earlier submission, whether it was the same, and whether it still counts."""


@dataclass(frozen=True)
class Missed:
    """One student, or somebody, whose submission is not in the course, or not as it was handed in."""

    who: str
    """Id, or what the export calls them; fit for one line."""
    why: str
    """What was found and what to do."""
    empty: bool = False
    """Whether there was nothing to collect: no notebook that could be read."""
    student: str = ""
    """The id, where it is certain."""

    def __str__(self) -> str:
        return f"{self.who}: {self.why}"


@dataclass
class Collected:
    """What one call of `collect` did."""

    rows: list[Row] = field(default_factory=list)
    """Students whose submission is in the course, by id."""
    missed: list[Missed] = field(default_factory=list)
    """Students whose submission was not collected; what is on disk for them has not changed."""
    lost: list[str] = field(default_factory=list)
    """Files that were not taken, of students who were, or of nobody, each with the reason."""
    notes: list[str] = field(default_factory=list)
    """What is worth knowing and asks for nothing: an earlier attempt, a second copy of a notebook."""
    advice: list[str] = field(default_factory=list)
    """What would make collecting surer."""
    layout: str = ""
    """What the export was taken for."""
    absent: list[str] = field(default_factory=list)
    """Ids of students of the course of whom nothing is there, from this export or an earlier one."""
    dry_run: bool = False
    """Whether nothing was changed, and all of this is what would be."""

    @property
    def students(self) -> tuple[str, ...]:
        """Ids of the students whose submission is in the course, sorted."""
        return tuple(sorted(row.student for row in self.rows))

    @property
    def passed_over(self) -> tuple[str, ...]:
        """Everything that was not taken as it was handed in, each with the reason."""
        return (*map(str, self.missed), *self.lost, *self.notes)

    @property
    def complete(self) -> bool:
        """Whether everything that was handed in is in the course."""
        return not self.missed and not self.lost
