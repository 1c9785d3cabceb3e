"""nbgrader and nbformat from their inside: everything of theirs that they do not promise to keep.

Each function says why it is needed; ``tests/autograder/course/test_nbgrader_compat.py`` says what broke when
a release changes it.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from autograder.course.folders import Course, CourseError

_EXTENSIONS = ("assignment_list", "course_list", "validate_assignment", "formgrader")


@contextlib.contextmanager
def quick_nbformat() -> Iterator[None]:
    """Import nbformat and what stands on it without an optional package that takes 1.5 s to load.

    jsonschema checks internationalized addresses with `rfc3987_syntax` where it is installed. A notebook
    has none.
    """
    name = "rfc3987_syntax"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        import nbformat  # noqa: F401

        yield
    finally:
        del sys.modules[name]


def load_nbgrader() -> None:
    """Import nbgrader without its four extensions of the Jupyter server, which load half of Jupyter.

    They can still be imported later, by whoever wants them.
    """
    if "nbgrader" in sys.modules:
        return
    names = [f"nbgrader.server_extensions.{name}" for name in _EXTENSIONS]
    for name in names:
        sys.modules[name] = ModuleType(name)
        sys.modules[name].load_jupyter_server_extension = None  # type: ignore[attr-defined]
    try:
        with quick_nbformat():
            import nbgrader  # noqa: F401
    finally:
        for name in names:
            del sys.modules[name]


def convert(course: Course, converter: type, directory: Any, **traits: Any) -> None:
    """Run one of nbgrader's converters; its log is kept apart and its failure becomes one clear line.

    Args:
        course: the course.
        converter: `GenerateAssignment`, `GenerateFeedback` or `Autograde` of `nbgrader.converters`.
        directory: what to work on, from `Course.directory`.
        traits: settings of the converter that stand above the configuration.

    Raises:
        CourseError: if the converter gave up or left something undone.
    """
    from nbgrader.converters.base import NbGraderException

    records: list[logging.LogRecord] = []
    log = logging.Logger("nbgrader", logging.INFO)
    handler = logging.Handler()
    handler.emit = records.append  # type: ignore[method-assign]
    log.addHandler(handler)
    try:
        converter(coursedir=directory, config=course.config, log=log, **traits).start()
    except NbGraderException as error:
        raise CourseError(_reason(records) or str(error)) from error


def _reason(records: list[logging.LogRecord]) -> str:
    """The line of a converter's log that names the cause: end of the first traceback, or the first error."""
    errors = [record.getMessage() for record in records if record.levelno >= logging.ERROR]
    traced = [text for text in errors if text.startswith("Traceback")]
    return traced[0].strip().splitlines()[-1] if traced else next(iter(errors), "").strip()
