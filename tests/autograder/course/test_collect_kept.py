"""Nothing that a student handed in is lost: it is in the course, or it is told."""

import json

import exports
import pytest
from exports import WRITERS, archive, packed, spread, tar

from autograder.course.collect import collect
from autograder.course.collect.drafts import sort
from autograder.course.errors import CourseError

BOOK = b'{"cells": []}'
BESIDE = {"helper.py": b"x = 1\n", "data/points.csv": b"1,2\n", "data/deep/photo.png": b"\x89PNG"}


def files_of(course, student, name="tiny"):
    folder = course.path("submitted", name, student)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def two(released):
    """A set of two notebooks, `one` and `two`."""
    folder = released.path("source", "pair")
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.ipynb").write_text(json.dumps({"cells": []}), encoding="utf-8")
    return released


@pytest.mark.parametrize(
    "name", ["tiny.IPYNB", "Tiny.ipynb", "tiny (1).ipynb", "tiny-2.ipynb", "my work.Ipynb"]
)
@pytest.mark.parametrize("system", WRITERS)
def test_a_notebook_is_found_by_any_name(released, tmp_path, system, name):
    write, id_of = WRITERS[system]
    klass = {"anna": {name: BOOK}, "bert": {"tiny.ipynb": BOOK}}
    collect(released, "tiny", packed(tmp_path, write(klass)))
    assert files_of(released, id_of("anna"))["tiny.ipynb"] == BOOK


@pytest.mark.parametrize("system", ["moodle", "brightspace", "nbgrader", "folders", "zips"])
def test_what_lies_beside_a_notebook_stays_beside_it(released, tmp_path, system):
    write, id_of = WRITERS[system]
    klass = {"anna": {"tiny.ipynb": BOOK, **BESIDE}, "bert": {"tiny.ipynb": BOOK}}
    collected = collect(released, "tiny", packed(tmp_path, write(klass)))
    kept = files_of(released, id_of("anna"))
    kept.pop("timestamp.txt", None)
    assert kept == {"tiny.ipynb": BOOK, **BESIDE}
    assert collected.complete


@pytest.mark.parametrize("system", ["canvas", "blackboard", "moodle, flat"])
def test_single_files_of_a_student_come_together(released, tmp_path, system):
    write, id_of = WRITERS[system]
    klass = {"anna": {"tiny.ipynb": BOOK, "helper.py": b"x", "a picture.png": b"y"}}
    collect(released, "tiny", packed(tmp_path, write(klass)))
    kept = files_of(released, id_of("anna"))
    assert (kept["tiny.ipynb"], kept["helper.py"], kept["a picture.png"]) == (BOOK, b"x", b"y")


@pytest.mark.parametrize("system", WRITERS)
@pytest.mark.parametrize("wrapped", ["", "my work/", "my work/more/"])
def test_an_archives_folders_round_the_notebook_fall_away(released, tmp_path, system, wrapped):
    write, id_of = WRITERS[system]
    inner = archive({f"{wrapped}{name}": data for name, data in {"tiny.ipynb": BOOK, **BESIDE}.items()})
    klass = {"anna": {"work.zip": inner}, "bert": {"tiny.ipynb": BOOK}}
    collect(released, "tiny", packed(tmp_path, write(klass)))
    assert {"tiny.ipynb": BOOK, **BESIDE}.items() <= files_of(released, id_of("anna")).items()


@pytest.mark.parametrize(
    ("name", "mode"), [("w.tar", "w"), ("w.tar.gz", "w:gz"), ("w.TGZ", "w:gz"), ("w.tar.bz2", "w:bz2")]
)
def test_tar_archives_are_opened(released, tmp_path, name, mode):
    files = {f"anna/{name}": tar({"w/tiny.ipynb": BOOK, "w/helper.py": b"x"}, mode)}
    collect(released, "tiny", packed(tmp_path, files))
    assert files_of(released, "anna") == {"tiny.ipynb": BOOK, "helper.py": b"x"}


