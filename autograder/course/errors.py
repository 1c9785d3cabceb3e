"""The one error that every room raises for a mistake that a person can put right."""

from __future__ import annotations


class CourseError(Exception):
    """A mistake in the call, in the course or in a file: what was expected, what was found, what to do."""
