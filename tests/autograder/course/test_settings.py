"""Limits of grading, from the configuration and above it."""

from dataclasses import fields

import pytest
from tiny_course import CONFIG
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.course.settings import Autograder, settings_of
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


OF_FEEDBACK = ("show_hidden_messages", "show_hidden_output")
OF_THE_DESK = {
    *("timezone", "due_dates", "grace_minutes", "late_percent_a_day", "late_days", "attempt"),
    *("grading_scale", "sections", "feedback"),
}
"""What decides over lateness, attempts, grades and pages, and nothing of a submission's result."""


def test_every_setting_can_be_configured_and_has_the_same_default():
    options = Autograder()
    traits = set(Autograder.class_trait_names(config=True))
    assert traits == {field.name for field in fields(Settings)} | {
        *("solutions_directory", *OF_FEEDBACK),
        *OF_THE_DESK,
    }
    assert not any(getattr(options, name) for name in OF_FEEDBACK), (
        "nothing hidden is shown unless it is asked for"
    )
    assert not any((options.shows_tests, options.shows_messages, options.shows_output))
    assert all(Autograder.class_traits()[name].help for name in OF_THE_DESK)
    for field in fields(Settings):
        value = getattr(options, field.name)
        assert (tuple(value) if isinstance(value, list) else value) == field.default
        assert Autograder.class_traits()[field.name].help


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("c.Autograder.cell_second = 5", "Received: cell_second=5. Did you mean cell_seconds?"),
        ("c.Autograder.solution_directory = 'x'", "Did you mean solutions_directory?"),
        ("c.Autograder.zzz = 1", "There are: attempt, cell_seconds, "),
        ("c.Autograder.memory_megabytes = '2 GB'", "expected an int for c.Autograder.memory_megabytes"),
        ("c.Autograder.cell_seconds = 'long'", "Received: cell_seconds='long'"),
        ("c.Autograder.readable = 5", "Received: readable=5"),
        ("c.Autograder.jail = 'wall'", "Received: jail='wall'"),
        ("c.Autograder.environment = ['A=1']", "Received: environment=['A=1']"),
    ],
)
def test_an_option_that_does_not_exist_or_has_a_wrong_type_is_refused_when_the_course_is_opened(
    folder, line, told
):
    with pytest.raises(CourseError) as caught:
        configured(folder, line)
    assert told in str(caught.value)


@pytest.mark.parametrize("command", ["release", "grade", "feedback", "export", "report", "demo", "audit"])
def test_every_command_says_so(folder, command):
    path = folder / "nbgrader_config.py"
    path.write_text(f"{CONFIG}\nc.Autograder.cell_second = 5\n", encoding="utf-8")
    told = CliRunner().invoke(app, ["--course", str(folder), command, "tiny"])
    assert told.exit_code == 2
    assert "Did you mean cell_seconds?" in " ".join(told.output.split())


def test_one_name_is_a_list_of_one(folder):
    assert settings_of(configured(folder, "c.Autograder.readable = '/srv/data'")).readable == ("/srv/data",)


def test_a_value_of_none_is_the_default_and_a_path_is_a_name(folder):
    course = configured(
        folder,
        "c.Autograder.cell_seconds = None",
        "c.ExecutePreprocessor.timeout = 45",
        "c.Autograder.readable.append(HERE)",
        "c.Autograder.solutions_directory = HERE / 'solutions'",
        "c.Autograder.environment = [('A', '1')]",
    )
    found = settings_of(course)
    assert found == Settings(cell_seconds=45.0, readable=(str(folder),), environment=(("A", "1"),))
    assert course.solutions == folder / "solutions"
