"""The course's students: an id that is not among them is told, and of several the one that is, is taken."""

import exports
import pytest
from exports import packed

from autograder.course.collect import collect
from autograder.course.errors import CourseError

BOOK = b'{"cells": []}'


@pytest.fixture
def enrolled(released):
    """Enters students into the gradebook, as `nbgrader db student add` does."""

    def enter(*students: str, **fields: str):
        with released.gradebook() as gradebook:
            for student in students:
                gradebook.update_or_create_student(student, **fields)
        return released

    return enter


def test_somebody_who_is_not_in_the_course_is_told_and_not_collected(enrolled, tmp_path):
    course = enrolled("anna", "bert")
    files = {f"{student}/tiny.ipynb": BOOK for student in ("anna", "bert", "mallory")}
    collected = collect(course, "tiny", packed(tmp_path, files))
    assert collected.students == ("anna", "bert")
    assert "mallory" in str(collected.missed[0])
    assert "--new-students" in str(collected.missed[0])
    assert not course.path("submitted", "tiny", "mallory").exists()


def test_new_students_are_taken_where_that_is_asked(enrolled, tmp_path):
    course = enrolled("anna")
    files = {"anna/tiny.ipynb": BOOK, "zoe/tiny.ipynb": BOOK}
    assert collect(course, "tiny", packed(tmp_path, files), new_students=True).students == ("anna", "zoe")


@pytest.mark.parametrize("ids", [("101", "102"), ("anna", "bert"), ("Anna", "BERT")])
@pytest.mark.parametrize("system", ["canvas"])
def test_the_key_that_the_course_has_is_taken(enrolled, tmp_path, system, ids):
    klass = {"anna": {"tiny.ipynb": BOOK}, "bert": {"tiny.ipynb": BOOK}}
    collected = collect(enrolled(*ids), "tiny", packed(tmp_path, exports.WRITERS[system][0](klass)))
    assert collected.students == tuple(sorted(ids))


@pytest.mark.parametrize("ids", [("101", "102"), ("Anna Lee", "Bert Lee")])
@pytest.mark.parametrize("system", ["moodle", "brightspace"])
def test_the_number_or_the_name_is_taken(enrolled, tmp_path, system, ids):
    klass = {"anna": {"tiny.ipynb": BOOK}, "bert": {"tiny.ipynb": BOOK}}
    collected = collect(enrolled(*ids), "tiny", packed(tmp_path, exports.WRITERS[system][0](klass)))
    assert collected.students == ids
    assert collected.rows[0].person in ("Anna Lee", "")


def test_moodles_login_is_taken_where_the_course_has_it(enrolled, tmp_path):
    files = {"Anna Lee_alee_101_assignsubmission_file_/tiny.ipynb": BOOK}
    assert collect(enrolled("alee"), "tiny", packed(tmp_path, files)).students == ("alee",)


def test_the_systems_own_id_in_the_gradebook_is_used(enrolled, tmp_path):
    course = enrolled("anna.lee", lms_user_id="101")
    collected = collect(course, "tiny", packed(tmp_path, exports.moodle({"anna": {"tiny.ipynb": BOOK}})))
    assert collected.students == ("anna.lee",)


def test_accents_are_spelled_as_the_course_spells_them(enrolled, tmp_path):
    course = enrolled("Jos\u00e9")
    assert collect(course, "tiny", packed(tmp_path, {"Jose\u0301/tiny.ipynb": BOOK})).students == (
        "Jos\u00e9",
    )


def test_a_name_and_a_number_of_two_students_are_told(enrolled, tmp_path):
    course = enrolled("anna", "103")
    files = {"anna_103_1_tiny.ipynb": BOOK, "anna_101_2_tiny.ipynb": BOOK}
    collected = collect(course, "tiny", packed(tmp_path, files))
    assert collected.students == ("anna",)
    assert "103" in str(collected.missed[0])


def test_a_name_that_holds_anothers_number_is_told(enrolled, tmp_path):
    course = enrolled("101", "103")
    # Mallory, number 103, calls herself "anna_101".
    files = {"anna_101_103_5002_tiny.ipynb": BOOK, "zoe_101_5_tiny.ipynb": BOOK}
    collected = collect(course, "tiny", packed(tmp_path, files))
    assert collected.students == ("101",)
    assert len(collected.missed) == 1


def test_the_roster_tells_a_students_folder_from_one_round_the_class(enrolled, tmp_path):
    files = {"mallory/anna/tiny.ipynb": BOOK, "mallory/bert/tiny.ipynb": BOOK}
    assert collect(enrolled("anna", "bert"), "tiny", packed(tmp_path, files)).students == ("anna", "bert")
    collected = collect(enrolled("mallory"), "tiny", packed(tmp_path, {"mallory/anna.ipynb": BOOK}))
    assert collected.students == ("mallory",)


def test_who_was_only_graded_makes_no_list_of_the_course(enrolled, tmp_path):
    course = enrolled("anna")
    with course.gradebook() as gradebook:
        gradebook.update_or_create_submission("tiny", "anna")
    files = {"anna/tiny.ipynb": BOOK, "zoe/tiny.ipynb": BOOK}
    assert collect(course, "tiny", packed(tmp_path, files)).students == ("anna", "zoe")


def test_the_list_in_the_configuration_is_read(released, tmp_path):
    released.config.CourseDirectory.db_students = [{"id": "anna", "first_name": "Anna"}, "bert"]
    files = {f"{student}.ipynb": BOOK for student in ("anna", "bert", "mallory")}
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert collected.students == ("anna", "bert")
    assert len(collected.missed) == 1


def test_a_course_without_a_gradebook_gets_none(released, tmp_path):
    gradebook = released.root / "gradebook.db"
    gradebook.unlink(missing_ok=True)
    collect(released, "tiny", packed(tmp_path, {"anna.ipynb": BOOK}))
    assert not gradebook.exists()


def test_a_gradebook_that_cannot_be_read_is_told(released, tmp_path):
    (released.root / "gradebook.db").write_bytes(b"no database" * 100)
    with pytest.raises(CourseError, match="gradebook"):
        collect(released, "tiny", packed(tmp_path, {"anna.ipynb": BOOK}))
    assert not released.path("submitted", "tiny", "x").parents[1].exists()
