"""A course of one's own: made, released, graded and audited as it is."""

import pytest
from typer.testing import CliRunner

from autograder.audit.bank import answers
from autograder.audit.contract import contract
from autograder.cli import app
from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.course.new_course import new_course
from autograder.course.release import release
from autograder.course.roster.enter import enter
from autograder.course.tasks import tasks_of


def test_a_new_course_is_a_course_with_a_set_a_bank_and_a_list(tmp_path):
    told = CliRunner().invoke(app, ["init", str(tmp_path / "My Course")])
    assert told.exit_code == 0, told.output
    folder = tmp_path / "My Course"
    assert {"nbgrader_config.py", "roster.csv", ".gitignore", "README.md"} <= {
        p.name for p in folder.iterdir()
    }
    assert (folder / ".github/workflows/grade.yml").is_file()
    course = open_course(folder)
    assert course.config.CourseDirectory.course_id == "my-course"
    assert course.problem_sets() == ["hello"]
    assert len(enter(course, folder / "roster.csv").new) == 2
    assert release(course, "hello").is_dir()
    assert [task.title for task in tasks_of(course, "hello")] == [
        "Task 1: The arithmetic mean",
        "Task 2: When is it misleading?",
    ]
    assert {each.name for each in answers(course, "hello", "wrong")} == {"whole_numbers", "empties_the_list"}
    assert contract(course, "hello") == []


def test_each_setting_that_is_off_can_be_used(tmp_path):
    new_course(tmp_path / "c")
    config = tmp_path / "c" / "nbgrader_config.py"
    config.write_text(config.read_text("utf-8").replace("\n# c.", "\nc."), "utf-8")
    assert open_course(tmp_path / "c").config.Autograder.late_days == 3


@pytest.mark.parametrize("there", ["nbgrader_config.py", "README.md"])
def test_nothing_that_lies_there_is_overwritten(tmp_path, there):
    (tmp_path / there).write_text("mine", "utf-8")
    with pytest.raises(CourseError, match="expected a folder"):
        new_course(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text("utf-8") == "mine"


@pytest.mark.slow
def test_the_example_passes_its_own_audit(tmp_path):
    new_course(tmp_path)
    folder = ["--course", str(tmp_path)]
    assert CliRunner().invoke(app, [*folder, "release", "hello"]).exit_code == 0
    told = CliRunner().invoke(app, [*folder, "audit", "hello", "--no-mutants"])
    assert told.exit_code == 0, told.output
