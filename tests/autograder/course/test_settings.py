"""Limits of grading, from the configuration and above it."""

import pytest

from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.course.settings import settings_of
from autograder.records import Settings


def configured(folder, *lines: str):
    path = folder / "nbgrader_config.py"
    path.write_text("\n".join([path.read_text(encoding="utf-8"), *lines]) + "\n", encoding="utf-8")
    return open_course(folder)


def test_without_a_word_of_the_course_the_defaults_hold(course):
    assert settings_of(course) == Settings()


def test_the_course_and_the_caller_change_them_in_this_order(folder):
    course = configured(
        folder,
        "c.ExecutePreprocessor.timeout = 45",
        "c.Autograder.memory_megabytes = 512",
        'c.Autograder.readable = ["/srv/data"]',
    )
    found = settings_of(course, memory_megabytes=256, jail=None)
    assert found == Settings(cell_seconds=45.0, memory_megabytes=256, readable=("/srv/data",))


def test_the_timeout_of_the_grader_stands_above_nbgraders(folder):
    course = configured(folder, "c.ExecutePreprocessor.timeout = 45", "c.Autograder.cell_seconds = 5")
    assert settings_of(course).cell_seconds == 5


@pytest.mark.parametrize("line", ["c.Autograder.cell_seconds = 0", 'c.Autograder.cell_seconds = "long"'])
def test_a_limit_that_cannot_be_is_named(folder, line):
    with pytest.raises(CourseError, match="settings of the course"):
        settings_of(configured(folder, line))
