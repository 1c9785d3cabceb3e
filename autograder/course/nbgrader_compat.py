"""nbgrader and nbformat from their inside: everything of theirs that they do not promise to keep.

Each function says why it is needed; ``tests/autograder/course/test_nbgrader_compat.py`` says what broke when
a release changes it. nbconvert's inside is in `autograder.report.nbconvert_compat`.
"""

from __future__ import annotations

import contextlib
import fnmatch
import logging
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from autograder.course.errors import CourseError

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from autograder.course.folders import Course

_OFFSET = re.compile(
    r"(?P<time>.*\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)?"
)
_HOURS_OF_ZONES = {
    **{"Z": 0, "GMT": 0, "BST": 1, "WEST": 1, "MEZ": 1, "MESZ": 2, "CEST": 2, "EEST": 3},
    **{"EDT": -4, "CDT": -5, "MDT": -6, "PST": -8, "PDT": -7},
}
"""Abbreviations that a time stamp may have and no list of zones does."""
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
        sys.modules.pop(name, None)


def upgraded(text: str) -> NotebookNode:
    """A notebook of any format as one of format 4 (`nbformat.NotebookNode`).

    nbformat finds out the old format by itself and raises what it likes; its import must be the quick one.
    """
    with quick_nbformat():
        import nbformat

        made: NotebookNode = nbformat.reads(text, as_version=4)
        return made


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


def convert(course: Course, converter: Any, directory: Any, **traits: Any) -> None:
    """Run one of nbgrader's converters; its log is kept apart and its failure becomes one clear line.

    What went wrong stands in the log alone; the exception that ends the converter says to look there.

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
    handler.emit = records.append  # type: ignore[method-assign, assignment]
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


OPEN_SECONDS = 20.0
"""How long a gradebook is waited for that another program is writing to."""


def open_gradebook(url: str, course_id: str) -> Any:
    """nbgrader's gradebook (`nbgrader.api.Gradebook`), made if there is none.

    nbgrader asks the command `alembic` for the version of a new database: a process that takes a second, and
    a command that need not be on the path.
    """
    from nbgrader import api
    from sqlalchemy.exc import SQLAlchemyError

    if url.startswith("sqlite:///") and "?" not in url:
        url += f"?timeout={OPEN_SECONDS:g}"
    nbgraders, api.get_alembic_version = api.get_alembic_version, newest_version
    try:
        return api.Gradebook(url, course_id)
    except SQLAlchemyError as error:
        raise CourseError(refusal(error)) from error
    finally:
        api.get_alembic_version = nbgraders


def newest_version() -> str:
    """The version of nbgrader's newest database, as alembic names it (`nbgrader.api.get_alembic_version`)."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR

    config = Config()
    config.set_main_option("script_location", ALEMBIC_DIR.replace("%", "%%"))
    (newest,) = ScriptDirectory.from_config(config).get_heads()
    return newest


def refusal(error: BaseException) -> str:
    """What a gradebook's error says, and what to do."""
    first = str(error).splitlines()[0].rpartition(") ")[2]
    locked = "locked" in first or "busy" in first
    hint = "Close the program that holds it" if locked else "Put that right"
    return f"the gradebook cannot be used: {first}. {hint} and run again."


def wait_for_lock(connection: Any, seconds: float) -> None:
    """Have a connection (`sqlalchemy.Connection`) to an SQLite database wait while another program writes."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def table(model: str) -> Any:
    """SQLAlchemy's table of one of nbgrader's classes, such as "Grade".

    A class of students is a dozen statements on the tables, and thousands through the objects.
    """
    from nbgrader import api

    return getattr(api, model).__table__


def new_row_id() -> str:
    """An id for a new row, which nbgrader's classes give themselves but its tables do not."""
    from nbgrader.api import new_uuid

    return str(new_uuid())


def score_of(grade: Mapping[str, Any]) -> float:
    """nbgrader's score of a grade's row: by hand before automatic, and the extra credit on top.

    `nbgrader.api.Grade.score` is this rule; a row of the table does not have it.
    """
    given = grade["auto_score"] if grade["manual_score"] is None else grade["manual_score"]
    return 0.0 if given is None else float(given + (grade["extra_credit"] or 0.0))


def is_unchanged(cell: Mapping[str, Any]) -> bool:
    """Whether a cell (nbformat JSON) is what was released, by the checksum that nbgrader put into it.

    Its own `determine_grade` does the same, and also looks at outputs, which are not nbgrader's here.
    """
    from nbformat import from_dict
    from nbgrader.utils import compute_checksum

    plain = from_dict({**cell, "source": "".join(cell["source"]), "outputs": []})
    return bool(plain.metadata.nbgrader.get("checksum") == compute_checksum(plain))


def penalty_plugin(config: Any) -> Any:
    """The plugin that a course configures for late submissions (`nbgrader.plugins.LateSubmissionPlugin`).

    nbgrader loads it inside of a converter's step; there is no other way to ask for it.
    """
    from nbgrader.preprocessors import AssignLatePenalties

    preprocessor = AssignLatePenalties(config=config)
    preprocessor.init_plugin()
    return preprocessor.plugin_inst


def utc_time(text: str) -> datetime:
    """A time stamp as nbgrader reads it: UTC, naive.

    nbgrader takes an offset without a colon for a number of seconds, and an unknown zone for UTC.

    Raises:
        ValueError, OverflowError: if it is none, or its zone is not known.
    """
    from nbgrader.utils import parse_utc

    offset = _OFFSET.fullmatch(text)
    if offset is not None:
        text = f"{offset['time']}{offset['sign']}{offset['hours']}:{offset['minutes'] or '00'}"
    elif len(words := text.split()) == 3 and words[2] in _HOURS_OF_ZONES:
        text = f"{words[0]} {words[1]}{_HOURS_OF_ZONES[words[2]]:+03d}:00"
    elif len(words) == 3 and not _is_zone(words[2]):
        raise ValueError(f"the time zone {words[2]} is not known")
    found: datetime = parse_utc(text)
    return found


def _is_zone(name: str) -> bool:
    """Whether a time zone is known by this name, here or in the world."""
    try:
        return name in time.tzname or bool(ZoneInfo(name))
    except (ValueError, LookupError, OSError):
        return False


def is_ignored(path: str, patterns: list[str]) -> bool:
    """Whether nbgrader leaves a file out when it copies a folder."""
    # Its own function lists the whole folder for each file and each pattern, and takes brackets in a
    # folder's name for a pattern.
    name = os.path.basename(path)
    return any(
        fnmatch.fnmatchcase(name, pattern)
        for pattern in patterns
        if pattern.startswith(".") or not name.startswith(".")
    )
