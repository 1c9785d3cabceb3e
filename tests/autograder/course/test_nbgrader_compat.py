"""What nbgrader, nbformat and nbconvert do not promise to keep: a failure names what a release changed."""

import inspect
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from rows import PerHour, mark_by_hand
from tiny_course import RIGHT, WRONG, answer, hand_in, plain_grader

from autograder.course import nbgrader_compat
from autograder.course.errors import CourseError
from autograder.course.markers import Delimiters
from autograder.course.notebooks import read_cells
from autograder.course.settings import delimiters_of
from autograder.grading.run import grade
from autograder.records import Settings

COLUMNS = {
    "Student": {"id"},
    "SubmittedAssignment": {"id", "assignment_id", "student_id", "timestamp", "extension"},
    "SubmittedNotebook": {"id", "assignment_id", "notebook_id", "late_submission_penalty"},
    "Grade": {
        *("id", "cell_id", "notebook_id", "auto_score", "manual_score", "extra_credit"),
        "needs_manual_grade",
    },
    "Comment": {"id", "cell_id", "notebook_id", "auto_comment", "manual_comment"},
    "BaseCell": {"id", "notebook_id", "name", "type"},
}
"""Columns that the grader reads and writes, by nbgrader's class."""


def loaded(code: str) -> set[str]:
    """Modules that a fresh interpreter has loaded after some code."""
    run = [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"]
    return set(subprocess.run(run, capture_output=True, text=True, check=True).stdout.split())


def test_nbgrader_is_loaded_without_the_server_and_its_extensions_are_left_for_others():
    modules = loaded("from autograder.course.nbgrader_compat import load_nbgrader; load_nbgrader()")
    assert "nbgrader" in modules
    assert not {name for name in modules if name.startswith("nbgrader.server_extensions.")}
    # Without the stand-ins these come with `import nbgrader`.
    assert not {"notebook", "jupyter_server", "rfc3987_syntax"} & modules


def test_the_extensions_are_those_that_nbgrader_imports():
    """A new extension must get a stand-in, or every command loads half of Jupyter."""
    import nbgrader

    found = {name for name in nbgrader_compat._EXTENSIONS if f"server_extensions.{name}" in _text(nbgrader)}
    assert found == set(nbgrader_compat._EXTENSIONS)
    assert _text(nbgrader).count("from .server_extensions.") == len(found)


def _text(module) -> str:
    return inspect.getsource(module)


def test_the_optional_package_is_kept_out_and_can_be_imported_afterwards():
    modules = loaded(
        "from autograder.course.notebooks import read_cells\n"
        'raw = b\'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}\'\n'
        "read_cells(raw)"
    )
    assert "nbformat" in modules
    assert "rfc3987_syntax" not in modules


@pytest.mark.parametrize("model", COLUMNS)
def test_the_tables_have_the_columns_that_the_grader_writes(model):
    assert COLUMNS[model] <= set(nbgrader_compat.table(model).c.keys())


@pytest.fixture
def graded(released):
    hand_in(released, "anna", answer(released, RIGHT))
    hand_in(released, "bert", answer(released, WRONG))
    grade(released, "tiny", Settings(), grader=plain_grader)
    return released


def test_the_score_of_a_row_is_nbgraders(graded):
    mark_by_hand(graded, "bert", "test-half", 1.5, 0.5)
    with graded.gradebook() as gradebook:
        grades = [
            grade_
            for submission in gradebook.find_assignment("tiny").submissions
            for book in submission.notebooks
            for grade_ in book.grades
        ]
        columns = nbgrader_compat.table("Grade").c.keys()
        rows = [{name: getattr(grade_, name) for name in columns if name != "type"} for grade_ in grades]
        assert [nbgrader_compat.score_of(row) for row in rows] == [grade_.score for grade_ in grades]
    assert 2.0 in map(nbgrader_compat.score_of, rows)


def test_ids_of_new_rows_are_like_nbgraders():
    one, other = nbgrader_compat.new_row_id(), nbgrader_compat.new_row_id()
    assert one != other
    assert len(one) == 32


def test_a_released_cell_is_unchanged_until_somebody_writes_into_it(released):
    raw = (released.path("release", "tiny") / "tiny.ipynb").read_bytes()
    (cell,) = [c for c in read_cells(raw) if c["metadata"].get("nbgrader", {}).get("grade_id") == "square"]
    assert nbgrader_compat.is_unchanged(cell)
    assert not nbgrader_compat.is_unchanged({**cell, "source": "x = 1"})


def test_the_plugin_for_late_work_is_the_one_that_the_course_configures(course):
    course.config.AssignLatePenalties.plugin_class = PerHour
    plugin = nbgrader_compat.penalty_plugin(course.config)
    assert plugin.late_submission_penalty("anna", 5.0, 7200.0) == 2


def test_the_gradebook_is_made_where_the_path_is_empty(course, monkeypatch):
    monkeypatch.setenv("PATH", "")
    course.root.mkdir(parents=True)
    with course.gradebook() as gradebook:
        assert gradebook.students == []


def test_a_new_gradebook_has_the_version_that_nbgrader_gives_it(monkeypatch):
    from nbgrader.api import get_alembic_version

    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    assert nbgrader_compat.newest_version() == get_alembic_version()


def test_the_cause_of_a_converters_failure_is_told(released):
    from nbgrader.converters import GenerateAssignment

    released.notebooks("tiny")[0].write_text("{", encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        nbgrader_compat.convert(released, GenerateAssignment, released.directory("tiny"), force=True)
    assert "NotJSONError" in str(caught.value)


def test_times_and_patterns_are_read_as_nbgrader_reads_them(tmp_path):
    assert nbgrader_compat.utc_time("2026-01-01 02:00:00 UTC") == datetime(2026, 1, 1, 2)
    path = tmp_path / "a.pyc"
    path.touch()
    assert nbgrader_compat.is_ignored(str(path), ["*.pyc"])
    assert not nbgrader_compat.is_ignored(str(path), ["*.txt"])


def test_the_default_delimiters_and_stubs_are_nbgraders(course):
    # A value that is given makes the classes be read, and is the default itself.
    course.config.ClearSolutions.begin_solution_delimeter = "BEGIN SOLUTION"
    assert delimiters_of(course.config) == Delimiters()


def test_markdown_is_read_as_a_notebook_shows_it():
    from autograder.report.nbconvert_compat import rendered

    made = rendered("# One\n\n$a * b * c$ and *so*\n\n```python\nx = 1\n```\n\n|a|\n|-|\n|b|")
    for part in ("<h1>One</h1>", "$a * b * c$", "<em>so</em>", 'class="highlight"', "<td>b</td>"):
        assert part in made
    assert "anchor" not in made
