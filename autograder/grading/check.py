"""One notebook, checked as it will be graded but for the hidden tests: for students, before they hand in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from autograder.course.errors import CourseError
from autograder.course.markers import Marker
from autograder.course.notebooks import NotANotebook, read_cells
from autograder.grading.notebook import JailMissing, grade_notebook
from autograder.grading.restore import BESIDE_IF_FAILED, with_tags
from autograder.records import Result, Settings


def check(path: Path, settings: Settings | None = None) -> Result:
    """Run the test cells that a notebook itself holds, with the limits and verdicts of the grader.

    The code is the caller's own, so a machine without a jail checks without one.

    Args:
        path: a released notebook, answered.
        settings: limits; the defaults if None.

    Raises:
        CourseError: if the file is not a notebook, or holds no test cell.
    """
    data = _read(path)
    tests = [marker.grade_id for marker in map(Marker.of, read_cells(data)) if marker.is_test]
    # Which of them run beside the answers when marks are given, only the instructor's copy knows.
    source = with_tags(data, dict.fromkeys(tests, BESIDE_IF_FAILED))
    wanted = replace(settings or Settings(), visible_only=True)
    try:
        result = grade_notebook(data, source, wanted)
    except JailMissing:
        result = grade_notebook(data, source, replace(wanted, jail="none"))
    if result.error is not None:
        raise CourseError(f"{path} cannot be checked: {result.error}")
    return result


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        cells = read_cells(data)
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from error
    except NotANotebook:
        cells = []
    if not cells:
        raise CourseError(f"{path} is not a notebook. Save it in Jupyter and check it again.")
    if not any(Marker.of(cell).grade for cell in cells):
        raise CourseError(
            f"{path} holds no test cell. Check the notebook that was released, not a copy of its text."
        )
    return data
