"""The course: which problem sets there are and where their files lie.

A course is any folder that nbgrader can work on: one with an ``nbgrader_config.py``, or one that has a
``source/`` folder and keeps nbgrader's defaults. The options of ``c.Autograder`` in that file are ours; see
`autograder.course.settings`. With ``c.Autograder.solutions_directory``, a folder with a sub-folder for each
problem set, ``<set>/<set>.md`` (a MyST notebook) or ``<set>/<set>.ipynb``, nbgrader's source folder is made
from it by `autograder.course.source`.
"""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course.errors import CourseError
from autograder.course.nbgrader_compat import open_gradebook

if TYPE_CHECKING:
    from traitlets.config import Config

    from autograder.course.markers import Delimiters

CONFIG = "nbgrader_config.py"
_STUDENT = "\0student\0"


@dataclass(frozen=True)
class Course:
    """An nbgrader course, opened."""

    root: Path
    """Folder that holds nbgrader's folders (source, release, submitted, …)."""
    config: Config
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
    def private(self) -> tuple[Path, ...]:
        """Folders and files that no student's code may read: tests, solutions, hand-ins, marks."""
        marker = "\0"
        steps = [str(self.path("source", marker))]
        steps += [str(self.path(step, "x", marker)) for step in ("submitted", "autograded", "feedback")]
        found = [Path(path.partition(marker)[0]) for path in steps]
        found.append(self.root / ".autograder")
        database = str(self.directory().db_url)
        if database.startswith("sqlite:///"):
            found.append(self.root / database.removeprefix("sqlite:///"))
        return (*found, *([] if self.solutions is None else [self.solutions]))

    @cached_property
    def ignored(self) -> list[str]:
        """Patterns of the files that the course leaves out."""
        return list(self.directory().ignore)

    @cached_property
    def group_shared(self) -> bool:
        """Whether the files belong to a group of instructors."""
        return bool(self.directory().groupshared)

    @cached_property
    def delimiters(self) -> Delimiters:
        """How the course marks what students do not get.

        Raises:
            CourseError: if two of them cannot be told apart.
        """
        from autograder.course.settings import delimiters_of

        return delimiters_of(self.config)

    def gradebook(self) -> Any:
        """nbgrader's gradebook (`nbgrader.api.Gradebook`), made if there is none; use it as a context."""
        return open_gradebook(self.directory().db_url, self.config.CourseDirectory.get("course_id", ""))

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
            CourseError: if there is none; names what there is, and the one that was probably meant. Or if
            nbgrader cannot work on a set of this name.
        """
        known = self.problem_sets()
        if name in known:
            _refuse_name(name)
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
    for above in (start, *start.parents):
        if (above / CONFIG).is_file():
            course = _configured(above)
            elsewhere = (start / "gradebook.db").is_file() and start not in (course.root, above)
            return replace(course, root=start) if elsewhere else course
    if (start / "source").is_dir():
        return _plain(start)
    raise CourseError(
        f"expected a course: a folder with {CONFIG} or with source/. Received: folder={start}. "
        "Call the command inside the course, or name its folder with --course."
    )


def _configured(folder: Path) -> Course:
    from traitlets.config.loader import PyFileConfigLoader

    from autograder.course.settings import options_of

    path = folder / CONFIG
    try:
        config = PyFileConfigLoader(CONFIG, path=str(folder)).load_config()
    except Exception as error:
        raise CourseError(f"{path} cannot be read: {type(error).__name__}: {error}") from error
    options = options_of(config)
    root = config.CourseDirectory.get("root", "") or folder
    named = options.solutions_directory
    solutions = None if named is None else (folder / named).resolve()
    if solutions is not None and not solutions.is_dir():
        raise CourseError(f"{path}: expected a folder. Received: solutions_directory={named}")
    return Course((folder / root).resolve(), config, solutions)


def _plain(folder: Path) -> Course:
    from traitlets.config import Config

    return Course(folder, Config())


def _refuse_name(name: str) -> None:
    """Refuse a name that nbgrader takes for something else, with its reason."""
    found = sorted(set(name) & set("+*?[]"))
    if found:
        signs = " ".join(found)
        why = "it keeps + for itself" if found == ["+"] else "it reads such a name as a pattern of file names"
        raise CourseError(
            f"nbgrader cannot work on a problem set whose name holds {signs}: {why}. Received: {name}. "
            "Rename its folder, with letters, digits, blanks, `-` and `_`."
        )
    if name != name.strip():
        raise CourseError(
            "nbgrader cannot work on a problem set whose name begins or ends with a blank. "
            f"Received: {name!r}. Rename its folder."
        )


def solution_of(solutions: Path, name: str) -> Path | None:
    """The instructor's notebook of a problem set, or None."""
    candidates = (solutions / name / f"{name}{suffix}" for suffix in (".md", ".ipynb"))
    return next((path for path in candidates if path.is_file()), None)
