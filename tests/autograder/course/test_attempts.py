"""Several attempts of a student: one counts, by the rule; none is lost; an old export replaces nothing."""

import json

import made_class
import pytest
from exports import blackboard, packed, spread
from made_class import CLASS
from tiny_course import RIGHT, SOURCE, WRONG, answer, write_set
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.collect import collect
from autograder.course.collect.attempts import Attempts
from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.course.release import release
from autograder.course.roster.enter import enter

EARLY, LATE = "2026-01-28-09-00-00", "2026-01-30-15-00-00"


def books(course) -> tuple[bytes, bytes]:
    return tuple(json.dumps(answer(course, cells)).encode() for cells in (WRONG, RIGHT))


def notebook_of(course, student="anna") -> bytes:
    return (course.path("submitted", "tiny", student) / "tiny.ipynb").read_bytes()


def kept(course, student="anna") -> list[bytes]:
    folder = Attempts(course, "tiny").folder / student
    return [path.read_bytes() for path in sorted(folder.glob("*/tiny.ipynb"))]


def two_attempts(course) -> dict[str, bytes]:
    first, second = books(course)
    early = blackboard({"anna": {"tiny.ipynb": first}}, EARLY)
    return early | blackboard({"anna": {"tiny.ipynb": second}}, LATE)


@pytest.mark.parametrize(("rule", "counts"), [("last", 1), ("first", 0), ("best", 1)])
def test_the_rule_decides_which_attempt_counts_and_the_other_is_kept(released, tmp_path, rule, counts):
    collected = collect(released, "tiny", packed(tmp_path, two_attempts(released)), attempt=rule)
    work = books(released)
    assert notebook_of(released) == work[counts]
    assert kept(released) == [work[1 - counts]]
    time = (EARLY, LATE)[counts][:10]
    assert (released.path("submitted", "tiny", "anna") / "timestamp.txt").read_text().startswith(time)
    assert any(rule in note or "last" in note for note in collected.notes)


def test_an_older_export_replaces_nothing(released, tmp_path):
    first, second = books(released)
    collect(released, "tiny", packed(tmp_path, blackboard({"anna": {"tiny.ipynb": second}}, LATE)))
    old = packed(tmp_path, blackboard({"anna": {"tiny.ipynb": first}}, EARLY), "old.zip")
    collected = collect(released, "tiny", old)
    assert [row.outcome for row in collected.rows] == ["kept"]
    assert "is newer" in collected.notes[0]
    assert notebook_of(released) == second
    assert kept(released) == [first]
    assert collect(released, "tiny", old).notes == []
    collect(released, "tiny", old, replace=True)
    assert notebook_of(released) == first


def test_canvas_numbers_tell_which_attempt_is_newer(released, tmp_path):
    first, second = books(released)
    collect(released, "tiny", packed(tmp_path, {"anna_1_5002_tiny-1.ipynb": second}))
    collected = collect(released, "tiny", packed(tmp_path, {"anna_1_5001_tiny.ipynb": first}))
    assert [row.outcome for row in collected.rows] == ["kept"]
    collect(released, "tiny", packed(tmp_path, {"anna_1_5003_tiny-2.ipynb": first}))
    assert notebook_of(released) == first


def test_the_first_attempt_stays_whatever_comes(released, tmp_path):
    first, second = books(released)
    for time, work in ((EARLY, first), (LATE, second)):
        origin = packed(tmp_path, blackboard({"anna": {"tiny.ipynb": work}}, time))
        collect(released, "tiny", origin, attempt="first")
    assert notebook_of(released) == first
    assert kept(released) == [second]


def test_what_was_replaced_is_kept(released, tmp_path):
    first, second = books(released)
    for work in (first, second):
        collect(released, "tiny", packed(tmp_path, {"anna/tiny.ipynb": work}))
    assert notebook_of(released) == second
    assert kept(released) == [first]


def test_a_wrong_rule_is_refused(released, tmp_path):
    with pytest.raises(CourseError, match="last, first, best"):
        collect(released, "tiny", packed(tmp_path, two_attempts(released)), attempt="middle")


def test_a_dry_run_says_what_would_happen_and_changes_nothing(released, tmp_path):
    first, second = books(released)
    collect(released, "tiny", packed(tmp_path, {"anna/tiny.ipynb": first}))
    before = {path: path.stat().st_mtime_ns for path in released.root.rglob("*") if path.is_file()}
    origin = packed(
        tmp_path, {"anna/tiny.ipynb": second, "bert/tiny.ipynb": first, "cleo/essay.pdf": b"%PDF"}
    )
    collected = collect(released, "tiny", origin, dry_run=True)
    assert {row.student: row.outcome for row in collected.rows} == {"anna": "replaced", "bert": "new"}
    assert "essay.pdf" in str(collected.missed[0])
    after = {path: path.stat().st_mtime_ns for path in released.root.rglob("*") if path.is_file()}
    assert after == before


