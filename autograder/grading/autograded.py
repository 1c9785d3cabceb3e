"""nbgrader's autograded folder of a submission: executed notebooks and the files beside them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from autograder.course.folders import Course
from autograder.course.notebooks import text_of
from autograder.grading.jobs import Job


def write_autograded(
    course: Course, name: str, job: Job, notebooks: Mapping[str, Mapping[str, object]]
) -> None:
    """Put the autograded folder of a submission in place, whole, with nbgrader's permissions.

    Args:
        course: the course.
        name: problem set.
        job: what was handed in, and the instructor's files.
        notebooks: executed notebooks (nbformat JSON), by name.
    """
    target = course.path("autograded", name, job.student)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix="."))
    old = draft.with_name(f"{draft.name}.old")
    try:
        for path, file in job.beside_notebook().items():
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


def _permit(course: Course, folder: Path) -> None:
    shared = course.group_shared
    mode = int(str(course.config.Autograde.get("permissions", 664 if shared else 444)), 8)
    for here, _, files in os.walk(folder):
        os.chmod(here, 0o2775 if shared else 0o755)
        for name in files:
            os.chmod(Path(here) / name, mode)
