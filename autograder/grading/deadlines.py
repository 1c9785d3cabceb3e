"""When a problem set is due, and for whom later: from the settings, the list of the students, the gradebook.

A due date in ``c.Autograder.due_dates`` stands above the gradebook's and is written there, so that nbgrader's
own tools know it. So does an extension of the list of students above one that was given in the gradebook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.plain_text import one_line
from autograder.course.roster.extensions import date_of, span_of
from autograder.course.roster.kept import Known, read_known
from autograder.course.roster.table import plain
from autograder.course.settings import options_of, zone_of


@dataclass(frozen=True)
class Deadlines:
    """What the course says of the deadlines of one problem set."""

    zone: tzinfo = UTC
    """The zone of the course."""
    configured: datetime | None = None
    """The due date of the settings (UTC, naive); None where they have none."""
    more_time: Mapping[str, str] = field(default_factory=dict)
    """Extensions in the list's words, by student."""

    @classmethod
    def of(cls, course: Course, name: str) -> Deadlines:
        """Read them.

        Raises:
            CourseError: if a date or a zone cannot be read.
        """
        options = options_of(course.config)
        zone = zone_of(options.timezone)
        text = options.due_dates.get(name, "")
        due = utc(text, zone, f"c.Autograder.due_dates, {name}") if text else None
        more = {student: _for_set(known, name) for student, known in read_known(course).items()}
        return cls(zone, due, {student: words for student, words in more.items() if words})

    def due(self, gradebooks: datetime | None) -> datetime | None:
        """When the set is due (UTC, naive): the settings' word, else the gradebook's."""
        return self.configured or gradebooks

    def extension(self, student: str, due: datetime | None, given: timedelta | None) -> timedelta | None:
        """How much later it is due for a student: what the list says, else what the gradebook has."""
        words = self.more_time.get(student, "")
        span = span_of(words)
        if span is not None:
            return span or None
        until = date_of(words)
        if until is None or due is None:
            return given
        return max(_utc(until, self.zone) - due, timedelta()) or None


def utc(text: str, zone: tzinfo, where: str) -> datetime:
    """A date of a person's as UTC, naive; a date alone is the end of that day.

    Raises:
        CourseError: if it is none.
    """
    found = date_of(text)
    if found is None:
        raise CourseError(
            f"{where}: expected a date such as `2026-02-01 23:59`. Received: {one_line(text, 60)}."
        )
    return _utc(found, zone)


def _utc(when: datetime, zone: tzinfo) -> datetime:
    local = when if when.tzinfo else when.replace(tzinfo=zone)
    return local.astimezone(UTC).replace(tzinfo=None)


def _for_set(known: Known, name: str) -> str:
    """The extension for a set; one for all sets where it has none of its own."""
    found = {plain(of): words for of, words in known.extensions.items()}
    return found.get(plain(name)) or found.get("", "")
