"""Of several attempts of a student the one that earns most, where the course's rule is that this one counts.

Each attempt is graded once; what it earned is kept by the fingerprint of all that it depends on. What a late
attempt loses is counted as it is today, so a due date that moves can change the choice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from autograder.course.collect.attempts import Attempts
from autograder.course.files import write_atomically
from autograder.course.folders import Course
from autograder.grading.isolation import Failed, isolated
from autograder.grading.jobs import Job, JobFactory

NOT_GRADED = -1.0
"""What an attempt counts that cannot be graded: less than one that earns nothing."""
Score = Callable[[Job], float]
"""Grades an attempt: points without those of a person."""
Off = Callable[[str, float, Job], float]
"""Points that an attempt of a student loses because it is late, by what it earned."""


def choose(
    course: Course, name: str, students: Iterable[str], jobs: JobFactory, score: Score, off: Off
) -> dict[str, str]:
    """Put the best attempt of each student in place who is to have that.

    Args:
        course: the course.
        name: problem set.
        students: whose attempts.
        jobs: makes a job of an attempt.
        score: grades it.
        off: what it loses because it is late.

    Returns:
        For each student of whom another attempt counts now, a sentence about it.
    """
    attempts, told = Attempts(course, name), {}
    scores = _Scores(course.root / ".autograder" / name / "attempt-scores.json", score)
    wanted = [s for s in students if s in attempts.records and attempts.records[s].rule == "best"]
    for student in wanted:
        record = attempts.records[student]
        points = {"": _points(student, None, jobs, scores, off)}
        for label in record.others:
            points[label] = _points(student, attempts.folder / student / label, jobs, scores, off)
        # Of equal ones that which counts already.
        best = max(points, key=lambda label: (points[label], label == ""))
        if best:
            attempts.promote(student, best)
            told[student] = f"the attempt of {best} counts: {points[best]:g} points, {points['']:g} before."
    if told:
        attempts.save()
    scores.save()
    return told


def _points(student: str, folder: Path | None, jobs: JobFactory, scores: _Scores, off: Off) -> float:
    """What an attempt earns; less than nothing where it cannot be graded."""
    made = isolated("grade", partial(_earned, student, folder, jobs, scores, off))
    return NOT_GRADED if isinstance(made, Failed) else made.value


def _earned(student: str, folder: Path | None, jobs: JobFactory, scores: _Scores, off: Off) -> float:
    job = jobs.job(student, folder)
    earned = scores.of(job)
    return earned - off(student, max(0.0, earned), job)


class _Scores:
    """What attempts earned, kept on disk."""

    def __init__(self, path: Path, score: Score) -> None:
        self._path, self._score, self._new = path, score, False
        try:
            content = json.loads(path.read_bytes())
            self._known = {str(key): float(points) for key, points in content.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            self._known = {}

    def of(self, job: Job) -> float:
        if job.fingerprint not in self._known:
            self._known[job.fingerprint] = self._score(job)
            self._new = True
        return self._known[job.fingerprint]

    def save(self) -> None:
        if self._new:
            write_atomically(self._path, json.dumps(self._known).encode(), 0o600)
