"""More time for a student, as a list says it: "2 days", "36 h", "3" (days), or a new due date."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from autograder.course.errors import CourseError
from autograder.course.plain_text import one_line

_UNITS = {"d": "days", "day": "days", "h": "hours", "hour": "hours", "min": "minutes", "minute": "minutes"}
_UNITS |= {"w": "weeks", "week": "weeks"}
_SPAN = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[a-z]*?)s?", re.IGNORECASE)


def span_of(text: str) -> timedelta | None:
    """A span of time such as ``2 days``, ``36 h`` or ``3``; days if no unit is given, None if it is none."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        return None
    unit = match["unit"].casefold() or "d"
    if unit not in _UNITS:
        return None
    try:
        return timedelta(**{_UNITS[unit]: float(match["number"].replace(",", "."))})
    except OverflowError:
        return None


def date_of(text: str) -> datetime | None:
    """A date, or a date and a time, in ISO's form; a date ends at midnight. None if it is none."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    whole_day = re.fullmatch(r"\d{4}-?\d\d-?\d\d", text.strip()) is not None
    return found + timedelta(hours=23, minutes=59, seconds=59) if whole_day else found


def checked(text: str, where: str) -> str:
    """The text, if it says how much more time there is.

    Raises:
        CourseError: if it does not.
    """
    if span_of(text) is None and date_of(text) is None:
        raise CourseError(
            f"{where}: expected an extension such as `2 days`, `36 h` or `2026-02-03 23:59`. "
            f"Received: {one_line(text, 60)}."
        )
    return text.strip()
