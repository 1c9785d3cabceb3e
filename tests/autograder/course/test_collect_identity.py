"""Whose work it is, is what the system wrote round it; nothing that a student names decides it."""

import contextlib

import exports
import pytest
from exports import WRITERS, archive, packed, spread

from autograder.course.collect import collect
from autograder.course.errors import CourseError
from autograder.course.folders import Course

OWN, VICTIMS = b'{"cells": []}', b'{"cells": [1]}'


def on_disk(course: Course) -> dict[str, bytes]:
    """Contents below the submitted folder, by path."""
    root = course.path("submitted", "tiny", "x").parents[1]
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def notebook_of(course: Course, student: str) -> bytes:
    return (course.path("submitted", "tiny", student) / "tiny.ipynb").read_bytes()


HOSTILE_NAMES = (
    "victim_123_456_tiny.ipynb",
    "anna_101_5000_tiny.ipynb",
    "LATE_anna_101_5000_tiny.ipynb",
    "Anna Lee_101_assignsubmission_file_tiny.ipynb",
    "x_101_assignsubmission_file_tiny.ipynb",
    "Problem Set_anna_attempt_2020-01-01-00-00-00_tiny.ipynb",
    "anna_tiny.ipynb",
    "anna.ipynb",
    "101-77 - Anna Lee - Jan 1, 2020 105 PM - tiny.ipynb",
    "anna+tiny+2020-01-01 00_00_00 UTC.ipynb",
)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
@pytest.mark.parametrize("system", WRITERS)
def test_a_students_file_name_says_nothing_about_whose_it_is(released, tmp_path, system, name):
    write, id_of = WRITERS[system]
    klass = {"anna": {"tiny.ipynb": VICTIMS}, "mallory": {name: OWN}}
    collected = collect(released, "tiny", packed(tmp_path, write(klass)))
    assert collected.students == tuple(sorted((id_of("anna"), id_of("mallory"))))
    assert notebook_of(released, id_of("anna")) == VICTIMS
    assert notebook_of(released, id_of("mallory")) == OWN


@pytest.mark.parametrize("system", WRITERS)
def test_an_archive_that_names_others_is_its_owners(released, tmp_path, system):
    write, id_of = WRITERS[system]
    inner = {
        "tiny.ipynb": OWN,
        "anna/tiny/tiny.ipynb": b"{}",
        "101/tiny/tiny.ipynb": b"{}",
        "Anna Lee_101_assignsubmission_file_/tiny.ipynb": b"{}",
        "101-77 - Anna Lee - Jan 1, 2020 105 PM/tiny.ipynb": b"{}",
        "anna_101_5000_tiny.ipynb": b"{}",
    }
    klass = {"anna": {"tiny.ipynb": VICTIMS}, "mallory": {"work.zip": archive(inner)}}
    collect(released, "tiny", packed(tmp_path, write(klass)))
    assert notebook_of(released, id_of("anna")) == VICTIMS
    assert notebook_of(released, id_of("mallory")) == OWN
    assert {path.split("/")[0] for path in on_disk(released)} == {id_of("anna"), id_of("mallory")}


@pytest.mark.parametrize("system", WRITERS)
def test_a_hostile_hand_in_alone_never_touches_what_another_has_on_disk(released, tmp_path, system):
    write, id_of = WRITERS[system]
    collect(released, "tiny", packed(tmp_path, write({"anna": {"tiny.ipynb": VICTIMS}})))
    before = on_disk(released)
    for name in HOSTILE_NAMES:
        klass = {"mallory": {name: OWN, f"{id_of('anna')}/tiny/tiny.ipynb": OWN}}
        if "flat" in system or system in ("canvas", "blackboard"):
            klass = {"mallory": {name: OWN}}
        with contextlib.suppress(CourseError):  # what reads in two ways is refused
            collect(released, "tiny", packed(tmp_path, write(klass)))
    mine = {path: data for path, data in on_disk(released).items() if path in before}
    assert mine == before


@pytest.mark.parametrize("system", WRITERS)
def test_no_name_of_a_students_backdates_a_submission(released, tmp_path, system):
    write, id_of = WRITERS[system]
    files = {
        "tiny.ipynb": OWN,
        "timestamp.txt": b"2001-01-01 00:00:00 UTC",
        "_attempt_2001-01-01-00-00-00_x.txt": b"",
        "work.zip": archive({"timestamp.txt": b"2001-01-01 00:00:00 UTC", "more.ipynb": b"{}"}),
    }
    collect(released, "tiny", packed(tmp_path, write({"anna": {"tiny.ipynb": b"{}"}, "mallory": files})))
    stamp = released.path("submitted", "tiny", id_of("mallory")) / "timestamp.txt"
    assert not stamp.exists() or "2026" in stamp.read_text(encoding="utf-8")


