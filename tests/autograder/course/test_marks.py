"""A mark is one record: its verdict and its message are about its score."""

import csv
from functools import partial

import pytest
from nbgrader.converters import Autograde
from rows import mark_by_hand
from tiny_course import RIGHT, WRONG, answer, hand_in, plain_grader

from autograder.course.nbgrader_compat import convert
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report.export import export
from autograder.report.feedback import feedback
from autograder.report.marks import by_cell, submissions_of

MESSAGE = "half rounds"


@pytest.fixture
def graded(released):
    hand_in(released, "anna", answer(released, RIGHT))
    hand_in(released, "bert", answer(released, WRONG))
    grade(released, "tiny", Settings(), grader=plain_grader)
    return released


def mark_of(course, student="bert", cell="test-half"):
    found = {(m.student, m.cell): m for s in submissions_of(course, "tiny") for m in s.marks}
    return found[student, cell]


def page_of(course, student="bert"):
    feedback(course, "tiny")
    return (course.path("feedback", "tiny", student) / "tiny.html").read_text(encoding="utf-8")


def test_a_mark_carries_what_the_grader_said(graded):
    mark = mark_of(graded)
    assert (mark.score, mark.points, mark.verdict) == (0, 3, "failed")
    assert MESSAGE in mark.message
    assert not mark.by_hand
    assert (mark_of(graded, "anna").verdict, mark_of(graded, "anna").message) == ("passed", "")


@pytest.mark.parametrize(
    ("score", "extra", "verdict"),
    [(3, 0, "passed"), (1.5, 0, "partial"), (0, 1, "partial"), (2, 1, "passed")],
)
def test_where_a_person_gave_another_score_verdict_and_message_follow_it(graded, score, extra, verdict):
    mark_by_hand(graded, "bert", "test-half", score, extra)
    mark = mark_of(graded)
    assert (mark.score, mark.verdict, mark.message) == (score + extra, verdict, "")
    assert mark.by_hand
    assert MESSAGE not in page_of(graded)


def test_a_person_who_agrees_with_the_grader_changes_nothing(graded):
    mark_by_hand(graded, "bert", "test-half", 0, 0)
    assert (mark_of(graded).verdict, mark_of(graded).by_hand) == ("failed", True)
    assert MESSAGE in mark_of(graded).message


def test_where_nbgraders_own_command_graded_since_verdict_and_message_follow_the_score(graded):
    hand_in(graded, "anna", answer(graded, WRONG))
    hand_in(graded, "bert", answer(graded, RIGHT))
    convert(graded, Autograde, graded.directory("tiny"), force=True)
    assert (mark_of(graded).score, mark_of(graded).verdict, mark_of(graded).message) == (3, "passed", "")
    mark = mark_of(graded, "anna")
    assert (mark.score, mark.verdict, mark.message) == (0, "failed", "")
    # The page has nbgrader's own notebook, and its error.
    assert MESSAGE in page_of(graded, "anna")
    assert MESSAGE not in page_of(graded, "bert")


def test_a_mark_that_waits_has_no_score_anywhere(graded, tmp_path):
    with graded.gradebook() as gradebook:
        grade_ = gradebook.find_grade("test-half", "tiny", "tiny", "bert")
        grade_.auto_score, grade_.needs_manual_grade = None, True
        gradebook.db.commit()
    mark = mark_of(graded)
    assert (mark.waits, mark.verdict, mark.message) == (True, "manual", "")
    assert "to be marked" in page_of(graded)
    assert MESSAGE not in page_of(graded)
    export(graded, "tiny", tmp_path / "tiny.csv", cells=True)
    lines = list(csv.DictReader((tmp_path / "tiny.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [line["tiny/test-half"] for line in lines] == ["3.0", ""]
    assert {cell.cell: cell.open for cell in by_cell(submissions_of(graded, "tiny"))}["test-half"] == 1


def test_feedback_report_and_export_show_the_same_score(graded, tmp_path):
    mark_by_hand(graded, "bert", "test-half", 1.5, 0)
    export(graded, "tiny", tmp_path / "tiny.csv", cells=True)
    lines = {
        line["student_id"]: line
        for line in csv.DictReader((tmp_path / "tiny.csv").read_text("utf-8-sig").splitlines())
    }
    for submission in submissions_of(graded, "tiny"):
        assert float(lines[submission.student]["score"]) == submission.final
        assert f"<strong>{submission.final:g}</strong> of 5 points" in page_of(graded, submission.student)
        for mark in submission.marks:
            assert float(lines[mark.student][f"{mark.notebook}/{mark.cell}"]) == mark.score


def test_what_the_grader_noted_may_be_unreadable(graded):
    for path in (graded.root / ".autograder" / "tiny" / "entered").iterdir():
        path.write_text('{"fingerprint": 5, "cells": {"tiny": [{"no": 1}]}}', encoding="utf-8")
    assert (mark_of(graded).score, mark_of(graded).verdict, mark_of(graded).message) == (0, "failed", "")
    again = partial(grade, graded, "tiny", Settings(), grader=plain_grader)
    assert {done.status for done in again()} == {"graded"}
