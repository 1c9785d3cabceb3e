"""The student version: complete, and without a secret."""

import json
import re

import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from tiny_course import HALF, HEADER, RIGHT, SOURCE, SQUARE, answer, code, hand_in, test_cell, write_set

from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.course.nbgrader_compat import convert
from autograder.course.release import leaks, release
from autograder.course.source import read


def text_of(course, step="release"):
    return (course.path(step, "tiny") / "tiny.ipynb").read_text(encoding="utf-8")


def test_solutions_and_hidden_tests_are_gone_and_the_rest_is_there(released):
    text = text_of(released)
    for secret in ("x * x", "x / 2", "square(-7)", "half(5)", "BEGIN", "END"):
        assert secret not in text
    for shown in ("raise NotImplementedError", "square(3) == 9", "half(8) == 4", "import math", "$a^2$"):
        assert shown in text


def test_nbgraders_own_command_gives_the_same_notebook(released):
    ours = text_of(released)
    directory = released.directory("tiny", release_directory="stock")
    convert(released, GenerateAssignment, directory, force=True)
    stock = (released.root / "stock" / "tiny" / "tiny.ipynb").read_text(encoding="utf-8")
    assert json.loads(ours) == json.loads(stock)


def test_locked_cells_cannot_be_edited_and_no_cell_of_a_task_deleted(released):
    for cell in json.loads(text_of(released))["cells"]:
        meta = cell["metadata"].get("nbgrader")
        if meta:
            assert cell["metadata"]["deletable"] is False
            assert cell["metadata"].get("editable", True) is not meta["locked"]


def test_the_gradebook_knows_each_cell_and_its_points(released):
    with released.gradebook() as gradebook:
        notebook = gradebook.find_notebook("tiny", "tiny")
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        hidden = {cell.name: cell.source for cell in notebook.source_cells}
    assert points == {"test-square": 2, "test-half": 3}
    assert "square(-7)" in hidden["test-square"]


def test_the_release_can_be_validated_by_nbgrader(released):
    from nbgrader.validator import Validator

    path = released.path("release", "tiny") / "tiny.ipynb"
    blank = Validator().validate(str(path))
    assert [cell["error"].splitlines()[-1] for cell in blank["failed"]]
    path.write_text(json.dumps(answer(released, RIGHT)), encoding="utf-8")
    assert Validator().validate(str(path)) == {}


SECRET_SQUARE = code("square", re.sub(r" *#.*SOLUTION\n", "", SQUARE), solution=True)


@pytest.mark.parametrize(
    ("secret", "place"),
    [
        ("answer = x * x", "a text cell"),
        ("return answer", "an output"),
        ('assert half(5) == 2.5, "half rounds"', "metadata"),
    ],
)
def test_a_secret_line_is_found_wherever_it_stands(folder, released, secret, place):
    source = read(folder / "solutions" / "tiny" / "tiny.md")
    student = json.loads(text_of(released))
    assert leaks(source, student) == []
    if place == "a text cell":
        student["cells"][0]["source"] += ["\n", "    " + secret]
    elif place == "an output":
        student["cells"][1]["outputs"].append({"output_type": "stream", "name": "stdout", "text": secret})
    else:
        student["metadata"]["note"] = secret
    assert leaks(source, student) == [secret]


def test_a_leaking_set_is_not_released(course):
    course.config.GenerateAssignment.preprocessors = [
        "nbgrader.preprocessors.LockCells",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.SaveCells",
    ]
    with pytest.raises(CourseError, match="is not released: the student version would show"):
        release(course, "tiny")
    assert not course.path("release", "tiny").exists()
    assert [p.name for p in course.path("release", "tiny").parent.iterdir()] == []


def test_a_release_that_fails_leaves_the_earlier_one(folder, released):
    before = text_of(released)
    write_set(folder, "tiny", SOURCE + code("extra", "### BEGIN SOLUTION\n", solution=True))
    with pytest.raises(CourseError):
        release(open_course(folder), "tiny")
    assert text_of(released) == before


def test_a_solution_cell_without_markers_is_secret_as_a_whole(folder):
    write_set(folder, "tiny", HEADER + SECRET_SQUARE + test_cell("t", "assert square(2) == 4\n", 1))
    course = open_course(folder)
    release(course, "tiny")
    assert "def square" not in text_of(course)


def test_cells_of_a_set_with_submissions_cannot_be_removed(folder, released):
    hand_in(released, "anna", answer(released, RIGHT))
    with Gradebook(released.directory("tiny").db_url) as gradebook:
        gradebook.add_student("anna")
        gradebook.add_submission("tiny", "anna")
    write_set(folder, "tiny", HEADER + code("half", HALF, solution=True) + test_cell("t", "assert half\n", 1))
    with pytest.raises(CourseError, match=r"1 submissions in the gradebook.*: setup, square, t, test-half"):
        release(open_course(folder), "tiny")
    assert "square(3)" in text_of(released)


def test_a_released_set_can_be_released_again_after_a_correction(folder, released):
    write_set(folder, "tiny", SOURCE.replace("should be 9", "must be 9"))
    release(open_course(folder), "tiny")
    assert "must be 9" in text_of(released)
