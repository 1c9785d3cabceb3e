"""A course with delimiters and stubs of its own is released, graded and audited like any other."""

import json
import re
import shutil

import pytest
from tiny_course import CONFIG, RIGHT, SOURCE, WRONG, answer, code, hand_in, write_set

from autograder.audit.audit import audit
from autograder.audit.demo import demo
from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.course.markers import Delimiters, Region
from autograder.course.release import leaks, release
from autograder.course.source import build, read
from autograder.grading import restore
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report.feedback import feedback
from autograder.report.marks import submissions_of

OWN = """
c.ClearSolutions.begin_solution_delimeter = "ANSWER KEY"
c.ClearSolutions.end_solution_delimeter = "/KEY"
c.ClearSolutions.code_stub = {"python": "# Over to you\\npass"}
c.ClearSolutions.text_stub = "In your own words"
c.ClearHiddenTests.begin_test_delimeter = "SECRET>"
c.ClearHiddenTests.end_test_delimeter = "<SECRET"
"""
WORDS = {
    "BEGIN SOLUTION": "ANSWER KEY",
    "END SOLUTION": "/KEY",
    "BEGIN HIDDEN TESTS": "SECRET>",
    "END HIDDEN TESTS": "<SECRET",
}
ESSAY = """\

+++ {"nbgrader": {"grade_id": "essay", "grade": true, "solution": true, "locked": false, "points": 2, \
"schema_version": 3}}

Because it is so.
"""
BANK = '''\
"""Half of an odd number is rounded.

marks: 2
fails: [test-half]
feedback: [half rounds]
"""

# %% half
def half(x):
    return x // 2
'''


def translated(text: str) -> str:
    """A source with the delimiters of the course."""
    for word, other in WORDS.items():
        text = text.replace(word, other)
    return text


def own_course(folder):
    (folder / "nbgrader_config.py").write_text(CONFIG + OWN, encoding="utf-8")
    write_set(folder, "tiny", translated(SOURCE) + ESSAY)
    return open_course(folder)


@pytest.fixture
def own(folder):
    """A course with its own delimiters, `tiny` not yet released."""
    return own_course(folder)


def released_text(course):
    return (course.path("release", "tiny") / "tiny.ipynb").read_text(encoding="utf-8")


def test_a_course_that_configures_none_has_nbgraders(course):
    assert course.delimiters == Delimiters()


def test_what_a_course_configures_is_read(own):
    assert own.delimiters.solution == Region("ANSWER KEY", "/KEY")
    assert own.delimiters.hidden_tests == Region("SECRET>", "<SECRET")
    assert own.delimiters.mark_scheme == Delimiters().mark_scheme
    assert own.delimiters.stub(True) == "# Over to you\npass"
    assert own.delimiters.stub(False) == "In your own words"


def test_it_is_released_without_a_secret(own):
    release(own, "tiny")
    text = released_text(own)
    for secret in ("x * x", "x / 2", "square(-7)", "half(5)", "Because it is so", *WORDS.values()):
        assert secret not in text
    for shown in ("# Over to you", "In your own words", "square(3) == 9"):
        assert shown in text


def test_its_secrets_are_found_in_a_student_version(own):
    source = read(build(own, "tiny")[0])
    student = {"cells": [{"cell_type": "code", "source": ["    answer = x * x\n", "# SECRET>\n"]}]}
    student["cells"][0]["source"] = "".join(student["cells"][0]["source"])
    assert leaks(source, student, own.delimiters) == ["answer = x * x", "SECRET>"]


def test_a_region_that_does_not_end_is_named_with_its_own_words(folder, own):
    write_set(folder, "tiny", translated(SOURCE) + code("t", "# ANSWER KEY\nx = 1\n", solution=True))
    with pytest.raises(CourseError, match="`ANSWER KEY` has no `/KEY`"):
        build(open_course(folder), "tiny")


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory):
    own = own_course(tmp_path_factory.mktemp("own"))
    release(own, "tiny")
    for student, cells in {"anna": RIGHT, "bert": WRONG, "cleo": {}}.items():
        hand_in(own, student, answer(own, cells))
    grade(own, "tiny", Settings())
    return own


@pytest.fixture
def graded(own, graded_once):
    """Right, wrong, and nothing done, graded by the real grader: a copy for each test."""
    shutil.copytree(graded_once.root, own.root)
    return own


