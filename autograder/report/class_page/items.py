"""Tests as instruments: how hard each is, and how well it tells strong submissions from weak ones.

Discrimination is the correlation of a test's score with the score of all *other* tests (the corrected
item-total correlation): near 1 it tells them apart, near 0 it tells nothing, below 0 the better ones fail it
more often, which mostly is a fault of the test.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.report.marks import GradedSubmission, Key, Mark

Column = NDArray[np.float64]

FEWEST = 5
"""Submissions below which a correlation says nothing."""


@dataclass(frozen=True)
class Item:
    """One graded cell over the class."""

    notebook: str
    cell: str
    points: float
    share: float | None
    """Part of the points that the class has earned, 0 to 1; None while nobody's is known."""
    full: int
    part: int
    none: int
    open: int
    """Submissions that wait for a person."""
    discrimination: float | None
    """Correlation with all other tests, -1 to 1; None where it cannot be told."""


def items(submissions: Sequence[GradedSubmission]) -> list[Item]:
    """The graded cells in the order of the notebooks."""
    keys: list[Key] = list(dict.fromkeys((m.notebook, m.cell) for s in submissions for m in s.marks))
    rows: list[Mapping[Key, Mark]] = [
        {(mark.notebook, mark.cell): mark for mark in each.marks} for each in submissions if each.marks
    ]
    scores: Column = np.array([[_score(row, key) for key in keys] for row in rows], dtype=np.float64)
    scores = scores.reshape(len(rows), len(keys))
    found = []
    for index, key in enumerate(keys):
        column, points = scores[:, index], next(row[key].points for row in rows if key in row)
        known = column[~np.isnan(column)]
        full, none = int((known >= points).sum()), int((known <= 0).sum()) if points > 0 else 0
        found.append(
            Item(
                key[0],
                key[1],
                points,
                float(known.mean() / points) if len(known) and points else None,
                full,
                len(known) - full - none,
                none,
                len(column) - len(known),
                correlation(column, np.nansum(np.delete(scores, index, axis=1), axis=1)),
            )
        )
    return found


def _score(row: Mapping[Key, Mark], key: Key) -> float:
    score = row[key].score if key in row else None
    return math.nan if score is None else score


def correlation(one: Column, other: Column) -> float | None:
    """Pearson's correlation of two columns, NaN left out; None where one of them is constant or short."""
    known = ~np.isnan(one)
    one, other = one[known], other[known]
    if len(one) < FEWEST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])