def test_a_moodle_name_that_holds_what_moodle_writes_moves_nothing(released, tmp_path):
    files = {
        "Anna Lee_101_assignsubmission_file_/tiny.ipynb": VICTIMS,
        "M assignsubmission file 101_103_assignsubmission_file_/tiny.ipynb": OWN,
    }
    assert collect(released, "tiny", packed(tmp_path, files)).students == ("101", "103")
    assert notebook_of(released, "101") == VICTIMS


def test_brightspaces_time_is_the_last_one_in_the_folders_name(released, tmp_path):
    files = {
        "101-77 - Anna Lee - Jan 30, 2026 305 PM/tiny.ipynb": VICTIMS,
        "103-77 - Mal - Jan 1, 2020 105 AM - Jan 31, 2026 1205 PM/tiny.ipynb": OWN,
    }
    collect(released, "tiny", packed(tmp_path, files))
    stamp = released.path("submitted", "tiny", "103") / "timestamp.txt"
    assert stamp.read_text(encoding="utf-8") == "2026-01-31 12:05:00 UTC\n"


TWINS = {
    "two Canvas students of one name": {"anna_101_1_tiny.ipynb": VICTIMS, "anna_103_2_tiny.ipynb": OWN},
    "one Moodle number with two names": {
        "Anna Lee_101_assignsubmission_file_/tiny.ipynb": VICTIMS,
        "Anna Lea_101_assignsubmission_file_/tiny.ipynb": OWN,
    },
    "one Brightspace number with two names": {
        "101-77 - Anna - Jan 30, 2026 305 PM/tiny.ipynb": VICTIMS,
        "101-77 - Anne - Jan 30, 2026 305 PM/tiny.ipynb": OWN,
    },
    "case": {"Anna/tiny.ipynb": VICTIMS, "anna/tiny.ipynb": OWN},
    "accents": {"Jos\u00e9/tiny.ipynb": VICTIMS, "Jose\u0301/tiny.ipynb": OWN},
    "blanks": {"anna/tiny.ipynb": VICTIMS, "anna /tiny.ipynb": OWN},
    "a folder and an archive": {"anna/tiny.ipynb": VICTIMS, "anna .zip": archive({"tiny.ipynb": OWN})},
    "sharp s": {"strauß.ipynb": VICTIMS, "STRAUSS.ipynb": OWN},
    "plain and with the set's name": {"anna.ipynb": VICTIMS, "anna_tiny.ipynb": OWN},
    "one path twice": [("anna.ipynb", VICTIMS), ("anna.ipynb", OWN)],
}


def bystander(files):
    """The same export with one more student, named as the layout names them."""
    extra = {
        "_assignsubmission_": "Zoe Ray_999_assignsubmission_file_/tiny.ipynb",
        " - Jan": "999-77 - Zoe - Jan 30, 2026 305 PM/tiny.ipynb",
        "_101_1_": "zoe_999_9_tiny.ipynb",
    }
    first = str(next(iter(files))) if isinstance(files, dict) else files[0][0]
    name = next((name for mark, name in extra.items() if mark in first), None)
    name = name or ("zoe/tiny.ipynb" if "/" in first else "zoe.ipynb")
    return {**files, name: b"{}"} if isinstance(files, dict) else [*files, (name, b"{}")]


@pytest.mark.parametrize("kind", TWINS)
def test_of_two_claims_to_one_name_neither_wins_and_everybody_else_is_collected(released, tmp_path, kind):
    collected = collect(released, "tiny", packed(tmp_path, bystander(TWINS[kind])))
    assert len(collected.students) == 1
    assert not collected.complete
    assert {path.split("/")[0] for path in on_disk(released)} == set(collected.students)
    assert len(collected.missed) == 1


@pytest.mark.parametrize("kind", TWINS)
def test_two_claims_leave_what_is_on_disk(released, tmp_path, kind):
    for student in ("anna", "Anna", "101", "José", "strauß"):
        folder = released.path("submitted", "tiny", student)
        folder.mkdir(parents=True)
        (folder / "tiny.ipynb").write_bytes(b"earlier")
    before = on_disk(released)
    collect(released, "tiny", packed(tmp_path, bystander(TWINS[kind])))
    assert before.items() <= on_disk(released).items()


