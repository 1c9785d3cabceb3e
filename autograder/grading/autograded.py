"""nbgrader's autograded folder of a submission: executed notebooks and the files beside them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from autograder.course.folders import Course
from autograder.course.notebooks import text_of
from autograder.records import Result

DRAFT = "autograder-"
"""What the names of unfinished folders begin with, after a dot."""


def write_autograded(
    course: Course, name: str, student: str, files: Mapping[str, Path], results: Mapping[str, Result]
) -> None:
    """Put the autograded folder of a submission in place, whole, with nbgrader's permissions.

    A notebook that could not be graded stays as it was graded last, as its marks do.

    Args:
        course: the course.
        name: problem set.
        student: id of the student.
        files: what lies beside the notebooks, by path.
        results: results by notebook.
    """
    target = course.path("autograded", name, student)
    if all(result.error is not None for result in results.values()):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f".{DRAFT}*"):  # of a run that was killed
        shutil.rmtree(left, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{DRAFT}"))
    old = draft.with_name(f"{draft.name}.old")
    try:
        for path, file in files.items():
            (draft / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, draft / path)
        for book, result in results.items():
            before = target / f"{book}.ipynb"
            if result.error is not None:
                if before.is_file():
                    shutil.copyfile(before, draft / before.name)
            else:
                (draft / before.name).write_text(text_of(result.notebook), encoding="utf-8")
        _permit(course, draft)
        if target.exists():
            target.rename(old)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _permit(course: Course, folder: Path) -> None:
    shared = course.group_shared
    mode = int(str(course.config.Autograde.get("permissions", 664 if shared else 444)), 8)
    for here, _, files in os.walk(folder):
        os.chmod(here, 0o2775 if shared else 0o755)
        for name in files:
            os.chmod(Path(here) / name, mode)
