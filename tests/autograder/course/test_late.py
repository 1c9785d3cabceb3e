"""Late work: due dates and rules of the settings, extensions of the list, nothing graded again."""

import json
from datetime import datetime, timedelta

import pytest
from rows import rows
from tiny_course import CONFIG, RIGHT, WRONG, answer, hand_in, plain_grader
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.collect.attempts import Attempts
from autograder.course.folders import open_course
from autograder.course.roster.enter import enter
from autograder.course.settings import options_of
from autograder.grading.deadlines import Deadlines
from autograder.grading.late_policy import penalty
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report.lateness import lateness, span

DUE = datetime(2026, 2, 1, 22, 59)
"""2026-02-01 23:59 in Berlin, in UTC."""
POLICY = """\
c.Autograder.timezone = "Europe/Berlin"
c.Autograder.due_dates = {"tiny": "2026-02-01 23:59"}
c.Autograder.grace_minutes = 10
c.Autograder.late_percent_a_day = 20
c.Autograder.late_days = 3
"""


def configured(course, text: str):
    (course.root.parent / "nbgrader_config.py").write_text(CONFIG + text, encoding="utf-8")
    return open_course(course.root.parent)


def run(course, *words: str):
    command = ["--course", str(course.root.parent), *words]
    return CliRunner().invoke(app, command, env={"COLUMNS": "200"})


def forbidden(*args, **kwargs):
    raise AssertionError("graded again")


def graded(course, grader=plain_grader, **options):
    return grade(course, "tiny", Settings(jail="none"), grader=grader, **options)


def late_by(course, student: str, much: timedelta, cells=RIGHT) -> None:
    hand_in(course, student, answer(course, cells), time=f"{DUE + much} UTC")


def penalties(course) -> dict[str, float | None]:
    return {student: row["books"]["tiny"]["penalty"] for student, row in rows(course).items()}


@pytest.mark.parametrize(
    ("minutes", "off"),
    [
        (0, None),
        (10, None),
        (11, 1.0),
        (24 * 60, 1.0),
        (24 * 60 + 1, 2.0),
        (72 * 60, 3.0),
        (72 * 60 + 1, 5.0),
    ],
)
def test_grace_then_a_part_for_each_day_that_begins_then_all(released, minutes, off):
    options = options_of(configured(released, POLICY).config)
    assert penalty(options, 5.0, 60 * minutes) == off


def test_the_settings_decide_and_nbgrader_knows_the_due_date(released):
    course = configured(released, POLICY)
    for student, much in {"anna": -1, "bert": 5, "cleo": 60, "dora": 60 * 24 * 4}.items():
        late_by(course, student, timedelta(minutes=much))
    graded(course)
    assert penalties(course) == {"anna": None, "bert": None, "cleo": 1.0, "dora": 5.0}
    with course.gradebook() as gradebook:
        assert gradebook.find_assignment("tiny").duedate == DUE
        assert gradebook.find_submission("tiny", "cleo").total_seconds_late == 3600


def test_without_a_rule_nothing_is_taken_off(released):
    course = configured(released, 'c.Autograder.due_dates = {"tiny": "2026-02-01"}\n')
    late_by(course, "anna", timedelta(days=30))
    graded(course)
    assert penalties(course) == {"anna": None}


def test_a_course_that_names_a_plugin_has_that_one(released):
    course = configured(released, f'{POLICY}c.AssignLatePenalties.plugin_class = "rows.PerHour"\n')
    late_by(course, "anna", timedelta(hours=2))
    graded(course)
    assert penalties(course) == {"anna": 2.0}


def test_a_new_due_date_changes_penalties_and_grades_nothing(released):
    course = configured(released, POLICY)
    late_by(course, "anna", timedelta(hours=1))
    graded(course)
    course = configured(released, POLICY.replace("02-01 23:59", "02-05 23:59"))
    done = graded(course, grader=forbidden)
    assert done[0].status == "unchanged"
    assert "the late penalty is now 0 points, it was 1" in done[0].notes[0]
    found = lateness(configured(released, POLICY), "tiny")
    assert penalties(course) == {"anna": 1.0}
    assert "now 1 points" in found.rows[0].change


EXTENSIONS = {"1 day": 0.0, "30 min": 1.0, "2026-02-03": 0.0, "2026-02-01 23:59": 1.0, "0": 1.0}


@pytest.mark.parametrize("words", EXTENSIONS)
@pytest.mark.parametrize("column", ["extension", "extension tiny"])
def test_an_extension_of_the_list_counts_for_its_student(released, tmp_path, words, column):
    course = configured(released, POLICY)
    for student in ("anna", "bert"):
        late_by(course, student, timedelta(hours=1))
    graded(course)
    path = tmp_path / "more.csv"
    path.write_text(f"id,{column}\nanna,{words}\n", encoding="utf-8")
    enter(course, path)
    graded(course, grader=forbidden)
    assert (penalties(course)["anna"] or 0.0, penalties(course)["bert"]) == (EXTENSIONS[words], 1.0)


