"""The course: which problem sets there are and where their files lie.

A course is any folder that nbgrader can work on: one with an ``nbgrader_config.py``, or one that has a
``source/`` folder and keeps nbgrader's defaults. One setting of that file is ours, and nbgrader passes over
it: ``c.Autograder.solutions_directory``, a folder with a sub-folder for each problem set,
``<set>/<set>.md`` (a MyST notebook) or ``<set>/<set>.ipynb``. nbgrader's source folder is then made from it
by `autograder.source`.
"""

from __future__ import annotations

import contextlib
import difflib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

CONFIG = "nbgrader_config.py"
_STUDENT = "\0student\0"
_EXTENSIONS = ("assignment_list", "course_list", "validate_assignment", "formgrader")


class CourseError(Exception):
    """A mistake in the call, in the course or in a file: what was expected, what was found, what to do."""


@dataclass(frozen=True)
class Course:
    """An nbgrader course, opened."""

    root: Path
    """Folder that holds nbgrader's folders (source, release, submitted, …)."""
    config: Any
    """nbgrader's settings (`traitlets.config.Config`)."""
    solutions: Path | None = None
    """Folder from which the source folder is made; None where the source folder is written by hand."""

    def directory(self, name: str = "", student: str = "*", **folders: str) -> Any:
        """nbgrader's own view of the course, `nbgrader.coursedir.CourseDirectory`, for one problem set."""
        from nbgrader.coursedir import CourseDirectory

        ids = {"assignment_id": name, "student_id": student, "root": str(self.root)}
        return CourseDirectory(config=self.config, **ids, **folders)

    def path(self, step: str, name: str, student: str = ".") -> Path:
        """Folder of one problem set in one step.

        Args:
            step: "source", "release", "submitted", "autograded" or "feedback".
            name: problem set.
            student: student id; "." for the steps that have none.
        """
        if (step, name) not in self._patterns:
            directory = self.directory(name)
            folder = getattr(directory, f"{step}_directory")
            self._patterns[step, name] = directory.format_path(folder, _STUDENT, name)
        return Path(os.path.normpath(self._patterns[step, name].replace(_STUDENT, student)))

    @cached_property
    def _patterns(self) -> dict[tuple[str, str], str]:
        """Folders by step and problem set; nbgrader takes a millisecond to find one."""
        return {}

    @cached_property
    def ignored(self) -> list[str]:
        """Patterns of the files that the course leaves out."""
        return self.directory().ignore

    @cached_property
    def group_shared(self) -> bool:
        """Whether the files belong to a group of instructors."""
        return self.directory().groupshared

    def gradebook(self) -> Any:
        """nbgrader's gradebook (`nbgrader.api.Gradebook`), made if there is none; use it as a context."""
        from nbgrader.api import Gradebook

        # nbgrader asks the command `alembic` for the version of a new database. It lies beside our
        # interpreter, which need not be on the path.
        path = os.environ.get("PATH", "")
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), path])
        try:
            return Gradebook(self.directory().db_url, self.config.CourseDirectory.get("course_id", ""))
        finally:
            os.environ["PATH"] = path

    def notebooks(self, name: str) -> list[Path]:
        """Notebooks of a problem set in nbgrader's source folder, sorted."""
        return sorted(self.path("source", name).glob("*.ipynb"))

    def students(self, step: str, name: str) -> list[str]:
        """Students who have a folder of the problem set in a step, sorted."""
        marker = "\0"
        before, _, after = str(self.path(step, name, marker)).partition(marker)
        found = Path(before).glob(f"*{after}") if Path(before).is_dir() else []
        ids = (str(path)[len(before) : len(str(path)) - len(after)] for path in found if path.is_dir())
        return sorted(student for student in ids if not student.startswith("."))

    def problem_sets(self) -> list[str]:
        """Names of the problem sets that have a source, sorted."""
        source = self.path("source", "x").parent
        names = {path.parent.name for path in source.glob("*/*.ipynb")}
        if self.solutions is not None:
            names |= {
                path.name for path in self.solutions.iterdir() if solution_of(self.solutions, path.name)
            }
        return sorted(name for name in names if not name.startswith("."))

    def require(self, name: str) -> str:
        """The name, if there is such a problem set.

        Raises:
            CourseError: if there is none; names what there is, and the one that was probably meant.
        """
        known = self.problem_sets()
        if name in known:
            return name
        close = difflib.get_close_matches(name, known, n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        listed = ", ".join(known) or "none; the source folder is empty"
        raise CourseError(f"expected a problem set of this course ({listed}). Received: {name}.{hint}")


def open_course(folder: str | Path = ".") -> Course:
    """Open the course that `folder` belongs to: the nearest folder with a configuration, itself or above.

    A folder with a gradebook of its own that is not the one that the configuration names is a course too,
    such as that of last term: the settings are those of the configuration, the files its own.

    Raises:
        CourseError: if the folder is no course, or its configuration cannot be read.
    """
    start = Path(folder).resolve()
    for place in (start, *start.parents):
        if (place / CONFIG).is_file():
            course = _configured(place)
            elsewhere = (start / "gradebook.db").is_file() and start not in (course.root, place)
            return replace(course, root=start) if elsewhere else course
    if (start / "source").is_dir():
        return _plain(start)
    raise CourseError(
        f"expected a course: a folder with {CONFIG} or with source/. Received: folder={start}. "
        "Call the command inside the course, or name its folder with --course."
    )


def _configured(place: Path) -> Course:
    from traitlets.config.loader import PyFileConfigLoader

    try:
        config = PyFileConfigLoader(CONFIG, path=str(place)).load_config()
    except Exception as error:
        raise CourseError(f"{place / CONFIG} cannot be read: {type(error).__name__}: {error}") from error
    root = config.CourseDirectory.get("root", "") or place
    solutions = config.Autograder.get("solutions_directory", None)
    folder = None if solutions is None else (place / solutions).resolve()
    if folder is not None and not folder.is_dir():
        raise CourseError(f"{place / CONFIG}: expected a folder. Received: solutions_directory={solutions}")
    return Course((place / root).resolve(), config, folder)


def _plain(place: Path) -> Course:
    from traitlets.config import Config

    return Course(place, Config())


def solution_of(solutions: Path, name: str) -> Path | None:
    """The instructor's notebook of a problem set, or None."""
    candidates = (solutions / name / f"{name}{suffix}" for suffix in (".md", ".ipynb"))
    return next((path for path in candidates if path.is_file()), None)


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


def write_atomically(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file so that a reader, or a crash, finds the old file or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


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
