"""The one boundary between the submissions of a run: what goes wrong with one stays with it.

Every step of a run that works on one submission is taken through `isolated`. Whatever is raised there, the
exceptions that no ``except Exception`` catches included, becomes a reason for this submission alone.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from autograder.course.errors import CourseError
from autograder.course.plain_text import one_line

Value = TypeVar("Value")

STEPS = {
    "read": "it cannot be read",
    "grade": "the grader failed",
    "keep": "its results cannot be kept",
    "enter": "its marks cannot be entered into the gradebook",
    "write": "its autograded folder cannot be written",
    "show": "it cannot be shown",
    "note": "the log cannot be written",
}
"""What is said of a submission when a step of the run fails with it."""
_WORDS = {
    errno.ENOSPC: "no space is left on the disk",
    errno.EDQUOT: "the disk quota is used up",
    errno.EACCES: "permission denied",
    errno.ENAMETOOLONG: "a file's name is too long",
    errno.EROFS: "the disk can only be read",
}


@dataclass(frozen=True)
class Failed:
    """A step failed with a submission."""

    step: str
    """Key of `STEPS`."""
    reason: str
    """Why, for the instructor: one line, no full stop."""
    error: BaseException
    """What was raised."""


@dataclass(frozen=True)
class Done(Generic[Value]):
    """A step went well."""

    value: Value
    """What it gave."""


def isolated(step: str, work: Callable[[], Value]) -> Done[Value] | Failed:
    """Take a step with one submission.

    The instructor's own Ctrl-C and `SystemExit` pass: they mean the run.

    Args:
        step: key of `STEPS`.
        work: the step.
    """
    try:
        return Done(work())
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        return Failed(step, f"{STEPS[step]}: {told(error)}", error)


def told(error: BaseException) -> str:
    """An exception in one line, without a full stop; in words where the system says what is wrong."""
    if isinstance(error, OSError) and error.errno in _WORDS:
        name = f" ({one_line(str(error.filename))})" if error.filename else ""
        return f"{_WORDS[error.errno]}{name}"
    try:
        text = str(error)
    except BaseException:
        text = ""
    # SQLAlchemy puts the statement and its values behind the first line.
    first = one_line(text.strip().split("\n")[0], 300).rstrip(".")
    if isinstance(error, CourseError):
        return first
    return f"{type(error).__name__}: {first}".rstrip(": ")
