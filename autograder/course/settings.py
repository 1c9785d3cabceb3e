"""Limits of grading: from the course's configuration, and from the command line above it."""

from __future__ import annotations

import os
from dataclasses import fields
from typing import Any

from autograder.course.folders import Course, CourseError
from autograder.records import Settings


def settings_of(course: Course, **choices: Any) -> Settings:
    """The settings of a course.

    A field of `Settings` is what `choices` says; else what ``c.Autograder.<field>`` in the configuration is;
    for ``cell_seconds`` else nbgrader's own ``c.ExecutePreprocessor.timeout``; else the default.

    Args:
        course: the course.
        choices: fields that stand above the configuration; None leaves a field as configured.

    Raises:
        CourseError: if a value cannot be.
    """
    found: dict[str, Any] = {}
    for section in (course.config.ExecutePreprocessor, course.config.Execute):
        if section.get("timeout", None):
            found["cell_seconds"] = float(section["timeout"])
    for field in fields(Settings):
        value = course.config.Autograder.get(field.name, None)
        if value is not None:
            found[field.name] = tuple(value) if isinstance(value, list) else value
    try:
        return Settings(**found | {name: value for name, value in choices.items() if value is not None})
    except (TypeError, ValueError) as error:
        raise CourseError(f"settings of the course: {error}") from error


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
