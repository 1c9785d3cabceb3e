"""One student's submission on disk: what was handed in, and the autograded folder made of it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.course.folders import Course


@dataclass(frozen=True)
class Submission:
    """What one student handed in for a problem set."""

    student: str
    """Id of the student."""
    notebooks: Mapping[str, bytes]
    """The notebooks that belong to the set, by name; those that were not handed in are not here."""
    files: Mapping[str, Path]
    """All other files, by path within the submission. Links are left out."""
    timestamp: datetime | None
    """When it was handed in (UTC, naive), by its ``timestamp.txt``; None if that says nothing readable."""

    def contents(self) -> dict[str, bytes]:
        """Contents of everything, by path."""
        notebooks = {f"{name}.ipynb": data for name, data in self.notebooks.items()}
        return {**{path: place.read_bytes() for path, place in self.files.items()}, **notebooks}


def read_submission(course: Course, name: str, student: str, notebooks: Mapping[str, object]) -> Submission:
    """Read a submission; `notebooks` names those of the set, others are passed over as nbgrader does."""
    place = course.path("submitted", name, student)
    files = dict(plain_files(place, course.ignored))
    top = {path: file for path, file in files.items() if path.endswith(".ipynb") and "/" not in path}
    own = {path.removesuffix(".ipynb"): file for path, file in top.items()}
    return Submission(
        student,
        {book: file.read_bytes() for book, file in own.items() if book in notebooks},
        {path: file for path, file in files.items() if not path.endswith(".ipynb")},
        _timestamp(place / "timestamp.txt"),
    )


def support_files(course: Course, name: str) -> dict[str, Path]:
    """Files that the instructor gives with the notebooks and that take the place of the student's."""
    files = plain_files(course.path("source", name), course.ignored)
    kept = set(course.config.Autograde.get("exclude_overwriting", {}).get(name, ()))
    return {path: file for path, file in files if not path.endswith(".ipynb") and path not in kept}


def fingerprint(files: Mapping[str, bytes], settings: object) -> str:
    """SHA-256 of everything that a result depends on.

    Args:
        files: contents by name: the submission's and the source's.
        settings: what it is graded under; its `repr` counts.
    """
    digest = hashlib.sha256(repr(settings).encode())
    for name, data in sorted(files.items()):
        digest.update(f"\0{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


@dataclass(frozen=True)
class Job:
    """A submission as it is to be graded."""

    submission: Submission
    """What was handed in."""
    support: Mapping[str, Path]
    """The instructor's files beside the notebooks, by path."""
    fingerprint: str
    """Of everything that the results depend on."""

    def files(self) -> dict[str, bytes]:
        """What lies beside the notebook: the student's files, and the instructor's in place of them."""
        return {path: file.read_bytes() for path, file in {**self.submission.files, **self.support}.items()}


class Desk:
    """Makes a job of a student's submission, as it lies on disk at that moment."""

    def __init__(self, course: Course, name: str, sources: Mapping[str, bytes], settings: object) -> None:
        self._course, self._name, self._settings = course, name, settings
        self.sources, self._support = sources, support_files(course, name)
        self._given = {f"source/{path}": file.read_bytes() for path, file in self._support.items()}
        self._given |= {f"source/{book}.ipynb": data for book, data in sources.items()}

    def job(self, student: str) -> Job:
        """The job of one student."""
        submission = read_submission(self._course, self._name, student, self.sources)
        everything = {**submission.contents(), **self._given}
        return Job(submission, self._support, fingerprint(everything, self._settings))


def place(course: Course, name: str, job: Job, notebooks: Mapping[str, dict[str, Any]]) -> None:
    """Put the autograded folder of a submission in place, whole, with nbgrader's permissions.

    Args:
        course: the course.
        name: problem set.
        job: what was handed in, and the instructor's files.
        notebooks: executed notebooks (nbformat JSON), by name.
    """
    target = course.path("autograded", name, job.submission.student)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix="."))
    old = draft.with_name(f"{draft.name}.old")
    try:
        for path, file in {**job.submission.files, **job.support}.items():
            (draft / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, draft / path)
        for book, content in notebooks.items():
            (draft / f"{book}.ipynb").write_text(text_of(content), encoding="utf-8")
        _permit(course, draft)
        if target.exists():
            target.rename(old)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def text_of(notebook: dict[str, Any]) -> str:
    """A notebook as JSON, on one line: quick to write, and no person reads it as a file."""
    return json.dumps(notebook, sort_keys=True, ensure_ascii=False) + "\n"


def plain_files(place: Path, ignore: list[str]) -> Iterator[tuple[str, Path]]:
    """Files below a folder with their paths from there. Links and what the course ignores are left out."""
    from nbgrader.utils import is_ignored

    for folder, folders, files in os.walk(place):
        here = Path(folder)
        folders[:] = [name for name in sorted(folders) if not is_ignored(str(here / name), ignore)]
        for name in sorted(files):
            path = here / name
            if path.is_file() and not path.is_symlink() and not is_ignored(str(path), ignore):
                yield path.relative_to(place).as_posix(), path


def _permit(course: Course, place: Path) -> None:
    shared = course.group_shared
    mode = int(str(course.config.Autograde.get("permissions", 664 if shared else 444)), 8)
    for folder, _, files in os.walk(place):
        os.chmod(folder, 0o2775 if shared else 0o755)
        for name in files:
            os.chmod(Path(folder) / name, mode)


def _timestamp(path: Path) -> datetime | None:
    from nbgrader.utils import parse_utc

    try:
        text = path.read_text(encoding="utf-8").strip()
        return parse_utc(text) if text else None
    except (OSError, ValueError, OverflowError):
        return None


def points_of(source: bytes) -> dict[str, float]:
    """Points of each graded cell and task of a source notebook, by grade_id."""
    cells = json.loads(source)["cells"]
    metas = [cell["metadata"].get("nbgrader") or {} for cell in cells]
    graded = [meta for meta in metas if meta.get("grade") or meta.get("task")]
    return {meta["grade_id"]: float(meta["points"]) for meta in graded}