def test_untouched_answers_are_seen_as_untouched(graded):
    marks = {(m.student, m.cell): m for found in submissions_of(graded, "tiny") for m in found.marks}
    assert marks["cleo", "essay"].score == 0
    assert marks["cleo", "essay"].verdict == "untouched"
    assert marks["anna", "test-half"].verdict == "passed"
    assert marks["bert", "test-half"].message == "half rounds"
    source = graded.notebooks("tiny")[0].read_bytes()
    plan = restore.restore(released_text(graded).encode(), source, delimiters=graded.delimiters)
    assert {cell.grade_id for cell in plan.cells if cell.untouched} == {"square", "half", "essay"}


@pytest.mark.parametrize("student", ["anna", "bert", "cleo"])
def test_hidden_lines_are_hidden_in_feedback(graded, student):
    feedback(graded, "tiny")
    page = (graded.path("feedback", "tiny", student) / "tiny.html").read_text(encoding="utf-8")
    shown = re.sub(r"<[^>]+>", "", page)
    assert "square(3)" in shown
    assert "The hidden tests of this cell ran here" in shown
    for secret in ("square(-7)", "half(5)", "SECRET"):
        assert secret not in shown


def test_hidden_tests_do_not_run_where_only_the_visible_ones_are_asked_for(graded):
    source = graded.notebooks("tiny")[0].read_bytes()
    for text, _ in restore.judged_cells(source, visible_only=True, delimiters=graded.delimiters):
        assert "square(3)" in text or "half(8)" in text
        assert "SECRET" not in text
        assert "-7" not in text


def test_its_bank_and_its_mutants_are_audited(folder, own):
    bank = folder / "solutions" / "tiny" / "bank" / "wrong"
    bank.mkdir(parents=True)
    (bank / "rounds.py").write_text(BANK, encoding="utf-8")
    found = audit(own, "tiny", Settings(cell_seconds=20))
    assert {(f.kind, f.subject) for f in found.findings} == {("test", "test-square")}
    # Only what stands between the delimiters is changed.
    assert found.mutants == found.killed + len(found.survivors) > 0
    assert not [mutant for mutant in found.survivors if mutant.cell == "half"]


def test_a_change_of_the_stubs_grades_again(folder, graded):
    assert {done.status for done in grade(graded, "tiny", Settings())} == {"unchanged"}
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8").replace("Over to you", "Now you"), encoding="utf-8")
    assert {done.status for done in grade(open_course(folder), "tiny", Settings())} == {"graded"}


@pytest.mark.parametrize(
    "lines",
    [
        'c.ClearSolutions.begin_solution_delimeter = ""',
        'c.ClearSolutions.begin_solution_delimeter = "KEY"\nc.ClearSolutions.end_solution_delimeter = "KEY"',
        "c.ClearHiddenTests.begin_test_delimeter = 5",
    ],
)
def test_delimiters_that_cannot_be_are_refused(folder, lines):
    config = folder / "nbgrader_config.py"
    config.write_text(f"{config.read_text(encoding='utf-8')}\n{lines}\n", encoding="utf-8")
    with pytest.raises(CourseError, match="settings of the course"):
        build(open_course(folder), "tiny")


def test_its_demonstration_can_be_opened_with_the_same_delimiters(folder, own):
    bank = folder / "solutions" / "tiny" / "bank"
    bank.mkdir(parents=True)
    (bank / "class.yml").write_text("students:\n- {student: anna, answer: untouched, marks: 0}\n")
    (graduate,), its_course = demo(own, "tiny", Settings(cell_seconds=20))
    assert graduate.agrees
    assert open_course(its_course.root).delimiters == own.delimiters


def test_a_stub_given_in_the_old_form_is_read(folder):
    config = folder / "nbgrader_config.py"
    config.write_text(f"{config.read_text(encoding='utf-8')}\nc.ClearSolutions.code_stub = '# mine'\n")
    assert open_course(folder).delimiters.stub(True) == "# mine"


def test_regions_that_nbgrader_lets_pass_are_let_pass(folder):
    config = folder / "nbgrader_config.py"
    config.write_text(f"{config.read_text(encoding='utf-8')}\nc.ClearSolutions.enforce_metadata = False\n")
    cell = code("more", "### BEGIN SOLUTION\nsecret_word = 1\n### END SOLUTION\n", locked=True)
    write_set(folder, "tiny", SOURCE + cell)
    course = open_course(folder)
    release(course, "tiny")
    assert "secret_word" not in json.dumps(released_text(course))
