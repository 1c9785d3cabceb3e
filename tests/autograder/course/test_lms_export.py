"""Marks in the forms that each system takes back: a class of 30, read again as the system reads it."""

import csv

import made_class
import pytest
from exports import packed
from made_class import CLASS
from tiny_course import CONFIG, plain_grader
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.collect import collect
from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.course.roster.enter import enter
from autograder.course.settings import options_of
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report.export import spreadsheet_cell
from autograder.report.lms_export import export_for, in_unit

FULL = [student for student in CLASS if student.number % 3 == 0]
"""Those who have all 5 points; the others have none."""
ABSENT = CLASS[-1]


@pytest.fixture(scope="module")
def klass(released_once, tmp_path_factory):
    """The class in a course of its own, with lists of all systems, graded; one of them handed in nothing."""
    import shutil

    folder = tmp_path_factory.mktemp("class")
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    shutil.copytree(released_once, folder / "course")
    shutil.copytree(released_once.parent / "solutions", folder / "solutions")
    course = open_course(folder)
    for name in ("canvas", "blackboard", "gradescope"):
        (folder / "list.csv").write_bytes(made_class.LISTS[name][0]())
        enter(course, folder / "list.csv")
    for data in (made_class.moodle(), made_class.moodle_worksheet()):
        (folder / "list.csv").write_bytes(data)
        enter(course, folder / "list.csv")
    files = made_class.moodle_export(course)
    del files[next(name for name in files if f"_{ABSENT.participant}_" in name)]
    collect(course, "tiny", packed(folder, files))
    grade(course, "tiny", Settings(jail="none"), grader=plain_grader)
    return course


def rows(path, **options) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")  # Excel takes it for UTF-8
    return list(csv.DictReader(data.decode("utf-8-sig").splitlines(), **options))


def test_canvas_finds_its_columns_and_its_numbers(klass, tmp_path):
    done = export_for(klass, "tiny", "canvas", tmp_path / "x.csv", column="tiny (4711)")
    points, *found = rows(tmp_path / "x.csv")
    assert list(points) == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "tiny (4711)"]
    assert points["Student"].strip() == "Points Possible"
    assert float(points["tiny (4711)"]) == 5
    assert {row["ID"]: (row["SIS User ID"], row["SIS Login ID"], row["Section"]) for row in found} == {
        s.lms: (s.sis, s.login, "A") for s in CLASS
    }
    marks = {row["ID"]: row["tiny (4711)"] for row in found}
    assert {id for id, mark in marks.items() if mark and float(mark) == 5} == {
        s.lms for s in FULL if s != ABSENT
    }
    assert marks[ABSENT.lms] == ""
    assert done.missing == [ABSENT.login]
    assert done.strangers == []
    assert next(row for row in found if row["ID"] == "103")["Student"] == "Müller, Jörg"


def test_moodles_worksheet_has_the_numbers_of_this_assignment(klass, tmp_path):
    export_for(klass, "tiny", "moodle", tmp_path / "x.csv", zeros=True)
    found = rows(tmp_path / "x.csv")
    header = made_class.moodle_worksheet().decode("utf-8-sig").splitlines()[0]
    assert list(found[0]) == header.split(",")
    assert {row["Identifier"] for row in found} == {f"Participant {s.participant}" for s in CLASS}
    by_number = {row["Identifier"]: row for row in found}
    full, wrong = CLASS[2], CLASS[0]
    assert float(by_number[f"Participant {full.participant}"]["Grade"]) == 5
    assert float(by_number[f"Participant {ABSENT.participant}"]["Grade"]) == 0
    comment = by_number[f"Participant {wrong.participant}"]["Feedback comments"]
    assert comment.startswith("0 of 5 points. test-square (0/2): ")
    assert "half rounds" in comment


def test_blackboard_has_the_login_and_the_feedback(klass, tmp_path):
    export_for(klass, "tiny", "blackboard", tmp_path / "x.csv", unit="percent")
    found = rows(tmp_path / "x.csv")
    column = "tiny [Total Pts: 5 Score]"
    assert list(found[0]) == [
        *("Last Name", "First Name", "Username", "Student ID", column),
        *("Grading Notes", "Notes Format", "Feedback to Learner", "Feedback Format"),
    ]
    assert {row["Username"]: row["Student ID"] for row in found} == {s.login: s.sis for s in CLASS}
    assert {float(row[column]) for row in found if row[column]} == {0.0, 100.0}


