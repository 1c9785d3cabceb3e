"""Jobs: submissions as they are to be graded, each with a fingerprint of all that its result depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.folders import Course
from autograder.course.submission import Submission, read_submission, support_files
from autograder.records import FilesBeside, Settings


@dataclass(frozen=True)
class Job:
    """A submission as it is to be graded."""

    submission: Submission
    """What was handed in."""
    support: Mapping[str, Path]
    """The instructor's files beside the notebooks, by path."""
    fingerprint: str
    """Of everything that the results depend on."""

    @property
    def student(self) -> str:
        """Id of the student."""
        return self.submission.student

    def beside_notebook(self) -> dict[str, Path]:
        """What lies beside the notebook: the student's files, and the instructor's in place of them."""
        return {**self.submission.files, **self.support}

    def files(self) -> FilesBeside:
        """Contents of what lies beside a notebook, by path; notebooks too, which `%run` may name."""
        contents = {f"{book}.ipynb": data for book, data in self.submission.notebooks.items()}
        contents |= {path: file.read_bytes() for path, file in self.beside_notebook().items()}
        return FilesBeside(contents, given=self.support)


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

    def job(self, student: str) -> Job:
        """The job of one student."""
        submission = read_submission(self._course, self._name, student, self.sources)
        everything = {**submission.contents(), **self._given}
        return Job(submission, self._support, fingerprint(everything, self._conditions))


def fingerprint(files: Mapping[str, bytes], conditions: object) -> str:
    """SHA-256 of everything that a result depends on.

    Args:
        files: contents by name: the submission's and the source's.
        conditions: what it is graded under; its `repr` counts.
    """
    digest = hashlib.sha256(repr(conditions).encode())
    for name, data in sorted(files.items()):
        digest.update(f"\0{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()