@pytest.mark.parametrize("name", ["data.zip", "data.7z", "data.tar.xz", "data.rar"])
def test_an_archive_without_a_notebook_is_kept_as_it_is(released, tmp_path, name):
    data = archive({"points.csv": b"1"})
    collect(released, "tiny", packed(tmp_path, {"anna/tiny.ipynb": BOOK, f"anna/{name}": data}))
    assert files_of(released, "anna") == {"tiny.ipynb": BOOK, name: data}


@pytest.mark.parametrize("name", ["work.7z", "work.rar", "work.tar.xz"])
def test_an_archive_that_cannot_be_opened_is_told(released, tmp_path, name):
    files = {f"anna/{name}": b"7z\xbc\xaf", "bert/tiny.ipynb": BOOK}
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert collected.students == ("bert",)
    assert name in str(collected.missed[0])
    assert ".zip" in str(collected.missed[0])


TEXT_ONLY = {
    "moodle": ("Zoe Ray_9_assignsubmission_onlinetext_/onlinetext.html", exports.moodle, "9 (Zoe Ray)"),
    "moodle, flat": (
        "Zoe Ray_9_assignsubmission_onlinetext_onlinetext.html",
        exports.moodle_flat,
        "9 (Zoe Ray)",
    ),
    "canvas": ("zoe_9_text.html", exports.canvas, "zoe"),
    "canvas, a link": ("zoe_LATE_9_link.html", exports.canvas, "zoe"),
    "blackboard": ("Problem Set_zoe_attempt_2026-01-30-15-00-00.txt", exports.blackboard, "zoe"),
    "brightspace": ("9-77 - Zoe Ray - Jan 30, 2026 305 PM/essay.pdf", exports.brightspace, "9 (Zoe Ray)"),
    "folders": ("zoe/essay.pdf", exports.folders, "zoe"),
}


@pytest.mark.parametrize("system", TEXT_ONLY)
def test_who_handed_in_no_notebook_is_named(released, tmp_path, system):
    path, write, called = TEXT_ONLY[system]
    files = {**write({"anna": {"tiny.ipynb": BOOK}}), path: b"<p>My answer</p>"}
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert len(collected.students) == 1
    (missed,) = collected.missed
    assert missed.who == called
    assert "no notebook" in missed.why


def test_a_text_beside_the_notebook_is_kept(released, tmp_path):
    files = {
        "Ann_7_assignsubmission_file_/tiny.ipynb": BOOK,
        "Ann_7_assignsubmission_onlinetext_/onlinetext.html": b"<p>",
    }
    assert collect(released, "tiny", packed(tmp_path, files)).students == ("7",)
    assert set(files_of(released, "7")) == {"tiny.ipynb", "onlinetext.html"}


def test_moodles_name_stands_in_the_report(released, tmp_path):
    collected = collect(released, "tiny", packed(tmp_path, exports.moodle({"anna": {"tiny.ipynb": BOOK}})))
    assert [(row.student, row.person) for row in collected.rows] == [("101", "Anna Lee")]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_later_of_two_brightspace_submissions_counts(released, tmp_path, order):
    times = {1: "May 9, 2030 905 AM", 2: "May 10, 2030 805 AM"}
    files = {f"1-2 - Ann Ray - {times[i]}/tiny.ipynb": BOOK + str(i).encode() for i in order}
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert collected.students == ("1",)
    assert files_of(released, "1")["tiny.ipynb"].endswith(b"2")
    assert files_of(released, "1")["timestamp.txt"] == b"2030-05-10 08:05:00 UTC\n"
    assert any("2030-05-09" in note for note in collected.notes)


def test_an_attempt_without_a_notebook_does_not_take_the_place_of_one_with(released, tmp_path):
    name = "Set_anna_attempt_2026-0{}-30-15-00-00_{}".format
    collected = collect(
        released, "tiny", packed(tmp_path, {name(1, "tiny.ipynb"): BOOK, name(2, "more.pdf"): b"x"})
    )
    assert files_of(released, "anna")["timestamp.txt"] == b"2026-01-30 15:00:00 UTC\n"
    assert any("2026-02-30" in line or "2026-01-30" in line for line in collected.passed_over)