def test_an_extension_for_another_set_does_not_count(released, tmp_path):
    course = configured(released, POLICY)
    path = tmp_path / "more.csv"
    path.write_text("id,extension other,extension\nanna,9 days,\nbert,9 days,1 day\n", encoding="utf-8")
    enter(course, path)
    deadlines = Deadlines.of(course, "tiny")
    assert deadlines.extension("anna", DUE, None) is None
    assert deadlines.extension("bert", DUE, None) == timedelta(days=1)


def test_what_was_given_in_the_gradebook_stays_where_the_list_has_nothing(released):
    course = configured(released, POLICY)
    late_by(course, "anna", timedelta(hours=1))
    graded(course)
    with course.gradebook() as gradebook:
        gradebook.grant_extension("tiny", "anna", hours=2)
    graded(course, grader=forbidden)
    assert not penalties(course)["anna"]


def test_the_command_sets_a_due_date_and_says_who_was_late(released):
    course = configured(
        released, POLICY.replace('c.Autograder.due_dates = {"tiny": "2026-02-01 23:59"}\n', "")
    )
    for student, much in {"anna": -1, "cleo": 90}.items():
        late_by(course, student, timedelta(minutes=much))
    graded(course)
    told = run(course, "late", "tiny")
    assert "has no due date" in told.output
    told = run(course, "late", "tiny", "--due", "2026-02-01 23:59")
    assert told.exit_code == 0
    assert "cleo" in told.output
    assert "1 h 30 min" in told.output
    assert "was due 2026-02-01 23:59 (Europe/Berlin): 1 of 2 late." in told.output
    assert "anna" not in told.output
    assert json.loads(run(course, "late", "tiny", "--json").stdout)["rows"][0]["penalty"] == 1.0
    assert "--due" in run(configured(released, POLICY), "late", "tiny", "--due", "2026-02-02").output


def test_lateness_that_only_the_system_knows_is_told(released, tmp_path):
    from exports import packed

    from autograder.course.collect import collect

    course = configured(released, POLICY)
    book = json.dumps(answer(course, RIGHT)).encode()
    collect(
        course,
        "tiny",
        packed(tmp_path, {"anna_LATE_1_5001_tiny.ipynb": book, "bert_2_5002_tiny.ipynb": book}),
    )
    graded(course)
    told = run(course, "late", "tiny").output
    assert "late, says the LMS" in told
    assert "--times FILE" in told
    assert "bert" not in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('c.Autograder.due_dates = {"tiny": "soon"}\n', "Received: soon"),
        ('c.Autograder.timezone = "Mars"\n', "Europe/Berlin"),
        ("c.Autograder.late_percent_a_day = 200\n", "late_percent_a_day"),
    ],
)
def test_what_cannot_be_a_rule_is_told_in_one_line(released, text, told):
    late_by(released, "anna", timedelta())
    (released.root.parent / "nbgrader_config.py").write_text(CONFIG + text, encoding="utf-8")
    said = run(released, "late", "tiny")
    assert said.exit_code == 2
    assert told in said.output
    assert len(said.output.strip().splitlines()) == 1


def test_a_span_is_told_in_its_largest_units():
    assert span(timedelta(days=2, hours=3, minutes=7)) == "2 d 3 h"
    assert span(timedelta(seconds=30)) == "less than a minute"
    assert span(timedelta()) == ""


@pytest.fixture
def attempts(released, tmp_path):
    """Two attempts: the better one was handed in two days late."""
    from exports import blackboard, packed

    from autograder.course.collect import collect

    def collected(policy: str):
        course = configured(released, policy)
        early, late = (
            json.dumps(answer(course, cells)).encode() for cells in ({"square": RIGHT["square"]}, RIGHT)
        )
        files = blackboard({"anna": {"tiny.ipynb": early}}, "2026-02-01-20-00-00")
        files |= blackboard({"anna": {"tiny.ipynb": late}}, "2026-02-03-20-00-00")
        collect(course, "tiny", packed(tmp_path, files), attempt="best")
        return course

    return collected


def test_the_best_attempt_counts_and_lateness_with_it(attempts):
    course = attempts(POLICY)
    graded(course)
    # 5 points less two fifths are more than 2.
    assert rows(course)["anna"]["score"] == 5.0
    assert penalties(course)["anna"] == 2.0


def test_the_early_attempt_counts_where_the_late_one_loses_more(attempts):
    course = attempts(POLICY.replace("= 20", "= 40"))
    done = graded(course)
    assert rows(course)["anna"]["score"] == 2.0
    assert not penalties(course)["anna"]
    assert "the attempt of 2026-02-01 20.00.00 counts: 2 points, 1 before" in done[0].notes[-1]
    assert list(Attempts(course, "tiny").records["anna"].others) == ["2026-02-03 20.00.00"]
    # Each attempt was graded once, and nothing changes any more.
    assert graded(course, grader=forbidden)[0].notes == ()


def test_an_attempt_that_cannot_be_graded_is_not_the_best(released, tmp_path):
    from exports import blackboard, packed

    from autograder.course.collect import collect

    book = json.dumps(answer(released, WRONG)).encode()
    files = blackboard({"anna": {"tiny.ipynb": book}}, "2026-02-01-20-00-00")
    files |= blackboard({"anna": {"tiny.ipynb": b"{"}}, "2026-02-03-20-00-00")
    collect(released, "tiny", packed(tmp_path, files), attempt="best")
    done = graded(released)
    assert done[0].status == "graded"
