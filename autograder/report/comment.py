"""What a student may read about marks, in a few plain sentences: for the comment column of a system."""

from __future__ import annotations

from autograder.course.plain_text import one_line
from autograder.course.settings import Autograder
from autograder.report.marks import GradedSubmission, Mark

LONGEST = 1_000
"""Characters of a comment."""


def said_to_student(mark: Mark, options: Autograder) -> str:
    """What of the grader's message a student may read; of hidden tests what the course shows."""
    return mark.message if mark.public is None or options.shows_messages else mark.public


def comment(submission: GradedSubmission, options: Autograder) -> str:
    """Points, lateness, and what the tests said that did not pass; on one line."""
    if submission.problem:
        return one_line(f"Could not be graded: {submission.problem}", LONGEST)
    parts = [f"{submission.final:g} of {submission.points:g} points."]
    if submission.penalty:
        parts.append(f"{submission.penalty:g} points were taken off because it was late.")
    for mark in submission.marks:
        if mark.score is not None and mark.score < mark.points:
            said = said_to_student(mark, options).rstrip(".")
            parts.append(f"{mark.cell} ({mark.score:g}/{mark.points:g})" + (f": {said}." if said else "."))
    return one_line(" ".join(parts), LONGEST)