@pytest.mark.parametrize(
    "time",
    [
        "May 1, 2030 905 AM",
        "1 May 2030 905 AM",
        "01 May, 2030 9:05 AM",
        "1 May 2030 905",
        "Sept 1, 2030 1205 AM",
    ],
)
def test_brightspaces_ways_to_write_a_time_are_read(released, tmp_path, time):
    collect(released, "tiny", packed(tmp_path, {f"1-2 - Ann - {time}/tiny.ipynb": BOOK}))
    expected = "2030-09-01 00:05:00 UTC" if "Sept" in time else "2030-05-01 09:05:00 UTC"
    assert files_of(released, "1")["timestamp.txt"].decode().strip() == expected


def test_the_notebooks_of_a_set_are_told_apart(two, tmp_path):
    files = exports.canvas({"anna": {"one-1.ipynb": b"1", "my_two (2).ipynb": b"2", "zwei.py": b"3"}})
    collected = collect(two, "pair", packed(tmp_path, files))
    assert files_of(two, "anna", "pair") == {"one.ipynb": b"1", "two.ipynb": b"2", "zwei.py": b"3"}
    assert collected.complete


def test_an_unknown_notebook_is_told_while_one_is_missing(two, tmp_path):
    files = {"anna/one.ipynb": b"1", "anna/second.ipynb": b"2"}
    collected = collect(two, "pair", packed(tmp_path, files))
    assert files_of(two, "anna", "pair") == {"one.ipynb": b"1", "second.ipynb": b"2"}
    assert not collected.complete
    assert "two.ipynb is missing" in collected.lost[0]


def test_one_file_a_notebook_is_put_together(two, tmp_path):
    files = {"anna_one.ipynb": b"1", "anna_two.ipynb": b"2", "bert_two.ipynb": b"3"}
    assert collect(two, "pair", packed(tmp_path, files)).students == ("anna", "bert")
    assert files_of(two, "anna", "pair") == {"one.ipynb": b"1", "two.ipynb": b"2"}


def test_only_unknown_notebooks_are_told(two, tmp_path):
    collected = collect(two, "pair", packed(tmp_path, {"anna/x.ipynb": b"1", "bert/one.ipynb": b"2"}))
    assert collected.students == ("bert",)
    assert "x.ipynb" in str(collected.missed[0])


def test_a_copy_does_not_win_over_the_notebook_and_is_kept(released, tmp_path):
    files = {"anna/tiny.ipynb": b"1", "anna/tiny (1).ipynb": b"2", "anna/old/tiny.ipynb": b"3"}
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert files_of(released, "anna") == {"tiny.ipynb": b"1", "tiny (1).ipynb": b"2", "old/tiny.ipynb": b"3"}
    assert len(collected.notes) == 2


@pytest.mark.parametrize("names", [("a.ipynb", "b.ipynb"), ("x/tiny.ipynb", "y/tiny.ipynb")])
def test_which_of_two_cannot_be_told_is_told(released, tmp_path, names):
    files = {f"anna/{name}": name.encode() for name in names} | {"bert/tiny.ipynb": BOOK}
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert collected.students == ("bert",)
    assert all(name in str(collected.missed[0]) for name in names)


def test_equal_copies_are_one(released, tmp_path):
    names = ("anna/x/tiny.ipynb", "anna/y/tiny.ipynb", "bert/tiny.ipynb")
    collect(released, "tiny", packed(tmp_path, dict.fromkeys(names, BOOK)))
    assert files_of(released, "anna")["tiny.ipynb"] == BOOK


def test_what_programs_write_for_themselves_is_left(released, tmp_path):
    junk = (".ipynb_checkpoints/tiny-checkpoint.ipynb", "__pycache__/helper.pyc", ".DS_Store", ".git/config")
    files = {
        "anna/tiny.ipynb": BOOK,
        **{f"anna/{name}": b"x" for name in junk},
        "__MACOSX/anna/._tiny.ipynb": b"x",
    }
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert files_of(released, "anna") == {"tiny.ipynb": BOOK}
    assert collected.complete
    assert collected.notes


