"""Feedback pages: nbgrader's converter with a page of our own: no hidden test, nothing from the network."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.markers import Marker
from autograder.course.nbgrader_compat import convert
from autograder.course.settings import delimiters_of
from autograder.report.marks import submissions_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOTE = "# The hidden tests of this cell ran here."


class HideHiddenTests(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes hidden tests out of what a student gets to see; nbgrader's own command can use it too.

    Of a test cell stay the visible lines, a note where hidden ones stood, and of an error its name and
    message; a traceback would quote the tests.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[Any, Any]:
        """Change a notebook; called by nbconvert."""
        self._hidden_tests = delimiters_of(self.config).hidden_tests
        made: tuple[Any, Any] = super().preprocess(nb, resources)
        return made

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[Any, Any]:
        """Change one cell; called by nbconvert."""
        if not Marker.of(cell).is_test:
            return cell, resources
        visible, hidden = self._hidden_tests.split(cell.source)
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
    steps = [GetGrades, _show_marks(course, name), HideHiddenTests]
    settings = {"preprocessors": steps, "exporter_class": Page, "force": True}
    convert(replace(course, config=config), GenerateFeedback, course.directory(name), **settings)
    folders = (course.path("feedback", name, student) for student in course.students("feedback", name))
    return sorted(page for folder in folders for page in folder.glob("*.html"))


def _show_marks(course: Course, name: str) -> Callable[[Any, Any], tuple[Any, Any]]:
    """A step that puts its mark into each graded cell, and shows what else a page needs."""
    from autograder.report.page import printed, shown_mark, with_attachments

    submissions = submissions_of(course, name)
    marks = {(m.student, m.notebook, m.cell): m for found in submissions for m in found.marks}
    hidden_tests = course.delimiters.hidden_tests

    def step(notebook: NotebookNode, resources: Any) -> tuple[Any, Any]:
        student, book = resources["nbgrader"]["student"], resources["nbgrader"]["notebook"]
        for cell in notebook.cells:
            marker = Marker.of(cell)
            if cell.cell_type == "code":
                cell.outputs = printed(cell)
            else:
                cell.source = with_attachments(cell)
            if marker.has_points:
                mark = shown_mark(marks[student, book, marker.grade_id], cell)
                shown = [output for output in cell.get("outputs", []) if output.output_type != "error"]
                hidden = hidden_tests.is_in(cell.source)
                cell.metadata["autograder"] = {**mark, "hidden": hidden, "printed": bool(shown)}
                if marker.is_test:
                    cell.outputs = shown
        return notebook, resources

    return step
