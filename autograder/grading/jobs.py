"""Jobs: submissions as they are to be graded, each with a fingerprint of all that its result depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course import outside
from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.plain_text import one_line
from autograder.course.submission import Submission, read_submission, support_files
from autograder.records import FilesBeside, Settings

MOST_FILES = 500
"""Files beside the notebooks that are taken of a student."""


@dataclass(frozen=True)
class Job:
    """A submission as it is to be graded."""

    submission: Submission
    """What was handed in."""
    beside_notebook: Mapping[str, Path]
    """What lies beside the notebook: the student's files, and the instructor's in place of them, by path."""
    given: frozenset[str]
    """Paths of those that are the instructor's."""
    fingerprint: str
    """Of everything that the results depend on."""
    notes: tuple[str, ...] = ()
    """What student and instructor should know about what was handed in, a sentence each."""

    @property
    def student(self) -> str:
        """Id of the student."""
        return self.submission.student

    def files(self) -> FilesBeside:
        """Contents of what lies beside a notebook, by path; notebooks too, which `%run` may name."""
        contents = {f"{book}.ipynb": data for book, data in self.submission.notebooks.items()}
        contents |= {path: file.read_bytes() for path, file in self.beside_notebook.items()}
        return FilesBeside(contents, given=self.given)


class JobFactory:
    """Makes a job of a student's submission, as it lies on disk at that moment."""

    def __init__(self, course: Course, name: str, sources: Mapping[str, bytes], settings: Settings) -> None:
        """Read what all jobs share.

        Args:
            course: the course.
            name: problem set.
            sources: the instructor's notebooks, by name.
            settings: what the submissions are graded under.
        """
        self._course, self._name = course, name
        self._conditions = (settings, course.delimiters)
        self.sources, self._support = sources, support_files(course, name)
        self._given = {f"source/{path}": file.read_bytes() for path, file in self._support.items()}
        self._given |= {f"source/{book}.ipynb": data for book, data in sources.items()}
        self._most_bytes = most_bytes_beside(settings)

    def job(self, student: str, folder: Path | None = None) -> Job:
        """The job of one student: of the submission that counts, or of an attempt in another folder.

        Raises:
            CourseError: if the id cannot be written into a gradebook.
        """
        if outside.text(student) != student:
            raise CourseError("the name of the student's folder is not in UTF-8; rename it")
        submission = read_submission(self._course, self._name, student, self.sources, folder)
        files, notes = files_that_count(submission.files, self._support, self._most_bytes)
        everything: dict[str, bytes | Path] = {**files, **self._given}
        everything |= {f"{book}.ipynb": data for book, data in submission.notebooks.items()}
        told = (*submission.notes, *notes)
        digest = fingerprint(everything, (self._conditions, sorted(submission.refused.items()), told))
        return Job(submission, {**files, **self._support}, frozenset(self._support), digest, told)


def most_bytes_beside(settings: Settings) -> int:
    """Most bytes of the files beside a notebook: the rest of the home belongs to what the student writes."""
    return settings.file_megabytes << 19


def files_that_count(
    files: Mapping[str, Path], support: Mapping[str, Path], most_bytes: int
) -> tuple[dict[str, Path], list[str]]:
    """The files of a student that go with the notebooks, by path, and a sentence about those that do not.

    A file in the instructor's place gives way, and so does one that is called as the instructor's folder is,
    or lies in a folder that is called as the instructor's file is.

    Args:
        files: the student's, by path from the notebook.
        support: the instructor's, by path.
        most_bytes: most bytes of all that count.
    """
    folders = {str(parent) for path in support for parent in Path(path).parents}
    taken, left_out, size = dict[str, Path](), dict[str, str](), 0
    for path, file in files.items():
        if path in folders or any(str(parent) in support for parent in Path(path).parents):
            left_out[path] = "the instructor's files are called so"
        elif outside.text(path) != path:
            left_out[path] = "its name is not in UTF-8"
        elif reason := _unreadable(file):
            left_out[path] = reason
        elif len(taken) >= MOST_FILES:
            left_out[path] = f"more than {MOST_FILES} files"
        elif path not in support and size + file.stat().st_size > most_bytes:
            left_out[path] = f"more than {most_bytes >> 20} MB in all"
        else:
            taken[path] = file
            size += 0 if path in support else file.stat().st_size
    if not left_out:
        return taken, []
    path, reason = next(iter(left_out.items()))
    more = f" and {len(left_out) - 1} more" if len(left_out) > 1 else ""
    return taken, [f"Left out of the files beside the notebook: `{one_line(path)}` ({reason}){more}."]


def _unreadable(file: Path) -> str:
    try:
        with file.open("rb"):
            return ""
    except OSError as error:
        return (error.strerror or "it cannot be read").lower()


def fingerprint(files: Mapping[str, bytes | Path], conditions: object) -> str:
    """SHA-256 of everything that a result depends on.

    Args:
        files: contents, or where they lie, by name: the submission's and the source's.
        conditions: what it is graded under; its `repr` counts, so it holds no set, whose order differs from
            one process to the next.
    """
    digest = hashlib.sha256(repr(conditions).encode(errors="surrogatepass"))
    for name, content in sorted(files.items()):
        data = content.read_bytes() if isinstance(content, Path) else content
        digest.update(f"\0{name}\0{len(data)}\0".encode(errors="surrogatepass"))
        digest.update(data)
    return digest.hexdigest()