def test_a_students_time_is_kept_under_another_name(released, tmp_path):
    files = {"anna/tiny.ipynb": BOOK, "anna/timestamp.txt": b"2001-01-01 00:00:00 UTC"}
    collect(released, "tiny", packed(tmp_path, files))
    assert set(files_of(released, "anna")) == {"tiny.ipynb", "handed in/timestamp.txt"}


def test_files_that_want_one_place_are_both_kept(released, tmp_path):
    files = {
        "anna/w/tiny.ipynb": BOOK,
        "anna/w/notes.txt": b"1",
        "anna/notes.txt": b"2",
        "anna/notes.txt.d": b"3",
    }
    collect(released, "tiny", packed(tmp_path, files))
    assert sorted(files_of(released, "anna").values()) == sorted((BOOK, b"1", b"2", b"3"))


def test_a_file_that_is_anothers_folder_is_kept_beside_it(released, tmp_path):
    for top in ("", "data/", "work/data/"):  # the file may also be in the way of the notebook's own folder
        files = [(f"{top}tiny.ipynb", BOOK), ("data", b"1"), ("data/x.csv", b"2"), ("more 2/data", b"3")]
        collect(released, "tiny", packed(tmp_path, {"anna.zip": archive(files)}))
        assert sorted(files_of(released, "anna").values()) == sorted((BOOK, b"1", b"2", b"3"))


@pytest.mark.parametrize("where", ["zip", "folder"])
def test_files_of_nobody_are_told(released, tmp_path, where):
    files = {"anna/tiny.ipynb": BOOK, "grades.csv": b"x", "tiny.ipynb": BOOK}
    origin = packed(tmp_path, files) if where == "zip" else spread(tmp_path, files)
    collected = collect(released, "tiny", origin)
    assert collected.students == ("anna",)
    assert {line.split(":")[0] for line in collected.lost} == {"grades.csv", "tiny.ipynb"}


def test_a_pattern_with_times_lets_the_later_file_count(released, tmp_path):
    pattern = r"(?P<student_id>\w+)@(?P<timestamp>[\d-]+)@(?P<file_id>.+)"
    files = {f"anna@2026-01-{day}-10-00-00@tiny.ipynb": day.encode() for day in ("09", "10")}
    collect(released, "tiny", packed(tmp_path, files), pattern)
    assert files_of(released, "anna")["tiny.ipynb"] == b"10"


def test_a_pattern_sees_the_exports_names_and_none_in_an_archive(released, tmp_path):
    inner = archive({"hw-anna/tiny.ipynb": b"stolen", "tiny.ipynb": BOOK})
    files = {"hw-mallory.zip": inner, "hw-anna.ipynb": b"own"}
    collected = collect(released, "tiny", packed(tmp_path, files), r"hw-(?P<student_id>\w+)")
    assert collected.students == ("anna", "mallory")
    assert files_of(released, "anna") == {"tiny.ipynb": b"own"}


def test_an_export_of_texts_alone_is_refused_by_name(released, tmp_path):
    with pytest.raises(CourseError, match=r"Zoe Ray"):
        collect(
            released,
            "tiny",
            packed(tmp_path, {"Zoe Ray_9_assignsubmission_onlinetext_/onlinetext.html": b""}),
        )


def test_a_failure_at_one_student_is_that_students(released, tmp_path, monkeypatch):
    def broken(pieces, notebooks):
        if pieces[0].content.read_bytes() == b"2":
            raise RuntimeError("no such luck")
        return sort(pieces, notebooks)

    monkeypatch.setattr("autograder.course.collect.drafts.sort", broken)
    files = {
        f"{student}/tiny.ipynb": str(i).encode() for i, student in enumerate(("anna", "bert", "carl"), 1)
    }
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert collected.students == ("anna", "carl")
    assert "no such luck" in str(collected.missed[0])