def test_a_table_for_a_person_has_everything(klass, tmp_path):
    export_for(klass, "tiny", "csv", tmp_path / "x.csv")
    found = {row["id"]: row for row in rows(tmp_path / "x.csv")}
    assert found["user03"]["last_name"] == "Müller"
    assert (found["user03"]["points"], found["user03"]["percent"]) == ("5.0", "100.0")
    assert found["user03"]["email"] == "user03@uni.example"


@pytest.mark.parametrize("system", ["canvas", "moodle", "blackboard", "csv"])
def test_no_cell_is_a_formula(klass, tmp_path, system):
    export_for(klass, "tiny", system, tmp_path / "x.csv")
    text = (tmp_path / "x.csv").read_text("utf-8-sig")
    cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
    assert any("1+1" in cell for cell in cells)
    assert not any(cell.lstrip()[:1] in ("=", "+", "@") for cell in cells)
    assert spreadsheet_cell("-1+1") == "'-1+1"
    assert spreadsheet_cell(-1.0) == -1.0


def test_nbgraders_columns_open_right_in_excel(klass, tmp_path):
    told = CliRunner().invoke(
        app, ["--course", str(klass.root.parent), "export", "tiny", "--to", str(tmp_path / "x.csv")]
    )
    assert told.exit_code == 0
    assert {row["last_name"] for row in rows(tmp_path / "x.csv")} >= {"Müller", "李"}


@pytest.mark.parametrize(
    ("score", "unit", "mark"),
    [
        *((4.5, "points", 4.5), (1 / 3, "points", 0.33), (1 / 3, "percent", 6.7), (4.5, "scale", "A")),
        *((4.49, "scale", "B"), (0.1 + 0.2 + 4.2, "scale", "A"), (0, "scale", "F")),
    ],
)
def test_a_mark_in_its_unit(released, score, unit, mark):
    scale = "c.Autograder.grading_scale = [(0, 'F'), (50, 'B'), (90, 'A')]\n"
    (released.root.parent / "nbgrader_config.py").write_text(CONFIG + scale, encoding="utf-8")
    options = options_of(open_course(released.root.parent).config)
    assert in_unit(score, 5.0, unit, options) == mark


def test_a_mark_of_which_a_part_waits_is_left_empty_and_named(klass, tmp_path):
    with klass.gradebook() as gradebook:
        gradebook.find_grade("test-half", "tiny", "tiny", "user06").auto_score = None
        gradebook.db.commit()
    try:
        done = export_for(klass, "tiny", "canvas", tmp_path / "x.csv")
        assert done.waiting == ["user06"]
        assert next(row for row in rows(tmp_path / "x.csv") if row["ID"] == "106")["tiny"] == ""
    finally:
        with klass.gradebook() as gradebook:
            gradebook.find_grade("test-half", "tiny", "tiny", "user06").auto_score = 3.0
            gradebook.db.commit()


def test_the_command_says_whose_mark_is_missing(klass, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = ["--course", str(klass.root.parent), "export", "tiny"]
    told = CliRunner().invoke(app, [*command, "--to", "canvas"])
    assert told.exit_code == 0
    assert "Wrote 30 lines: tiny-canvas.csv" in told.output
    assert f"handed in nothing, left empty (zero with --zeros): {ABSENT.login}." in told.output
    for words in (["--as", "percent"], ["--to", "canvas", "--as", "scale"], ["--to", "canvas", "--as", "x"]):
        refused = CliRunner().invoke(app, [*command, *words])
        assert refused.exit_code == 2
        assert "Received: " in refused.output


def test_a_system_of_which_no_list_was_read_is_told(released, tmp_path):
    with released.gradebook() as gradebook:
        gradebook.update_or_create_student("anna", last_name="Ray", email="a@uni.example")
    done = export_for(released, "tiny", "moodle", tmp_path / "x.csv")
    assert done.strangers == ["anna"]
    assert rows(tmp_path / "x.csv")[0]["Email address"] == "a@uni.example"
    with pytest.raises(CourseError, match="cannot be written"):
        export_for(released, "tiny", "csv", tmp_path)
