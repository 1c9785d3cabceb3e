"""Feedback pages: nbgrader's converter with a page of our own: no hidden test, nothing from the network."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.course.folders import Course, CourseError
from autograder.course.nbgrader_compat import convert
from autograder.course.source import HIDDEN, split_regions
from autograder.grading.journal import Journal

NOTE = "# The hidden tests of this cell ran here."


class HideHiddenTests(NbGraderPreprocessor):
    """Takes hidden tests out of what a student gets to see; nbgrader's own command can use it too.

    Of a test cell stay the visible lines, a note where hidden ones stood, and of an error its name and
    message; a traceback would quote the tests.
    """

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Change one cell; called by nbconvert."""
        meta = cell.metadata.get("nbgrader", {})
        if cell.cell_type != "code" or not meta.get("grade") or meta.get("solution"):
            return cell, resources
        visible, hidden = split_regions(cell.source, HIDDEN)
        if hidden:
            cell.source = f"{chr(10).join(visible).strip()}\n\n{NOTE}".strip()
        for output in cell.outputs:
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}".strip(": ")]
        return cell, resources


def feedback(course: Course, name: str) -> list[Path]:
    """Write the feedback page of each graded submission.

    Returns:
        The pages, one for each notebook and student, sorted.

    Raises:
        CourseError: if nothing has been graded.
    """
    from nbgrader.converters import GenerateFeedback
    from nbgrader.preprocessors import GetGrades

    from autograder.report.page import TEMPLATES, Page

    course.require(name)
    if not course.students("autograded", name):
        raise CourseError(f"{name} has no graded submission. Run `autograder grade {name}` first.")
    config = copy.deepcopy(course.config)
    config.Page.template_name = "feedback"
    config.Page.extra_template_basedirs = [str(TEMPLATES)]
    steps = [GetGrades, _verdicts(course, name), HideHiddenTests]
    settings = {"preprocessors": steps, "exporter_class": Page, "force": True}
    convert(replace(course, config=config), GenerateFeedback, course.directory(name), **settings)
    folders = (course.path("feedback", name, student) for student in course.students("feedback", name))
    return sorted(page for folder in folders for page in folder.glob("*.html"))


def _verdicts(course: Course, name: str) -> Callable[[Any, Any], tuple[Any, Any]]:
    """A step that puts verdicts and messages beside the marks of each cell."""
    from autograder.report.page import printed, verdict_of, with_attachments

    journal, waiting = Journal(course, name), _waiting(course, name)

    def step(notebook: Any, resources: Any) -> tuple[Any, Any]:
        student, book = resources["nbgrader"]["student"], resources["nbgrader"]["notebook"]
        cells = journal.entered(student).get("cells", {}).get(book, ())
        noted = {cell["grade_id"]: cell for cell in cells}
        for cell in notebook.cells:
            marks = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code":
                cell.outputs = printed(cell)
            else:
                cell.source = with_attachments(cell)
            if marks.get("grade") or marks.get("task"):
                marks["waits"] = (student, book, marks["grade_id"]) in waiting
                verdict = verdict_of(cell, noted.get(marks["grade_id"], {}))
                shown = [output for output in cell.get("outputs", []) if output.output_type != "error"]
                hidden = HIDDEN[0] in cell.source
                cell.metadata["autograder"] = {**verdict, "hidden": hidden, "printed": bool(shown)}
                if not marks.get("solution") and cell.cell_type == "code":
                    cell.outputs = shown
        return notebook, resources

    return step


def _waiting(course: Course, name: str) -> set[tuple[str, str, str]]:
    """Student, notebook and grade_id of the cells that a person still has to mark."""
    with course.gradebook() as gradebook:
        grades = (
            (submission.student_id, book.name, grade)
            for submission in gradebook.find_assignment(name).submissions
            for book in submission.notebooks
            for grade in book.grades
        )
        return {
            (student, book, grade.name)
            for student, book, grade in grades
            if grade.manual_score is None and grade.auto_score is None
        }
