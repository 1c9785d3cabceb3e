"""Instructor notebooks: what is read, what is refused, what nbgrader gets."""

import json

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from tiny_course import SOURCE, SQUARE, SQUARE_TEST, WRONG, code, hand_in, test_cell, write_set

from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.course.markers import Region
from autograder.course.source import build, faults, read


def test_the_source_folder_holds_what_nbgrader_accepts(course):
    (path,) = build(course, "tiny")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    assert path == course.root / "source" / "tiny" / "tiny.ipynb"
    assert notebook.metadata.kernelspec.name == "python3"


def test_building_twice_gives_the_same_bytes(course):
    (path,) = build(course, "tiny")
    first = path.read_bytes()
    path.unlink()
    build(course, "tiny")
    assert path.read_bytes() == first


def test_cell_ids_are_steady_unique_and_tell_the_graded_cells(folder):
    notebook = read(folder / "solutions" / "tiny" / "tiny.md")
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert ids[-4:] == ["square", "test-square", "half", "test-half"]


FAULTY = {
    "grade_id test-square stands in 2 cells": test_cell("test-square", SQUARE_TEST, 1),
    "expected points": code("t", "assert True\n", grade=True, locked=True),
    "Received: points=-1": code("t", "assert True\n", grade=True, locked=True, points=-1),
    "Received: points=True": code("t", "assert True\n", grade=True, locked=True, points=True),
    "Received: locked=None": code("t", "assert True\n", grade=True, locked=None, points=1),
    "Received: schema_version=4. It was written by a newer": code(
        "t", "x = 1\n", solution=True, schema_version=4
    ),
    "letters, digits": code("with a blank", "x = 1\n", solution=True),
    "expected a grade_id": code("", "x = 1\n", solution=True),
    "`BEGIN SOLUTION` has no `END SOLUTION`": code("t", "### BEGIN SOLUTION\nx = 1\n", solution=True),
    "within a region that has not ended": code(
        "t", "### BEGIN HIDDEN TESTS\n" * 2 + "### END HIDDEN TESTS\n", grade=True, locked=True, points=1
    ),
    "`BEGIN SOLUTION` stands in a cell without": code("t", SQUARE, locked=True),
    "`BEGIN HIDDEN TESTS` stands in a cell without": code("t", SQUARE_TEST, locked=True),
}


@pytest.mark.parametrize("message", FAULTY)
def test_a_fault_in_the_source_is_named_and_nothing_is_written(folder, message):
    path = write_set(folder, "tiny", SOURCE + FAULTY[message])
    course = open_course(folder)
    with pytest.raises(CourseError) as caught:
        build(course, "tiny")
    assert message in str(caught.value)
    assert str(path) in str(caught.value)
    assert not course.path("source", "tiny").exists()


def test_all_faults_are_listed_at_once(folder):
    text = SOURCE + code("", "x = 1\n", solution=True) + code("t", "pass\n", grade=True, locked=True)
    assert len(list(faults(read(write_set(folder, "tiny", text))))) == 2


@pytest.mark.parametrize("name", ["tiny.md", "tiny.ipynb"])
def test_a_file_that_is_no_notebook_is_named(folder, name):
    path = folder / name
    path.write_text("---\njupytext: [\n---\n" if name.endswith("md") else "{", encoding="utf-8")
    with pytest.raises(CourseError, match=f"{name} is not a notebook"):
        read(path)


def test_regions_are_told_apart_and_their_markers_dropped():
    visible, hidden = Region("BEGIN HIDDEN TESTS", "END HIDDEN TESTS").split(SQUARE_TEST)
    assert visible == ['assert square(3) == 9, "square(3) should be 9"', ""]
    assert hidden == ['assert square(-7) == 49, "square fails for a negative number"']


def test_an_unknown_set_is_refused_with_the_one_that_was_meant(course):
    with pytest.raises(CourseError, match=r"\(tiny\)\. Received: tinny\. Did you mean tiny\?"):
        course.require("tinny")


def test_a_plain_folder_with_source_is_a_course(course, tmp_path):
    build(course, "tiny")
    plain = tmp_path / "plain"
    target = plain / "source" / "tiny"
    target.mkdir(parents=True)
    (target / "tiny.ipynb").write_bytes(course.notebooks("tiny")[0].read_bytes())
    opened = open_course(plain)
    # The nearest configuration above wins, as in nbgrader's own search from the folder of the course.
    assert opened.root == course.root
    (tmp_path / "nbgrader_config.py").unlink()
    assert open_course(plain).root == plain
    assert open_course(plain).problem_sets() == ["tiny"]


def test_a_folder_that_is_no_course_is_refused(tmp_path):
    with pytest.raises(CourseError, match="expected a course"):
        open_course(tmp_path)


def test_a_configuration_that_fails_is_named(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n1 / 0\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"nbgrader_config\.py cannot be read: ZeroDivisionError"):
        open_course(tmp_path)


def test_students_are_found_whatever_the_folder_structure(folder, released):
    text = json.dumps(WRONG)
    hand_in(released, "bert", text)
    hand_in(released, "anna", text)
    assert released.students("submitted", "tiny") == ["anna", "bert"]
    assert released.students("submitted", "other") == []
    config = (folder / "nbgrader_config.py").read_text(encoding="utf-8")
    structure = 'c.CourseDirectory.directory_structure = "{assignment_id}/{nbgrader_step}/{student_id}"\n'
    (folder / "nbgrader_config.py").write_text(config + structure, encoding="utf-8")
    other = open_course(folder)
    hand_in(other, "cleo", text)
    assert other.students("submitted", "tiny") == ["cleo"]
