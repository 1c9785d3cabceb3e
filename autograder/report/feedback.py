"""Feedback pages, one for each notebook of each student: no hidden test, nothing from the network.

Pages are made from the autograded notebooks and the gradebook, one student after the other; what goes wrong
with one of them is that student's and told by name.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import Course
from autograder.course.markers import Marker, Region
from autograder.course.outside import in_one_piece
from autograder.course.plain_text import one_line
from autograder.course.settings import Autograder, delimiters_of, options_of, zone_of
from autograder.course.tasks import tasks_of
from autograder.grading.isolation import Failed, isolated, told
from autograder.grading.journal import WHOLE, Journal
from autograder.grading.known_words import KnownWords
from autograder.grading.verdicts import NOT_SHOWN
from autograder.report.comment import said_to_student
from autograder.report.marks import GradedNotebook, GradedSubmission, Mark, submissions_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from autograder.report.page import CellReader, ShownCell

NOTE = "# The hidden tests of this cell ran here."
NOTES_OF_NBGRADER = ("timestamp.txt", "submission_secret.txt")
"""Files of a submission by which nbgrader finds the page's place in its exchange."""
LEFT_OUT = "[a line that quotes a hidden test is left out]"


class HideHiddenTests(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes hidden tests out of what a student gets to see; nbgrader's own command can use it too.

    Of a test cell stay the visible lines and a note where hidden ones stood. A cell with hidden tests loses
    what it printed and what its error says too, unless the course shows them: both may quote the tests.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[Any, Any]:
        """Change a notebook; called by nbconvert."""
        self._hidden_tests = delimiters_of(self.config).hidden_tests
        self._options = options_of(self.config)
        made: tuple[Any, Any] = super().preprocess(nb, resources)
        return made

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[Any, Any]:
        """Change one cell; called by nbconvert."""
        if not Marker.of(cell).is_test:
            return cell, resources
        cell.outputs = public_outputs(cell, self._hidden_tests, self._options)
        for output in cell.outputs:
            if output.output_type == "error":
                output.ename, output.evalue = "", public_error(cell, self._hidden_tests, self._options)
                output.traceback = [output.evalue]
        if not self._options.shows_tests:
            cell.source = without_hidden(cell.source, self._hidden_tests)
        return cell, resources


def without_hidden(source: str, hidden_tests: Region) -> str:
    """A test cell's source without its hidden lines, with a note if it has any."""
    visible, hidden = hidden_tests.split(source)
    return f"{chr(10).join(visible).strip()}\n\n{NOTE}".strip() if hidden else source


def public_outputs(cell: Mapping[str, Any], hidden_tests: Region, options: Autograder) -> list[Any]:
    """Outputs of an autograded test cell that its student may see: none that came while hidden lines ran.

    The grader notes which did. Where nbgrader's own command graded, nobody knows, and a cell with hidden
    tests shows none of its outputs but the error, whose words `public_error` chooses.
    """
    outputs = list(cell.get("outputs", []))
    if options.shows_output or not hidden_tests.is_in(cell["source"]):
        return outputs
    noted = cell["metadata"].get("autograder", {}).get("hidden_outputs")
    hidden = range(len(outputs)) if noted is None else noted
    return [out for i, out in enumerate(outputs) if out.get("output_type") == "error" or i not in hidden]


def public_error(cell: Mapping[str, Any], hidden_tests: Region, options: Autograder) -> str:
    """What the error of an autograded test cell may tell its student."""
    from autograder.report.page import error_of

    error = error_of(cell)
    shown = options.shows_messages or not hidden_tests.is_in(cell["source"])
    return error if shown or not error else NOT_SHOWN


def feedback(course: Course, name: str, on_failure: Callable[[str, str], object] | None = None) -> list[Path]:
    """Write the feedback page of each graded submission.

    Args:
        course: the course.
        name: problem set.
        on_failure: called with student and reason for each page that could not be made; if None, the first
            such reason is raised, when all other pages are there.

    Returns:
        The pages, one for each notebook and student, sorted.

    Raises:
        CourseError: if nothing has been graded.
    """
    course.require(name)
    pages, failed = [], list[tuple[str, str]]()
    writer = _Writer(course, name)
    for submission in submissions_of(course, name):
        made = isolated("show", partial(writer.write, submission))
        if isinstance(made, Failed):
            failed.append((submission.student, told(made.error)))
        else:
            pages += made.value
    for student, reason in failed:
        if on_failure is None:
            raise CourseError(f"{one_line(student)} has no feedback page: {reason}")
        on_failure(student, reason)
    return sorted(pages)


class _Writer:
    """Writes the pages of a problem set."""

    def __init__(self, course: Course, name: str) -> None:
        self._course, self._name = course, name
        self._options = options_of(course.config)
        self._hidden_tests = course.delimiters.hidden_tests
        self._journal = Journal(course, name)
        self._tasks = tasks_of(course, name)
        self._mode = 0o664 if course.group_shared else 0o644

    def write(self, submission: GradedSubmission) -> list[Path]:
        """Write the pages of a student; what lay there before goes."""
        target = self._course.path("feedback", self._name, submission.student)
        made = {}
        try:
            for book in submission.notebooks:
                made[target / f"{book.name}.html"] = self._page(submission, book)
        finally:
            # An old page with an old mark is worse than none.
            shutil.rmtree(target, ignore_errors=True)
        for path, text in made.items():
            write_atomically(path, text.encode("utf-8", "replace"), self._mode)
        self._copy_notes(submission.student, target)
        return list(made)

    def _copy_notes(self, student: str, target: Path) -> None:
        """Put what nbgrader's `release_feedback` asks for beside the pages, where there is any."""
        for name in NOTES_OF_NBGRADER:
            note = self._course.path("submitted", self._name, student) / name
            if target.is_dir() and note.is_file() and not note.is_symlink():
                write_atomically(target / name, note.read_bytes(), self._mode)

    def _page(self, submission: GradedSubmission, book: GradedNotebook) -> str:
        from autograder.report import page

        folder = self._course.path("autograded", self._name, submission.student)
        marks = {mark.cell: mark for mark in submission.marks if mark.notebook == book.name}
        score = sum(mark.score or 0.0 for mark in marks.values())
        content = page.PageContent(
            submission.student,
            book.name,
            max(0.0, score - book.penalty),
            sum(mark.points for mark in marks.values()),
            book.penalty,
            [],
        )
        cells = _cells(folder / f"{book.name}.ipynb")
        content.note = self._note(submission.student, book.name, cells is not None)
        reader = page.CellReader(folder)
        self._words = self._known_words(cells or [])
        for cell in cells or ():
            content.cells.append(self._shown(cell, marks, book.comments, reader))
        seen = [cell.mark.grade_id for cell in content.cells if cell.mark]
        rest = [page.shown_mark(mark, self._said(mark)) for mark in marks.values() if mark.cell not in seen]
        content.marks = [*(cell.mark for cell in content.cells if cell.mark), *rest]
        own_tasks = [task for task in self._tasks if task.notebook == book.name]
        content.tasks = page.by_task(content.marks, own_tasks)
        content.handed_in = self._handed_in(submission.timestamp)
        return page.page(content)

    def _handed_in(self, timestamp: str) -> str:
        """When it was handed in, in the course's zone."""
        if not timestamp:
            return ""
        zone = self._options.timezone
        local = datetime.fromisoformat(timestamp).replace(tzinfo=UTC).astimezone(zone_of(zone))
        return f"{local:%Y-%m-%d %H:%M} ({zone})"

    def _known_words(self, cells: list[dict[str, Any]]) -> KnownWords:
        hidden = self._hidden_tests.all_lines
        return KnownWords((c["source"], hidden(c["source"]) if Marker.of(c).is_test else ()) for c in cells)

    def _note(self, student: str, book: str, there: bool) -> str:
        """What to say of a notebook that was not graded as it was handed in."""
        entered = self._journal.entered(student)
        reason = (entered.errors.get(book) or entered.errors.get(WHOLE, "")) if entered else ""
        if reason and there:
            return (
                f"The notebook that you handed in last could not be graded: {one_line(reason, 500)}. "
                "This page is about an earlier one."
            )
        if reason:
            return f"The notebook could not be graded: {one_line(reason, 500)}."
        return "" if there else "This notebook was not handed in."

    def _said(self, mark: Mark) -> str:
        """What the student may read of what the grader said."""
        return said_to_student(mark, self._options)

    def _shown(
        self, cell: dict[str, Any], marks: Mapping[str, Mark], comments: Mapping[str, str], reader: CellReader
    ) -> ShownCell:
        """A cell as the page has it; one that cannot be shown says so."""
        from autograder.report.page import ShownCell, comment_html, shown_mark

        marker = Marker.of(cell)
        mark = marks.get(marker.grade_id) if marker.has_points else None
        kind = (
            "answer"
            if marker.keeps_students_text
            else "test"
            if mark
            else "given"
            if marker.locked
            else "own"
        )
        shown = ShownCell(kind, "", comment=comment_html(comments.get(marker.grade_id, "")))
        if mark is not None:
            message = self._said(mark)
            if not message and not mark.by_hand and marker.is_test:
                message = public_error(cell, self._hidden_tests, self._options)
            shown.mark = shown_mark(mark, message)
        try:
            self._fill(shown, cell, marker, reader)
        except Exception as error:
            shown.content = f'<p class="note">[this cell cannot be shown: {type(error).__name__}]</p>'
        return shown

    def _fill(self, shown: ShownCell, cell: dict[str, Any], marker: Marker, reader: CellReader) -> None:
        source = cell["source"]
        if cell.get("cell_type") != "code":
            shown.content = reader.text(source, cell.get("attachments"))
            return
        outputs = cell.get("outputs", [])
        if marker.is_test:
            shown.hidden = self._hidden_tests.is_in(source) and not self._options.shows_tests
            outputs = public_outputs(cell, self._hidden_tests, self._options)
            if not self._options.shows_output:
                outputs = [_without_secrets(output, self._words) for output in outputs]
            # Its error is told by its message.
            outputs = [output for output in outputs if output.get("output_type") != "error"]
            if not self._options.shows_tests:
                source = without_hidden(source, self._hidden_tests)
        shown.content = reader.code(source)
        shown.outputs = reader.outputs(outputs)


def _without_secrets(output: dict[str, Any], words: KnownWords) -> dict[str, Any]:
    """Printed text without the lines that quote a hidden test, such as the traceback of one that ran it."""
    text = in_one_piece(output.get("text"))
    if output.get("output_type") != "stream" or not isinstance(text, str) or not words.betrays(text):
        return output
    lines = text.split("\n")
    return output | {"text": "\n".join(LEFT_OUT if words.betrays(line) else line for line in lines)}


def _cells(path: Path) -> list[dict[str, Any]] | None:
    """The cells of an autograded notebook with their outputs, sources as texts; None if there is none."""
    try:
        cells = list(json.loads(path.read_bytes())["cells"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return [_cell(cell) for cell in cells if isinstance(cell, dict)]


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    source, metadata, outputs = in_one_piece(cell.get("source")), cell.get("metadata"), cell.get("outputs")
    return cell | {
        "source": source if isinstance(source, str) else "",
        "metadata": metadata if isinstance(metadata, dict) else {},
        "outputs": [out for out in outputs if isinstance(out, dict)] if isinstance(outputs, list) else [],
    }
