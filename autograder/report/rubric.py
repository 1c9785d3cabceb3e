"""The rubric beside the answer, where a person marks it: in nbgrader's formgrader.

What the instructor wrote between the solution markers of an answer that is marked by hand, or as the mark
scheme of a task, stands below the student's answer there. It is read from the source when the page is shown
and is written into no notebook, so that no feedback holds it. ``c.HTMLExporter.preprocessors`` turns it on.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.course.markers import Delimiters, Marker
from autograder.course.notebooks import NotANotebook, read_cells
from autograder.course.settings import delimiters_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

HEADING = "**For whoever marks it** (students do not see this)"
ONLY_FORMGRADERS = "submission_id"
"""What formgrader tells a page of a submission, and no other command does."""


class ShowRubric(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts the rubric below each answer that a person marks, on formgrader's pages and nowhere else."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[Any, Any]:
        """Change a notebook; called by nbconvert."""
        if not resources.get(ONLY_FORMGRADERS):
            return nb, resources
        found = self._rubrics(str(resources.get("assignment_id")), str(resources.get("notebook_id")))
        cells = []
        for cell in nb.cells:
            cells.append(cell)
            if text := found.get(Marker.of(cell).grade_id):
                cells.append(_note(text))
        nb.cells = cells
        return nb, resources

    def _rubrics(self, name: str, notebook: str) -> dict[str, str]:
        """The rubrics of a notebook by grade_id; none where its source cannot be read."""
        directory = CourseDirectory(config=self.config)
        folder = directory.format_path(directory.source_directory, ".", name)
        try:
            raw = (Path(folder) / f"{notebook}.ipynb").read_bytes()
            return rubrics(raw, delimiters_of(self.config))
        except (OSError, NotANotebook):
            return {}


def rubrics(source: bytes, delimiters: Delimiters) -> dict[str, str]:
    """What stands in an instructor's notebook for those who mark, as Markdown by grade_id.

    Args:
        source: the notebook.
        delimiters: how the course marks what students do not get.

    Raises:
        NotANotebook: if it is none.
    """
    found = {}
    for cell in read_cells(source):
        marker = Marker.of(cell)
        if not marker.is_manual:
            continue
        text = "\n".join(delimiters.secret(cell["source"], marker)[1]).strip("\n")
        if text.strip():
            found[marker.grade_id] = f"~~~python\n{text}\n~~~" if cell["cell_type"] == "code" else text
    return found


def _note(text: str) -> NotebookNode:
    from nbformat.v4 import new_markdown_cell

    note: NotebookNode = new_markdown_cell(f"{HEADING}\n\n{text}")
    return note
