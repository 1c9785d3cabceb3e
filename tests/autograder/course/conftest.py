"""The small course of `tiny_course` in a temporary folder."""

import shutil
from pathlib import Path

import pytest
from tiny_course import CONFIG, write_set

from autograder.course.folders import Course, open_course
from autograder.course.nbgrader_compat import quick_nbformat

with quick_nbformat():
    from autograder.course.release import release


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course folder with one problem set, `tiny`: two tasks of 2 and 3 points."""
    (tmp_path / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    write_set(tmp_path, "tiny")
    return tmp_path


@pytest.fixture
def course(folder: Path) -> Course:
    return open_course(folder)


@pytest.fixture(scope="session")
def released_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("released")
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    write_set(folder, "tiny")
    release(open_course(folder), "tiny")
    return folder / "course"


@pytest.fixture
def released(course: Course, released_once: Path) -> Course:
    """The course with `tiny` released, nothing submitted."""
    shutil.copytree(released_once, course.root)
    return course
