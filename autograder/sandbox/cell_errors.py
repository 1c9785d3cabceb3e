"""Where in the cells an exception comes from, and how it is shown."""

from __future__ import annotations

import linecache
import traceback

from autograder.sandbox.protocol import ErrorOutput, Place


def place_of(error: BaseException) -> Place | None:
    """The innermost line of a cell that led to ``error``; None without one."""
    if (known := students_place(error)) is not None:
        return known
    if isinstance(error, SyntaxError) and str(error.filename).startswith("<"):
        return Place(str(error.filename).strip("<>"), error.lineno or 0, (error.text or "").strip())
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if is_cell(frame.filename):
            return Place(frame.filename.strip("<>"), frame.lineno or 0, (frame.line or "").strip()[:200])
    return None


def students_place(error: BaseException) -> Place | None:
    """The student's line that raised ``error`` in the worker; None if it was raised here."""
    known = error.__dict__.get("place") if hasattr(error, "__dict__") else None
    return known if isinstance(known, Place) else None


def package_of(error: BaseException) -> str:
    """The package whose code raised ``error``; empty if a cell did, or the student's process."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    if not frames or is_cell(frames[-1].f_code.co_filename):
        return ""
    return str(frames[-1].f_globals.get("__name__", "")).partition(".")[0]


def error_output(error: BaseException) -> ErrorOutput:
    """The error as an output: the lines of the cells that led to it, then the message."""
    name = type(error).__name__
    try:
        text = str(error)[:4000]
    except Exception:
        text = ""
    lines = [f"{'-' * 75}", f"{name:<42}Traceback (most recent call last)"]
    for frame in traceback.extract_tb(error.__traceback__):
        if is_cell(frame.filename):
            lines += [
                f"{frame.filename.strip('<>')}, line {frame.lineno}, in {frame.name}",
                f"    {(frame.line or '')[:200]}",
            ]
    place = place_of(error)
    if place and getattr(error, "from_student", False):
        lines += [f"{place.cell}, line {place.line}, in the student's code", f"    {place.text}"]
    lines.append(f"{name}: {text}")
    return ErrorOutput(name, text, tuple(lines))


def is_cell(filename: str) -> bool:
    """Whether a traceback's file name stands for a cell."""
    return filename.startswith("<") and filename in linecache.cache