@pytest.mark.parametrize(
    ("first", "later"), [("Jos\u00e9", "Jose\u0301"), ("anna", "Anna"), ("Anna Lee", "Anna Lee ")]
)
def test_a_name_that_a_disk_spells_in_another_way_is_the_same(released, tmp_path, first, later):
    for name in (first, later):
        collected = collect(
            released, "tiny", packed(tmp_path, {f"{name}/tiny.ipynb": OWN, "zoe/tiny.ipynb": OWN})
        )
    assert collected.students == (first, "zoe")
    assert [row.outcome for row in collected.rows] == ["unchanged", "unchanged"]


def test_both_claims_are_named_with_what_to_do(released, tmp_path):
    files = {"anna_101_1_tiny.ipynb": VICTIMS, "anna_103_2_tiny.ipynb": OWN, "zoe_9_9_tiny.ipynb": OWN}
    (missed,) = collect(released, "tiny", packed(tmp_path, files)).missed
    assert "101" in str(missed)
    assert "103" in str(missed)
    assert "--pattern" in str(missed)


def test_a_canvas_file_that_begins_with_a_number_is_its_owners(released, tmp_path):
    files = {"anna_101_1_2_tiny.ipynb": VICTIMS, "zoe_999_9_01_tiny.ipynb": OWN}
    assert collect(released, "tiny", packed(tmp_path, files)).students == ("anna", "zoe")


def test_late_and_anonymous_canvas_exports_are_read(released, tmp_path):
    files = {"anon_aB3dE_5000_tiny.ipynb": VICTIMS, "LATE_anon_zzzzz_5001_tiny.ipynb": OWN}
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert [(row.student, row.time) for row in collected.rows] == [("aB3dE", ""), ("zzzzz", "late")]


def test_a_login_with_an_underscore_is_whole(released, tmp_path):
    name = "Set_1_{}_attempt_2026-01-30-15-00-00_tiny.ipynb".format
    collected = collect(released, "tiny", packed(tmp_path, {name("anna_lee"): OWN, name("bert"): OWN}))
    assert collected.students == ("anna_lee", "bert")


@pytest.mark.parametrize(
    "files",
    [
        ("anna_1_2_tiny.ipynb", "bert_2_3_tiny.ipynb", "tiny of carl.ipynb"),
        ("A_1_assignsubmission_file_/tiny.ipynb", "B_2_assignsubmission_file_/tiny.ipynb", "carl/tiny.ipynb"),
        ("anna/tiny.ipynb", "bert.ipynb"),
        ("a_1_2_b_attempt_2026-01-30-15-00-00_tiny.ipynb", "a_3_4_c_attempt_2026-01-30-15-00-00_tiny.ipynb"),
    ],
)
def test_what_reads_in_two_ways_is_refused_with_what_to_do(released, tmp_path, files):
    with pytest.raises(CourseError, match=r"--layout"):
        collect(released, "tiny", packed(tmp_path, dict.fromkeys(files, OWN)))
    assert not released.path("submitted", "tiny", "x").parents[1].exists()


def test_the_layout_that_is_named_is_taken(released, tmp_path):
    origin = packed(tmp_path, dict.fromkeys(("anna_1_2_tiny.ipynb", "bert_2_3_tiny.ipynb", "c.ipynb"), OWN))
    collected = collect(released, "tiny", origin, layout="canvas")
    assert collected.students == ("anna", "bert")
    assert "c.ipynb" in collected.passed_over[0]


@pytest.mark.parametrize(
    "options", [{"layout": "webct"}, {"layout": "canvas", "pattern": "(?P<student_id>x)"}]
)
def test_a_layout_that_cannot_be_used_is_refused(released, tmp_path, options):
    with pytest.raises(CourseError, match="expected"):
        collect(released, "tiny", packed(tmp_path, {"anna.ipynb": OWN}), **options)


@pytest.mark.parametrize(
    "files", [("all/anna.ipynb", "all/bert.ipynb"), ("a/b/anna/tiny.ipynb", "a/b/bert/tiny.ipynb")]
)
def test_a_folder_round_the_class_is_no_student(released, tmp_path, files):
    collected = collect(released, "tiny", spread(tmp_path, dict.fromkeys(files, OWN)))
    assert collected.students == ("anna", "bert")