@pytest.fixture
def two_sets(folder):
    """The sets `tiny` and `other`, which has other cells, released."""
    text = SOURCE.replace('"square"', '"cube"').replace('"test-', '"check-').replace('"half"', '"third"')
    write_set(folder, "other", text)
    course = open_course(folder)
    for name in ("tiny", "other"):
        release(course, name)
    return course


def test_the_export_of_another_set_is_refused_by_what_is_in_it(two_sets, tmp_path):
    notebook = json.dumps(answer(two_sets, {}, "other")).encode()
    files = {f"student{n}/tiny.ipynb": notebook for n in range(5)}
    with pytest.raises(CourseError, match="holds submissions of other, not of tiny"):
        collect(two_sets, "tiny", packed(tmp_path, files))
    assert two_sets.students("submitted", "tiny") == []


def test_one_student_with_the_notebook_of_another_set_is_named(two_sets, tmp_path):
    own, other = (json.dumps(answer(two_sets, {}, name)).encode() for name in ("tiny", "other"))
    files = {"anna/tiny.ipynb": own, "bert/tiny.ipynb": other, "cleo/tiny.ipynb": own}
    collected = collect(two_sets, "tiny", packed(tmp_path, files))
    assert collected.students == ("anna", "cleo")
    assert "is of other, not of tiny" in str(collected.missed[0])


def test_a_worksheet_gives_the_times_that_the_export_lacks(released, tmp_path):
    lists = tmp_path / "worksheet.csv"
    lists.write_bytes(made_class.moodle_worksheet())
    enter(released, lists)
    origin = packed(tmp_path, made_class.moodle_export(released))
    collect(released, "tiny", origin, times=lists, timezone="Europe/Berlin")
    for student in CLASS:
        stamp = released.path("submitted", "tiny", student.sis) / "timestamp.txt"
        assert stamp.read_text("utf-8") == "2026-01-30 14:05:00 UTC\n"
    # Without the worksheet the times stay.
    assert {row.outcome for row in collect(released, "tiny", origin).rows} == {"unchanged"}
    assert stamp.exists()


def test_a_list_without_times_is_refused(released, tmp_path):
    lists = tmp_path / "list.csv"
    lists.write_bytes(made_class.plain())
    with pytest.raises(CourseError, match="a column with times"):
        collect(released, "tiny", packed(tmp_path, two_attempts(released)), times=lists)


def test_gradescopes_groups_have_one_submission_each(released, tmp_path):
    listed = """\
submission_1:
  :submitters:
  - :name: Ann Ray
    :sid: '1'
    :email: a@x
  - :name: Bert Lee
    :sid: '2'
    :email: b@x
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-01-30 15:05:00.118303000 Z
"""
    top = "assignment_12_export"
    book = books(released)[0]
    files = {f"{top}/submission_metadata.yml": listed.encode(), f"{top}/submission_1/tiny.ipynb": book}
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert collected.students == ("1", "2")
    assert {row.time for row in collected.rows} == {"2026-01-30 15:05:00 UTC"}


def test_clones_may_lie_in_any_folder(released, tmp_path):
    book = books(released)[0]
    files = {}
    for login in ("octo-cat", "octo-dog"):
        files |= {f"a-set-{login}/.git/HEAD": b"ref", f"a-set-{login}/tiny.ipynb": book}
    # Nothing says where the assignment ends, so what all have in common is taken for it, and --pattern helps.
    assert collect(released, "tiny", spread(tmp_path, files)).students == ("cat", "dog")
    wrapped = {f"a-set-submissions/{name}": data for name, data in files.items()}
    assert collect(released, "tiny", packed(tmp_path, wrapped)).students == ("octo-cat", "octo-dog")


def test_the_suffix_may_be_written_in_any_case(released, tmp_path):
    collect(released, "tiny", packed(tmp_path, {"anna/TINY.IPYNB": books(released)[1]}))
    assert notebook_of(released) == books(released)[1]


def test_everyone_is_named_of_whom_nothing_usable_came(released, tmp_path):
    lists = tmp_path / "list.csv"
    lists.write_bytes(made_class.canvas())
    enter(released, lists)
    files = made_class.canvas_export(released)
    names = dict(zip([student.login for student in CLASS], files, strict=True))
    for login in ("user03", "user04", "user05"):
        del files[names[login]]
    files |= {"müllerjörg_103_5103_essay.pdf": b"%PDF", "oneillzoë_104_text.html": b"<p>My answer"}
    told = CliRunner().invoke(
        app,
        ["--course", str(released.root.parent), "collect", "tiny", "--from", str(packed(tmp_path, files))],
        env={"COLUMNS": "200"},
    )
    assert told.exit_code == 1
    said = " ".join(told.output.split())
    assert "user03 (müllerjörg): no notebook (.ipynb) in what was handed in: essay.pdf" in said
    assert "user04 (oneillzoë): no notebook (.ipynb) in what was handed in: text.html" in said
    assert "Nothing of tiny from 1 student: user05." in said
