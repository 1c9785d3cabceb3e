"""One submission in Gradescope's folders, graded to its ``results.json``."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import Course, open_course
from autograder.course.graded_source import graded_sources
from autograder.course.settings import options_of, settings_of
from autograder.course.tasks import tasks_of
from autograder.grading import decisions
from autograder.grading.isolation import Failed, isolated
from autograder.grading.jobs import Job, JobFactory
from autograder.grading.notebook import Grader, JailMissing, grade_notebook, not_graded
from autograder.records import Result
from autograder.report.gradescope.results import results

STUDENT = "submission"


def run(root: Path) -> Path:
    """Grade what lies in ``submission`` with what lies in ``source``.

    Whatever happens, there is a ``results.json`` that says so.

    Args:
        root: Gradescope's folder, ``/autograder``.

    Returns:
        The file that was written.
    """
    target = root / "results" / "results.json"
    made = isolated("grade", lambda: _graded(root))
    content = _failed(made.reason) if isinstance(made, Failed) else made.value
    write_atomically(target, json.dumps(content, indent=1).encode())
    return target


def _failed(reason: str) -> dict[str, Any]:
    return {
        "score": 0.0,
        "output": f"The submission could not be graded: {reason}. Please tell your instructor.",
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [],
    }


def _graded(root: Path) -> dict[str, Any]:
    course = open_course(root / "source" / "course")
    (name,) = course.problem_sets()
    sources = graded_sources(course, name)
    kept = decisions.kept(course, name, sources)
    tagged = kept.applied(sources) if kept else dict(sources)
    settings = settings_of(course)
    job = JobFactory(course, name, tagged, settings).job(STUDENT, root / "submission")
    try:
        with Grader(settings, course.delimiters, course.private) as grader:
            graded = _results(course, job, tagged, grader)
    except JailMissing as error:
        if settings.jail != "auto":
            raise CourseError(str(error)) from error
        # Gradescope's container is the jail there: one submission, and nothing of another one.
        with Grader(replace(settings, jail="none"), course.delimiters, course.private) as grader:
            graded = _results(course, job, tagged, grader)
    hidden = course.delimiters.hidden_tests
    return results(graded, sources, tasks_of(course, name), options_of(course.config), hidden, job.notes)


def _results(course: Course, job: Job, sources: dict[str, bytes], grader: Grader) -> dict[str, Result]:
    submission, files = job.submission, job.files()
    graded = {
        book: not_graded(sources[book], why, course.delimiters) for book, why in submission.refused.items()
    }
    for book, data in submission.notebooks.items():
        graded[book] = grade_notebook(data, sources[book], files=files, grader=grader)
    return graded
