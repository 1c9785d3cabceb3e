"""One slip, one message: tests that fail for one reason refer to the first of them."""

import pytest
from written import course

from autograder.grading.notebook import grade_notebook
from autograder.grading.same_cause import told_once
from autograder.grading.verdicts import BESIDE, NOT_SHOWN
from autograder.records import CellResult

SAME = "For the same reason as the test `a`."


def failed(name, message, verdict="failed", public=None):
    return CellResult(name, 1.0, 0.0, verdict, message, "", 0.0, public=public)


def said(*results):
    return [(result.message, result.public) for result in told_once(results)]


def test_the_first_says_it_and_the_others_refer_to_it():
    assert said(failed("a", "It is 3."), failed("b", "It is 4."), failed("c", "It is 3.")) == [
        ("It is 3.", None),
        ("It is 4.", None),
        (SAME, None),
    ]


def test_the_note_of_a_test_that_ran_beside_the_student_stays():
    assert said(failed("a", "It is 3."), failed("b", "It is 3." + BESIDE))[1] == (SAME + BESIDE, None)


def test_what_a_student_may_not_read_is_compared_too():
    assert said(failed("a", "It is 3.", public="No."), failed("b", "It is 3.", public="No."))[1] == (
        SAME,
        SAME,
    )
    different = failed("a", "It is 3.", public="No."), failed("b", "It is 3.")
    assert said(*different) == [(result.message, result.public) for result in different]


@pytest.mark.parametrize(
    ("message", "verdict", "public"),
    [
        (NOT_SHOWN, "failed", None),
        ("It is 3.", "failed", NOT_SHOWN),
        ("The test took longer than 4 s.", "timeout", None),
        ("", "passed", None),
    ],
)
def test_what_may_have_different_reasons_stays(message, verdict, public):
    results = failed("a", message, verdict, public), failed("b", message, verdict, public)
    assert said(*results) == [(message, public)] * 2


def test_an_answer_that_is_still_to_be_written_is_told_once(pool):
    source = course(tests=("assert power_lr(0, 1, 1) == 1", "assert power_lr(1, 1, 1) == 0.5"))
    untouched = course(power="def power_lr(t, lr0, s, c=1.0):\n    raise NotImplementedError()")
    first, second = grade_notebook(untouched, source, grader=pool).cells
    assert "still to be written" in first.message
    assert second.message == f"For the same reason as the test `{first.grade_id}`."