@pytest.mark.parametrize("system", [system for system in WRITERS if system != "zips"])
def test_a_systems_export_in_a_folder_is_read(released, tmp_path, system):
    write, id_of = WRITERS[system]
    files = write({"anna": {"tiny.ipynb": VICTIMS}, "bert": {"tiny.ipynb": OWN}})
    collected = collect(
        released, "tiny", packed(tmp_path, {f"down/{name}": data for name, data in files.items()})
    )
    assert collected.students == tuple(sorted((id_of("anna"), id_of("bert"))))


@pytest.mark.parametrize(
    "files",
    [
        ("mallory/tiny.ipynb", "mallory/anna/tiny.ipynb"),
        ("mallory/anna/tiny/tiny.ipynb",),
        ("mallory/anna_101_1_tiny.ipynb",),
        ("mallory/work/tiny.ipynb", "mallory/data/x.csv"),
        ("mallory/anna.ipynb",),
    ],
)
def test_the_only_folder_is_a_students_where_nothing_says_that_it_holds_the_class(released, tmp_path, files):
    collected = collect(released, "tiny", packed(tmp_path, dict.fromkeys(files, OWN)))
    assert collected.students == ("mallory",)


def test_a_guess_about_the_only_folder_replaces_nobodys_work(released, tmp_path):
    collect(released, "tiny", packed(tmp_path, {"anna/tiny.ipynb": VICTIMS, "bert/tiny.ipynb": VICTIMS}))
    before = on_disk(released)
    files = {"mallory/anna/tiny.ipynb": OWN, "mallory/bert/tiny.ipynb": VICTIMS}
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert collected.students == ("bert",)
    assert "Unpack the export" in str(collected.missed[0])
    assert on_disk(released) == before


STAMP = {"tiny.ipynb": OWN, "timestamp.txt": b"2026-01-02 03:04:05.000006 UTC\n"}


def stamp_of(course: Course, student: str) -> str:
    path = course.path("submitted", "tiny", student) / "timestamp.txt"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_nbgraders_times_are_kept(released, tmp_path):
    collect(released, "tiny", packed(tmp_path, exports.nbgrader({"anna": STAMP, "bert": STAMP})))
    assert stamp_of(released, "anna").startswith("2026-01-02 03:04:05")


@pytest.mark.parametrize("klass", [{"anna": STAMP, "bert": {"tiny.ipynb": OWN}}, {"anna": STAMP}])
def test_a_time_that_nbgrader_may_not_have_written_does_not_count(released, tmp_path, klass):
    collect(released, "tiny", packed(tmp_path, exports.nbgrader(klass)))
    assert stamp_of(released, "anna") == ""


def test_the_time_of_one_submission_counts_where_the_instructor_says_what_it_is(released, tmp_path):
    collect(released, "tiny", packed(tmp_path, exports.nbgrader({"anna": STAMP})), layout="nbgrader")
    assert stamp_of(released, "anna").startswith("2026-01-02")


def test_the_other_sets_in_nbgraders_folder_are_left(released, tmp_path):
    (released.path("source", "more")).mkdir()
    (released.path("source", "more") / "more.ipynb").write_text("{}", encoding="utf-8")
    klass = {"anna": {"tiny.ipynb": OWN}, "bert": {"tiny.ipynb": OWN}}
    files = exports.nbgrader(klass) | {"carl/more/more.ipynb": OWN, "anna/more/more.ipynb": OWN}
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert collected.students == ("anna", "bert")
    assert collected.complete


@pytest.mark.parametrize(
    ("zone", "expected"), [("UTC", "15:05"), ("Europe/Berlin", "14:05"), ("America/New_York", "20:05")]
)
def test_times_are_of_the_zone_that_is_named(released, tmp_path, zone, expected):
    origin = packed(tmp_path, exports.brightspace({"anna": {"tiny.ipynb": OWN}}))
    collect(released, "tiny", origin, timezone=zone)
    stamp = released.path("submitted", "tiny", "101") / "timestamp.txt"
    assert stamp.read_text(encoding="utf-8") == f"2026-01-30 {expected}:00 UTC\n"


def test_a_zone_that_does_not_exist_is_refused(released, tmp_path):
    with pytest.raises(CourseError, match="Europe/Berlin"):
        collect(released, "tiny", packed(tmp_path, {"anna.ipynb": OWN}), timezone="../../etc/passwd")
